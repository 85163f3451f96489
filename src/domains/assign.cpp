// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/assign.cpp: peaks of several symmetry maps to hotspots of one type each.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>

#include "domains/describe.hpp"
#include "domains/type.hpp"

namespace vitrum::domains {

namespace {

struct Candidate {
  std::size_t type, peak;
  double z, p, q;
};

std::vector<Candidate> candidates_of(const Search& search) {
  std::vector<Candidate> all;
  for (std::size_t t = 0; t < search.types.size(); ++t) {
    const TypeSearch& type = search.types[t];
    for (std::size_t i = 0; i < type.peaks.size(); ++i) {
      if (std::find(type.found.begin(), type.found.end(), type.peaks[i]) == type.found.end()) continue;
      const double z = type.null.sd > 0.0 ? (type.heights[i] - type.null.mean) / type.null.sd : 0.0;
      all.push_back({t, type.peaks[i], z, type.p[i], type.q[i]});
    }
  }
  std::sort(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) {
    return std::tuple(-a.z, a.peak, a.type) < std::tuple(-b.z, b.peak, b.type);
  });
  return all;
}

/// Smoothed maps of the even symmetries, and the bulk of each: all but a probe FWHM around the found hotspots.
class EvidenceMaps {
 public:
  EvidenceMaps(const Search& search, const order::BandMaps& band, double probe_fwhm_nm) {
    const Chain& chain = search.chain;
    const std::vector<std::uint8_t> bulk = bulk_of(search);
    const double k = 0.5 * (band.band.k1 + band.band.k2);
    const double aperture = 0.0514 / probe_fwhm_nm;  // FWHM = 0.514 / k_a of an Airy probe, 1/Angstrom
    const std::vector<double> calculated = order::disk_transfer(aperture, k);
    Smoother smoother = chain.smoother();
    for (std::size_t m = 2; m <= std::min<std::size_t>(band.power.size(), order::n_max); m += 2) {
      if (band.power[m - 1].size() != chain.shape.size()) continue;
      std::vector<double> smooth(chain.shape.size());
      smoother(band.power[m - 1], smooth);
      const bool known = band.transfer.size() >= m && band.transfer[m - 1] > 0.0;
      const double transfer = known ? band.transfer[m - 1] : calculated[m - 1];
      add(static_cast<int>(m), transfer, std::move(smooth), bulk, band.noise[m - 1]);
    }
  }

  std::vector<Evidence> at(std::size_t r) const {
    std::vector<Evidence> evidence = bulk_;
    for (std::size_t i = 0; i < evidence.size(); ++i) evidence[i].power = maps_[i][r];
    return evidence;
  }

 private:
  void add(int m, double transfer, std::vector<double> smooth, const std::vector<std::uint8_t>& bulk,
           const std::vector<double>& noise) {
    double count = 0.0, sum = 0.0, squares = 0.0, shot = 0.0;
    for (std::size_t r = 0; r < smooth.size(); ++r) {
      if (!bulk[r] || !std::isfinite(smooth[r])) continue;
      count += 1.0;
      sum += smooth[r];
      squares += smooth[r] * smooth[r];
      shot += noise[r];
    }
    if (count < 2.0) return;
    const double mean = sum / count, variance = squares / count - mean * mean;
    if (!(variance > 0.0)) return;
    const double floor = std::max(mean + shot / count, std::sqrt(variance));
    bulk_.push_back({m, 0.0, mean, std::sqrt(variance), floor, transfer});
    maps_.push_back(std::move(smooth));
  }

  std::vector<Evidence> bulk_;
  std::vector<std::vector<double>> maps_;
};

double orientation_deg(std::complex<double> f, int n) {
  const double period = 360.0 / n;
  double angle = std::arg(f) * 180.0 / std::numbers::pi / n;
  if (angle < 0.0) angle += period;
  return angle >= period ? 0.0 : angle;
}

Hotspot make_hotspot(const Candidate& from, const Search& search, const order::Maps& maps) {
  const int n = search.types[from.type].n;
  Hotspot spot{.domain = {}, .type = from.type, .peak = from.peak};
  spot.domain.n = n;
  spot.domain.y_nm = static_cast<double>(from.peak / maps.nx) * maps.step_nm;
  spot.domain.x_nm = static_cast<double>(from.peak % maps.nx) * maps.step_nm;
  spot.domain.orientation_deg = orientation_deg(maps.bands.front().f[static_cast<std::size_t>(n - 1)][from.peak], n);
  spot.domain.peak = search.types[from.type].smooth[from.peak];
  spot.domain.z = from.z;
  spot.domain.p = from.p;
  spot.domain.q = from.q;
  return spot;
}

/// Those of `all` after `head` and of other types that coincide with it; at most one a type.
std::vector<std::size_t> coincident(const std::vector<Candidate>& all, const std::vector<bool>& used, std::size_t head,
                                    const Search& search) {
  const std::size_t nx = search.chain.shape.nx;
  const auto offset = [nx](std::size_t a, std::size_t b, bool row) {
    return row ? static_cast<double>(a / nx) - static_cast<double>(b / nx)
               : static_cast<double>(a % nx) - static_cast<double>(b % nx);
  };
  std::vector<std::size_t> members{head};
  std::vector<bool> seen(search.types.size());
  seen[all[head].type] = true;
  for (std::size_t i = head + 1; i < all.size(); ++i) {
    if (used[i] || seen[all[i].type]) continue;
    const double dy = offset(all[i].peak, all[head].peak, true), dx = offset(all[i].peak, all[head].peak, false);
    if (std::hypot(dy, dx) > coincidence_px(search)) continue;
    seen[all[i].type] = true;
    members.push_back(i);
  }
  return members;
}

}  // namespace

std::vector<Hotspot> assign_types(const Search& search, const order::Maps& maps, const Parameters& parameters) {
  const std::vector<Candidate> all = candidates_of(search);
  const order::BandMaps& band = maps.bands.front();
  std::optional<EvidenceMaps> evidence;
  std::vector<bool> used(all.size());
  std::vector<Hotspot> hotspots;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (used[i]) continue;
    const auto members = coincident(all, used, i, search);
    std::size_t chosen = i;
    bool ambiguous = false;
    if (members.size() > 1) {
      if (!evidence) evidence.emplace(search, band, parameters.probe_fwhm_nm);
      std::vector<int> types;
      for (const std::size_t j : members) types.push_back(search.types[all[j].type].n);
      const int n = most_likely_type(evidence->at(all[i].peak), types);
      ambiguous = n == 0;
      for (const std::size_t j : members) {
        used[j] = true;
        if (search.types[all[j].type].n == n) chosen = j;
      }
    }
    hotspots.push_back(make_hotspot(all[chosen], search, maps));
    if (ambiguous) hotspots.back().domain.n = 0;
  }
  for (std::size_t i = 0; i < hotspots.size(); ++i) hotspots[i].domain.id = static_cast<std::int64_t>(i + 1);
  return hotspots;
}

}  // namespace vitrum::domains
