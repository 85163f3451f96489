// SPDX-License-Identifier: Apache-2.0
// tests/unit/order/mask_detector.cpp: a virtual detector drawn as an image of weights, through the measuring pass.
#include <gtest/gtest.h>

#include "unit/order/ring_scan.hpp"
#include "unit/scan/fixtures.hpp"
#include "vitrum/order/measure.hpp"

namespace vitrum::order {
namespace {

pattern::Detector mask_detector(const std::string& name, const std::string& file, bool fixed) {
  pattern::Detector d;
  d.name = name;
  d.aperture.absolute = fixed;
  d.mask_file = file;
  d.mean = false;
  return d;
}

// Weights 1 everywhere give the sum of all counts that the mask calls good; a single pixel fixed on the detector gives
// that pixel; a disk drawn about the mid-scan centre follows a centre that moves by whole pixels as the disk itself
// does.
TEST(MaskDetector, SumsItsWeightsAndFollowsTheCentre) {
  const comm::Communicator world;
  const scan::testing::Folder folder;
  testing::RingScan made;
  made.ny = 5, made.nx = 9, made.qy = 44, made.qx = 46;
  made.radius = 14.0;
  made.centre = {21.0, 20.0, 0.5, 0.0, 0.0, 1.0};  // mid-scan: (23, 22); whole pixels at even columns
  const std::size_t pixels = made.qy * made.qx;
  std::vector<float> all(pixels, 1.0f), one(pixels, 0.0f), disk(pixels, 0.0f);
  one[7 * made.qx + 11] = 1.0f;
  for (std::size_t p = 0; p < pixels; ++p) {
    const double x = static_cast<double>(p % made.qx) - 23.0, y = static_cast<double>(p / made.qx) - 22.0;
    disk[p] = static_cast<float>(pattern::kernels::disk_weight(4.0, std::hypot(x, y)));
  }
  {
    scan::testing::Hdf5Writer file(folder / "weights.h5");
    file.dataset("/all", {made.qy, made.qx}, all);
    file.dataset("/one", {made.qy, made.qx}, one);
    file.dataset("/disk", {made.qy, made.qx}, disk);
  }

  pattern::Calibration c;
  c.qy = made.qy, c.qx = made.qx;
  c.ny = made.ny, c.nx = made.nx;
  c.mask.assign(pixels, 1);
  c.mask[3] = 0;
  c.geometry.centre = made.centre;
  Parameters p;
  pattern::Detector same;
  same.name = "same";
  same.mean = false;
  same.aperture.radius = 4.0;
  p.detectors = {mask_detector("all", folder / "weights.h5:/all", true),
                 mask_detector("one", folder / "weights.h5:/one", true),
                 mask_detector("disk", folder / "weights.h5:/disk", false), same};
  const Maps maps = measure(world, made.source(), c, p);
  ASSERT_EQ(maps.images.size(), 4u);
  for (std::size_t r = 0; r < made.ny * made.nx; ++r) {
    const auto counts = made.pattern(r / made.nx, r % made.nx);
    double sum = 0.0;
    for (std::size_t q = 0; q < pixels; ++q) sum += q == 3 ? 0.0 : static_cast<double>(counts[q]);
    EXPECT_NEAR(maps.images[0].image[r], sum, 1e-9 * sum) << r;
    EXPECT_EQ(maps.images[1].image[r], counts[7 * made.qx + 11]) << r;
    if (r % made.nx % 2 == 0) {
      EXPECT_NEAR(maps.images[2].image[r], maps.images[3].image[r], 1e-6 * maps.images[3].image[r]) << r;
    }
  }
  p.detectors = {mask_detector("gone", folder / "gone.npy", true)};
  EXPECT_THROW(measure(world, made.source(), c, p), DataError);
}

}  // namespace
}  // namespace vitrum::order
