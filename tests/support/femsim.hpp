// SPDX-License-Identifier: Apache-2.0
// tests/support/femsim.hpp: V(k) of an atomic model by the formula of FEMSIM (Maldonis, Hwang and Voyles 2016).
#pragma once

#include <math.h>

#include <array>
#include <cmath>
#include <complex>
#include <fstream>
#include <numbers>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/core/random.hpp"
#include "vitrum/phantom/elements.hpp"

namespace vitrum::testing::femsim {

/// Atoms of a cubic periodic box, coordinates in [-edge / 2, edge / 2), Angstrom.
struct Model {
  double edge_A = 0.0;
  std::vector<phantom::Atom> atoms;  // species: index into phantom::elements()
};

/// XYZ as FEMSIM and HRMC write it: number of atoms and line of the cell, in either order.
inline Model read_model(const std::string& path) {
  std::ifstream file(path);
  std::string first, second;
  std::getline(file, first);
  std::getline(file, second);
  const bool cell_first = first.find('.') != std::string::npos;
  Model model;
  std::istringstream(cell_first ? first : second) >> model.edge_A;
  std::size_t count = 0;
  std::istringstream(cell_first ? second : first) >> count;
  for (std::string symbol; model.atoms.size() < count;) {
    phantom::Atom atom;
    if (!(file >> symbol >> atom.x >> atom.y >> atom.z)) throw std::runtime_error(path + " is truncated");
    const phantom::Element* element = phantom::find_element(symbol);
    if (element == nullptr) throw std::runtime_error(path + ": unknown element " + symbol);
    atom.species = static_cast<int>(element - phantom::elements().data());
    model.atoms.push_back(atom);
  }
  return model;
}

using Matrix = std::array<std::array<double, 3>, 3>;

/// R^T of the angles phi = 0, psi, theta (characterization 5.4).
inline Matrix rotation(double psi, double theta) {
  const double c = std::cos(psi), s = std::sin(psi), C = std::cos(theta), S = std::sin(theta);
  return {{{c, -s, 0.0}, {C * s, C * c, -S}, {s * S, c * S, C}}};
}

/// FEMSIM's rotations for nphi, npsi, ntheta = 1, 40, 20: 211 of them.
inline std::vector<Matrix> femsim_rotations() {
  constexpr double pi = std::numbers::pi;
  std::vector<Matrix> all;
  for (int j = 1; j <= 20; ++j) {
    const double psi = (j - 1) * 2.0 * pi / 40.0;
    const int w = static_cast<int>(20.0 * std::sin(psi));
    if (w == 0) all.push_back(rotation(psi, 0.0));
    for (int k = 1; k <= w - 2; ++k) all.push_back(rotation(psi, k * pi / (w - 1)));
  }
  return all;
}

/// Uniform over SO(3): a unit quaternion of four normal numbers.
inline std::vector<Matrix> random_rotations(std::size_t count, std::uint64_t seed) {
  std::vector<Matrix> all;
  for (std::size_t i = 0; i < count; ++i) {
    Stream stream(seed, Purpose::test, i);
    double w = stream.normal(), x = stream.normal(), y = stream.normal(), z = stream.normal();
    const double norm = std::sqrt(w * w + x * x + y * y + z * z);
    w /= norm, x /= norm, y /= norm, z /= norm;
    all.push_back({{{1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)},
                    {2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)},
                    {2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)}}});
  }
  return all;
}

/// Atoms of the periodic model, rotated about the middle of the box, that lie in the box; x, y and species count.
inline std::vector<phantom::Atom> rotated(const Model& model, const Matrix& m) {
  std::vector<phantom::Atom> inside;
  const double half = 0.5 * model.edge_A;
  for (int iz = -1; iz <= 1; ++iz)
    for (int iy = -1; iy <= 1; ++iy)
      for (int ix = -1; ix <= 1; ++ix)
        for (const phantom::Atom& a : model.atoms) {
          const double x = a.x + ix * model.edge_A, y = a.y + iy * model.edge_A, z = a.z + iz * model.edge_A;
          const std::array<double, 3> r{m[0][0] * x + m[0][1] * y + m[0][2] * z,
                                        m[1][0] * x + m[1][1] * y + m[1][2] * z,
                                        m[2][0] * x + m[2][1] * y + m[2][2] * z};
          const auto fits = [&](double u) { return u >= -half && u < half; };
          if (fits(r[0]) && fits(r[1]) && fits(r[2])) inside.push_back({r[0], r[1], r[2], a.species});
        }
  return inside;
}

/// I(k) = sum_ij f_i f_j A1(r_i) A1(r_j) J0(2 pi k r_ij), A1(r) = 2 J1(x) / x, x = 2 pi Q r, of the atoms in the square
/// pixel of half width R / sqrt 2 (R = 0.61 / Q) in the middle. J0 is the mean of exp(i z cos phi) over `turns` equal
/// angles; the rule's error J_turns(z) is below 1e-14 where turns > 1.45 z, z = 2 pi k R sqrt 2 * sqrt 2 at most.
inline double intensity(const std::vector<phantom::Atom>& atoms, double k, double q) {
  constexpr double pi = std::numbers::pi;
  const double radius = 0.61 / q, half = radius / std::sqrt(2.0);
  const int turns = 2 * static_cast<int>(std::ceil(0.75 * 2.0 * pi * k * 2.0 * radius)) + 32;
  std::vector<std::array<double, 3>> weighted;  // x, y, f A1
  for (const phantom::Atom& a : atoms) {
    if (std::abs(a.x) > half || std::abs(a.y) > half) continue;
    const double x = 2.0 * pi * q * std::hypot(a.x, a.y);
    const double airy = x < 1e-6 ? 1.0 : 2.0 * ::j1(x) / x;
    const auto& element = phantom::elements()[static_cast<std::size_t>(a.species)];
    weighted.push_back({a.x, a.y, airy * phantom::scattering_factor(element, k)});
  }
  double sum = 0.0;
  for (int t = 0; t < turns / 2; ++t) {  // the other half is equal: |A(-k)| = |A(k)|
    const double kx = 2.0 * pi * k * std::cos(2.0 * pi * t / turns), ky = 2.0 * pi * k * std::sin(2.0 * pi * t / turns);
    double re = 0.0, im = 0.0;
    for (const auto& a : weighted) {
      const double phase = kx * a[0] + ky * a[1];
      re += a[2] * std::cos(phase);
      im += a[2] * std::sin(phase);
    }
    sum += re * re + im * im;
  }
  return sum / (turns / 2);
}

/// V(k) = <I^2> / <I>^2 - 1 over the rotations, which are shared out over the ranks.
inline std::vector<double> variance(const comm::Communicator& comm, const Model& model,
                                    const std::vector<Matrix>& rotations, const std::vector<double>& k, double q) {
  std::vector<double> mine;
  for (auto i = static_cast<std::size_t>(comm.rank()); i < rotations.size(); i += static_cast<std::size_t>(comm.size()))
    for (const auto atoms = rotated(model, rotations[i]); double at : k) mine.push_back(intensity(atoms, at, q));
  const auto all = comm.gather_everywhere<double>(mine);
  std::vector<double> result;
  for (std::size_t j = 0; j < k.size(); ++j) {
    double sum = 0.0, squares = 0.0;
    for (std::size_t i = j; i < all.size(); i += k.size()) sum += all[i], squares += all[i] * all[i];
    result.push_back(squares * static_cast<double>(rotations.size()) / (sum * sum) - 1.0);
  }
  return result;
}

}  // namespace vitrum::testing::femsim
