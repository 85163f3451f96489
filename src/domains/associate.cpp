// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/associate.cpp: association of two maps against random toroidal shifts of one.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "domains/colocalization.hpp"
#include "domains/correlator.hpp"
#include "vitrum/core/random.hpp"

namespace vitrum::domains {

namespace {

using Spectrum = Correlator::Spectrum;

/// [shift]: Pearson's r over the positions that are usable in both.
std::vector<double> pearson(Correlator& correlate, std::vector<double> a, std::vector<double> b,
                            const std::vector<std::uint8_t>& good, const std::vector<double>& overlap,
                            const Spectrum& mask) {
  double n = 0.0, mean_a = 0.0, mean_b = 0.0;
  for (std::size_t r = 0; r < a.size(); ++r) {
    if (!good[r]) continue;
    n += 1.0;
    mean_a += a[r];
    mean_b += b[r];
  }
  std::vector<double> aa(a.size()), bb(a.size());
  for (std::size_t r = 0; r < a.size(); ++r) {
    a[r] = good[r] ? a[r] - mean_a / n : 0.0;
    b[r] = good[r] ? b[r] - mean_b / n : 0.0;
    aa[r] = a[r] * a[r];
    bb[r] = b[r] * b[r];
  }
  const Spectrum fa = correlate.transform(a), fb = correlate.transform(b);
  const auto ab = correlate(fa, fb), sa = correlate(fa, mask), sb = correlate(mask, fb);
  const auto saa = correlate(correlate.transform(aa), mask), sbb = correlate(mask, correlate.transform(bb));
  std::vector<double> r(a.size());
  for (std::size_t s = 0; s < r.size(); ++s) {
    const double va = saa[s] - sa[s] * sa[s] / overlap[s], vb = sbb[s] - sb[s] * sb[s] / overlap[s];
    const double least = 1e-12 * std::sqrt(saa[0] * sbb[0]);
    const bool usable = overlap[s] > 2.5 && std::sqrt(std::max(0.0, va) * std::max(0.0, vb)) > least;
    r[s] = usable ? (ab[s] - sa[s] * sb[s] / overlap[s]) / std::sqrt(va * vb) : 0.0;
  }
  return r;
}

std::vector<double> above_quartile(const std::vector<double>& map, const std::vector<std::uint8_t>& good) {
  std::vector<double> usable;
  for (std::size_t r = 0; r < map.size(); ++r) {
    if (good[r]) usable.push_back(map[r]);
  }
  const double level = quantile(std::move(usable), 0.75);
  std::vector<double> high(map.size());
  for (std::size_t r = 0; r < map.size(); ++r) high[r] = good[r] && map[r] > level ? 1.0 : 0.0;
  return high;
}

/// [shift]: |A and B| / |A or B| over the positions that are usable in both.
std::vector<double> jaccard(Correlator& correlate, const MapPair& pair, const Spectrum& mask) {
  const Spectrum a = correlate.transform(above_quartile(pair.a, pair.good));
  const Spectrum b = correlate.transform(above_quartile(pair.b, pair.good));
  const auto both = correlate(a, b), in_a = correlate(a, mask), in_b = correlate(mask, b);
  std::vector<double> j(both.size());
  for (std::size_t s = 0; s < j.size(); ++s) {
    const double common = std::round(both[s]), either = std::round(in_a[s]) + std::round(in_b[s]) - common;
    j[s] = either > 0.5 ? common / either : 0.0;
  }
  return j;
}

/// Share of the peaks that lie near maxima.
AtShift shared(Correlator& correlate, const MapPair& pair, const Spectrum& mask) {
  std::vector<double> peaks(pair.a.size()), near(pair.near.size());
  for (const std::size_t r : pair.peaks) peaks[r] = 1.0;
  for (std::size_t r = 0; r < near.size(); ++r) near[r] = pair.near[r] && pair.good[r] ? 1.0 : 0.0;
  const Spectrum at = correlate.transform(peaks);
  AtShift share{correlate(at, correlate.transform(near)), correlate(at, mask)};
  for (std::size_t s = 0; s < share.value.size(); ++s) {
    share.number[s] = std::round(share.number[s]);
    share.value[s] = share.number[s] > 0.5 ? std::round(share.value[s]) / share.number[s] : 0.0;
  }
  return share;
}

/// [shift]: share of the sum of `of` (0 where below) that lies where `where` is above its upper quartile, over the
/// positions that are usable in both; `moved`: `of` is the map that the shift moves.
std::vector<double> manders(Correlator& correlate, std::vector<double> of, const std::vector<double>& where, bool moved,
                            const std::vector<std::uint8_t>& good, const Spectrum& mask) {
  double total = 0.0;
  for (std::size_t r = 0; r < of.size(); ++r) total += of[r] = good[r] ? std::max(0.0, of[r]) : 0.0;
  const Spectrum amounts = correlate.transform(of), high = correlate.transform(above_quartile(where, good));
  const auto inside = moved ? correlate(high, amounts) : correlate(amounts, high);
  const auto all = moved ? correlate(mask, amounts) : correlate(amounts, mask);
  std::vector<double> share(of.size());
  for (std::size_t s = 0; s < share.size(); ++s) share[s] = all[s] > 1e-12 * total ? inside[s] / all[s] : 0.0;
  return share;
}

}  // namespace

Association against(const AtShift& at, const std::vector<std::size_t>& shifts, Tail tail) {
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  double sum = 0.0, weights = 0.0, squares = 0.0, above = 1.0;
  for (const std::size_t s : shifts) {
    sum += at.number[s] * at.value[s];
    weights += at.number[s];
  }
  if (!(at.number[0] > 0.5 && weights > 0.5)) return {unknown, unknown, unknown, unknown};
  Association result;
  result.value = at.value[0];
  const double mean = sum / weights, off = result.value - mean, n = static_cast<double>(shifts.size());
  for (const std::size_t s : shifts) {
    const double distance = (at.value[s] - mean) * std::sqrt(at.number[s] / at.number[0]);
    squares += distance * distance;
    const bool two = tail == Tail::both;
    above += (two ? std::abs(distance) : distance) >= (two ? std::abs(off) : off) - 1e-12;
  }
  result.error = std::sqrt(squares / n);
  result.z = result.error > 0.0 ? off / result.error : 0.0;
  result.p = above / (n + 1.0);
  return result;
}

std::vector<std::size_t> draw_shifts(const std::vector<double>& overlap, const ShiftDraws& draws) {
  const double least = quantile(overlap, 0.75);
  std::vector<std::size_t> enough, shifts;
  for (std::size_t s = 0; s < overlap.size(); ++s) {
    if (overlap[s] >= least) enough.push_back(s);
  }
  Stream stream(draws.seed, Purpose::toroidal_shift, draws.stream);
  for (int i = 0; i < draws.count; ++i) shifts.push_back(enough[stream.below(enough.size())]);
  return shifts;
}

std::vector<double> overlaps(Shape shape, const std::vector<std::uint8_t>& good) {
  Correlator correlate(shape);
  const Spectrum mask = correlate.transform(std::vector<double>(good.begin(), good.end()));
  auto overlap = correlate(mask, mask);
  for (double& n : overlap) n = std::round(n);
  return overlap;
}

Association correlate_maps(const std::vector<double>& a, const std::vector<double>& b,
                           const std::vector<std::uint8_t>& good, Shape shape, const ShiftDraws& draws) {
  Correlator correlate(shape);
  const Spectrum mask = correlate.transform(std::vector<double>(good.begin(), good.end()));
  const auto overlap = overlaps(shape, good);
  return against({pearson(correlate, a, b, good, overlap, mask), overlap}, draw_shifts(overlap, draws), Tail::both);
}

std::vector<double> ranks_of(std::span<const double> map, std::span<const std::uint8_t> good) {
  std::vector<std::size_t> order;
  for (std::size_t r = 0; r < map.size(); ++r) {
    if (good[r]) order.push_back(r);
  }
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return map[a] != map[b] ? map[a] < map[b] : a < b; });
  std::vector<double> ranks(map.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i + 1;
    while (end < order.size() && map[order[end]] == map[order[i]]) ++end;
    for (std::size_t j = i; j < end; ++j) ranks[order[j]] = 0.5 * static_cast<double>(i + end - 1) + 1.0;
    i = end;
  }
  return ranks;
}

Colocalization associate(const MapPair& pair, Shape shape, const ShiftDraws& draws) {
  Correlator correlate(shape);
  const std::vector<double> good(pair.good.begin(), pair.good.end());
  const Spectrum mask = correlate.transform(good);
  const auto overlap = overlaps(shape, pair.good);
  const auto shifts = draw_shifts(overlap, draws);

  Colocalization result;
  result.shifts = draws.count;
  result.pearson = against({pearson(correlate, pair.a, pair.b, pair.good, overlap, mask), overlap}, shifts);
  result.spearman = against(
      {pearson(correlate, ranks_of(pair.a, pair.good), ranks_of(pair.b, pair.good), pair.good, overlap, mask), overlap},
      shifts);
  result.jaccard = against({jaccard(correlate, pair, mask), overlap}, shifts);
  result.manders_power = against({manders(correlate, pair.a, pair.b, false, pair.good, mask), overlap}, shifts);
  result.manders_variance = against({manders(correlate, pair.b, pair.a, true, pair.good, mask), overlap}, shifts);
  result.share = against(shared(correlate, pair, mask), shifts);
  return result;
}

}  // namespace vitrum::domains
