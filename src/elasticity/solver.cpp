// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/solver.cpp: transform, operator, transform back; and the stress of a single flip.
#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "elasticity/zone_average.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/elasticity/elasticity.hpp"
#include "vitrum/elasticity/fft.hpp"
#include "vitrum/elasticity/kernels/apply_symbol.hpp"
#include "vitrum/elasticity/patch.hpp"
#include "vitrum/elasticity/symbol.hpp"

namespace vitrum::elasticity {
namespace {

using Host = Kokkos::DefaultHostExecutionSpace;

/// The operator at the wavevectors of this rank, in the order of its spectra, normalised for a round trip.
struct Tables {
  std::vector<double> m11, m13, m33;  // deviators: [s1; s3] = [m11 m13; m13 m33] [e1; e3]
  std::vector<double> p1, p3;         // mean stress: p = p1 e1 + p3 e3

  Tables(const Medium& medium, const Grid& grid, comm::Range columns, const Patch& patch) {
    const std::size_t n = columns.size() * grid.ny;
    for (auto* table : {&m11, &m13, &m33, &p1, &p3}) table->resize(n);
    const double a = medium.kernel_prefactor_GPa() / (static_cast<double>(grid.ny) * static_cast<double>(grid.nx));
    std::optional<PatchSpectrum> weights;
    std::optional<ZoneAverage> zone;
    if (!patch.one_voxel()) weights.emplace(patch, 1, grid.ny, grid.nx);
    if (patch.continuum() && medium.op == Operator::voxel_average) zone.emplace(patch, grid);
    Kokkos::parallel_for("vitrum::elasticity::tables", Kokkos::RangePolicy<Host>(0, n), [&](std::size_t i) {
      const std::size_t iy = i % grid.ny, ix = columns.begin + i / grid.ny;
      const Symbol symbol = zone ? zone->at(iy, ix) : symbol_at(medium.op, grid, iy, ix);
      m11[i] = -a * symbol.cc;
      m13[i] = -a * symbol.cs;
      m33[i] = -a * symbol.ss;
      p1[i] = a * symbol.c;
      p3[i] = a * symbol.s;
    });
    Host().fence();
    if (weights && !zone) weigh(*weights, grid, columns);
  }
  /// Once for the eigenstrain that a patch spreads, once for the stress that it averages.
  void weigh(const PatchSpectrum& patch, const Grid& grid, comm::Range columns) {
    for (std::size_t i = 0; i < m11.size(); ++i) {
      const double w = patch(0, i % grid.ny, columns.begin + i / grid.ny);
      for (auto* table : {&m11, &m13, &m33, &p1, &p3}) (*table)[i] *= w * w;
    }
  }
};

Grid checked_grid(std::size_t ny, std::size_t nx, double hy, double hx) {
  if (!(hy > 0.0) || !(hx > 0.0) || !std::isfinite(hy / hx) || !std::isfinite(hx / hy))
    throw InputError("a voxel of the elastic solver needs two positive, finite edges");
  return {ny, nx, hy, hx};
}

kernels::Complex* spectrum(SlabField& field) { return reinterpret_cast<kernels::Complex*>(field.real()); }

/// What symmetry says of the kernel, made true to the bit: values of the quadrant 0 <= dy <= ny/2, 0 <= dx <= nx/2
/// hold in all four; an odd function vanishes where an offset is its own mirror image.
void mirror(std::vector<double>& kernel, std::size_t ny, std::size_t nx, bool odd) {
  for (std::size_t y = 0; y < ny; ++y) {
    for (std::size_t x = 0; x < nx; ++x) {
      const std::size_t my = (ny - y) % ny, mx = (nx - x) % nx, qy = std::min(y, my), qx = std::min(x, mx);
      double& value = kernel[y * nx + x];
      if (odd && (y == my || x == mx)) {
        value = 0.0;
      } else if (y != qy || x != qx) {
        const double image = kernel[qy * nx + qx];
        value = odd && (y != qy) != (x != qx) ? -image : image;
      }
    }
  }
}

}  // namespace

struct Solver::Data {
  comm::Communicator comm;
  Medium medium;
  Grid grid;
  SlabFft fft;
  Tables tables;
  SlabField first, second;

  Data(const comm::Communicator& comm_, const Grid& grid_, const Medium& medium_, const Patch& patch)
      : comm(comm_),
        medium(medium_),
        grid(grid_),
        fft(comm, grid.ny, grid.nx),
        tables(medium, grid, fft.columns(), patch),
        first(fft.make_field()),
        second(fft.make_field()) {}

  std::size_t wavevectors() const { return tables.m11.size(); }

  void forward(std::span<const double> e1, std::span<const double> e3) {
    fft.load(e1, first);
    fft.load(e3, second);
    fft.forward(first);
    fft.forward(second);
  }

  /// Inverse transform of a table, whole on every rank: the response to a unit source in voxel 0.
  std::vector<double> response(const std::vector<double>& table) {
    for (std::size_t i = 0; i < table.size(); ++i) first.spectrum()[i] = table[i];
    fft.inverse(first);
    std::vector<double> mine(fft.rows().size() * grid.nx);
    fft.store(first, mine);
    return comm.gather_everywhere(std::span<const double>(mine));
  }
};

Solver::Solver(const comm::Communicator& comm, std::size_t ny, std::size_t nx, double hy, double hx,
               const Medium& medium, const Patch& patch)
    : data_(std::make_unique<Data>(comm, checked_grid(ny, nx, hy, hx), medium, patch)) {}
Solver::~Solver() = default;
Solver::Solver(Solver&&) noexcept = default;

comm::Range Solver::rows() const { return data_->fft.rows(); }
const Medium& Solver::medium() const { return data_->medium; }

void Solver::solve(std::span<const double> e1, std::span<const double> e3, std::span<double> s1, std::span<double> s3) {
  Data& d = *data_;
  d.forward(e1, e3);
  kernels::apply_symmetric<Host>(d.wavevectors(), d.tables.m11.data(), d.tables.m13.data(), d.tables.m33.data(),
                                 spectrum(d.first), spectrum(d.second));
  d.fft.inverse(d.first);
  d.fft.inverse(d.second);
  d.fft.store(d.first, s1);
  d.fft.store(d.second, s3);
}

void Solver::mean_stress(std::span<const double> e1, std::span<const double> e3, std::span<double> p) {
  Data& d = *data_;
  d.forward(e1, e3);
  kernels::apply_row<Host>(d.wavevectors(), d.tables.p1.data(), d.tables.p3.data(), spectrum(d.first),
                           spectrum(d.second));
  d.fft.inverse(d.first);
  d.fft.store(d.first, p);
}

FlipKernel Solver::flip_kernel() {
  Data& d = *data_;
  const auto [ny, nx] = std::pair{d.grid.ny, d.grid.nx};
  FlipKernel kernel{ny, nx, d.response(d.tables.m11), d.response(d.tables.m13), d.response(d.tables.m33)};
  mirror(kernel.k11, ny, nx, false);
  mirror(kernel.k13, ny, nx, true);
  mirror(kernel.k33, ny, nx, false);
  return kernel;
}

}  // namespace vitrum::elasticity
