// SPDX-License-Identifier: Apache-2.0
// tests/unit/response/test_response.cpp: a whole evaluation, its file, and what it says of runs with nothing in them.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "vitrum/core/random.hpp"
#include "vitrum/response/response.hpp"

namespace vitrum::response {
namespace {

struct Run {
  std::vector<kmc::CurvePoint> curve;
  std::vector<kmc::Snapshot> snapshots;
  std::vector<kmc::Event> events;
  microstructure::Microstructure micro;
};

/// 400 thermal flips of e1 = 0.02 at random voxels on a 16 x 12 grid, one a strain of 1e-4, a class on a quarter of it.
Run made() {
  Run run{{}, {}, {}, microstructure::homogeneous({12, 16, 1.5, 1.5, 1.0})};
  const std::size_t n = run.micro.grid.voxels();
  run.micro.types = {4};
  run.micro.coverage = {std::vector<double>(n, 0.0)};
  run.micro.dominant_type.assign(n, 0);
  for (std::size_t v = 0; v < n / 4; ++v) {
    run.micro.coverage[0][v] = 1.0;
    run.micro.dominant_type[v] = 4;
  }
  kmc::Snapshot s{0.0,
                  0.0,
                  std::vector<double>(n),
                  std::vector<double>(n),
                  std::vector<double>(n),
                  std::vector<double>(n),
                  std::vector<double>(n),
                  std::vector<std::int32_t>(n),
                  std::vector<std::int64_t>(n)};
  run.snapshots.push_back(s);
  Stream stream(1, Purpose::test);
  double time = 0.0, plastic = 0.0;
  run.curve.push_back({});
  for (int i = 1; i <= 400; ++i) {
    kmc::Event e;
    time += stream.exponential();
    e.time_s = time;
    e.strain = 1e-4 * i;
    e.voxel = static_cast<std::int64_t>(stream.below(n));
    e.e1 = 0.02;
    e.cascade = i / 2;
    const auto v = static_cast<std::size_t>(e.voxel);
    e.type = run.micro.dominant_type[v];
    run.events.push_back(e);
    s.e1[v] += e.e1;
    ++s.flips[v];
    plastic += e.e1 / static_cast<double>(n);
    kmc::CurvePoint p;
    p.strain = e.strain;
    p.time_s = time;
    p.plastic_strain = plastic;
    p.stress_GPa = 100.0 * (p.strain - plastic);
    p.events = i;
    run.curve.push_back(p);
  }
  s.strain = 0.04;
  run.snapshots.push_back(s);
  return run;
}

TEST(Response, OfAWholeRunIsWrittenAndReadBack) {
  const auto run = made();
  Parameters parameters;
  parameters.replicas = 5;
  parameters.null_maps = 19;
  parameters.bootstraps = 20;
  const auto r = evaluate(run.curve, run.snapshots, run.events, run.micro, parameters);
  EXPECT_NEAR(r.strength.elastic_modulus_GPa, 100.0, 1e-9);
  EXPECT_NEAR(r.strength.plastic_strain, 400 * 0.02 / 192, 1e-12);
  EXPECT_EQ(r.localization.size(), 2u);
  EXPECT_EQ(r.activity.size(), 2u);
  EXPECT_EQ(r.activity[0].flips + r.activity[1].flips, 400);
  EXPECT_EQ(r.early[0].first_flips + r.early[1].first_flips, 4);
  EXPECT_EQ(r.waiting.samples, 200);  // from half of the strain on
  EXPECT_FALSE(summary(r).empty());

  const auto path =
      (std::filesystem::temp_directory_path() / ("vitrum_response_" + std::to_string(getpid()) + ".h5")).string();
  auto file = storage::File::create(path);
  write(file, r);
  file.commit();
  const auto back = storage::File::open(path);
  EXPECT_EQ(storage::as_doubles(storage::column(back.read_table("/response/curve"), "plastic_strain")).back(),
            r.curve.back().plastic_strain);
  EXPECT_EQ(back.shape("/response/bands/label"), (std::vector<std::size_t>{12, 16}));
  EXPECT_EQ(std::get<double>(back.read_attributes("/response/strength").at("elastic_modulus_GPa")),
            r.strength.elastic_modulus_GPa);
  std::filesystem::remove(path);
}

TEST(Response, IsTheSameToTheBitWhenEvaluatedTwice) {
  const auto run = made();
  Parameters parameters;
  parameters.replicas = 5;
  parameters.null_maps = 19;
  const auto a = evaluate(run.curve, run.snapshots, run.events, run.micro, parameters);
  const auto b = evaluate(run.curve, run.snapshots, run.events, run.micro, parameters);
  EXPECT_EQ(a.activity[1].ratio_error, b.activity[1].ratio_error);
  EXPECT_EQ(a.activity[1].ratio_p, b.activity[1].ratio_p);
  EXPECT_EQ(a.waiting.p, b.waiting.p);
  for (std::size_t i = 0; i < a.autocorrelation.size(); ++i)
    EXPECT_EQ(a.autocorrelation[i].isotropic, b.autocorrelation[i].isotropic);
}

// Compression is tension with the signs of strain, stress and flips turned: all numbers are the same.
TEST(Response, OfCompressionIsThatOfTension) {
  auto run = made();
  Parameters parameters;
  parameters.replicas = parameters.null_maps = parameters.bootstraps = 0;
  for (auto& p : run.curve) {
    p.plastic_strain *= 0.5;
    p.stress_GPa = 100.0 * (p.strain - p.plastic_strain);
  }
  const auto tension = evaluate(run.curve, run.snapshots, run.events, run.micro, parameters);
  for (auto& p : run.curve) {
    p.strain = -p.strain;
    p.stress_GPa = -p.stress_GPa;
    p.plastic_strain = -p.plastic_strain;
  }
  for (auto& e : run.events) {
    e.strain = -e.strain;
    e.e1 = -e.e1;
  }
  const auto r = evaluate(run.curve, run.snapshots, run.events, run.micro, parameters);
  EXPECT_EQ(tension.strength.sense, 1.0);
  EXPECT_EQ(r.strength.sense, -1.0);
  EXPECT_GT(r.strength.peak_stress_GPa, 0.0);
  EXPECT_EQ(r.strength.peak_stress_GPa, tension.strength.peak_stress_GPa);
  EXPECT_EQ(r.strength.flow_stress_GPa, tension.strength.flow_stress_GPa);
  EXPECT_EQ(r.strength.elastic_modulus_GPa, tension.strength.elastic_modulus_GPa);
  EXPECT_EQ(r.curve.back().plastic_strain, -tension.curve.back().plastic_strain);
  EXPECT_EQ(r.waiting.samples, tension.waiting.samples);
  ASSERT_EQ(r.sizes.size(), tension.sizes.size());
  for (std::size_t i = 0; i < r.sizes.size(); ++i) EXPECT_EQ(r.sizes[i].law.samples, tension.sizes[i].law.samples);
  EXPECT_GT(r.sizes[1].law.samples, 0);
}

// Flips scattered over an eighth of a glass have a participation ratio below .1 because so little flowed; that is not
// localization. A band with as many is.
TEST(Response, ScatteredFirstFlipsAreNotLocalized) {
  const auto micro = microstructure::homogeneous({64, 64, 1.5, 1.5, 1.0});
  const std::size_t n = micro.grid.voxels();
  kmc::Snapshot scattered, band;
  for (auto* s : {&scattered, &band}) {
    s->strain = 0.01;
    s->e1.assign(n, 0.0);
    s->e3.assign(n, 0.0);
    s->flips.assign(n, 0);
  }
  Stream stream(3, Purpose::test);
  for (std::size_t v = 0; v < n; ++v) {
    const double e1 = 0.05 * stream.exponential();
    auto& s = (v % 64 + v / 64) % 64 < 8 ? band : scattered;
    if (&s == &band || stream.uniform() < 0.14) {
      s.e1[v] = e1;
      s.flips[v] = 1;
    }
  }
  const auto even = evaluate({}, std::vector{scattered}, {}, micro, {});
  ASSERT_LT(even.localization[0].participation_ratio, 0.1);
  ASSERT_GT(even.localization[0].transformed, 0.1);
  EXPECT_TRUE(std::isnan(even.localization_strain));
  const auto sheared = evaluate({}, std::vector{band}, {}, micro, {});
  ASSERT_LT(sheared.localization[0].participation_ratio, 0.1);
  EXPECT_EQ(sheared.localization[0].bands, 1);
  EXPECT_EQ(sheared.localization_strain, 0.01);
}

TEST(Response, OfNothingIsWrittenWithoutAFault) {
  const auto micro = microstructure::homogeneous({4, 4, 1.0, 1.0, 1.0});
  const auto r = evaluate({}, {}, {}, micro, {});
  EXPECT_TRUE(summary(r).empty());
  const auto path =
      (std::filesystem::temp_directory_path() / ("vitrum_nothing_" + std::to_string(getpid()) + ".h5")).string();
  auto file = storage::File::create(path);
  write(file, r);
  file.commit();
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace vitrum::response
