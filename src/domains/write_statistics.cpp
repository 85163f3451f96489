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
  if (result.parameters.thickness_map_nm.empty()) return;
  file.write<double>({"/thickness/map",
                      "nm",
                      {storage::linear_axis("y", "nm", result.ny, result.step_nm),
                       storage::linear_axis("x", "nm", result.nx, result.step_nm)},
                      {{"from", result.parameters.thickness_from},
                       {"error_nm", result.parameters.thickness_nm.error},
                       {"about", std::string("value_nm of /thickness is its mean over the usable positions; error: "
                                             "shared by all positions")}},
                      {}},
                     result.parameters.thickness_map_nm);
}

void write_following(storage::File& file, const std::vector<ThicknessAssociation>& rows) {
  using T = ThicknessAssociation;
  std::vector<Column> table{column_of<std::string>("map", "", rows, [](const T& t) { return t.map; })};
  add_association(table, "pearson", "", rows, [](const T& t) { return t.pearson; });
  table.push_back(column_of<double>("q", "", rows, [](const T& t) { return t.q; }));
  file.write_table("/summary/thickness", table,
                   {{"about", std::string("maps against /thickness/map; p two-sided by toroidal shifts, q: "
                                          "Benjamini-Hochberg over the maps; low: structure follows the thickness")}});
}

void write_cross_k(storage::File& file, const std::vector<CrossK>& rows) {
  using C = CrossK;
  const auto whole = [&](const char* name, auto member) {
    return column_of<std::int64_t>(name, "", rows, [member](const C& c) { return c.*member; });
  };
  std::vector<Column> table{
      whole("n", &C::n),           column_of<std::string>("other", "", rows, [](const C& c) { return c.other; }),
      whole("split", &C::split),   whole("points", &C::points),
      whole("others", &C::others), whole("shifts", &C::shifts)};
  add_association(table, "at_probe", "nm", rows, [](const C& c) { return c.at_probe; });
  table.push_back(column_of<double>("dclf_p", "", rows, [](const C& c) { return c.dclf_p; }));
  table.push_back(column_of<double>("mad_p", "", rows, [](const C& c) { return c.mad_p; }));
  file.write_table(
      "/colocalization/cross_k", table,
      {{"about",
        std::string(
            "K_12 of hotspots of n (0: all) with maxima of V(x,y) above its upper quartile "
            "or with hotspots of another n; at_probe: (K_12 - pi r^2) / (2 pi r) at one probe FWHM, p: "
            "nearer than by chance; dclf, mad: two-sided; all by toroidal shifts, without points beside a border; NaN: "
            "fewer than 5 points of a kind")}});
  for (const C& row : rows) {
    if (!std::isfinite(row.dclf_p)) continue;
    file.write_table(fmt::format("/colocalization/cross_k_{}_{}{}", row.n == 0 ? "all" : std::to_string(row.n),
                                 row.other, row.split ? "_split" : ""),
                     {{"r_nm", "nm", row.r_nm},
                      {"K_nm2", "nm^2", row.k_nm2},
                      {"L_minus_r_nm", "nm", row.l_minus_r_nm},
                      {"L_minus_r_lo_nm", "nm", row.lo_nm},
                      {"L_minus_r_hi_nm", "nm", row.hi_nm}},
                     {{"about", std::string("lo, hi: pointwise 95 % of toroidal shifts")}});
  }
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
    add_association(table, name, "", rows, [member](const C& c) { return c.*member; });
  };
  add("pearson", &C::pearson);
  add("spearman", &C::spearman);
  add("manders_power", &C::manders_power);
  add("manders_variance", &C::manders_variance);
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
  if (!result.cross_k.empty()) write_cross_k(file, result.cross_k);
  if (!result.following.empty()) write_following(file, result.following);
}

}  // namespace vitrum::domains
