// SPDX-License-Identifier: Apache-2.0
// tests/benchmarks/kmc/flow_bench.cpp: events per second of `direct` in steady flow, and what bounds them.
//
//   [mpirun -n R] bench_kmc_flow [--events N] [--settle N] [--states DIRECTORY] SIZE ...
//
// A SIZE x SIZE glass is sheared to 4 % by a quasi-static stand-in (flowing.hpp), kept as DIRECTORY/flow-SIZE.h5 if one
// is given, settles under the default load for --settle events, and is then measured for --events events. Times are
// those of the process (CPU) and of the wall; the bare kernel add runs in between on the same glass.
#include <fmt/format.h>
#include <sys/resource.h>

#include <Kokkos_Core.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>

#include "benchmarks/kmc/flowing.hpp"

namespace vitrum::kmc::benchmarks {
namespace {

struct Times {
  double cpu = 0.0, wall = 0.0;
};
Times operator-(Times a, Times b) { return {a.cpu - b.cpu, a.wall - b.wall}; }

Times now() {
  rusage use{};
  getrusage(RUSAGE_SELF, &use);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now().time_since_epoch();
  return {seconds(use.ru_utime) + seconds(use.ru_stime), wall.count()};
}

struct Options {
  std::int64_t events = 2000, settle = 2000;
  std::string states;
  std::vector<std::size_t> sizes;
};

Options read(int argc, char** argv) {
  Options o;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--events" && i + 1 < argc) {
      o.events = std::stoll(argv[++i]);
    } else if (word == "--settle" && i + 1 < argc) {
      o.settle = std::stoll(argv[++i]);
    } else if (word == "--states" && i + 1 < argc) {
      o.states = argv[++i];
    } else {
      o.sizes.push_back(std::stoul(word));
    }
  }
  return o;
}

State flowing(const comm::Communicator& comm, const Parameters& p, const microstructure::Microstructure& m,
              const Tiling& tiling, const std::string& states) {
  const std::string file = states.empty() ? "" : fmt::format("{}/flow-{}.h5", states, m.grid.nx);
  const std::string key = fmt::format("flow {} seed {}", m.grid.nx, p.seed);
  if (!file.empty() && std::filesystem::exists(file)) return read_checkpoint(comm, file, key, tiling);
  const double strain_step = m.grid.nx >= 512 ? 4e-4 : 1e-4;
  State state = sheared(comm, p, m, 0.04, strain_step);
  if (!file.empty()) write_checkpoint(comm, file, key, tiling, state);
  return state;
}

/// The march without its observers and energies: flips and load steps until n more events.
void march(Engine& engine, State& state, std::int64_t n) {
  for (const std::int64_t end = state.totals.events + n; state.totals.events < end;) {
    const Proposal next = engine.propose(state);
    if (next.kind == Proposal::none) {
      state.clock = {state.clock.step + 1, 0.0};
      engine.load_moved(state);
      continue;
    }
    if (next.kind == Proposal::thermal) state.clock.offset += next.key;
    ++(next.kind == Proposal::thermal ? state.totals.thermal : state.totals.athermal);
    ++state.totals.events;
    engine.apply(state, {&next, 1});
  }
}

/// CPU seconds of a bare kernel add over this rank's voxels: three words, no folding, no test.
double bare_add(const Engine& engine, State& state, int repeats) {
  const auto& k = engine.kernel();
  const std::size_t nx = k.nx, ny = engine.tiling().owned_voxels() / nx;
  const Times start = now();
  for (int r = 0; r < repeats; ++r) {
    const std::size_t fy = 7919 * static_cast<std::size_t>(r) % k.ny, fx = 104729 * static_cast<std::size_t>(r) % nx;
    const double e1 = 1e-18 * (r % 3 - 1), e3 = 1e-18 * (r % 5 - 2);
    for (std::size_t y = 0; y < ny; ++y) {
      const std::size_t at = (y + k.ny - fy) % k.ny * nx;
      double* s1 = &state.voxels.s1[y * nx];
      double* s3 = &state.voxels.s3[y * nx];
      const int left = static_cast<int>(fx), right = static_cast<int>(nx - fx);
      kernels::add_flip(s1, s3, left, &k.k11[at] + right, &k.k13[at] + right, &k.k33[at] + right, e1, e3);
      kernels::add_flip(s1 + left, s3 + left, right, &k.k11[at], &k.k13[at], &k.k33[at], e1, e3);
    }
  }
  return (now() - start).cpu / repeats;
}

