// SPDX-License-Identifier: Apache-2.0
// vitrum/order/table.cpp: segments, polar bins and apertures of a table.
#include "order/table.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "vitrum/core/error.hpp"

namespace vitrum::order {
namespace {

constexpr std::size_t largest_outer_segment = 1024;
constexpr std::uint32_t nowhere = ~std::uint32_t{0};
constexpr std::size_t largest_index = nowhere - 1;
constexpr std::size_t most_scratch = std::size_t{64} << 20;  // bytes that a thread keeps between builds

template <class T>
std::size_t size_of(const std::vector<T>& v) {
  return v.size() * sizeof(T);
}

/// A table's lists are indexed with 32 bits.
void check_index(std::size_t entries, const TableShape& shape, const char* list) {
  if (entries <= largest_index) return;
  throw DataError("patterns of " + std::to_string(shape.qy) + " x " + std::to_string(shape.qx) + " px: the " + list +
                  " need " + std::to_string(entries) + " entries, more than the " + std::to_string(largest_index) +
                  " that can be numbered; bin the patterns or measure fewer virtual detectors at a time");
}

/// What a build needs on the way; each thread keeps its own, so that it is allocated once.
struct Scratch {
  std::vector<Place> found, places;           // in row order; by shell
  std::vector<std::uint32_t> where, segment;  // [detector pixel]: place within its segment, and which
  std::vector<pk::detail::Overlap> arcs;      // of `places`

