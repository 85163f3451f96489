// SPDX-License-Identifier: Apache-2.0
// vitrum/order/block.cpp: segment by segment, so that a shell's pixels are used for everything while they are in cache.
#include "order/block.hpp"

#include <algorithm>

#include "order/halves.hpp"

namespace vitrum::order {

using kernels::lanes;

Block::Block(const TableShape& shape, const pk::Noise& noise, bool halves, std::uint64_t seed)
    : noise_(noise),
      halves_(halves && !shape.bands.empty()),
      seed_(seed),
      pixels_(static_cast<std::size_t>(shape.qy) * static_cast<std::size_t>(shape.qx)),
      phi_(static_cast<std::size_t>(shape.phi)),
      sectors_(static_cast<std::size_t>(shape.sectors)),
      fourier_(std::max(shape.phi, 2)),
      profile_(3 * static_cast<std::size_t>(shape.bins) * lanes),
      rows_(4 * phi_ * lanes),
      row_lags_(4 * lanes),
      band_(shape.bands.size() * kernels::band_sums * lanes),
      fine_(shape.bands.size() * phi_ * lanes),
      half_band_(halves_ ? band_.size() : 0),
      half_fine_(halves_ ? fine_.size() : 0),
      coarse_(shape.bands.size() * 2 * sectors_ * lanes),
      aperture_(shape.apertures.size() * lanes),
      means_(phi_ * lanes),
      variance_(phi_ * lanes),
      spectrum_((phi_ / 2 + 1) * lanes),
      scratch_(kernels::ring_scratch(shape.phi)) {}

void Block::clear(const Table& table, std::size_t pixel_bytes) {
  const std::size_t values = static_cast<std::size_t>(table.view.largest) * lanes;
  if (values_.size() < values) values_.resize(values);
  if (halves_ && half_values_.size() < values) half_values_.resize(values);
  const std::size_t tile = pixels_ * pixel_bytes * lanes / sizeof(double);
  if (tile_.size() < tile) tile_.resize(tile);
  for (auto* sums : {&profile_, &rows_, &row_lags_, &band_, &fine_, &half_band_, &half_fine_, &coarse_, &aperture_})
    std::fill(sums->begin(), sums->end(), 0.0);
}

namespace {

/// What one segment adds; inlined into a version for each width of vector registers. Widths round alike.
struct Step {
  const kernels::TableView& table;
  int segment, active;
  const double* values;
  const double* half_values;  // null: no halves
  kernels::BlockSums sums, half;
  kernels::FourierView fourier;
  kernels::PolarRow row;
  const pk::Noise& noise;
  const kernels::Chosen& chosen;
  const kernels::PolarSumsView& to;

