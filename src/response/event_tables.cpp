// SPDX-License-Identifier: Apache-2.0
// vitrum/response/event_tables.cpp: tables of cascades, waiting times and pairs of flips.
#include "response/tables.hpp"
#include "vitrum/storage/columns.hpp"

namespace vitrum::response {

using storage::column_of;

Table cascade_table(const std::vector<CascadeCount>& rows) {
  using R = CascadeCount;
  return {column_of<std::int64_t>("flips", "", rows, &R::flips),
          column_of<std::int64_t>("cascades", "", rows, &R::cascades)};
}

Table size_table(const std::vector<SizeBin>& rows, const std::string& units) {
  using R = SizeBin;
  return {column_of<double>("low", units, rows, &R::low), column_of<double>("high", units, rows, &R::high),
          column_of<std::int64_t>("count", "", rows, &R::count),
          column_of<double>("density", "1/" + units, rows, &R::density),
          column_of<double>("error", "1/" + units, rows, &R::error)};
}

Table power_law_table(const std::vector<SizeDistribution>& rows) {
  using R = SizeDistribution;
  Table table{column_of<std::string>("sample", "", rows, &R::sample),
              column_of<std::string>("units", "", rows, &R::units),
              column_of<std::int64_t>("samples", "", rows, [](const R& r) { return r.law.samples; }),
              column_of<std::int64_t>("tail", "", rows, [](const R& r) { return r.law.tail; })};
  const std::pair<const char*, double PowerLaw::*> numbers[] = {
      {"x_min", &PowerLaw::x_min},
      {"x_min_error", &PowerLaw::x_min_error},
      {"exponent", &PowerLaw::exponent},
      {"exponent_error", &PowerLaw::exponent_error},
      {"exponent_fisher_error", &PowerLaw::exponent_fisher_error},
      {"distance", &PowerLaw::distance},
      {"p", &PowerLaw::p},
      {"cut_x_min", &PowerLaw::cut_x_min},
      {"cut_exponent", &PowerLaw::cut_exponent},
      {"cut_exponent_error", &PowerLaw::cut_exponent_error},
      {"cutoff", &PowerLaw::cutoff},
      {"cutoff_error", &PowerLaw::cutoff_error},
      {"cut_p", &PowerLaw::cut_p}};
  for (const auto& [name, member] : numbers)
    table.push_back(column_of<double>(name, "", rows, [member = member](const R& r) { return r.law.*member; }));
  return table;
}

Table aftershock_table(const std::vector<AftershockBin>& rows) {
  using R = AftershockBin;
  return {column_of<double>("from", "s", rows, &R::from_s),
          column_of<double>("to", "s", rows, &R::to_s),
          column_of<std::int64_t>("cascades", "", rows, &R::cascades),
          column_of<double>("exposure", "s", rows, &R::exposure_s),
          column_of<double>("rate", "1/s", rows, &R::rate_per_s),
          column_of<double>("rate_error", "1/s", rows, &R::rate_error_per_s)};
}

Table pair_table(const std::vector<PairShell>& rows) {
  using R = PairShell;
  return {column_of<std::int64_t>("lag", "", rows, &R::lag),
          column_of<double>("mean_delay", "s", rows, &R::mean_delay_s),
          column_of<double>("r", "nm", rows, &R::r_nm),
          column_of<std::int64_t>("offsets", "", rows, &R::offsets),
          column_of<std::int64_t>("pairs", "", rows, &R::pairs),
          column_of<double>("density", "", rows, &R::density),
          column_of<double>("density_error", "", rows, &R::density_error),
          column_of<double>("fourfold", "", rows, &R::fourfold),
          column_of<double>("fourfold_error", "", rows, &R::fourfold_error)};
}

}  // namespace vitrum::response
