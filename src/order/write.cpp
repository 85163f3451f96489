// SPDX-License-Identifier: Apache-2.0
// vitrum/order/write.cpp: mro.h5, the part that `order` measures (docs/files.md).
#include "order/writer.hpp"

namespace vitrum::order {

Writer::Writer(storage::File& file, const Maps& maps) : file_(file), maps_(maps) {
  const std::string unit = maps.step_nm > 0.0 ? "nm" : "position";
  const double step = maps.step_nm > 0.0 ? maps.step_nm : 1.0;
  scan_ = {storage::linear_axis("y", unit, maps.ny, step), storage::linear_axis("x", unit, maps.nx, step)};
}

void Writer::array(const std::string& path, const std::string& units, std::vector<Axis> axes, Attributes attributes,
                   const std::vector<double>& values) {
  storage::ArrayInfo info;
  info.path = path;
  info.units = units;
  info.axes = std::move(axes);
  info.attributes = std::move(attributes);
  file_.write<double>(info, values);
}

void Writer::of_bands(const std::string& path, const std::string& units, const std::vector<Axis>& own,
                      Attributes attributes, const std::function<std::vector<double>(const BandMaps&)>& get) {
  std::vector<Axis> axes;
  if (maps_.bands.size() > 1) axes.push_back(storage::linear_axis("band", "", maps_.bands.size()));
  axes.insert(axes.end(), own.begin(), own.end());
  std::vector<double> values, edges;
  std::string names;
  for (const BandMaps& band : maps_.bands) {
    const std::vector<double> part = get(band);
    if (part.empty()) return;
    values.insert(values.end(), part.begin(), part.end());
    edges.insert(edges.end(), {band.band.k1, band.band.k2});
    names += (names.empty() ? "" : ", ") + band.band.name;
  }
  attributes["band"] = edges;
  attributes["band_units"] = maps_.k_units;
  attributes["band_name"] = names;
  array(path, units, std::move(axes), std::move(attributes), values);
}

void Writer::maps_of_bands(const std::string& path, const std::string& units, const std::vector<Axis>& extra,
                           Attributes attributes, const std::function<std::vector<double>(const BandMaps&)>& get) {
  std::vector<Axis> own = extra;
  own.insert(own.end(), scan_.begin(), scan_.end());
  of_bands(path, units, own, std::move(attributes), get);
}

Axis n_axis(int from) {
  return storage::linear_axis("n", "", static_cast<std::size_t>(n_max - from + 1), 1.0, static_cast<double>(from));
}

Axis azimuth_axis(std::size_t sectors) {
  const double width = 360.0 / static_cast<double>(sectors);
  return storage::linear_axis("phi", "deg", sectors, width, 0.5 * width);
}

std::vector<double> joined(const std::vector<std::vector<double>>& maps) {
  std::vector<double> all;
  for (const auto& map : maps) all.insert(all.end(), map.begin(), map.end());
  return all;
}

namespace {

void write_images(Writer& out, const Maps& maps) {
  const std::string over = maps.selected.empty() ? "all" : "the selected";
  out.array(
      "/mean_pattern", "counts", {storage::linear_axis("qy", "px", maps.qy), storage::linear_axis("qx", "px", maps.qx)},
      {{"formula", "mean over " + over + " scan positions, on detector pixels, nothing masked"}}, maps.mean_pattern);
  for (const VirtualImage& image : maps.images) {
    out.array("/virtual/" + image.name, image.units, out.scan_axes(), {{"detector", image.description}}, image.image);
  }
  if (maps.selected.empty()) return;
  storage::ArrayInfo info;
  info.path = "/selected";
  info.axes = out.scan_axes();
  info.attributes = {{"meaning", "1: the position enters statistics over the scan; maps cover all positions"}};
  out.file().write<std::uint8_t>(info, maps.selected);
}

}  // namespace

void write(storage::File& file, const Maps& maps, const Parameters& parameters) {
  Writer out(file, maps);
  write_images(out, maps);
  if (maps.curves) {
    write_curves(out, maps);
    write_thickness(out, maps, parameters);
  }
  if (maps.polar) write_polar(out, maps);
  if (maps.bands.empty()) return;
  write_symmetry(out, maps, parameters);
  write_halves(out, maps);
  write_variance_maps(out, maps, parameters);
  write_contours(out, maps, parameters);
}

}  // namespace vitrum::order
