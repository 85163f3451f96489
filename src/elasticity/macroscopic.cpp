// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/macroscopic.cpp: Hooke's law with some components prescribed by strain, others by stress.
#include "vitrum/elasticity/macroscopic.hpp"

namespace vitrum::elasticity {
namespace {

/// Normal components come first: 2 of 3, or 3 of 6.
template <std::size_t N>
constexpr std::size_t normals = N == 3 ? 2 : 3;

/// The elastic strains a of stress-controlled normal components follow from their common trace: with n of them,
/// sum sigma = n lambda tr + 2 mu sum a.
template <std::size_t N>
double elastic_trace(const Lame& lame, const Prescribed<N>& load, const std::array<double, N>& eigenstrain) {
  double known = 0.0, stress = 0.0, count = 0.0;
  for (std::size_t i = 0; i < normals<N>; ++i) {
    if (load.control[i] == Control::strain) {
      known += load.value[i] - eigenstrain[i];
    } else {
      stress += load.value[i];
      count += 1.0;
    }
  }
  return known + (stress - count * lame.lambda * known) / (count * lame.lambda + 2.0 * lame.mu);
}

template <std::size_t N>
Uniform<N> state(const Lame& lame, const Prescribed<N>& load, const std::array<double, N>& eigenstrain) {
  const double pressure = lame.lambda * elastic_trace(lame, load, eigenstrain);
  Uniform<N> uniform;
  for (std::size_t i = 0; i < N; ++i) {
    const double isotropic = i < normals<N> ? pressure : 0.0;
    const bool by_strain = load.control[i] == Control::strain;
    uniform.strain[i] = by_strain ? load.value[i] : (load.value[i] - isotropic) / (2.0 * lame.mu) + eigenstrain[i];
    uniform.stress[i] = by_strain ? isotropic + 2.0 * lame.mu * (load.value[i] - eigenstrain[i]) : load.value[i];
  }
  return uniform;
}

template <std::size_t N>
Prescribed<N> all(Control control, const std::array<double, N>& value) {
  Prescribed<N> load;
  load.control.fill(control);
  load.value = value;
  return load;
}

}  // namespace

Lame lame_of(const Material& material) {
  const double mu = material.shear_GPa();
  return {2.0 * mu * material.poisson / (1.0 - 2.0 * material.poisson), mu};
}

Lame lame_of(const Medium& medium) {
  const double mu = medium.shear_2d_GPa();
  return {2.0 * mu * medium.poisson_2d() / (1.0 - medium.poisson_2d()), mu};
}

PlaneTensor uniform_stress(const Lame& lame, const PlaneTensor& strain, const PlaneTensor& eigenstrain) {
  return state(lame, all(Control::strain, strain), eigenstrain).stress;
}
Voigt uniform_stress(const Lame& lame, const Voigt& strain, const Voigt& eigenstrain) {
  return state(lame, all(Control::strain, strain), eigenstrain).stress;
}
PlaneTensor uniform_strain(const Lame& lame, const PlaneTensor& stress, const PlaneTensor& eigenstrain) {
  return state(lame, all(Control::stress, stress), eigenstrain).strain;
}
Voigt uniform_strain(const Lame& lame, const Voigt& stress, const Voigt& eigenstrain) {
  return state(lame, all(Control::stress, stress), eigenstrain).strain;
}
Uniform<3> uniform_state(const Lame& lame, const Prescribed<3>& load, const PlaneTensor& eigenstrain) {
  return state(lame, load, eigenstrain);
}
Uniform<6> uniform_state(const Lame& lame, const Prescribed<6>& load, const Voigt& eigenstrain) {
  return state(lame, load, eigenstrain);
}

double out_of_plane_stress(const Medium& medium, const PlaneTensor& stress) {
  return medium.out_of_plane_factor() * 0.5 * (stress[0] + stress[1]);
}

}  // namespace vitrum::elasticity
