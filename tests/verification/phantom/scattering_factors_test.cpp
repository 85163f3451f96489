// SPDX-License-Identifier: Apache-2.0
// tests/verification/phantom/scattering_factors_test.cpp: target 13: the Mott-Bethe sum and tabulated values of f_e.
#include <gtest/gtest.h>

#include <numbers>

#include "vitrum/phantom/elements.hpp"

namespace vitrum::phantom {
namespace {

// f_e(g) -> Z / (2 pi^2 a0 g^2) for large g (Mott and Bethe), which for Lobato's form means 2 pi^2 a0 sum a_i / b_i =
// Z.
TEST(ScatteringFactors, MottBetheSumIsTheAtomicNumber) {
  constexpr double bohr_A = 0.529177210903;
  ASSERT_EQ(elements().size(), 17u);
  for (const Element& element : elements()) {
    double sum = 0.0;
    for (std::size_t i = 0; i < 5; ++i) sum += element.a[i] / element.b[i];
    sum *= 2.0 * std::numbers::pi * std::numbers::pi * bohr_A;
    EXPECT_NEAR(sum, element.number, 1e-4) << element.symbol;
  }
}

// characterization.md 5.1, four decimals as printed there.
TEST(ScatteringFactors, HaveTheValuesOfTheTable) {
  const auto f = [](const char* symbol, double g) { return scattering_factor(*find_element(symbol), g); };
  EXPECT_NEAR(f("Zr", 0.0), 12.1788, 1e-4);
  EXPECT_NEAR(f("Zr", 0.4), 5.1925, 1e-4);
  EXPECT_NEAR(f("Cu", 0.0), 5.6010, 1e-4);
  EXPECT_NEAR(f("Cu", 0.4), 3.2593, 1e-4);
  EXPECT_NEAR(f("Co", 0.0), 6.8508, 1e-4);
  EXPECT_NEAR(f("Co", 0.4), 3.5579, 1e-4);
  EXPECT_NEAR(f("Al", 0.0), 5.8898, 1e-4);
  EXPECT_NEAR(f("Al", 0.4), 2.2974, 1e-4);
}

// An independent fit (Kirkland): Zr 5.1885, Al 2.3026 at 0.4 1/Angstrom; the two fits agree to 0.3 %.
TEST(ScatteringFactors, AgreeWithKirkland) {
  EXPECT_NEAR(scattering_factor(*find_element("Zr"), 0.4) / 5.1885, 1.0, 3e-3);
  EXPECT_NEAR(scattering_factor(*find_element("Al"), 0.4) / 2.3026, 1.0, 3e-3);
}

}  // namespace
}  // namespace vitrum::phantom
