// SPDX-License-Identifier: Apache-2.0
// tests/unit/elasticity/macroscopic_test.cpp: uniform stress and strain under strain, stress and mixed control.
#include "vitrum/elasticity/macroscopic.hpp"

#include <gtest/gtest.h>

namespace vitrum::elasticity {
namespace {

constexpr Plane planes[] = {Plane::strain, Plane::stress, Plane::li2d};
constexpr PlaneTensor plastic{0.01, -0.01, 0.004};
const Voigt plastic3 = tensor_of({0.01, -0.003, 0.002, 0.007, -0.005});

TEST(Macroscopic, UniaxialStressGivesTheModulusOfThePlane) {  // deformation 2.2, mixed
  for (const Plane plane : planes) {
    const Medium medium{{88.6, 0.371}, plane, Operator::voxel_average};
    const auto state = uniform_state(lame_of(medium),
                                     {{Control::strain, Control::stress, Control::stress}, {0.02, 0.0, 0.0}}, plastic);
    const double sig11 = medium.young_2d_GPa() * (0.02 - plastic[0]);
    EXPECT_NEAR(state.stress[0], sig11, 1e-13 * 88.6);
    EXPECT_NEAR(state.strain[1], plastic[1] - medium.poisson_2d() * (0.02 - plastic[0]), 1e-15);
    EXPECT_NEAR(state.strain[2], plastic[2], 1e-16);
    EXPECT_EQ(state.strain[0], 0.02);
    EXPECT_EQ(state.stress[1], 0.0);
    EXPECT_EQ(state.stress[2], 0.0);
    EXPECT_NEAR(out_of_plane_stress(medium, state.stress), plane == Plane::strain ? 0.371 * sig11 : 0.0, 1e-13);
  }
}

TEST(Macroscopic, PureShearGivesTwiceTheShearModulus) {
  for (const Plane plane : planes) {
    const Medium medium{{88.6, 0.371}, plane, Operator::voxel_average};
    const auto stress = uniform_stress(lame_of(medium), {0.03, -0.03, 0.0}, plastic);
    EXPECT_NEAR(0.5 * (stress[0] - stress[1]), 2 * medium.shear_2d_GPa() * (0.03 - 0.01), 1e-13);
    EXPECT_NEAR(stress[0] + stress[1], 0.0, 1e-14);
    EXPECT_NEAR(stress[2], -2 * medium.shear_2d_GPa() * 0.004, 1e-14);
  }
}

TEST(Macroscopic, PlaneStrainIsTheThreeDimensionalBodyHeldInDepth) {
  const Material material{88.6, 0.371};
  const Medium medium{material, Plane::strain, Operator::voxel_average};
  const PlaneTensor strain{0.02, 0.005, -0.01};
  const auto plane = uniform_stress(lame_of(medium), strain, plastic);
  const auto body = uniform_stress(lame_of(material), Voigt{0.02, 0.005, 0.0, 0.0, 0.0, -0.01},
                                   Voigt{plastic[0], plastic[1], 0.0, 0.0, 0.0, plastic[2]});
  EXPECT_NEAR(plane[0], body[0], 1e-13);
  EXPECT_NEAR(plane[1], body[1], 1e-13);
  EXPECT_NEAR(plane[2], body[5], 1e-13);
  EXPECT_NEAR(out_of_plane_stress(medium, plane), body[2], 1e-13);
}

TEST(Macroscopic, UniaxialStressInThreeDimensionsGivesYoungsModulus) {
  const Material material{88.6, 0.371};
  Prescribed<6> load;
  load.control.fill(Control::stress);
  load.control[0] = Control::strain;
  load.value[0] = 0.02;
  const auto state = uniform_state(lame_of(material), load, plastic3);
  EXPECT_NEAR(state.stress[0], 88.6 * (0.02 - plastic3[0]), 1e-13 * 88.6);
  for (const std::size_t i : {1, 2}) EXPECT_NEAR(state.strain[i], plastic3[i] - 0.371 * (0.02 - plastic3[0]), 1e-15);
  for (const std::size_t i : {3, 4, 5}) EXPECT_NEAR(state.strain[i], plastic3[i], 1e-16);
}

TEST(Macroscopic, EveryMixtureSatisfiesHookesLawAndWhatIsPrescribed) {
  const Lame lame = lame_of(Material{88.6, 0.371});
  for (unsigned mask = 0; mask < 64; ++mask) {
    Prescribed<6> load;
    for (std::size_t i = 0; i < 6; ++i) {
      load.control[i] = mask >> i & 1 ? Control::stress : Control::strain;
      load.value[i] = mask >> i & 1 ? 0.3 * double(i) - 0.5 : 0.01 * double(i) - 0.02;
    }
    const auto state = uniform_state(lame, load, plastic3);
    const Voigt stress = uniform_stress(lame, state.strain, plastic3);
    const Voigt strain = uniform_strain(lame, state.stress, plastic3);
    for (std::size_t i = 0; i < 6; ++i) {
      EXPECT_NEAR(state.stress[i], stress[i], 1e-13 * 88.6) << mask;
      EXPECT_NEAR(state.strain[i], strain[i], 1e-15) << mask;
      EXPECT_EQ(mask >> i & 1 ? state.stress[i] : state.strain[i], load.value[i]);
    }
  }
}

}  // namespace
}  // namespace vitrum::elasticity
