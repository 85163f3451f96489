// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/spectral_update.cpp: the spectral solver seen from tiles, and the residual stress.
#include "kmc/redistribute.hpp"
#include "kmc/stress.hpp"
#include "kmc/tile_sum.hpp"
#include "vitrum/core/random.hpp"

namespace vitrum::kmc {

struct TileSolver::Data {
  elasticity::Solver solver;
  Redistribution exchange;
  std::vector<double> tile1, tile3, row1, row3, s1, s3;

  Data(const comm::Communicator& comm, const Tiling& tiling, const microstructure::Grid& grid,
       const elasticity::Medium& medium)
      : solver(comm, grid.ny, grid.nx, grid.hy_nm, grid.hx_nm, medium), exchange(comm, tiling, solver.rows()) {
    const std::size_t n = solver.rows().size() * grid.nx;
    for (auto* a : {&row1, &row3, &s1, &s3}) a->resize(n);
  }
};

TileSolver::TileSolver(const comm::Communicator& comm, const Tiling& tiling, const microstructure::Grid& grid,
                       const elasticity::Medium& medium)
    : data_(std::make_unique<Data>(comm, tiling, grid, medium)) {}

TileSolver::~TileSolver() = default;

void TileSolver::solve(Voxels& v, const Residual& residual) {
  Data& d = *data_;
  d.tile1 = v.e1;
  d.tile3 = v.e3;
  for (std::size_t i = 0; i < residual.e1.size(); ++i) {
    d.tile1[i] += residual.e1[i];
    d.tile3[i] += residual.e3[i];
  }
  d.exchange.to_rows(d.tile1, d.tile3, d.row1, d.row3);
  d.solver.solve(d.row1, d.row3, d.s1, d.s3);
  d.exchange.to_tiles(d.s1, d.s3, v.s1, v.s3);
}

elasticity::FlipKernel TileSolver::flip_kernel() { return data_->solver.flip_kernel(); }

StressUpdate spectral_update(TileSolver& solver, const Residual& residual) {
  return [&solver, &residual](Voxels& voxels, std::span<const Proposal>) { solver.solve(voxels, residual); };
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
