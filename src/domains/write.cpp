// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/write.cpp: domains, maps and summaries to a result file.
#include <fmt/format.h>

#include <limits>

#include "domains/tables.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::domains {

namespace {

using storage::Attributes;
using storage::Axis;
using storage::Column;

std::vector<Axis> scan_axes(std::size_t ny, std::size_t nx, double step_nm) {
  return {storage::linear_axis("y", "nm", ny, step_nm), storage::linear_axis("x", "nm", nx, step_nm)};
}

/// One map a row of a stack whose slowest axis is n.
storage::ArrayInfo stack_info(std::string path, std::vector<double> ns, std::vector<Axis> scan, Attributes attributes) {
  std::vector<Axis> axes{{"n", "", std::move(ns)}};
  axes.insert(axes.end(), scan.begin(), scan.end());
  return {std::move(path), "", std::move(axes), std::move(attributes), {}};
}

void write_domains(storage::File& file, const std::vector<Domain>& rows) {
  using D = Domain;
  const auto real = [&](const char* name, const char* units, double D::*member) {
    return column_of<double>(name, units, rows, [member](const D& d) { return d.*member; });
  };
  file.write_table(
      "/domains/table",
      {column_of<std::int64_t>("id", "", rows, [](const D& d) { return d.id; }), real("y_nm", "nm", &D::y_nm),
       real("x_nm", "nm", &D::x_nm), column_of<std::int64_t>("n", "", rows, [](const D& d) { return d.n; }),
       real("orientation_deg", "deg", &D::orientation_deg), real("area_nm2", "nm^2", &D::area_nm2),
       real("axis_ratio", "", &D::axis_ratio), real("fwhm_nm", "nm", &D::fwhm_nm),
       real("fwhm_error_nm", "nm", &D::fwhm_error_nm), real("contrast", "", &D::contrast),
       real("diameter_nm", "nm", &D::diameter_nm), real("diameter_lo_nm", "nm", &D::diameter_lo_nm),
       real("diameter_hi_nm", "nm", &D::diameter_hi_nm),
       column_of<std::int64_t>("probe_limited", "", rows, [](const D& d) { return d.probe_limited; }),
       real("peak", "", &D::peak), real("z", "", &D::z), real("p", "", &D::p), real("q", "", &D::q),
       real("vxy_overlap", "", &D::vxy_overlap)},
      {{"about", std::string("n = 0: ambiguous; orientation = arg F_n / n; diameter of a probe-limited "
                             "domain: the pooled one of its type")}});
}

void write_maps(storage::File& file, const Result& result, std::size_t ny, std::size_t nx, double step_nm) {
  const auto axes = scan_axes(ny, nx, step_nm);
  file.write<std::int32_t>({"/domains/label", "", axes, {{"about", std::string("id of the domain, 0: none")}}, {}},
                           result.label);
  std::vector<double> sought, significance;
  std::vector<std::int64_t> surrogates;
  for (std::size_t i = 0; i < result.significance.size(); ++i) {
    if (result.significance[i].empty()) continue;
    sought.push_back(static_cast<double>(i + 1));
    surrogates.push_back(result.significance_surrogates[i]);
    significance.insert(significance.end(), result.significance[i].begin(), result.significance[i].end());
  }
  file.write<double>(stack_info("/symmetry/significance", sought, axes,
                                {{"formula", std::string("(smoothed P_n - null mean) / null standard deviation")},
                                 {"surrogates", surrogates},
                                 {"about", std::string("n not sought: plain null of fewer surrogates")}}),
                     significance);
  std::vector<double> types, coverage;
  for (std::size_t t = 0; t < result.types.size(); ++t) {
    types.push_back(result.types[t].n);
    coverage.insert(coverage.end(), result.coverage[t].begin(), result.coverage[t].end());
  }
  file.write<double>(
      stack_info("/domains/coverage", types, axes,
                 {{"about", std::string("share of each scan cell [x - 1/2, x + 1/2] step covered by domains")},
                  {"step_nm", step_nm}}),
      coverage);
}

void write_summary(storage::File& file, const Result& result) {
  using T = TypeSummary;
  const auto& rows = result.types;
  std::vector<Column> table{column_of<std::int64_t>("n", "", rows, [](const T& t) { return t.n; })};
  const auto with_common = [&](const std::string& name, const char* units, auto&& get) {
    add_uncertain(table, name, units, rows, get);
    table.push_back(column_of<double>(name + "_common", units, rows, [&](const T& t) { return get(t).common; }));
  };
  const auto uncertain = [&](const char* name, const char* units, Uncertain T::*member) {
    with_common(name, units, [member](const T& t) { return t.*member; });
  };
  uncertain("count", "", &T::count);
  uncertain("density_per_nm2", "1/nm^2", &T::density_per_nm2);
  uncertain("areal_fraction", "", &T::areal_fraction);
  uncertain("visible_volume_fraction", "", &T::visible_volume_fraction);
  uncertain("volume_fraction", "", &T::volume_fraction);
  uncertain("volume_fraction_area", "", &T::volume_fraction_area);
  with_common("p_vis", "", [](const T& t) { return Uncertain{t.p_vis, t.p_vis_error, t.p_vis_common}; });
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  const auto perhaps = [&](const char* name, std::optional<Uncertain> T::*member) {
    with_common(name, "", [member](const T& t) { return (t.*member).value_or(Uncertain{unknown, unknown, unknown}); });
  };
  perhaps("volume_fraction_excess", &T::volume_fraction_excess);
  table.push_back(column_of<double>("agreement", "", rows, [&](const T& t) { return t.agreement.value_or(unknown); }));
  uncertain("mean_power", "", &T::mean_power);
  perhaps("excess_power", &T::excess_power);
  table.push_back(column_of<std::string>(
      "excess_source", "", rows, [](const T& t) { return t.excess_source.empty() ? "none" : t.excess_source; }));
  uncertain("fwhm_nm", "nm", &T::fwhm_nm);
  uncertain("diameter_nm", "nm", &T::diameter_nm);
  const auto real = [&](const char* name, double T::*member) {
    table.push_back(column_of<double>(name, "nm", rows, [member](const T& t) { return t.*member; }));
  };
  real("diameter_lo_nm", &T::diameter_lo_nm);
  real("diameter_hi_nm", &T::diameter_hi_nm);
  real("interference_limit_nm", &T::interference_limit_nm);
  real("raised_limit_nm", &T::raised_limit_nm);
  table.push_back(column_of<std::int64_t>("probe_limited", "", rows, [](const T& t) { return t.probe_limited; }));
  file.write_table("/summary/table", table,
                   {{"about", std::string("<name>_common: the part of <name>_error that areas of one sample share when "
                                          "analysed with one calibration, thickness and probe")}});

  std::int64_t ambiguous = 0;
  for (const Domain& domain : result.domains) ambiguous += domain.n == 0;
  Attributes attributes{
      {"domains", static_cast<std::int64_t>(result.domains.size())},
      {"ambiguous", ambiguous},
      {"scan_area_nm2", result.area_nm2},
      {"band_k_inv_A", result.band_k},
      {"false_discovery_rate", result.parameters.false_discovery_rate},
      {"volume_fraction_formula", std::string("(pi D^3 / 6) N_A / (t + D) / p_vis, p_vis = N_axis (1 - cos a)")},
      {"volume_fraction_excess_formula",
       std::string(
           "(<P_n> - <P_n> of a featureless twin) / slope of a calibration scan: of domains on axis; agreement: "
           "its distance from visible_volume_fraction in standard errors")},
      {"areal_form", std::string("-ln(1 - A) / (1 + 3 t / (2 D)) / p_vis, A = (A_A - F) / (E - F), E efficiency, F "
                                 "area of the discs of the false positives")}};
  for (std::size_t i = 0; i < result.limits.size(); ++i) {
    attributes[fmt::format("limit_{:02d}", i + 1)] = result.limits[i];
  }
  file.write_attributes("/summary", attributes);
}

void write_conditions(storage::File& file, const Result& result) {
  using N = NullSummary;
  const auto& rows = result.nulls;
  const auto whole = [&](const char* name, std::int64_t N::*member) {
    return column_of<std::int64_t>(name, "", rows, [member](const N& n) { return n.*member; });
  };
  const auto real = [&](const char* name, const char* units, double N::*member) {
    return column_of<double>(name, units, rows, [member](const N& n) { return n.*member; });
  };
  file.write_table(
      "/null/table",
      {column_of<std::int64_t>("n", "", rows, [](const N& n) { return n.n; }), whole("surrogates", &N::surrogates),
       whole("peaks", &N::peaks), whole("peaks_tested", &N::peaks_tested), whole("passes", &N::passes),
       real("mean", "", &N::mean), real("sd", "", &N::sd), real("fwhm_nm", "nm", &N::fwhm_nm),
       real("fwhm_sd_nm", "nm", &N::fwhm_sd_nm), real("fwhm_limit_nm", "nm", &N::fwhm_limit_nm)},
      {{"about", std::string("F_n with randomized Fourier phases, found hotspots at the level of the bulk")}});
  const auto& detection = result.parameters.detection;
  std::vector<Column> table{column_of<std::int64_t>("n", "", detection, [](const Detection& d) { return d.n; })};
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  add_uncertain(table, "efficiency", "", detection, [](const Detection& d) {
    return d.efficiency_known ? d.efficiency : Uncertain{unknown, unknown};
  });
  add_uncertain(table, "false_positives_per_nm2", "1/nm^2", detection,
                [](const Detection& d) { return d.false_positives_per_nm2; });
  const auto power = [](const Detection& d) { return d.power.value_or(PowerCalibration{}); };
  if (!detection.empty()) {
    add_uncertain(table, "twin_mean_power", "", detection, [&](const Detection& d) { return power(d).twin_power; });
    add_uncertain(table, "power_slope", "", detection, [&](const Detection& d) { return power(d).slope; });
    table.push_back(column_of<double>("true_volume_fraction", "", detection,
                                      [&](const Detection& d) { return power(d).volume_fraction; }));
    table.push_back(
        column_of<double>("thickness_nm", "nm", detection, [&](const Detection& d) { return power(d).thickness_nm; }));
    file.write_table("/detection/table", table);
  }
}

void write_comparison(storage::File& file, const std::vector<Comparison>& rows) {
  using C = Comparison;
  const auto whole = [&](const char* name, std::int64_t C::*member) {
    return column_of<std::int64_t>(name, "", rows, [member](const C& c) { return c.*member; });
  };
  const auto real = [&](const char* name, const char* units, double C::*member) {
    return column_of<double>(name, units, rows, [member](const C& c) { return c.*member; });
  };
  file.write_table("/comparison/table",
                   {column_of<std::int64_t>("n", "", rows, [](const C& c) { return c.n; }), whole("truths", &C::truths),
                    whole("found", &C::found), whole("matched", &C::matched), real("recall", "", &C::recall),
                    real("precision", "", &C::precision), real("true_diameter_nm", "nm", &C::true_diameter_nm),
                    real("true_volume_fraction", "", &C::true_volume_fraction),
                    real("truth_by_count_form", "", &C::truth_by_count_form)},
                   {{"about", std::string("n = 0: all types together; visible truths against found domains")}});
}

}  // namespace

void write(storage::File& file, const Result& result, const std::vector<Comparison>& comparison, std::size_t ny,
           std::size_t nx, double step_nm) {
  if (result.label.size() != ny * nx) throw Fault("domains: the result belongs to another scan shape");
  if (result.significance.size() != result.significance_surrogates.size())
    throw Fault("domains: significance maps without the number of their surrogates");
  write_domains(file, result.domains);
  write_maps(file, result, ny, nx, step_nm);
  write_summary(file, result);
  write_conditions(file, result);
  write_statistics(file, result);
  if (!comparison.empty()) write_comparison(file, comparison);
}

}  // namespace vitrum::domains
