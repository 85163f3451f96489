// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/solver3.cpp: transform, operator, transform back in 3-D; and the stress of a single flip.
#include <Kokkos_Core.hpp>
#include <algorithm>
#include <optional>

#include "vitrum/core/error.hpp"
#include "vitrum/elasticity/elasticity3.hpp"
#include "vitrum/elasticity/fft3.hpp"
#include "vitrum/elasticity/kernels/apply_moments.hpp"

namespace vitrum::elasticity {
namespace {

using Host = Kokkos::DefaultHostExecutionSpace;

kernels::Complex* spectrum(SlabField& field) { return reinterpret_cast<kernels::Complex*>(field.real()); }

const Medium3& checked(const Medium3& medium) {
  const auto& [young, poisson] = medium.material;
  if (!(young > 0.0) || !(poisson > -1.0 && poisson < 0.5))
    throw InputError("an elastic medium needs a positive Young's modulus and a Poisson's ratio between -1 and 0.5");
  return medium;
}

}  // namespace

struct Solver3::Data {
  comm::Communicator comm;
  Grid3 grid;
  Medium3 medium;
  SlabFft3 fft;
  MomentTable moments;
  std::array<SlabField, 5> fields;
  std::optional<SlabField> mean;

  Data(const comm::Communicator& comm_, const Grid3& grid_, const Medium3& medium_, const Patch& patch)
      : comm(comm_),
        grid(grid_),
        medium(checked(medium_)),
        fft(comm, grid.nz, grid.ny, grid.nx),
        moments(medium.op, grid, fft.rows(), patch),
        fields{fft.make_field(), fft.make_field(), fft.make_field(), fft.make_field(), fft.make_field()} {}

  std::size_t line() const { return grid.nx / 2 + 1; }
  std::size_t wavevectors() const { return fft.rows().size() * grid.nz * line(); }
  double round_trip() const { return 1.0 / static_cast<double>(grid.voxels()); }

  void forward(const ConstDeviators3& e) {
    for (std::size_t a = 0; a < 5; ++a) {
      fft.load(e[a], fields[a]);
      fft.forward(fields[a]);
    }
  }
  void apply(bool with_mean) {
    kernels::Spectra spectra{};
    for (std::size_t a = 0; a < 5; ++a) spectra.field[a] = spectrum(fields[a]);
    spectra.mean = with_mean ? spectrum(*mean) : nullptr;
    kernels::apply_stress<Host>(wavevectors(), medium.material.shear_GPa(), medium.material.poisson, round_trip(),
                                moments.view(), spectra);
  }
  void backward(SlabField& field, std::span<double> values) {
    fft.inverse(field);
    fft.store(field, values);
  }

  /// The part of this rank's planes that lies in the octant of `kernel`, gathered everywhere.
  void gather_octant(FlipKernel3& kernel, std::size_t pair) {
    const comm::Range mine{std::min(fft.planes().begin, kernel.half_z()), std::min(fft.planes().end, kernel.half_z())};
    const auto turn = FlipKernel3::parity(pair);
    const auto fixed = [](std::size_t i, std::size_t n) { return i == 0 || 2 * i == n; };
    std::vector<double> part;
    part.reserve(mine.size() * kernel.half_y() * kernel.half_x());
    for (std::size_t z = mine.begin; z < mine.end; ++z)
      for (std::size_t y = 0; y < kernel.half_y(); ++y)
        for (std::size_t x = 0; x < kernel.half_x(); ++x) {
          const bool zero =
              (turn.z && fixed(z, grid.nz)) || (turn.y && fixed(y, grid.ny)) || (turn.x && fixed(x, grid.nx));
          const std::size_t at = ((z - fft.planes().begin) * grid.ny + y) * 2 * line() + x;
          part.push_back(zero ? 0.0 : fields[0].real()[at]);
        }
    const auto whole = comm.gather_everywhere(std::span<const double>(part));
    std::copy(whole.begin(), whole.end(), kernel.octant(pair).begin());
  }
};

Solver3::Solver3(const comm::Communicator& comm, const Grid3& grid, const Medium3& medium, const Patch& patch) {
  check(grid);
  data_ = std::make_unique<Data>(comm, grid, medium, patch);
}
Solver3::~Solver3() = default;
Solver3::Solver3(Solver3&&) noexcept = default;

comm::Range Solver3::planes() const { return data_->fft.planes(); }
const Grid3& Solver3::grid() const { return data_->grid; }
const Medium3& Solver3::medium() const { return data_->medium; }

void Solver3::solve(const ConstDeviators3& e, const Deviators3& s) {
  Data& d = *data_;
  d.forward(e);
  d.apply(false);
  for (std::size_t a = 0; a < 5; ++a) d.backward(d.fields[a], s[a]);
}

void Solver3::mean_stress(const ConstDeviators3& e, std::span<double> p) {
  Data& d = *data_;
  if (!d.mean) d.mean.emplace(d.fft.make_field());
  d.forward(e);
  d.apply(true);
  d.backward(*d.mean, p);
}

void Solver3::stress(const ConstDeviators3& e, const std::array<std::span<double>, 6>& sigma) {
  Data& d = *data_;
  if (!d.mean) d.mean.emplace(d.fft.make_field());
  d.forward(e);
  d.apply(true);
  for (std::size_t a = 0; a < 5; ++a) d.backward(d.fields[a], sigma[a]);
  d.backward(*d.mean, sigma[5]);
  for (std::size_t i = 0; i < sigma[0].size(); ++i) {
    const Voigt t = tensor_of({sigma[0][i], sigma[1][i], sigma[2][i], sigma[3][i], sigma[4][i]}, sigma[5][i]);
    for (std::size_t c = 0; c < 6; ++c) sigma[c][i] = t[c];
  }
}

FlipKernel3 Solver3::flip_kernel() {
  Data& d = *data_;
  FlipKernel3 kernel(d.grid.nz, d.grid.ny, d.grid.nx);
  const double mu = d.medium.material.shear_GPa(), nu = d.medium.material.poisson;
  for (std::size_t a = 0; a < 5; ++a) {
    for (std::size_t b = a; b < 5; ++b) {
      kernels::fill_stress_entry<Host>(d.wavevectors(), mu, nu, d.round_trip(), d.moments.view(), a, b,
                                       spectrum(d.fields[0]));
      d.fft.inverse(d.fields[0]);
      d.gather_octant(kernel, FlipKernel3::pair_of(a, b));
    }
  }
  return kernel;
}

}  // namespace vitrum::elasticity