  std::size_t bytes() const {
    return (found.capacity() + places.capacity()) * sizeof(Place) +
           (where.capacity() + segment.capacity()) * sizeof(std::uint32_t) +
           arcs.capacity() * sizeof(pk::detail::Overlap);
  }
};

struct Draft {
  const TableShape& shape;
  const pk::Frame& frame;
  const std::vector<std::uint8_t>& mask;
  Table& table;
  std::vector<Place>&found, &places;
  std::vector<std::uint32_t>&where, &segment;
  std::vector<pk::detail::Overlap>& arcs;
};

/// The good pixels within the radial bins, sorted by shell.
void place_pixels(Draft& d) {
  const TableShape& shape = d.shape;
  const int shells = std::max(0, shape.bins - 1);
  d.where.assign(d.mask.size(), nowhere);
  d.segment.assign(d.mask.size(), nowhere);
  std::vector<Place>& found = d.found;
  found.clear();
  std::vector<std::uint32_t> count(static_cast<std::size_t>(shells), 0);
  const double scale = 1.0 / shape.bin;
  found.reserve(std::min(d.mask.size(), static_cast<std::size_t>(3.2 * shape.bin * shape.bin * shells * shells) + 64));
  for (int row = 0; row < shape.qy && shells > 0; ++row) {
    const pk::Columns columns = pk::columns_within(d.frame, shape.bin * shells + 1.0, row, shape.qx);
    for (int column = columns.begin; column < columns.end; ++column) {
      const auto p = static_cast<std::uint32_t>(row * shape.qx + column);
      if (d.mask[p] == 0) continue;
      const pk::Point q = pk::corrected(d.frame, column, row);
      const double r = std::sqrt(q.x * q.x + q.y * q.y);
      const double position = r * scale;
      if (position >= static_cast<double>(shells)) continue;
      const int j = static_cast<int>(position);
      found.push_back({p, q.x, q.y, r, 0.0, position - j, j});
      ++count[static_cast<std::size_t>(j)];
    }
  }
  auto& begin = d.table.begin;
  begin.assign(1, 0);
  for (const std::uint32_t n : count) begin.push_back(begin.back() + n);
  d.places.resize(found.size());
  std::vector<std::uint32_t> next(begin.begin(), begin.end());
  for (const Place& place : found) {
    const auto j = static_cast<std::size_t>(place.shell);
    d.where[place.pixel] = next[j] - begin[j];
    d.segment[place.pixel] = static_cast<std::uint32_t>(j);
    Place& to = d.places[next[j]++];
    to = place;
    const double angle = std::atan2(place.y, place.x);
    to.turns = (angle < 0.0 ? angle + pk::detail::two_pi : angle) / pk::detail::two_pi;
  }
  d.table.pixel.reserve(d.places.size());
  d.table.s.reserve(d.places.size());
  for (const Place& place : d.places) {
    d.table.pixel.push_back(place.pixel);
    d.table.s.push_back(place.s);
  }
}

void radial_sums(Draft& d) {
  const auto bins = static_cast<std::size_t>(d.shape.bins);
  d.table.den.assign(bins, 0.0);
  d.table.weight2.assign(bins, 0.0);
  for (const Place& q : d.places) {
    const auto j = static_cast<std::size_t>(q.shell);
    d.table.den[j] += 1.0 - q.s;
    d.table.den[j + 1] += q.s;
    d.table.weight2[j] += (1.0 - q.s) * (1.0 - q.s);
    d.table.weight2[j + 1] += q.s * q.s;
  }
}

pk::detail::Overlap arc(const Place& q, int phi) {
  const double half = 0.5 / (pk::detail::two_pi * q.r) * phi;
  return pk::detail::overlap(q.turns * phi, half < 1.0 ? half : 1.0);
}

/// Masks bins of the polar array with less than half of a full bin's weight, and rows of which less than half is left.
void mask_bins(Draft& d) {
  const auto rows = static_cast<std::size_t>(d.shape.rows), phi = static_cast<std::size_t>(d.shape.phi);
  Table& t = d.table;
  t.inverse.assign(rows * phi, 0.0);
  t.good.assign(rows, 0);
  t.slot.assign(rows, -1);
  for (std::size_t j = 0; j < rows; ++j) {
    const double radius = j == 0 ? 1.0 / 6.0 : static_cast<double>(j);  // the first bin is half as wide
    const double full = 2.0 * std::numbers::pi * radius * d.shape.bin * d.shape.bin / d.shape.phi;
    double* inverse = &t.inverse[j * phi];
    for (std::size_t p = 0; p < phi; ++p) {
      const double w = t.weight[j * phi + p];
      if (w < 0.5 * full || w <= 0.0) continue;
      inverse[p] = 1.0 / w;
      ++t.good[j];
    }
    if (2 * t.good[j] < d.shape.phi) {
      std::fill(inverse, inverse + phi, 0.0);
      t.good[j] = 0;
    } else if (t.good[j] < d.shape.phi) {
      t.slot[j] = static_cast<std::int32_t>(t.pairs.size() / (2 * (phi / 2 + 1)));
      append_pairs(inverse, d.shape.phi, t.pairs, t.mask_transform);
    }
  }
}

/// What two or three azimuth bins of a pixel have in common: sum of the products of its means' weights at a lag.
double common(const double* inverse, const int* bin, const double* w, int lag) {
  double sum = 0.0;
  for (int i = 0; i + lag < 3; ++i) sum += w[i] * inverse[bin[i]] * w[i + lag] * inverse[bin[i + lag]];
  return sum;
}

void add_lags(Draft& d, const std::vector<pk::detail::Overlap>& arcs) {
  const int rows = d.shape.rows, phi = d.shape.phi;
  Table& t = d.table;
  const std::vector<double> none(static_cast<std::size_t>(phi), 0.0);
  t.lag_constant.assign(static_cast<std::size_t>(rows + 1) * 2, 0.0);
  t.lag_begin.assign(1, 0);
  t.lags.reserve(arcs.size() / 2);
  for (int j = 0; j < rows; ++j) {
    const double* inverse = &t.inverse[static_cast<std::size_t>(j * phi)];
    const double* after = j + 1 < rows ? inverse + phi : none.data();
    const std::uint32_t first = t.begin[static_cast<std::size_t>(j)];
    for (std::uint32_t i = first; i < t.begin[static_cast<std::size_t>(j) + 1]; ++i) {
      const pk::detail::Overlap& o = arcs[i];
      if (!(o.share[1] > 0.0)) continue;
      const double s = d.places[i].s;
      int bin[3];
      double here[3], next[3];
      for (int k = 0; k < 3; ++k) {
        bin[k] = pk::detail::wrapped(o.first + k, phi);
        here[k] = (1.0 - s) * o.share[k];
        next[k] = s * o.share[k];
      }
      kernels::LagEntry entry;
      entry.pixel = i - first;
      for (int lag = 1; lag <= 2; ++lag) {
        entry.here[lag - 1] = common(inverse, bin, here, lag);
        entry.next[lag - 1] = common(after, bin, next, lag);
        t.lag_constant[static_cast<std::size_t>(2 * j + lag - 1)] += entry.here[lag - 1];
        t.lag_constant[static_cast<std::size_t>(2 * (j + 1) + lag - 1)] += entry.next[lag - 1];
      }
      t.lags.push_back(entry);
    }
    t.lag_begin.push_back(static_cast<std::uint32_t>(t.lags.size()));
  }
}

void build_polar(Draft& d) {
  const int rows = d.shape.rows, phi = d.shape.phi;
  Table& t = d.table;
  const auto cells = static_cast<std::size_t>(rows) * static_cast<std::size_t>(phi);
  const std::uint32_t end = t.begin[static_cast<std::size_t>(rows)];
  std::vector<pk::detail::Overlap>& arcs = d.arcs;
  arcs.resize(end);
  t.polar_begin.assign(cells + 1, 0);
  const auto each = [&](auto&& f) {
    for (std::uint32_t i = 0; i < end; ++i) {
      const Place& q = d.places[i];
      for (int k = 0; k < 3; ++k) {
        if (!(arcs[i].share[k] > 0.0)) continue;
        f(i, q, static_cast<std::size_t>(q.shell * phi + pk::detail::wrapped(arcs[i].first + k, phi)),
          arcs[i].share[k]);
      }
    }
  };
  for (std::uint32_t i = 0; i < end; ++i) arcs[i] = arc(d.places[i], phi);
  each([&](std::uint32_t, const Place&, std::size_t cell, double) { ++t.polar_begin[cell + 1]; });
  for (std::size_t c = 0; c < cells; ++c) t.polar_begin[c + 1] += t.polar_begin[c];
  std::vector<std::uint32_t> next(t.polar_begin.begin(), t.polar_begin.end());
  t.polar.resize(t.polar_begin.back());
  t.weight.assign(cells, 0.0);
  t.polar_weight2.assign(cells, 0.0);
  each([&](std::uint32_t i, const Place& q, std::size_t cell, double share) {
    const double w1 = share * q.s, w0 = share - w1;  // as add_polar has them
    t.polar[next[cell]++] = {share, i - t.begin[static_cast<std::size_t>(q.shell)]};
    t.weight[cell] += w0;
    t.polar_weight2[cell] += w0 * w0;
    if (q.shell + 1 < rows) {
      t.weight[cell + static_cast<std::size_t>(phi)] += w1;
      t.polar_weight2[cell + static_cast<std::size_t>(phi)] += w1 * w1;
    }
  });
  mask_bins(d);
  add_lags(d, arcs);
}

struct ApertureList {
  std::vector<std::uint32_t> pixel;
  std::vector<double> weight;
};

/// Pixels that apertures alone need follow the shells, in segments of bounded size.
void place_outer(Draft& d, const std::vector<ApertureList>& lists) {
  Table& t = d.table;
  std::vector<std::uint32_t> outer;
  for (const auto& list : lists) {
    for (const std::uint32_t p : list.pixel) {
      if (d.segment[p] == nowhere) outer.push_back(p);
    }
  }
  std::sort(outer.begin(), outer.end());
  outer.erase(std::unique(outer.begin(), outer.end()), outer.end());
  for (std::size_t i = 0; i < outer.size(); ++i) {
    if (i % largest_outer_segment == 0 && i > 0) t.begin.push_back(static_cast<std::uint32_t>(t.pixel.size()));
    d.segment[outer[i]] = static_cast<std::uint32_t>(t.begin.size() - 1);
    d.where[outer[i]] = static_cast<std::uint32_t>(t.pixel.size()) - t.begin.back();
    t.pixel.push_back(outer[i]);
  }
  if (!outer.empty()) t.begin.push_back(static_cast<std::uint32_t>(t.pixel.size()));
}

void build_apertures(Draft& d) {
  Table& t = d.table;
  const std::size_t n = d.shape.apertures.size();
  std::vector<ApertureList> lists(n);
  for (std::size_t a = 0; a < n; ++a) {
    double total = 0.0;
    const auto add = [&](std::size_t p, double w) {
      if (d.mask[p] == 0) return;
      lists[a].pixel.push_back(static_cast<std::uint32_t>(p));
      lists[a].weight.push_back(w);
      total += w;
    };
    if (a < d.shape.masks.size() && d.shape.masks[a].weight != nullptr) {
      pk::visit_mask(d.shape.qy, d.shape.qx, d.frame, d.shape.masks[a], add);
    } else {
      pk::visit_aperture(d.shape.qy, d.shape.qx, d.frame, d.shape.apertures[a], add);
    }
    t.aperture_weight.push_back(total);
  }
  std::size_t entries = 0;
  for (const auto& list : lists) entries += list.pixel.size();
  check_index(entries, d.shape, "virtual detectors");
  place_outer(d, lists);
  const std::size_t segments = t.begin.size() - 1;
  t.aperture_begin.assign(segments * n + 1, 0);
  for (std::size_t a = 0; a < n; ++a) {
    for (const std::uint32_t p : lists[a].pixel) ++t.aperture_begin[d.segment[p] * n + a + 1];
  }
  for (std::size_t i = 0; i < segments * n; ++i) t.aperture_begin[i + 1] += t.aperture_begin[i];
  t.aperture.resize(t.aperture_begin.back());
  std::vector<std::uint32_t> next(t.aperture_begin.begin(), t.aperture_begin.end());
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t i = 0; i < lists[a].pixel.size(); ++i) {
      const std::uint32_t p = lists[a].pixel[i];
      t.aperture[next[d.segment[p] * n + a]++] = {lists[a].weight[i], d.where[p]};
    }
  }
}

