// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/inhomogeneity.cpp: whether V(x,y) and the symmetry maps follow the thickness of the foil.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "domains/colocalization.hpp"
#include "domains/discovery.hpp"
#include "vitrum/comm/decompose.hpp"

namespace vitrum::domains {

namespace {

struct Named {
  std::string name;
  const std::vector<double>* map;
};

/// Without maps that have no number at a usable position (odd n behind a mask).
std::vector<Named> maps_of(const order::BandMaps& band, const std::vector<std::uint8_t>& good) {
  std::vector<Named> all;
  const auto add = [&](std::string name, const std::vector<double>& map) {
    if (map.size() != good.size()) return;
    for (std::size_t r = 0; r < good.size(); ++r) {
      if (good[r] && std::isfinite(map[r])) {
        all.push_back({std::move(name), &map});
        return;
      }
    }
  };
  add("V_xy", band.variance_xy);
  for (std::size_t i = 0; i < band.power.size(); ++i) add(fmt::format("P_{}", i + 1), band.power[i]);
  return all;
}

bool varies(const std::vector<double>& thickness, const std::vector<std::uint8_t>& good) {
  double least = 0.0, most = 0.0;
  bool any = false;
  for (std::size_t r = 0; r < good.size(); ++r) {
    if (!good[r]) continue;
    least = any ? std::min(least, thickness[r]) : thickness[r];
    most = any ? std::max(most, thickness[r]) : thickness[r];
    any = true;
  }
  return most > least * (1.0 + 1e-6);
}

constexpr std::uint64_t first_stream = 1000;  // those of co-localization begin at 0

}  // namespace

void test_inhomogeneity(const comm::Communicator& comm, const Search& search, const order::Maps& maps, Result& result) {
  const Parameters& parameters = result.parameters;
  const auto& thickness = parameters.thickness_map_nm;
  const auto& good = search.chain.good;
  if (parameters.toroidal_shifts < 1 || thickness.empty() || !varies(thickness, good)) return;
  const auto tested = maps_of(maps.bands.front(), good);
  const auto mine = comm::block_of(tested.size(), 1, comm.rank(), comm.size());
  std::vector<double> numbers;
  for (std::size_t i = mine.begin; i < mine.end; ++i) {
    std::vector<std::uint8_t> finite = good;
    for (std::size_t r = 0; r < finite.size(); ++r) finite[r] = finite[r] && std::isfinite((*tested[i].map)[r]);
    pack(correlate_maps(*tested[i].map, thickness, finite, search.chain.shape,
                        {parameters.seed, first_stream + i, parameters.toroidal_shifts}),
         numbers);
  }
  const auto all = comm.gather_everywhere<double>(numbers);
  const double* at = all.data();
  std::vector<double> p;
  for (const Named& map : tested) {
    result.following.push_back({map.name, unpack(at), 1.0});
    p.push_back(result.following.back().pearson.p);
  }
  const auto q = benjamini_hochberg(p);
  for (std::size_t i = 0; i < q.size(); ++i) result.following[i].q = q[i];
}

}  // namespace vitrum::domains
