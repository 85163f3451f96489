// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/compare.cpp: found domains held against the clusters that were put into a synthesized scan.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <tuple>

#include "vitrum/domains/domains.hpp"
#include "vitrum/domains/stereology.hpp"

namespace vitrum::domains {

namespace {

/// n = 0: any visible truth with any domain, whatever the types.
std::int64_t matches(const std::vector<const Domain*>& found, const std::vector<const TrueDomain*>& truths) {
  std::vector<std::tuple<double, std::size_t, std::size_t>> pairs;
  for (std::size_t i = 0; i < truths.size(); ++i) {
    for (std::size_t j = 0; j < found.size(); ++j) {
      const double distance = std::hypot(truths[i]->y_nm - found[j]->y_nm, truths[i]->x_nm - found[j]->x_nm);
      if (distance <= truths[i]->diameter_nm) pairs.emplace_back(distance, i, j);
    }
  }
  std::sort(pairs.begin(), pairs.end());
  std::vector<bool> truth_used(truths.size()), found_used(found.size());
  std::int64_t matched = 0;
  for (const auto& [distance, i, j] : pairs) {
    if (truth_used[i] || found_used[j]) continue;
    truth_used[i] = found_used[j] = true;
    ++matched;
  }
  return matched;
}

/// Whether domains could be found at the nearest position.
bool is_seen(const Result& result, const TrueDomain& truth) {
  if (result.usable.empty()) return true;
  const auto nearest = [&](double at, std::size_t count) {
    const double last = static_cast<double>(count - 1);
    return static_cast<std::size_t>(std::clamp(std::round(at / result.step_nm), 0.0, last));
  };
  return result.usable[nearest(truth.y_nm, result.ny) * result.nx + nearest(truth.x_nm, result.nx)] != 0;
}

Comparison compare_type(const Result& result, const std::vector<TrueDomain>& truth, int n, double area_nm2,
                        double thickness_nm) {
  std::vector<const Domain*> found;
  for (const Domain& domain : result.domains) {
    if (n == 0 || domain.n == n) found.push_back(&domain);
  }
  std::vector<const TrueDomain*> truths;
  double diameters = 0.0, volume = 0.0;
  for (const TrueDomain& t : truth) {
    if (t.n <= 0 || (n != 0 && t.n != n) || !is_seen(result, t)) continue;
    truths.push_back(&t);
    diameters += t.diameter_nm;
    volume += sphere_in_foil_nm3(t.diameter_nm, t.z_nm, thickness_nm);
  }
  Comparison c;
  c.n = n;
  c.truths = static_cast<std::int64_t>(truths.size());
  c.found = static_cast<std::int64_t>(found.size());
  c.matched = matches(found, truths);
  if (c.truths > 0) {
    c.recall = static_cast<double>(c.matched) / static_cast<double>(c.truths);
    c.true_diameter_nm = diameters / static_cast<double>(c.truths);
    c.true_volume_fraction = volume / (area_nm2 * thickness_nm);
    c.truth_by_count_form =
        volume_fraction_from_count(static_cast<double>(c.truths) / area_nm2, c.true_diameter_nm, thickness_nm);
  }
  if (c.found > 0) c.precision = static_cast<double>(c.matched) / static_cast<double>(c.found);
  return c;
}

}  // namespace

std::vector<Comparison> compare(const Result& result, const std::vector<TrueDomain>& truth,
                                const std::vector<int>& types, double scan_area_nm2, double thickness_nm) {
  std::vector<Comparison> all;
  const auto& sought = result.parameters.types;
  for (const int n : types) {
    if (std::find(sought.begin(), sought.end(), n) == sought.end()) continue;
    all.push_back(compare_type(result, truth, n, scan_area_nm2, thickness_nm));
  }
  all.push_back(compare_type(result, truth, 0, scan_area_nm2, thickness_nm));
  return all;
}

}  // namespace vitrum::domains