kernels::BandView view_of(const BandTable& b, int sectors) {
  kernels::BandView v;
  v.first = b.first;
  v.last = b.last;
  v.sectors = sectors;
  v.offset = b.offset.data();
  v.pixels = b.offset.back();
  v.total = b.total.data();
  v.re = b.re.data();
  v.im = b.im.data();
  v.lag = b.lag.data();
  v.fine_begin = b.fine_begin.data();
  v.fine = b.fine.data();
  v.fine_inverse = b.fine_inverse.data();
  v.coarse_begin = b.coarse_begin.data();
  v.coarse = b.coarse.data();
  v.constant = b.constant.data();
  v.fine_good = b.fine_good;
  v.pairs = b.pairs.data();
  v.mask_transform = b.mask_transform.data();
  return v;
}

void set_view(const TableShape& shape, Table& t) {
  kernels::TableView& v = t.view;
  v.segments = static_cast<int>(t.begin.size()) - 1;
  v.shells = std::max(0, shape.bins - 1);
  v.bins = shape.bins;
  v.begin = t.begin.data();
  v.pixel = t.pixel.data();
  v.s = t.s.data();
  for (int i = 0; i < v.segments; ++i) v.largest = std::max(v.largest, v.begin[i + 1] - v.begin[i]);
  v.weight2 = t.weight2.data();
  v.polar = {shape.bins > 0 ? shape.rows : 0,
             shape.phi,
             t.polar_begin.data(),
             t.polar.data(),
             t.lag_begin.data(),
             t.lags.data(),
             t.inverse.data(),
             t.polar_weight2.data(),
             t.lag_constant.data(),
             t.good.data(),
             t.slot.data(),
             t.pairs.data(),
             t.mask_transform.data()};
  for (const BandTable& b : t.bands) t.band_views.push_back(view_of(b, shape.sectors));
  v.bands = static_cast<int>(t.bands.size());
  v.band = t.band_views.data();
  v.apertures = static_cast<int>(shape.apertures.size());
  v.aperture_begin = t.aperture_begin.data();
  v.aperture = t.aperture.data();
}

}  // namespace

