// SPDX-License-Identifier: Apache-2.0
// tests/benchmarks/elasticity/solve3_bench.cpp: a full spectral solve in space, set-up with kernel, and the bare
// addition of a flip from the folded kernel.
#include <benchmark/benchmark.h>

#include <array>
#include <vector>

#include "vitrum/elasticity/elasticity3.hpp"

namespace {

using namespace vitrum;
using elasticity::FlipKernel3;

/// Seconds per voxel and iteration, as a counter.
benchmark::Counter time_per(std::size_t voxels) {
  return {double(voxels), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert};
}

struct Fields {
  std::array<std::vector<double>, 5> f;
  explicit Fields(std::size_t n) {
    for (auto& field : f) field.resize(n);
    for (std::size_t a = 0; a < 5; ++a)
      for (std::size_t i = 0; i < n; ++i) f[a][i] = 1e-3 * double(i * (7919 + 2 * a) % 101);
  }
  elasticity::ConstDeviators3 read() const { return {f[0], f[1], f[2], f[3], f[4]}; }
  elasticity::Deviators3 write() { return {f[0], f[1], f[2], f[3], f[4]}; }
};

void full_solve_3d(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  elasticity::Solver3 solver(comm::Communicator{}, {n, n, n}, {});
  const Fields e(n * n * n);
  Fields s(n * n * n);
  for (auto _ : state) {
    solver.solve(e.read(), s.write());
    benchmark::DoNotOptimize(s.f[0].data());
  }
  state.counters["time_per_voxel"] = time_per(n * n * n);
}
BENCHMARK(full_solve_3d)->Arg(32)->Arg(64)->Unit(benchmark::kMillisecond);

void set_up_and_kernel_3d(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  for (auto _ : state) {
    const auto kernel = elasticity::Solver3(comm::Communicator{}, {n, n, n}, {}).flip_kernel();
    benchmark::DoNotOptimize(kernel.octant(0).data());
  }
}
BENCHMARK(set_up_and_kernel_3d)->Arg(32)->Arg(64)->Unit(benchmark::kMillisecond);

/// s += K e over the whole grid, rows unfolded from the octant once a flip.
void kernel_add_3d(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const FlipKernel3 kernel = elasticity::Solver3(comm::Communicator{}, {n, n, n}, {}).flip_kernel();
  Fields s(n * n * n);
  const double e[5] = {1e-3, -2e-3, 3e-3, 1e-3, 2e-3};
  std::vector<double> row(n), five(5 * n);
  std::size_t voxel = 0;
  for (auto _ : state) {
    voxel = (voxel + 7919) % (n * n * n);
    const std::size_t fx = voxel % n, fy = voxel / n % n, fz = voxel / n / n;
    for (std::size_t z = 0; z < n; ++z) {
      for (std::size_t y = 0; y < n; ++y) {
        std::fill(five.begin(), five.end(), 0.0);
        for (std::size_t a = 0; a < 5; ++a) {
          for (std::size_t b = a; b < 5; ++b) {
            kernel.row(FlipKernel3::pair_of(a, b), (z + n - fz) % n, (y + n - fy) % n, (n - fx) % n, row);
            for (std::size_t x = 0; x < n; ++x) five[a * n + x] += row[x] * e[b];
            if (a == b) continue;
            for (std::size_t x = 0; x < n; ++x) five[b * n + x] += row[x] * e[a];
          }
        }
        for (std::size_t a = 0; a < 5; ++a)
          for (std::size_t x = 0; x < n; ++x) s.f[a][(z * n + y) * n + x] += five[a * n + x];
      }
    }
    benchmark::ClobberMemory();
  }
  state.counters["time_per_voxel"] = time_per(n * n * n);
}
BENCHMARK(kernel_add_3d)->Arg(32)->Arg(64)->Unit(benchmark::kMillisecond);

}  // namespace
