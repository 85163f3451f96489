// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/significance.cpp: z of every symmetry map against a featureless glass.
#include <cmath>

#include "domains/describe.hpp"

namespace vitrum::domains {

namespace {

std::vector<double> z_of(const std::vector<double>& smooth, const NullPeaks& null,
                         const std::vector<std::uint8_t>& good) {
  std::vector<double> z(smooth.size());
  for (std::size_t r = 0; r < z.size(); ++r) {
    z[r] = good[r] && null.sd > 0.0 ? (smooth[r] - null.mean) / null.sd : 0.0;
  }
  return z;
}

const TypeSearch* sought(const Search& search, int n) {
  for (const TypeSearch& type : search.types) {
    if (type.n == n) return &type;
  }
  return nullptr;
}

/// Against the plain null; empty where no position is finite.
std::vector<double> unsought(const comm::Communicator& comm, const Chain& all, const order::BandMaps& band, int n,
                             const Parameters& parameters) {
  const auto i = static_cast<std::size_t>(n - 1);
  Chain chain = all;
  double count = 0.0, noise = 0.0;
  for (std::size_t r = 0; r < chain.good.size(); ++r) {
    const bool finite =
        std::isfinite(band.power[i][r]) && std::isfinite(band.noise[i][r]) && std::isfinite(std::norm(band.f[i][r]));
    if (!finite) chain.good[r] = 0;
    if (!chain.good[r]) continue;
    count += 1.0;
    noise += band.noise[i][r];
  }
  if (count < 1.0) return {};
  PhaseRandomizer phases(chain.shape, null_field(band.f[i], chain.good));
  const Draws draws{parameters.seed, n, parameters.surrogates_unsought, noise / count};
  const NullPeaks null = draw_null(comm, phases, chain, draws, {});
  std::vector<double> smooth(chain.shape.size());
  chain.smoother()(band.power[i], smooth);
  return z_of(smooth, null, chain.good);
}

}  // namespace

void significance_maps(const comm::Communicator& comm, const Search& search, const order::Maps& maps,
                       const Parameters& parameters, Result& result) {
  const order::BandMaps& band = maps.bands.front();
  result.significance.assign(order::n_max, {});
  result.significance_surrogates.assign(order::n_max, 0);
  for (int n = 1; n <= order::n_max; ++n) {
    const auto i = static_cast<std::size_t>(n - 1);
    if (const TypeSearch* type = sought(search, n)) {
      result.significance[i] = z_of(type->smooth, type->null, search.chain.good);
      result.significance_surrogates[i] = parameters.surrogates;
      continue;
    }
    const auto whole = [&](const auto& stack) {
      return i < stack.size() && stack[i].size() == search.chain.shape.size();
    };
    if (parameters.surrogates_unsought < 1 || !whole(band.power) || !whole(band.f) || !whole(band.noise)) continue;
    result.significance[i] = unsought(comm, search.chain, band, n, parameters);
    if (!result.significance[i].empty()) result.significance_surrogates[i] = parameters.surrogates_unsought;
  }
}

}  // namespace vitrum::domains
