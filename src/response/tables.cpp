// SPDX-License-Identifier: Apache-2.0
// vitrum/response/tables.cpp: tables of the curve, the strain maps and the flow by MRO type.
#include "response/tables.hpp"

#include "vitrum/storage/columns.hpp"

namespace vitrum::response {

using storage::column_of;

Table curve_table(const std::vector<CurvePart>& rows) {
  using R = CurvePart;
  return {column_of<double>("strain", "", rows, &R::strain), column_of<double>("stress", "GPa", rows, &R::stress_GPa),
          column_of<double>("elastic_strain", "", rows, &R::elastic_strain),
          column_of<double>("plastic_strain", "", rows, &R::plastic_strain)};
}

Table localization_table(const std::vector<Localization>& rows) {
  using R = Localization;
  return {column_of<double>("strain", "", rows, &R::strain),
          column_of<double>("mean_equivalent_shear", "", rows, &R::mean),
          column_of<double>("participation_ratio", "", rows, &R::participation_ratio),
          column_of<double>("gini", "", rows, &R::gini),
          column_of<double>("variation", "", rows, &R::variation),
          column_of<double>("psi", "", rows, &R::psi),
          column_of<double>("top_5_percent", "", rows, &R::top_5_percent),
          column_of<double>("transformed", "", rows, &R::transformed),
          column_of<double>("band_index", "", rows, &R::band_index),
          column_of<double>("band_angle", "deg", rows, &R::band_angle_deg),
          column_of<double>("band_index_p", "", rows, &R::band_index_p),
          column_of<std::int64_t>("bands", "", rows, &R::bands)};
}

Table autocorrelation_table(const std::vector<AutocorrelationShell>& rows) {
  using R = AutocorrelationShell;
  return {column_of<double>("r", "nm", rows, &R::r_nm),
          column_of<std::int64_t>("offsets", "", rows, &R::offsets),
          column_of<double>("isotropic", "", rows, &R::isotropic),
          column_of<double>("isotropic_error", "", rows, &R::isotropic_error),
          column_of<double>("fourfold", "", rows, &R::fourfold),
          column_of<double>("fourfold_error", "", rows, &R::fourfold_error)};
}

Table band_table(const std::vector<Band>& rows) {
  using R = Band;
  return {column_of<double>("strain", "", rows, &R::strain),
          column_of<std::int64_t>("component", "", rows, &R::component),
          column_of<std::int64_t>("voxels", "", rows, &R::voxels),
          column_of<double>("x", "nm", rows, &R::x_nm),
          column_of<double>("y", "nm", rows, &R::y_nm),
          column_of<double>("inclination", "deg", rows, &R::inclination_deg),
          column_of<double>("angle", "deg", rows, &R::angle_deg),
          column_of<double>("angle_error", "deg", rows, &R::angle_error_deg),
          column_of<double>("width", "nm", rows, &R::width_nm),
          column_of<double>("width_error", "nm", rows, &R::width_error_nm),
          column_of<double>("length", "nm", rows, &R::length_nm),
          column_of<double>("shear_offset", "nm", rows, &R::offset_nm),
          column_of<double>("shear_offset_error", "nm", rows, &R::offset_error_nm),
          column_of<double>("peak_shear", "", rows, &R::peak_shear),
          column_of<double>("background_shear", "", rows, &R::background_shear),
          column_of<std::int64_t>("winding_x", "", rows, &R::winding_x),
          column_of<std::int64_t>("winding_y", "", rows, &R::winding_y),
          column_of<std::int64_t>("percolates_x", "", rows, &R::percolates_x),
          column_of<std::int64_t>("percolates_y", "", rows, &R::percolates_y),
          column_of<std::int64_t>("crossing", "", rows, &R::crossing)};
}

Table activity_table(const std::vector<Activity>& rows) {
  using R = Activity;
  return {column_of<std::int64_t>("n", "", rows, &R::n),
          column_of<std::int64_t>("voxels", "", rows, &R::voxels),
          column_of<std::int64_t>("flips", "", rows, &R::flips),
          column_of<double>("flips_per_voxel", "", rows, &R::flips_per_voxel),
          column_of<double>("flips_per_voxel_error", "", rows, &R::flips_per_voxel_error),
          column_of<double>("ratio_to_matrix", "", rows, &R::ratio_to_matrix),
          column_of<double>("ratio_error", "", rows, &R::ratio_error),
          column_of<double>("ratio_p", "", rows, &R::ratio_p),
          column_of<double>("mean_equivalent_shear", "", rows, &R::mean_strain),
          column_of<double>("strain_ratio", "", rows, &R::strain_ratio),
          column_of<double>("strain_ratio_error", "", rows, &R::strain_ratio_error)};
}

Table association_table(const std::vector<Association>& rows) {
  using R = Association;
  return {column_of<std::int64_t>("n", "", rows, &R::n),
          column_of<double>("pearson", "", rows, &R::pearson),
          column_of<double>("pearson_p", "", rows, &R::pearson_p),
          column_of<double>("spearman", "", rows, &R::spearman),
          column_of<double>("spearman_p", "", rows, &R::spearman_p),
          column_of<double>("mutual_information", "bit", rows, &R::information_bits),
          column_of<double>("null_mutual_information", "bit", rows, &R::null_information_bits),
          column_of<double>("mutual_information_p", "", rows, &R::information_p)};
}

Table distance_table(const std::vector<DistanceBin>& rows) {
  using R = DistanceBin;
  return {column_of<double>("distance", "nm", rows, &R::distance_nm),
          column_of<std::int64_t>("voxels", "", rows, &R::voxels),
          column_of<double>("flipped", "", rows, &R::flipped),
          column_of<double>("flipped_error", "", rows, &R::flipped_error),
          column_of<double>("flips_per_voxel", "", rows, &R::flips_per_voxel),
          column_of<double>("flips_per_voxel_error", "", rows, &R::flips_per_voxel_error),
          column_of<double>("null_mean", "", rows, &R::null_mean),
          column_of<double>("null_sd", "", rows, &R::null_sd)};
}

Table early_table(const std::vector<EarlyFlips>& rows) {
  using R = EarlyFlips;
  return {column_of<std::int64_t>("n", "", rows, &R::n),
          column_of<std::int64_t>("first_flips", "", rows, &R::first_flips),
          column_of<std::int64_t>("later_flips", "", rows, &R::later_flips),
          column_of<double>("area_share", "", rows, &R::area_share),
          column_of<double>("first_ratio", "", rows, &R::first_ratio),
          column_of<double>("first_ratio_error", "", rows, &R::first_ratio_error),
          column_of<double>("later_ratio", "", rows, &R::later_ratio),
          column_of<double>("later_ratio_error", "", rows, &R::later_ratio_error)};
}

}  // namespace vitrum::response
