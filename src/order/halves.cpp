// SPDX-License-Identifier: Apache-2.0
// vitrum/order/halves.cpp: fair coins for every electron, from a stream of its own for every pixel.
#include "order/halves.hpp"

#include <cmath>

#include "vitrum/core/random.hpp"

namespace vitrum::order {

bool thin(std::uint64_t seed, const std::uint64_t* streams, int count, const std::uint32_t* pixel, std::size_t n,
          const double* counts, double* half) {
  using kernels::lanes;
  for (std::size_t i = 0; i < n; ++i) {
    for (int l = 0; l < lanes; ++l) {
      const std::size_t at = i * lanes + static_cast<std::size_t>(l);
      if (l >= count || counts[at] == 0.0) {
        half[at] = 0.0;
        continue;
      }
      if (!(counts[at] > 0.0 && counts[at] <= most_thinned) || std::floor(counts[at]) != counts[at]) return false;
      Stream stream(seed, Purpose::thinning, streams[l], pixel[i]);
      half[at] = static_cast<double>(stream.half_binomial(static_cast<std::uint64_t>(counts[at])));
    }
  }
  return true;
}

}  // namespace vitrum::order
