// SPDX-License-Identifier: Apache-2.0
// tests/unit/phantom/composition_test.cpp: compositions and electrons.
#include <gtest/gtest.h>

#include "vitrum/core/error.hpp"
#include "vitrum/phantom/diffraction.hpp"
#include "vitrum/phantom/elements.hpp"

namespace vitrum::phantom {
namespace {

TEST(Composition, AmountsBecomeFractions) {
  const auto c = make_composition({"Zr", "Co", "Al"}, {110, 50, 40});
  EXPECT_DOUBLE_EQ(c.fractions[0], 0.55);
  EXPECT_EQ(c.text(), "Zr55Co25Al20");
  EXPECT_EQ(c.pick(0.54), 0);
  EXPECT_EQ(c.pick(0.56), 1);
  EXPECT_EQ(c.pick(0.81), 2);
}

TEST(Composition, UnknownElementIsNamedWithTheKnownOnes) {
  try {
    make_composition({"Zr", "Xx"}, {50, 50});
    FAIL() << "Xx was taken for an element";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("\"Xx\""), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("Cu"), std::string::npos);
  }
  EXPECT_THROW(make_composition({"Zr", "Zr"}, {1, 1}), InputError);
  EXPECT_THROW(make_composition({"Zr"}, {-1}), InputError);
  EXPECT_THROW(make_composition({}, {}), InputError);
}

TEST(Composition, MassDensityGivesNumberDensity) {
  // 6.2 g/cm^3 / 70.30 u
  EXPECT_NEAR(number_density(make_composition({"Zr", "Co", "Al"}, {55, 25, 20}), 6.2), 0.05311, 1e-5);
}

TEST(Electrons, WavelengthAndProbeAreThoseOfTheLiterature) {
  EXPECT_NEAR(wavelength_A(200.0), 0.025079, 1e-6);
  EXPECT_NEAR(wavelength_A(300.0), 0.019687, 1e-6);
  EXPECT_NEAR(relativistic_factor(200.0), 1.39139, 1e-5);
  EXPECT_NEAR(semi_angle_for_fwhm_mrad(200.0, 10.0), 1.289, 1e-3);
  EXPECT_NEAR(probe_fwhm_A(200.0, semi_angle_for_fwhm_mrad(200.0, 10.0)), 10.0, 1e-12);
}

}  // namespace
}  // namespace vitrum::phantom