  template <class V>
  KOKKOS_FORCEINLINE_FUNCTION void run() {
    const int j = segment, phi = table.polar.phi;
    if (j < table.shells) {
      kernels::add_profile<V>(table, j, active, values, sums.profile);
      if (j < table.polar.rows) {
        const std::ptrdiff_t size = 2 * static_cast<std::ptrdiff_t>(phi) * lanes;
        double* here = sums.polar + (j % 2) * size;
        double* lag_here = sums.lag + (j % 2) * 2 * lanes;
        kernels::add_polar<V>(table.polar, j, active, table.s + table.begin[j], values, here,
                              sums.polar + (1 - j % 2) * size, lag_here, sums.lag + (1 - j % 2) * 2 * lanes);
        row.sums = here;
        row.lags = lag_here;
        kernels::add_row<V>(fourier, table.polar, j, active, noise, row, chosen, to);
      }
      for (int b = 0; b < table.bands; ++b) {
        const kernels::BandView& band = table.band[b];
        const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(b) * lanes;
        kernels::add_band<V>(band, phi, j, active, values, sums.band + at * kernels::band_sums, sums.fine + at * phi,
                             sums.coarse + at * 2 * band.sectors);
        if (half_values != nullptr)
          kernels::add_band<V>(band, phi, j, active, half_values, half.band + at * kernels::band_sums,
                               half.fine + at * phi, nullptr);
      }
    }
    kernels::add_rows<V>(table.aperture_begin + static_cast<std::ptrdiff_t>(j) * table.apertures, table.apertures,
                         table.aperture, active, values, sums.aperture, nullptr);
  }
};

using Run = void (*)(Step&);

void run_any(Step& step) { step.run<kernels::Vector2>(); }

#if defined(__GNUC__) && defined(__x86_64__) && !defined(__CUDACC__) && !defined(__HIPCC__)
__attribute__((target("avx2"))) void run_avx2(Step& step) { step.run<kernels::Vector4>(); }
bool wide() { return __builtin_cpu_supports("avx2"); }
#else
void run_avx2(Step& step) { run_any(step); }
bool wide() { return false; }
#endif

/// The tile, and segments out of it, for each width of vector registers.
template <class T>
struct Loader {
  void (*fill)(const T* const*, int, std::size_t, T*);
  void (*pack)(const kernels::TableView&, int, const T*, double*);
};

template <class T>
void fill_any(const T* const* patterns, int count, std::size_t pixels, T* tile) {
  kernels::fill_tile(patterns, count, pixels, tile);
}
template <class T>
void pack_any(const kernels::TableView& table, int segment, const T* tile, double* values) {
  kernels::pack(table, segment, tile, values);
}

#if defined(__GNUC__) && defined(__x86_64__) && !defined(__CUDACC__) && !defined(__HIPCC__)
template <class T>
__attribute__((target("avx2"))) void fill_avx2(const T* const* patterns, int count, std::size_t pixels, T* tile) {
  kernels::fill_tile(patterns, count, pixels, tile);
}
template <class T>
__attribute__((target("avx2"))) void pack_avx2(const kernels::TableView& table, int segment, const T* tile,
                                               double* values) {
  kernels::pack(table, segment, tile, values);
}
template <class T>
constexpr Loader<T> wide_loader{fill_avx2<T>, pack_avx2<T>};
#else
template <class T>
constexpr Loader<T> wide_loader{fill_any<T>, pack_any<T>};
#endif

bool in_a_band(const kernels::TableView& table, int j) {
  for (int b = 0; b < table.bands; ++b) {
    if (j >= table.band[b].first && j < table.band[b].last) return true;
  }
  return false;
}

}  // namespace

bool Block::has_wide_registers() {
  static const bool has = wide();
  return has;
}

template <class T>
void Block::run(const Table& table, const T* const* patterns, const std::uint64_t* streams, int count,
                const kernels::Chosen& chosen, const kernels::PolarSumsView& to) {
  const bool use_wide = !portable_ && has_wide_registers();
  const Run run_step = use_wide ? run_avx2 : run_any;
  const Loader<T> loader = use_wide ? wide_loader<T> : Loader<T>{fill_any<T>, pack_any<T>};
  clear(table, sizeof(T));
  const kernels::TableView& view = table.view;
  Step step{view,   0, kernels::active_lanes(count), values_.data(), nullptr, {}, {}, fourier_.view(), {}, noise_,
            chosen, to};
  step.sums = {profile_.data(), rows_.data(),   row_lags_.data(), band_.data(),
               fine_.data(),    coarse_.data(), aperture_.data()};
  step.half.band = half_band_.data();
  step.half.fine = half_fine_.data();
  step.row.means = means_.data();
  step.row.variance = variance_.data();
  step.row.spectrum = spectrum_.data();
  step.row.scratch = scratch_.data();
  T* tile = reinterpret_cast<T*>(tile_.data());
  loader.fill(patterns, count, pixels_, tile);
  for (int i = 0; i < view.segments; ++i) {
    loader.pack(view, i, tile, values_.data());
    step.segment = i;
    step.half_values = nullptr;
    if (halves_ && i < view.shells && in_a_band(view, i)) {
      halves_ = thin(seed_, streams, count, view.pixel + view.begin[i], view.begin[i + 1] - view.begin[i],
                     values_.data(), half_values_.data());
      if (halves_) step.half_values = half_values_.data();
    }
    run_step(step);
  }
}

#define VITRUM_BLOCK(T)                                                                                         \
  template void Block::run<T>(const Table&, const T* const*, const std::uint64_t*, int, const kernels::Chosen&, \
                              const kernels::PolarSumsView&);
VITRUM_BLOCK(std::uint8_t)
VITRUM_BLOCK(std::uint16_t)
VITRUM_BLOCK(std::uint32_t)
VITRUM_BLOCK(std::uint64_t)
VITRUM_BLOCK(std::int8_t)
VITRUM_BLOCK(std::int16_t)
VITRUM_BLOCK(std::int32_t)
VITRUM_BLOCK(std::int64_t)
VITRUM_BLOCK(float)
VITRUM_BLOCK(double)
#undef VITRUM_BLOCK

}  // namespace vitrum::order