std::size_t Table::bytes() const {
  std::size_t n = size_of(begin) + size_of(pixel) + size_of(s) + size_of(den) + size_of(weight2) +
                  size_of(polar_begin) + size_of(lag_begin) + size_of(polar) + size_of(lags) + size_of(weight) +
                  size_of(inverse) + size_of(polar_weight2) + size_of(lag_constant) + size_of(good) + size_of(slot) +
                  size_of(pairs) + size_of(mask_transform) + size_of(aperture_begin) + size_of(aperture) +
                  size_of(bands) + size_of(band_views) + size_of(aperture_weight) + sizeof(Table);
  for (const BandTable& b : bands) {
    n += size_of(b.total) + size_of(b.re) + size_of(b.im) + size_of(b.lag) + size_of(b.fine_begin) +
         size_of(b.coarse_begin) + size_of(b.fine) + size_of(b.coarse) + size_of(b.fine_inverse) + size_of(b.offset) +
         size_of(b.coarse_weight) + size_of(b.coarse_weight2) + size_of(b.constant) + size_of(b.pairs) +
         size_of(b.mask_transform);
  }
  return n;
}

std::unique_ptr<const Table> build_table(const TableShape& shape, const pk::Frame& frame,
                                         const std::vector<std::uint8_t>& mask) {
  check_index(3 * mask.size(), shape, "azimuth bins");
  auto table = std::make_unique<Table>();
  static thread_local Scratch scratch;
  Draft draft{shape, frame, mask, *table, scratch.found, scratch.places, scratch.where, scratch.segment, scratch.arcs};
  place_pixels(draft);
  if (shape.bins > 0) {
    radial_sums(draft);
    build_polar(draft);
    table->bands.resize(shape.bands.size());
    for (std::size_t b = 0; b < shape.bands.size(); ++b)
      build_band(shape, b, draft.places, table->begin, table->den, table->bands[b]);
  }
  build_apertures(draft);
  set_view(shape, *table);
  if (scratch.bytes() > most_scratch) scratch = {};
  return table;
}

}  // namespace vitrum::order
