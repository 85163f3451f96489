// SPDX-License-Identifier: Apache-2.0
// vitrum/order/writer.hpp: arrays of mro.h5 with their axes, formula and band.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "vitrum/order/measure.hpp"

namespace vitrum::order {

using storage::Attributes;
using storage::Axis;

/// Puts maps and curves under one path; those of bands get a leading band axis where there is more than one band.
class Writer {
 public:
  Writer(storage::File& file, const Maps& maps);

  const std::vector<Axis>& scan_axes() const { return scan_; }
  storage::File& file() const { return file_; }

  void array(const std::string& path, const std::string& units, std::vector<Axis> axes, Attributes attributes,
             const std::vector<double>& values);
  /// What a band has: `get(band)` with axes `own`. Not written where a band has none (empty).
  void of_bands(const std::string& path, const std::string& units, const std::vector<Axis>& own, Attributes attributes,
                const std::function<std::vector<double>(const BandMaps&)>& get);
  /// The same for maps: axes `extra`, then those of the scan.
  void maps_of_bands(const std::string& path, const std::string& units, const std::vector<Axis>& extra,
                     Attributes attributes, const std::function<std::vector<double>(const BandMaps&)>& get);

 private:
  storage::File& file_;
  const Maps& maps_;
  std::vector<Axis> scan_;
};

Axis n_axis(int from);                   // n = from .. n_max
Axis azimuth_axis(std::size_t sectors);  // middles of sectors, degrees
std::vector<double> joined(const std::vector<std::vector<double>>& maps);

void write_symmetry(Writer& out, const Maps& maps, const Parameters& parameters);
void write_halves(Writer& out, const Maps& maps);
void write_variance_maps(Writer& out, const Maps& maps, const Parameters& parameters);
void write_curves(Writer& out, const Maps& maps);
void write_polar(Writer& out, const Maps& maps);
void write_thickness(Writer& out, const Maps& maps, const Parameters& parameters);
void write_contours(Writer& out, const Maps& maps, const Parameters& parameters);

}  // namespace vitrum::order
