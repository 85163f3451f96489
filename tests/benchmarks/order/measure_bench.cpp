// SPDX-License-Identifier: Apache-2.0
// tests/benchmarks/order/measure_bench.cpp: the fused pass on patterns in memory, part by part, and the bandwidth to
// read.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <random>
#include <string>

#include "order/leaf.hpp"
#include "vitrum/order/measure.hpp"

namespace {

using namespace vitrum;
using order::kernels::lanes;

constexpr std::size_t q = 256, ny = 16, nx = 256;  // 4,096 patterns: 1.07 GB of float32
constexpr double radius = 58.0, width = 6.0;       // px

/// Glass-like counts: a ring on a decaying background, about 1 electron a pixel; 61 different patterns, one after
/// another.
template <class T>
const std::vector<T>& patterns() {
  static const std::vector<T> all = [] {
    std::mt19937 random(5);
    constexpr std::size_t different = 61;
    std::vector<T> some(different * q * q), out(ny * nx * q * q);
    for (std::size_t i = 0; i < some.size(); ++i) {
      const double x = static_cast<double>(i % q) - 127.5, y = static_cast<double>(i / q % q) - 127.5;
      const double z = (std::hypot(x, y) - radius) / width;
      std::poisson_distribution<int> counts(0.3 + 2.0 * std::exp(-0.5 * z * z) +
                                            40.0 * std::exp(-(x * x + y * y) / 50.0));
      some[i] = static_cast<T>(counts(random));
    }
    for (std::size_t r = 0; r < ny * nx; ++r)
      std::memcpy(&out[r * q * q], &some[r % different * q * q], q * q * sizeof(T));
    return out;
  }();
  return all;
}

template <class T>
scan::Source source() {
  scan::Source s;
  s.info.path = "memory";
  s.info.ny = ny;
  s.info.nx = nx;
  s.info.qy = s.info.qx = q;
  s.info.type = std::is_same_v<T, float> ? scan::PixelType::f32 : scan::PixelType::u16;
  s.info.step_nm = 0.5;
  s.info.gain = 1.0;
  s.info.k_per_px_inv_A = 0.41 / radius;
  s.read = [bytes = s.info.pattern_bytes()](std::size_t begin, std::size_t count, std::span<std::byte> out) {
    std::memcpy(out.data(), reinterpret_cast<const std::byte*>(patterns<T>().data()) + begin * bytes, count * bytes);
  };
  return s;
}

/// Every pattern has its own centre: 0.01 px a position along a scan line, 0.01 px a line: 2.6 px over a line.
pattern::Calibration calibration(double slope = 0.01) {
  pattern::Calibration c;
  c.qy = c.qx = q;
  c.mask.assign(q * q, 1);
  c.geometry.centre = pattern::CentreModel{126.3, 127.9, slope, 0.3 * slope, -0.3 * slope, slope};
  c.geometry.ellipse = {0.01, 0.6};
  c.geometry.ring = pattern::Ring{.radius_px = radius, .width_px = width};
  c.geometry.k_per_px = 0.41 / radius;
  return c;
}

pattern::Detector detector(const char* name, pattern::kernels::Shape shape, double a, double b = 0.0) {
  pattern::Detector d;
  d.name = name;
  d.aperture.shape = shape;
  if (shape == pattern::kernels::Shape::disk) {
    d.aperture.radius = a;
  } else {
    d.aperture.r1 = a;
    d.aperture.r2 = b;
    d.aperture.phi1 = 0.2;
    d.aperture.phi2 = 0.7;
  }
  return d;
}

/// The full set: radial moments, V(k), P_n, n = 1 .. 12, C(k, dphi), 4 virtual detectors, 36 sectors.
order::Parameters full_set() {
  using pattern::kernels::Shape;
  order::Parameters p;
  p.detectors = {detector("bright_field", Shape::disk, 12.0), detector("ring", Shape::annulus, 50.0, 66.0),
                 detector("sector", Shape::sector, 50.0, 66.0), detector("dark_field", Shape::annulus, 70.0, 120.0)};
  p.split_halves = false;
  return p;
}

void rates(benchmark::State& state, std::size_t patterns, std::size_t bytes) {
  using benchmark::Counter;
  state.counters["patterns_per_s"] = Counter(double(patterns), Counter::kIsIterationInvariantRate);
  state.counters["GB_per_s"] = Counter(1e-9 * double(bytes), Counter::kIsIterationInvariantRate);
}

/// The measured pass as `characterize` runs it, from memory: copy in, sums, tables, maps.
template <class T>
void whole_pass(benchmark::State& state) {
  const auto from = source<T>();
  const auto c = calibration();
  auto p = full_set();
  p.split_halves = state.range(0) != 0;
  patterns<T>();
  const comm::Communicator alone(MPI_COMM_SELF);
  for (auto _ : state) {
    const auto maps = order::measure(alone, from, c, p);
    benchmark::DoNotOptimize(maps.bands.data());
  }
  rates(state, ny * nx, ny * nx * from.info.pattern_bytes());
}
BENCHMARK(whole_pass<float>)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(whole_pass<std::uint16_t>)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond)->UseRealTime();

