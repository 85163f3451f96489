// SPDX-License-Identifier: Apache-2.0
// tests/unit/pattern/centres.cpp: the centre over the scan, by every method; a second run takes it from the file.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstring>

#include "pattern/centre_fit.hpp"
#include "pattern/image.hpp"
#include "unit/order/ring_scan.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/pattern/calibration.hpp"

namespace vitrum::pattern {
namespace {

testing::RingScan bowed() {
  testing::RingScan made;
  made.ny = made.nx = 32;
  made.contrast = 0.0;
  made.ring_electrons = 4000.0;
  made.centre = {30.6, 32.9, 0.05, -0.04, -0.03, 0.02, 0.0015, -0.001, 0.0008, 0.0, -0.0012, 0.0014};
  return made;
}

double worst(const CentreModel& a, const CentreModel& b, std::size_t ny, std::size_t nx) {
  double most = 0.0;
  for (std::size_t r = 0; r < ny * nx; ++r) {
    const auto p = a.at(static_cast<double>(r / nx), static_cast<double>(r % nx));
    const auto q = b.at(static_cast<double>(r / nx), static_cast<double>(r % nx));
    most = std::max(most, std::hypot(p.x - q.x, p.y - q.y));
  }
  return most;
}

TEST(CentreOverTheScan, AParabolaIsRecoveredWhereAPlaneCannotFollow) {
  const comm::Communicator world;
  const auto made = bowed();
  CalibrationParameters parameters;
  const Calibration plane = calibrate(world, made.source(), parameters);
  parameters.descan = Descan::parabola;
  const Calibration c = calibrate(world, made.source(), parameters);
  ASSERT_TRUE(c.has_ring() && plane.has_ring());
  const double error = worst(*c.geometry.centre, made.centre, made.ny, made.nx);
  const double flat = worst(*plane.geometry.centre, made.centre, made.ny, made.nx);
  if (world.is_root()) std::printf("bowed descan: worst centre error %.3f px (plane: %.3f px)\n", error, flat);
  // 32 blocks of 16 x 4000 e: w sqrt(2 / N) = 0.014 px each; at the corner of the scan a parabola knows 0.02 px.
  EXPECT_LT(error, 0.08);
  EXPECT_GT(flat, 0.2);
  EXPECT_EQ(plane.geometry.centre->cx_xx, 0.0);
}

TEST(CentreOverTheScan, FriedelSymmetryAndTheDirectBeamFollowItToo) {
  const comm::Communicator world;
  auto made = bowed();
  made.dead = {32 * 64 + 31, 33 * 64 + 29};  // in the direct beam: their other side stands in
  CalibrationParameters parameters;
  parameters.descan = Descan::parabola;
  for (const auto method : {CentreMethod::friedel, CentreMethod::centre_of_mass}) {
    parameters.centre = method;
    const Calibration c = calibrate(world, made.source(), parameters);
    ASSERT_TRUE(c.geometry.centre.has_value());
    const double error = worst(*c.geometry.centre, made.centre, made.ny, made.nx);
    if (world.is_root()) std::printf("%s: worst centre error %.3f px\n", name_of(c.geometry.centre_from), error);
    EXPECT_LT(error, 0.25);
  }
}

TEST(CentreOverTheScan, AWildBlockDoesNotPullTheFit) {
  std::vector<BlockCentre> blocks;
  for (int y = 0; y < 5; ++y) {
    for (int x = 0; x < 5; ++x) {
      const double noise = 0.01 * ((7 * x + 3 * y) % 5 - 2);
      blocks.push_back({4.0 * y, 4.0 * x, 10.0 + 0.1 * x + 0.02 * x * x + noise, 20.0 - 0.05 * y - noise, 1.0});
    }
  }
  blocks[7].cx += 5.0;
  const auto terms = determined_terms(blocks, Descan::parabola);
  const auto fit = fit_centres(blocks, terms, 8.0, 8.0);
  EXPECT_EQ(blocks[7].weight, 0.0);
  EXPECT_NEAR(fit.cx[3], 0.02 / 16.0, 2e-4);
  EXPECT_NEAR(fit.cy[2], -0.05 / 4.0, 2e-3);
  EXPECT_FALSE(determined_terms({blocks.begin(), blocks.begin() + 10}, Descan::parabola)[3]);
}

TEST(DirectBeam, AMaskedPixelInItDoesNotMoveItsCentre) {
  Image image{40, 40, std::vector<double>(1600), std::vector<std::uint8_t>(1600, 1)};
  for (std::size_t p = 0; p < 1600; ++p) {
    const double r = std::hypot(static_cast<double>(p % 40) - 18.3, static_cast<double>(p / 40) - 21.4);
    image.value[p] = 1000.0 / (1.0 + std::exp(2.0 * (r - 5.0)));
  }
  image.value[20 * 40 + 15] = image.value[22 * 40 + 20] = 0.0;
  image.mask[20 * 40 + 15] = image.mask[22 * 40 + 20] = 0;
  const auto c = direct_beam_centre(image);
  ASSERT_TRUE(c.has_value());
  EXPECT_NEAR(c->x, 18.3, 0.05);  // a pixel of 80, its stand-in half a pixel off at a flat top
  EXPECT_NEAR(c->y, 21.4, 0.05);
  for (std::size_t p = 0; p < 1600; ++p) {
    if (p % 40 < 17) image.mask[p] = 0;
  }
  EXPECT_FALSE(direct_beam_centre(image).has_value());
}

TEST(CalibrationFile, ASecondRunReadsNoPatternAndGivesTheSameGeometryToTheBit) {
  const comm::Communicator world;
  auto made = bowed();
  made.ellipse = {0.013, 0.7};
  made.dead = {100};
  CalibrationParameters parameters;
  parameters.descan = Descan::parabola;
  parameters.mask_polygons = {{{-0.5, 5.5, 5.5, -0.5}, {-0.5, -0.5, 5.5, 5.5}}};
  const Calibration first = calibrate(world, made.source(), parameters);
  ASSERT_TRUE(first.has_ring());
  const std::string path = "pattern_second_run_np" + std::to_string(world.size()) + ".h5";
  comm::on_root(world, [&] {
    auto file = storage::File::create(path);
    write(file, first);
    file.commit();
  });
  auto source = made.source();
  source.read = [](std::size_t, std::size_t, std::span<std::byte>) { throw Fault("a pattern was read"); };
  CalibrationParameters from_file;
  from_file.file = path;
  const Calibration second = calibrate(world, source, from_file);
  EXPECT_EQ(first.mask, second.mask);
  for (std::size_t r = 0; r < made.ny * made.nx; ++r) {
    const auto a = first.frame(r / made.nx, r % made.nx), b = second.frame(r / made.nx, r % made.nx);
    ASSERT_EQ(std::memcmp(&a, &b, sizeof a), 0) << r;
  }
  EXPECT_EQ(first.geometry.ring->radius_px, second.geometry.ring->radius_px);
  EXPECT_EQ(first.geometry.ring->width_px, second.geometry.ring->width_px);
  EXPECT_EQ(first.geometry.k_per_px, second.geometry.k_per_px);
  EXPECT_EQ(first.geometry.gain, second.geometry.gain);
  EXPECT_EQ(first.drawn, second.drawn);
  EXPECT_EQ(first.dead, second.dead);
  EXPECT_EQ(first.geometry.ring->harmonics[1].e, second.geometry.ring->harmonics[1].e);
  EXPECT_EQ(second.geometry.centre_from, Found::read_from_file);
  world.barrier();
  if (world.is_root()) std::remove(path.c_str());
}

}  // namespace
}  // namespace vitrum::pattern
