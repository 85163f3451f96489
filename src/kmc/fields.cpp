// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/fields.cpp: writes and reads snapshots.
#include "kmc/fields.hpp"

#include <cmath>

namespace vitrum::kmc {
namespace {

template <class T>
struct Stored {
  const char* name;
  const char* units;
  const char* meaning;
  std::vector<T> Snapshot::*member;
};
constexpr Stored<double> doubles[] = {
    {"transformation_strain_1", "", "e1 = (E11 - E22)/2, accumulated", &Snapshot::e1},
    {"transformation_strain_3", "", "e3 = E12, accumulated", &Snapshot::e3},
    {"stress_1", "GPa", "s1 = (sig11 - sig22)/2, total", &Snapshot::s1_GPa},
    {"stress_3", "GPa", "s3 = sig12, total", &Snapshot::s3_GPa},
    {"permanent_softening", "", "eta^p: barriers are multiplied by exp(-eta^p)", &Snapshot::permanent_softening}};
constexpr Stored<std::int32_t> integers[] = {{"generation", "", "transformations so far", &Snapshot::generation}};
constexpr Stored<std::int64_t> longs[] = {{"activity", "", "flips so far", &Snapshot::flips}};

storage::ArrayInfo field_info(const std::string& name, const std::string& units, const std::string& meaning,
                              const std::vector<Snapshot>& snapshots, const microstructure::Grid& grid) {
  std::vector<double> strains, times;
  for (const auto& s : snapshots) {
    strains.push_back(s.strain);
    times.push_back(s.time_s);
  }
  storage::ArrayInfo info;
  info.path = "/fields/" + name;
  info.units = units;
  info.axes = {{"strain", "", strains},
               storage::linear_axis("y", "nm", grid.ny, grid.hy_nm, 0.5 * grid.hy_nm),
               storage::linear_axis("x", "nm", grid.nx, grid.hx_nm, 0.5 * grid.hx_nm)};
  info.attributes = {{"meaning", meaning}, {"time_s", times}};
  return info;
}

template <class T, class Values>
void write_one(storage::File& file, const std::string& name, const std::string& units, const std::string& meaning,
               const std::vector<Snapshot>& snapshots, const microstructure::Grid& grid, const Values& values_of) {
  std::vector<T> all;
  for (const auto& s : snapshots) {
    const std::vector<T> values = values_of(s);
    all.insert(all.end(), values.begin(), values.end());
  }
  file.write(field_info(name, units, meaning, snapshots, grid), std::span<const T>(all));
}

std::vector<double> von_mises(const Snapshot& s) {
  std::vector<double> out(s.e1.size());
  for (std::size_t v = 0; v < out.size(); ++v) out[v] = std::sqrt(4.0 / 3.0 * (s.e1[v] * s.e1[v] + s.e3[v] * s.e3[v]));
  return out;
}

template <class T>
void read_one(const storage::File& file, const Stored<T>& field, std::vector<Snapshot>& snapshots) {
  const auto array = file.read<T>(std::string("/fields/") + field.name);
  const std::size_t n = snapshots.empty() ? 0 : array.values.size() / snapshots.size();
  for (std::size_t k = 0; k < snapshots.size(); ++k) {
    const auto begin = array.values.begin() + static_cast<std::ptrdiff_t>(k * n);
    (snapshots[k].*field.member).assign(begin, begin + static_cast<std::ptrdiff_t>(n));
  }
}

}  // namespace

void write_fields(storage::File& file, const std::vector<Snapshot>& snapshots, const microstructure::Grid& grid) {
  if (snapshots.empty()) return;
  write_one<double>(file, "von_mises_strain", "", "sqrt(2/3 E:E) of the transformation strain", snapshots, grid,
                    von_mises);
  const auto write_all = [&](const auto& fields) {
    for (const auto& f : fields) {
      using T = typename std::decay_t<decltype(std::declval<Snapshot>().*f.member)>::value_type;
      write_one<T>(file, f.name, f.units, f.meaning, snapshots, grid, [&](const Snapshot& s) { return s.*f.member; });
    }
  };
  write_all(doubles);
  write_all(integers);
  write_all(longs);
}

std::vector<Snapshot> read_fields(const storage::File& file) {
  if (!file.has("/fields/activity")) return {};
  const auto strains = file.read<double>("/fields/activity/dim1").values;
  const auto attributes = file.read_attributes("/fields/activity");
  const auto times = attributes.find("time_s");
  std::vector<Snapshot> snapshots(strains.size());
  for (std::size_t k = 0; k < snapshots.size(); ++k) snapshots[k].strain = strains[k];
  if (times != attributes.end())
    if (const auto* list = std::get_if<std::vector<double>>(&times->second); list && list->size() == strains.size())
      for (std::size_t k = 0; k < snapshots.size(); ++k) snapshots[k].time_s = (*list)[k];
  for (const auto& f : doubles) read_one(file, f, snapshots);
  for (const auto& f : integers) read_one(file, f, snapshots);
  for (const auto& f : longs) read_one(file, f, snapshots);
  return snapshots;
}

}  // namespace vitrum::kmc
