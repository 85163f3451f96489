// SPDX-License-Identifier: Apache-2.0
// vitrum/core/nearest.cpp: "did you mean": edit distance with swaps of neighbours, letter case for half.
#include <algorithm>
#include <cctype>
#include <numeric>

#include "vitrum/core/deck.hpp"

namespace vitrum {
namespace {

// In half edits, so that a difference of case alone is cheap.
int distance(const std::string& a, const std::string& b) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  const std::size_t width = b.size() + 1;
  std::vector<int> before(width);
  std::vector<int> above(width);
  std::vector<int> row(width);
  for (std::size_t j = 0; j < width; ++j) above[j] = static_cast<int>(2 * j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<int>(2 * i);
    for (std::size_t j = 1; j < width; ++j) {
      const int change = a[i - 1] == b[j - 1] ? 0 : lower(a[i - 1]) == lower(b[j - 1]) ? 1 : 2;
      row[j] = std::min({above[j - 1] + change, above[j] + 2, row[j - 1] + 2});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 2);
    }
    before.swap(above);
    above.swap(row);
  }
  return above.back();
}

bool extends(const std::string& longer, const std::string& shorter) {
  return shorter.size() >= 3 && longer.starts_with(shorter);
}

}  // namespace

std::string nearest(const std::string& word, const std::vector<std::string>& candidates) {
  std::string best;
  int least = 2 * std::max(1, static_cast<int>(word.size()) / 3) + 1;
  for (const auto& candidate : candidates) {
    const int d = distance(word, candidate);
    if (d >= least) continue;
    least = d;
    best = candidate;
  }
  if (!best.empty()) return best;
  for (const auto& candidate : candidates)
    if (extends(candidate, word) || extends(word, candidate)) return candidate;
  return {};
}

}  // namespace vitrum
