// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/structure_factor.cpp: S(k) of a periodic cube at its own lattice vectors.
#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <map>
#include <numbers>

#include "vitrum/comm/decompose.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/phantom/glass.hpp"

namespace vitrum::phantom {
namespace {

using Complex = std::complex<double>;

constexpr double fit_half_width = 0.026;  // 1/Angstrom: half the width of a glass's first ring

// Without the test for infinities that operator* makes.
Complex times(Complex a, Complex b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

// e^{-2 pi i m u / edge} for m = 0 .. m_max, atom by atom.
std::vector<Complex> waves(const std::vector<Atom>& atoms, double Atom::*axis, double edge, int m_max) {
  std::vector<Complex> table;
  for (const Atom& atom : atoms)
    for (int m = 0; m <= m_max; ++m)
      table.push_back(std::polar(1.0, -2.0 * std::numbers::pi * m * (atom.*axis) / edge));
  return table;
}

struct Vector {
  std::array<int, 3> m;
  double k;
};

// One of each pair k, -k.
std::vector<Vector> lattice_vectors(double edge, double k1, double k2) {
  const int m_max = static_cast<int>(k2 * edge);
  std::vector<Vector> vectors;
  for (int z = 0; z <= m_max; ++z)
    for (int y = -m_max; y <= m_max; ++y)
      for (int x = -m_max; x <= m_max; ++x) {
        const double k = std::sqrt(static_cast<double>(x * x + y * y + z * z)) / edge;
        const bool first = z > 0 || y > 0 || (y == 0 && x > 0);
        if (first && k >= k1 && k < k2) vectors.push_back({{x, y, z}, k});
      }
  return vectors;
}

}  // namespace

StructureFactor structure_factor(const comm::Communicator& comm, const Glass& glass, double k1, double k2, double dk) {
  const int m_max = static_cast<int>(k2 * glass.edge_A);
  const auto ex = waves(glass.atoms, &Atom::x, glass.edge_A, m_max);
  const auto ey = waves(glass.atoms, &Atom::y, glass.edge_A, m_max);
  const auto ez = waves(glass.atoms, &Atom::z, glass.edge_A, m_max);
  const auto vectors = lattice_vectors(glass.edge_A, k1, k2);
  const comm::Range mine = comm::block_of(vectors.size(), 1, comm.rank(), comm.size());
  const auto stride = static_cast<std::size_t>(m_max) + 1;
  const auto wave = [&](const std::vector<Complex>& table, std::size_t atom, int m) {
    const Complex value = table[atom * stride + static_cast<std::size_t>(std::abs(m))];
    return m < 0 ? std::conj(value) : value;
  };
  const auto n = static_cast<double>(glass.atoms.size());
  std::vector<double> part;
  for (std::size_t v = mine.begin; v < mine.end; ++v) {
    std::vector<double> f;
    for (const Element* element : glass.composition.elements) f.push_back(scattering_factor(*element, vectors[v].k));
    Complex sum = 0.0;
    double f_mean = 0.0, f2_mean = 0.0;
    for (std::size_t i = 0; i < glass.atoms.size(); ++i) {
      const double fi = f[static_cast<std::size_t>(glass.atoms[i].species)];
      sum +=
          fi * times(times(wave(ex, i, vectors[v].m[0]), wave(ey, i, vectors[v].m[1])), wave(ez, i, vectors[v].m[2]));
      f_mean += fi / n;
      f2_mean += fi * fi / n;
    }
    part.push_back(1.0 + (std::norm(sum) / n - f2_mean) / (f_mean * f_mean));
  }
  const auto all = comm.gather_everywhere<double>(part);
  const auto shells = static_cast<std::size_t>(std::ceil((k2 - k1) / dk - 1e-9));
  std::vector<double> k(shells, 0.0), s(shells, 0.0), count(shells, 0.0);
  for (std::size_t v = 0; v < vectors.size(); ++v) {
    const std::size_t shell = std::min(shells - 1, static_cast<std::size_t>((vectors[v].k - k1) / dk));
    k[shell] += vectors[v].k;
    s[shell] += all[v];
    count[shell] += 1.0;
  }
  StructureFactor result;
  for (std::size_t shell = 0; shell < shells; ++shell)
    if (count[shell] > 0.0) {
      result.k.push_back(k[shell] / count[shell]);
      result.s.push_back(s[shell] / count[shell]);
    }
  return result;
}

RingMaximum ring_maximum(const StructureFactor& structure) {
  const auto top = std::max_element(structure.s.begin(), structure.s.end());
  if (top == structure.s.end()) throw InputError("a ring maximum needs S(k)");
  const double origin = structure.k[static_cast<std::size_t>(top - structure.s.begin())];
  // Least squares of c0 + c1 x + c2 x^2 over the shells around the highest, x from there.
  std::array<double, 5> m{};
  std::array<double, 3> b{};
  for (std::size_t i = 0; i < structure.k.size(); ++i) {
    const double x = structure.k[i] - origin;
    if (std::abs(x) > fit_half_width) continue;
    double power = 1.0;
    for (std::size_t j = 0; j < 5; ++j, power *= x) {
      m[j] += power;
      if (j < 3) b[j] += power * structure.s[i];
    }
  }
  const auto det = [](double a, double b, double c, double d, double e, double f, double g, double h, double i) {
    return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  };
  const double whole = det(m[0], m[1], m[2], m[1], m[2], m[3], m[2], m[3], m[4]);
  const double c0 = det(b[0], m[1], m[2], b[1], m[2], m[3], b[2], m[3], m[4]) / whole;
  const double c1 = det(m[0], b[0], m[2], m[1], b[1], m[3], m[2], b[2], m[4]) / whole;
  const double c2 = det(m[0], m[1], b[0], m[1], m[2], b[1], m[2], m[3], b[2]) / whole;
  if (!(c2 < 0.0)) return {origin, *top};
  const double x = std::clamp(-0.5 * c1 / c2, -fit_half_width, fit_half_width);
  return {origin + x, c0 + x * (c1 + c2 * x)};
}

}  // namespace vitrum::phantom