/// The fused kernel on leaves in memory. Which parts of a pattern's work are done: 0 all, 1 no polar array (so no C, no
/// P_n(k)), 2 no bands, 3 apertures alone, 4 as 0 with one centre for all.
template <class T>
void fused(benchmark::State& state) {
  const auto from = source<T>();
  const auto part = state.range(0);
  const auto c = calibration(part == 4 ? 0.0 : 0.01);
  const auto p = full_set();
  const auto& all = patterns<T>();
  order::Plan plan = order::make_plan(from.info, c, p);
  order::TableShape shape = order::table_shape(from.info, p, plan);
  if (part == 1 || part == 3) shape.rows = 0;
  if (part == 2 || part == 3) {
    shape.bands.clear();
    plan.bands.clear();
  }
  if (part == 3) plan.bins = shape.bins = 0;
  const std::size_t positions = ny * nx, sectors = static_cast<std::size_t>(p.sectors);
  order::Part out;
  out.items.assign(plan.bands.size() * order::band_items, std::vector<double>(positions));
  out.sectors.assign(plan.bands.size() * sectors, std::vector<double>(positions));
  out.sector_noise = out.sectors;
  out.images.assign(plan.detectors.size(), std::vector<double>(positions));
  const order::PolarSums sums(static_cast<std::size_t>(shape.rows), static_cast<std::size_t>(p.n_phi), 64);
  std::size_t built = 0;
  for (auto _ : state) {
    order::TableCache cache(shape, c.mask, p.centre_rounding_px, p.memory_bytes / 4);
    order::BlockPool blocks(shape, plan.noise, false, 1);
    const order::LeafContext context{from.info, c, p, plan, cache, blocks, sums, 0, false};
    for (std::size_t r = 0; r < positions; r += positions_per_leaf) {
      order::LeafWork work;
      work.begin = r;
      work.count = positions_per_leaf;
      work.bytes = reinterpret_cast<const std::byte*>(&all[r * q * q]);
      work.polar.assign(sums.length(), 0.0);
      order::measure_leaf(context, work, out);
      benchmark::DoNotOptimize(work.polar.data());
    }
    built = cache.built();
  }
  state.counters["tables"] = double(built);
  rates(state, positions, positions * from.info.pattern_bytes());
}
BENCHMARK(fused<float>)->DenseRange(0, 4)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(fused<std::uint16_t>)->DenseRange(0, 4)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Patterns as a NumPy file, written once by the first rank.
template <class T>
std::string file_of_patterns() {
  const char* folder = std::getenv("VITRUM_BENCHMARK_FOLDER");
  const std::string path = std::string(folder != nullptr ? folder : "/tmp") + "/vitrum_benchmark_" +
                           (std::is_same_v<T, float> ? "f32" : "u16") + ".npy";
  const comm::Communicator world;
  if (world.is_root() && !std::ifstream(path)) {
    std::string header = "{'descr': '" + std::string(std::is_same_v<T, float> ? "<f4" : "<u2") +
                         "', 'fortran_order': False, 'shape': (" + std::to_string(ny) + ", " + std::to_string(nx) +
                         ", " + std::to_string(q) + ", " + std::to_string(q) + "), }";
    header.resize(128 - 10 - 1, ' ');
    header += '\n';
    std::ofstream out(path, std::ios::binary);
    out.write("\x93NUMPY\x01\x00\x76\x00", 10);
    out.write(header.data(), static_cast<std::streamsize>(header.size()));
    const auto& all = patterns<T>();
    out.write(reinterpret_cast<const char*>(all.data()), static_cast<std::streamsize>(all.size() * sizeof(T)));
  }
  world.barrier();
  return path;
}

/// The measured pass from a file in the page cache, on all ranks: run under mpirun.
template <class T>
void from_file(benchmark::State& state) {
  const comm::Communicator world;
  scan::OpenOptions options;
  options.path = file_of_patterns<T>();
  const auto from = scan::open(options);
  const auto c = calibration();
  auto p = full_set();
  order::measure(world, from, c, p);  // into the page cache
  for (auto _ : state) {
    world.barrier();
    const auto maps = order::measure(world, from, c, p);
    benchmark::DoNotOptimize(maps.bands.data());
  }
  state.counters["ranks"] = double(world.size());
  rates(state, ny * nx, ny * nx * from.info.pattern_bytes());
}
BENCHMARK(from_file<float>)->Iterations(3)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(from_file<std::uint16_t>)->Iterations(3)->Unit(benchmark::kMillisecond)->UseRealTime();

void build_table(benchmark::State& state) {
  const auto from = source<float>();
  const auto c = calibration();
  const auto p = full_set();
  const auto shape = order::table_shape(from.info, p, order::make_plan(from.info, c, p));
  std::size_t bytes = 0;
  for (auto _ : state) bytes = order::build_table(shape, c.frame(3, 7), c.mask)->bytes();
  state.counters["MB"] = 1e-6 * double(bytes);
}
BENCHMARK(build_table)->Unit(benchmark::kMillisecond);

/// Bytes a second that one core reads: the sum of the bits of all patterns.
template <class T>
void read_bandwidth(benchmark::State& state) {
  const auto& all = patterns<T>();
  const std::size_t words = all.size() * sizeof(T) / sizeof(std::uint64_t);
  for (auto _ : state) {
    const auto* word = reinterpret_cast<const std::uint64_t*>(all.data());
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < words; ++i) sum += word[i];
    benchmark::DoNotOptimize(sum);
  }
  rates(state, ny * nx, words * sizeof(std::uint64_t));
}
BENCHMARK(read_bandwidth<float>)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
