// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/write_statistics.cpp: widths, thickness, randomness and co-localization to a result file.
#include <fmt/format.h>

#include <cmath>

#include "domains/tables.hpp"

namespace vitrum::domains {

namespace {

using storage::Attributes;
using storage::Column;

void write_widths(storage::File& file, const std::vector<MapWidth>& rows) {
  std::vector<Column> table{column_of<std::string>("map", "", rows, [](const MapWidth& w) { return w.map; })};
  add_uncertain(table, "fwhm_nm", "nm", rows, [](const MapWidth& w) { return w.fwhm_nm; });
  table.push_back(column_of<double>("null_fwhm_nm", "nm", rows, [](const MapWidth& w) { return w.null_fwhm_nm; }));
  table.push_back(column_of<double>("z", "", rows, [](const MapWidth& w) { return w.z; }));
  add_uncertain(table, "white_share", "", rows, [](const MapWidth& w) { return w.white_share; });
  file.write_table(
      "/summary/widths", table,
      {{"about", std::string("FWHM of the autocorrelation, white-noise spike taken off; null: pure speckle, "
                             "1.03 probe FWHM (F_0) or 0.74; errors by block bootstrap")}});
}

void write_reference(storage::File& file, const std::vector<ReferenceDetector>& rows) {
  using R = ReferenceDetector;
  std::vector<Column> table{column_of<std::string>("map", "", rows, [](const R& r) { return r.map; })};
  add_uncertain(table, "count", "", rows, [](const R& r) { return r.count; });
  add_uncertain(table, "density_per_nm2", "1/nm^2", rows, [](const R& r) { return r.density_per_nm2; });
  table.push_back(column_of<std::int64_t>("peaks_tested", "", rows, [](const R& r) { return r.peaks_tested; }));
  table.push_back(column_of<std::int64_t>("surrogates", "", rows, [](const R& r) { return r.surrogates; }));
  table.push_back(column_of<double>("null_mean", "", rows, [](const R& r) { return r.mean; }));
  table.push_back(column_of<double>("null_sd", "", rows, [](const R& r) { return r.sd; }));
  file.write_table("/summary/reference", table,
                   {{"about", std::string("hotspots of maps that know no type, through the same chain; null: Gaussian "
                                          "fields of the same power spectrum with a Gamma law")}});
}

void write_thickness(storage::File& file, const Result& result) {
  const ThicknessGauge& gauge = result.gauge;
  Attributes attributes{{"value_nm", result.parameters.thickness_nm.value},
                        {"error_nm", result.parameters.thickness_nm.error},
                        {"gauge_note", gauge.note}};
  if (gauge.measured) {
    attributes["gauge_ratio"] = gauge.ratio.value;
    attributes["gauge_ratio_error"] = gauge.ratio.error;
    attributes["gauge_lo_nm"] = gauge.lo_nm;
    attributes["gauge_hi_nm"] = gauge.hi_nm;
    attributes["gauge_formula"] = std::string(
        "<P_odd> / <P_even> = (1 - s) / (1 + s), s = sinc^2(pi lambda k^2 t), n = 3 .. 11, hotspots left "
        "out; 95 % interval");
  }
  if (gauge.thickness_nm) {
    attributes["gauge_nm"] = gauge.thickness_nm->value;
    attributes["gauge_error_nm"] = gauge.thickness_nm->error;
  }
  file.write_attributes("/thickness", attributes);
}

void write_randomness(storage::File& file, const std::vector<PointTest>& rows) {
  using P = PointTest;
  const auto whole = [&](const char* name, auto member) {
    return column_of<std::int64_t>(name, "", rows, [member](const P& p) { return p.*member; });
  };
  const auto real = [&](const char* name, const char* units, double P::*member) {
    return column_of<double>(name, units, rows, [member](const P& p) { return p.*member; });
  };
  std::vector<Column> table{whole("n", &P::n), whole("points", &P::points)};
  add_uncertain(table, "density_per_nm2", "1/nm^2", rows, [](const P& p) { return p.density_per_nm2; });
  const std::vector<Column> more{
      real("exclusion_nm", "nm", &P::exclusion_nm),
      real("clark_evans", "", &P::clark_evans),
      real("clark_evans_error", "", &P::clark_evans_error),
      real("clark_evans_z", "", &P::clark_evans_z),
      real("clark_evans_p", "", &P::clark_evans_p),
      real("dispersion", "", &P::dispersion),
      real("dispersion_p", "", &P::dispersion_p),
      real("dclf_p", "", &P::dclf_p),
      real("mad_p", "", &P::mad_p),
      real("surrogate_dclf_p", "", &P::surrogate_dclf_p),
      real("surrogate_mad_p", "", &P::surrogate_mad_p),
      whole("simulations", &P::simulations),
      whole("surrogates", &P::surrogates),
      column_of<std::string>("note", "", rows, [](const P& p) { return p.note.empty() ? "tested" : p.note; })};
  table.insert(table.end(), more.begin(), more.end());
  file.write_table(
      "/randomness/table", table,
      {{"about", std::string("n = 0: all types; p of hard-core random points and, surrogate_*, of peaks of "
                             "featureless maps (several types together: these alone, as they keep no one hard core); "
                             "clark_evans_z after Donnelly, without a hard core, NaN where the usable positions are no "
                             "full rectangle")}});
  for (const P& test : rows) {
    const PointCurves& c = test.curves;
    if (c.r_nm.empty()) continue;
    std::vector<Column> curves{
        {"r_nm", "nm", c.r_nm}, {"K_nm2", "nm^2", c.k_nm2}, {"L_minus_r_nm", "nm", c.l_minus_r_nm}, {"g", "", c.g}};
    if (!c.lo_nm.empty()) {
      curves.push_back({"L_minus_r_lo_nm", "nm", c.lo_nm});
      curves.push_back({"L_minus_r_hi_nm", "nm", c.hi_nm});
    }
    file.write_table(test.n == 0 ? "/randomness/curves_all" : fmt::format("/randomness/curves_{}", test.n), curves,
                     {{"about", std::string("translation correction; lo, hi: pointwise 95 % of hard-core points")}});
  }
}

void write_colocalization(storage::File& file, const std::vector<Colocalization>& rows) {
  using C = Colocalization;
  std::vector<Column> table{column_of<std::int64_t>("n", "", rows, [](const C& c) { return c.n; }),
                            column_of<std::int64_t>("split", "", rows, [](const C& c) { return c.split; }),
                            column_of<std::int64_t>("tautology", "", rows, [](const C& c) { return !c.split; }),
                            column_of<std::int64_t>("shifts", "", rows, [](const C& c) { return c.shifts; })};
  const auto add = [&](const std::string& name, Association C::*member) {
    const auto part = [&](const char* suffix, double Association::*number) {
      table.push_back(
          column_of<double>(name + suffix, "", rows, [member, number](const C& c) { return c.*member.*number; }));
    };
    part("", &Association::value);
    part("_error", &Association::error);
    part("_z", &Association::z);
    part("_p", &Association::p);
  };
  add("pearson", &C::pearson);
  add("spearman", &C::spearman);
  add("jaccard", &C::jaccard);
  add("share", &C::share);
  file.write_table(
      "/colocalization/table", table,
      {{"about", std::string("P_n (n = 0: normalized sum of the sought) with V(x,y); errors and p by toroidal "
                             "shifts; tautology: of the same electrons, V(x,y) = 2 sum P_n")}});
}

}  // namespace

void write_statistics(storage::File& file, const Result& result) {
  if (!result.widths.empty()) write_widths(file, result.widths);
  if (!result.reference.empty()) write_reference(file, result.reference);
  write_thickness(file, result);
  if (!result.randomness.empty()) write_randomness(file, result.randomness);
  if (!result.colocalization.empty()) write_colocalization(file, result.colocalization);
}

}  // namespace vitrum::domains
