// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/pool.hpp: several areas of one sample: pooled values and the variance between the areas.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "vitrum/domains/domains.hpp"
#include "vitrum/storage/file.hpp"

namespace vitrum::domains {

/// A quantity over areas i with values y_i and standard errors s_i, by random effects (DerSimonian & Laird, Control.
/// Clin. Trials 7 (1986) 177): weights 1 / (s_i^2 + tau^2), tau^2 = max(0, (Q - (k - 1)) / (sum w - sum w^2 / sum w)),
/// w = 1 / s_i^2, Q = sum w (y_i - ybar)^2.
struct Pooled {
  Uncertain value;
  double between = 0.0;  // tau: standard deviation between areas beyond what their errors explain
  double chance = 1.0;   // p of Q under no difference between the areas (chi-square, k - 1)
  std::size_t areas = 0;
};

/// s_i is what an area has of its own: its `common` part is taken off before and the mean of the common parts, by the
/// same weights, is put back after. Areas whose value or own error is not known are left out; where none is left the
/// value is NaN.
Pooled pool(std::span<const Uncertain> areas);

/// One row of /pooled/table.
struct PooledRow {
  std::int64_t n = 0;
  std::string quantity, units;
  Pooled pooled;
};

/// Every quantity of /summary/table that has a standard error, for each n, over the results of several areas of one
/// sample; those that no area knows are left out. DataError where a result has no summary, one of an older version, or
/// other types than the first.
std::vector<PooledRow> pool(const std::vector<std::string>& results);

/// /pooled/table: n, quantity, units, value, error, common, between, chance, areas. A serial File.
void write_pooled(storage::File& file, const std::vector<PooledRow>& rows);

}  // namespace vitrum::domains
