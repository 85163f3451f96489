// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/calibration.hpp: what other programs write about step and k scale, in our units.
#pragma once

#include <optional>
#include <string>

#include "scan/hdf5_file.hpp"
#include "vitrum/scan/source.hpp"

namespace vitrum::scan {

/// Size of one step along an axis as a file gives it; nothing in `size` where it gives none.
struct AxisScale {
  std::optional<double> size;
  std::string unit;  // "nm", "[n_m]", "1 / nm", "A^-1", "mrad", "pixels", ""
};

/// Nanometres in one `unit`; nothing for what is no length.
std::optional<double> length_unit_nm(const std::string& unit);
/// 1/Angstrom in one `unit`; nothing for what is no inverse length.
std::optional<double> inverse_unit_inv_A(const std::string& unit);
/// Radians in one `unit`; nothing for what is no angle.
std::optional<double> angle_unit_rad(const std::string& unit);
/// Relativistic electron wavelength in Angstrom: h / sqrt(2 m e U (1 + e U / (2 m c^2))).
double wavelength_A(double high_tension_kV);

/// Sets info.step_nm from the two scan axes. Left empty, with a note, where the unit is no length, the axes differ by
/// more than 1 % or the value is none a scan can have (outside 1e-4 to 1e5 nm); without a note where there is no unit
/// and the step is 1 (not calibrated).
void take_step(ScanInfo& info, const AxisScale& y, const AxisScale& x);
/// Likewise info.k_per_px_inv_A (1e-5 to 2 1/Angstrom). Angles become k = angle / wavelength where the high tension is
/// known, from the deck or info.high_tension_kV.
void take_k_scale(ScanInfo& info, const AxisScale& row, const AxisScale& column, const OpenOptions& options);

/// Scale of an EMD coordinate vector: the difference of its first two values, with its attribute `units`.
AxisScale emd_axis(const hdf5::File& file, const std::string& dataset);
/// Step and k scale from the coordinate vectors dim0 .. dim3 or dim1 .. dim4 of an EMD group of 4-D data.
void take_emd_axes(ScanInfo& info, const hdf5::File& file, const std::string& group, const OpenOptions& options);

}  // namespace vitrum::scan
