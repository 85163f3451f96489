// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/macroscopic.hpp: the uniform (k = 0) stress and strain of a body under load (deformation 2.2).
#pragma once

#include <array>
#include <cstddef>

#include "vitrum/elasticity/deviators.hpp"
#include "vitrum/elasticity/elasticity.hpp"

namespace vitrum::elasticity {

/// Components 11, 22, 12 of an in-plane tensor; tensor components (eps12 = gamma12/2).
using PlaneTensor = std::array<double, 3>;

/// What the load prescribes of each component.
enum class Control { strain, stress };
template <std::size_t N>
struct Prescribed {
  std::array<Control, N> control{};  // of each component
  std::array<double, N> value{};     // strain, or stress in GPa
};
template <std::size_t N>
struct Uniform {
  std::array<double, N> strain{};
  std::array<double, N> stress{};  // GPa
};

/// Shear modulus mu and lambda of a medium of two or three dimensions: sigma = lambda tr(a) 1 + 2 mu a.
struct Lame {
  double lambda, mu;
};
Lame lame_of(const Material& material);
/// Of the in-plane components: plane strain, plane stress or li2d.
Lame lame_of(const Medium& medium);

/// sigma = C : (eps - E), E the mean (isochoric) eigenstrain of the body.
PlaneTensor uniform_stress(const Lame& lame, const PlaneTensor& strain, const PlaneTensor& eigenstrain);
Voigt uniform_stress(const Lame& lame, const Voigt& strain, const Voigt& eigenstrain);
/// eps = C^-1 : sigma + E.
PlaneTensor uniform_strain(const Lame& lame, const PlaneTensor& stress, const PlaneTensor& eigenstrain);
Voigt uniform_strain(const Lame& lame, const Voigt& stress, const Voigt& eigenstrain);
/// Each component by strain or by stress, in any mixture; what is prescribed comes back to the bit. For instance
/// eps11 given, sig22 = sig12 = 0 in plane strain: sig11 = E/(1 - nu^2) (eps11 - E11).
Uniform<3> uniform_state(const Lame& lame, const Prescribed<3>& load, const PlaneTensor& eigenstrain);
Uniform<6> uniform_state(const Lame& lame, const Prescribed<6>& load, const Voigt& eigenstrain);

/// Out of plane, for in-plane isochoric eigenstrain: sig33 = nu (sig11 + sig22) in plane strain and 0 otherwise.
double out_of_plane_stress(const Medium& medium, const PlaneTensor& stress);

}  // namespace vitrum::elasticity
