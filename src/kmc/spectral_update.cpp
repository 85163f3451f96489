// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/spectral_update.cpp: the spectral solver seen from tiles, and the residual stress.
#include "kmc/redistribute.hpp"
#include "kmc/stress.hpp"
#include "kmc/tile_sum.hpp"
#include "vitrum/core/random.hpp"
#include "vitrum/elasticity/fft.hpp"
#include "vitrum/elasticity/patch.hpp"

namespace vitrum::kmc {

struct TileSolver::Data {
  comm::Communicator comm;
  microstructure::Grid grid;
  elasticity::Medium medium;
  elasticity::Patch patch;
  elasticity::Solver solver;
  Redistribution exchange;
  std::vector<double> tile1, tile3, row1, row3, s1, s3;

  Data(const comm::Communicator& comm_, const Tiling& tiling, const microstructure::Grid& grid_,
       const elasticity::Medium& medium_, const elasticity::Patch& patch_)
      : comm(comm_),
        grid(grid_),
        medium(medium_),
        patch(patch_),
        solver(comm, grid.ny, grid.nx, grid.hy_nm, grid.hx_nm, medium, patch),
        exchange(comm, tiling, solver.rows()) {
    const std::size_t n = solver.rows().size() * grid.nx;
    for (auto* a : {&row1, &row3, &s1, &s3}) a->resize(n);
  }

  /// A zone's strain as the strength of its source, in voxels.
  void load(const Voxels& v, const Residual& residual, bool all) {
    tile1 = v.e1;
    tile3 = v.e3;
    for (std::size_t i = 0; all && i < residual.e1.size(); ++i) {
      tile1[i] += residual.e1[i];
      tile3[i] += residual.e3[i];
    }
    for (auto* a : {&tile1, &tile3})
      for (double& e : *a) e *= patch.volume_in_voxels;
    exchange.to_rows(tile1, tile3, row1, row3);
  }

  /// Shared out to the voxels: multiplied by w^.
  void share(std::vector<double>& rows) const {
    const elasticity::SlabFft fft(comm, grid.ny, grid.nx);
    const elasticity::PatchSpectrum weight(patch, 1, grid.ny, grid.nx);
    auto field = fft.make_field();
    fft.load(rows, field);
    fft.forward(field);
    const std::size_t n = fft.columns().size() * grid.ny;
    for (std::size_t i = 0; i < n; ++i)
      field.spectrum()[i] *=
          weight(0, i % grid.ny, fft.columns().begin + i / grid.ny) / static_cast<double>(grid.voxels());
    fft.inverse(field);
    fft.store(field, rows);
  }
};

TileSolver::TileSolver(const comm::Communicator& comm, const Tiling& tiling, const microstructure::Grid& grid,
                       const elasticity::Medium& medium, const elasticity::Patch& patch)
    : data_(std::make_unique<Data>(comm, tiling, grid, medium, patch)) {}

TileSolver::~TileSolver() = default;

void TileSolver::solve(Voxels& v, const Residual& residual) {
  Data& d = *data_;
  d.load(v, residual, true);
  d.solver.solve(d.row1, d.row3, d.s1, d.s3);
  d.exchange.to_tiles(d.s1, d.s3, v.s1, v.s3);
}

elasticity::FlipKernel TileSolver::flip_kernel() {
  auto kernel = data_->solver.flip_kernel();
  for (auto* k : {&kernel.k11, &kernel.k13, &kernel.k33})
    for (double& x : *k) x *= data_->patch.volume_in_voxels;
  return kernel;
}

Spread TileSolver::spread(const Voxels& v, const Residual& residual) const {
  Data& d = *data_;
  Spread out;
  for (auto* a : {&out.e1, &out.e3, &out.s1, &out.s3}) a->resize(v.e1.size());
  const auto load_shared = [&](bool all) {
    d.load(v, residual, all);
    d.share(d.row1);
    d.share(d.row3);
  };
  load_shared(false);
  d.exchange.to_tiles(d.row1, d.row3, out.e1, out.e3);
  load_shared(true);
  elasticity::Solver plain(d.comm, d.grid.ny, d.grid.nx, d.grid.hy_nm, d.grid.hx_nm, d.medium);
  plain.solve(d.row1, d.row3, d.s1, d.s3);
  d.exchange.to_tiles(d.s1, d.s3, out.s1, out.s3);
  return out;
}

Residual make_residual(const comm::Communicator& comm, const Tiling& tiling, std::uint64_t seed, double sd) {
  Residual r;
  if (sd == 0.0) return r;
  const auto owned = tiling.owned();
  for (std::size_t k = owned.begin; k < owned.end; ++k)
    for (std::size_t i = 0; i < tiling.tiles()[k].voxels(); ++i) {
      Stream stream(seed, Purpose::residual_stress, static_cast<std::uint64_t>(tiling.voxel(tiling.tiles()[k], i)));
      r.e1.push_back(sd * stream.normal());
      r.e3.push_back(sd * stream.normal());
    }
  const auto sum = tile_sum<2>(comm, tiling, [&](std::size_t i) { return std::array{r.e1[i], r.e3[i]}; });
  const double n = static_cast<double>(tiling.ny() * tiling.nx());
  for (double& e : r.e1) e -= sum[0] / n;
  for (double& e : r.e3) e -= sum[1] / n;
  return r;
}

}  // namespace vitrum::kmc
