// SPDX-License-Identifier: Apache-2.0
// tests/benchmarks/elasticity/solve_bench.cpp: a full spectral solve, set-up, and the bare addition of a flip kernel.
#include <benchmark/benchmark.h>

#include <vector>

#include "vitrum/elasticity/elasticity.hpp"

namespace {

using namespace vitrum;

/// Seconds per voxel and iteration, as a counter.
benchmark::Counter time_per(std::size_t voxels) {
  return {double(voxels), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert};
}

void full_solve(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  elasticity::Solver solver(comm::Communicator{}, n, n, 1.8, 1.8, {});
  std::vector<double> e1(n * n, 0.0), e3(n * n, 0.0), s1(n * n), s3(n * n);
  for (std::size_t i = 0; i < n * n; ++i) e1[i] = 1e-3 * double(i * 7919 % 101), e3[i] = 1e-3 * double(i * 104729 % 97);
  for (auto _ : state) {
    solver.solve(e1, e3, s1, s3);
    benchmark::DoNotOptimize(s1.data());
  }
  state.counters["time_per_voxel"] = time_per(n * n);
}
BENCHMARK(full_solve)->Arg(128)->Arg(256)->Arg(512)->Unit(benchmark::kMillisecond);

void set_up_and_kernel(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  for (auto _ : state) {
    auto kernel = elasticity::Solver(comm::Communicator{}, n, n, 1.8, 1.8, {}).flip_kernel();
    benchmark::DoNotOptimize(kernel.k11.data());
  }
}
BENCHMARK(set_up_and_kernel)->Arg(128)->Arg(256)->Arg(512)->Unit(benchmark::kMillisecond);

/// One periodic row: s += K(dx) e for x >= fx and, wrapped, for x < fx.
void add_row(std::size_t n, std::size_t fx, const double* k11, const double* k13, const double* k33,
             elasticity::Deviator e, double* s1, double* s3) {
  const auto run = [&](std::size_t from, std::size_t to, std::size_t offset) {
    for (std::size_t x = from; x < to; ++x) {
      const std::size_t k = x + offset;
      s1[x] += k11[k] * e.d1 + k13[k] * e.d3;
      s3[x] += k13[k] * e.d1 + k33[k] * e.d3;
    }
  };
  run(0, fx, n - fx);
  for (std::size_t x = fx; x < n; ++x) {
    const std::size_t k = x - fx;
    s1[x] += k11[k] * e.d1 + k13[k] * e.d3;
    s3[x] += k13[k] * e.d1 + k33[k] * e.d3;
  }
}

void kernel_add(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const auto kernel = elasticity::Solver(comm::Communicator{}, n, n, 1.8, 1.8, {}).flip_kernel();
  std::vector<double> s1(n * n, 0.0), s3(n * n, 0.0);
  std::size_t voxel = 0;
  for (auto _ : state) {
    voxel = (voxel + 7919) % (n * n);
    for (std::size_t y = 0; y < n; ++y) {
      const std::size_t k = (y + n - voxel / n) % n * n;
      add_row(n, voxel % n, &kernel.k11[k], &kernel.k13[k], &kernel.k33[k], {1e-3, -2e-3}, &s1[y * n], &s3[y * n]);
    }
    benchmark::ClobberMemory();
  }
  state.counters["time_per_voxel"] = time_per(n * n);
}
BENCHMARK(kernel_add)->Arg(128)->Arg(256)->Arg(512)->Unit(benchmark::kMicrosecond);

}  // namespace