void print_parts(const Engine& engine, const Parts& before, double events) {
  const Parts p = engine.parts();
  const std::pair<const char*, double> parts[] = {
      {"kernel add and ball test", p.update - before.update},    {"examine and catalogue", p.examine - before.examine},
      {"entry rates and tile clocks", p.rates - before.rates},   {"selection", p.selection - before.selection},
      {"communication", p.communication - before.communication}, {"spectral solves", p.spectral - before.spectral}};
  double total = 0.0;
  for (const auto& part : parts) total += part.second;
  for (const auto& [name, seconds] : parts)
    std::printf("  %5.1f %%  %8.2f us/event  %s\n", 100.0 * seconds / total, 1e6 * seconds / events, name);
}

void print_memory(const Engine& engine, const State& state) {
  const Census c = engine.census(state);
  const double n = static_cast<double>(engine.tiling().owned_voxels());
  const double balls = static_cast<double>(c.tile_bytes), voxels = static_cast<double>(c.voxel_bytes);
  std::printf("  bytes/voxel: state %.1f (fields %.1f, balls and entries %.1f, microstructure %.1f); kernels %.1f\n",
              (voxels + balls + static_cast<double>(c.coupling_bytes)) / n, voxels / n, balls / n,
              static_cast<double>(c.coupling_bytes) / n, static_cast<double>(c.kernel_bytes) / n);
}

void measure(const comm::Communicator& comm, std::size_t size, const Options& o) {
  const auto p = defaults();
  const auto m = homogeneous(size);
  Engine engine(comm, p, m);
  State state = flowing(comm, p, m, engine.tiling(), o.states);
  engine.begin(state);
  march(engine, state, o.settle);
  const Parts before = engine.parts();
  const Census census = engine.census(state);
  const Totals totals = state.totals;
  const double strain0 = strain(engine.model(), state.totals, state.clock);
  const double stress0 = uniform_stress(engine.model(), state.totals, state.clock).d1;
  Times spent{};
  double bare = 1e300;
  const int rounds = 5;
  for (int r = 0; r < rounds; ++r) {
    const Times start = now();
    march(engine, state, o.events / rounds);
    const Times t = now() - start;
    spent = {spent.cpu + t.cpu, spent.wall + t.wall};
    bare = std::min(bare, bare_add(engine, state, static_cast<int>(1 + (1 << 24) / (size * size))));
  }
  if (!comm.is_root()) return;
  const auto& t = state.totals;
  const double n = static_cast<double>(t.events - totals.events);
  const double risen = strain(engine.model(), t, state.clock) - strain0;
  const Census after = engine.census(state);
  std::printf("%zu x %zu, %d rank(s): %.0f events/s CPU, %.0f events/s wall (%.1f us/event CPU)\n", size, size,
              comm.size(), n / spent.cpu, n / spent.wall, 1e6 * spent.cpu / n);
  std::printf("  bare kernel add %.1f us: at most %.0f events/s, share reached %.2f\n", 1e6 * bare, 1.0 / bare,
              bare * n / spent.cpu);
  print_parts(engine, before, n);
  std::printf(
      "  athermal %.2f, draws/event %.2f, entries %lld, examined/event %.1f, events/voxel/strain %.0f, "
      "s1 %.3f -> %.3f GPa over %.2g strain\n",
      static_cast<double>(t.athermal - totals.athermal) / n, static_cast<double>(t.attempts - totals.attempts) / n,
      static_cast<long long>(after.entries), static_cast<double>(after.examined - census.examined) / n,
      n / static_cast<double>(size * size) / risen, stress0, uniform_stress(engine.model(), t, state.clock).d1, risen);
  print_memory(engine, state);
  std::fflush(stdout);
}

}  // namespace
}  // namespace vitrum::kmc::benchmarks

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  {
    Kokkos::ScopeGuard kokkos(argc, argv);
    const auto options = vitrum::kmc::benchmarks::read(argc, argv);
    for (const std::size_t size : options.sizes)
      vitrum::kmc::benchmarks::measure(vitrum::comm::Communicator{}, size, options);
  }
  MPI_Finalize();
  return 0;
}
