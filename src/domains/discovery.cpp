// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/discovery.cpp: the Benjamini-Hochberg procedure.
#include "domains/discovery.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace vitrum::domains {

std::vector<double> benjamini_hochberg(const std::vector<double>& p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> q(p.size());
  double least = 1.0;
  for (std::size_t i = p.size(); i-- > 0;) {
    least = std::min(least, p[order[i]] * static_cast<double>(p.size()) / static_cast<double>(i + 1));
    q[order[i]] = least;
  }
  return q;
}

}  // namespace vitrum::domains
