// SPDX-License-Identifier: Apache-2.0
// tests/unit/elasticity/deck_test.cpp: what the section `elasticity:` may say and what it must not.
#include "vitrum/elasticity/deck.hpp"

#include <gtest/gtest.h>

#include <string>

#include "vitrum/core/error.hpp"

namespace vitrum::elasticity {
namespace {

Medium read(const std::string& text) {
  Deck deck = Deck::from_text(text);
  const Medium medium = read_medium(deck.root().section("elasticity"));
  deck.finish();
  return medium;
}

std::string complaint(const std::string& text) {
  try {
    read(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(ElasticityDeck, WithoutASectionGivesTheDocumentedDefaults) {
  const Medium medium = read("{}");
  EXPECT_EQ(medium.material.young_GPa, 88.6);
  EXPECT_EQ(medium.material.poisson, 0.371);
  EXPECT_EQ(medium.plane, Plane::strain);
  EXPECT_EQ(medium.op, Operator::voxel_average);
}

TEST(ElasticityDeck, ReadsEveryKey) {
  const Medium medium =
      read("elasticity: {young_modulus: 92100 MPa, poisson_ratio: 0.387, plane: li2d, operator: rotated}");
  EXPECT_DOUBLE_EQ(medium.material.young_GPa, 92.1);
  EXPECT_EQ(medium.material.poisson, 0.387);
  EXPECT_EQ(medium.plane, Plane::li2d);
  EXPECT_EQ(medium.op, Operator::rotated);
  EXPECT_EQ(read("elasticity: {plane: stress}").plane, Plane::stress);
  EXPECT_EQ(read("elasticity: {operator: truncated_fourier}").op, Operator::truncated_fourier);
}

TEST(ElasticityDeck, NamesTheKeyThatIsWrong) {
  EXPECT_NE(complaint("elasticity: {young_modulus: 88.6}").find("young_modulus"), std::string::npos);
  EXPECT_NE(complaint("elasticity: {young_modulus: -1 GPa}").find("young_modulus"), std::string::npos);
  EXPECT_NE(complaint("elasticity: {poisson_ratio: 0.5}").find("poisson_ratio"), std::string::npos);
  EXPECT_NE(complaint("elasticity: {poisson_ratio: -0.6, plane: li2d}").find("li2d"), std::string::npos);
  EXPECT_NE(complaint("elasticity: {plane: strian}").find("strain"), std::string::npos);
  EXPECT_NE(complaint("elasticity: {operator: voxel_averge}").find("voxel_average"), std::string::npos);
  EXPECT_NE(complaint("elasticity: {young_modulos: 1 GPa}").find("young_modulus"), std::string::npos);
}

}  // namespace
}  // namespace vitrum::elasticity
