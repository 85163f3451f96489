// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/elements.hpp: elements that a synthesized glass may hold, and how they scatter electrons.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vitrum::phantom {

struct Element {
  std::string_view symbol;
  int number = 0;  // Z
  double mass_u = 0.0;
  double diameter_A = 0.0;    // metallic, coordination 12: the size of the soft sphere that the glass is quenched from
  std::array<double, 5> a{};  // Angstrom
  std::array<double, 5> b{};  // Angstrom^2
};

std::span<const Element> elements();
const Element* find_element(std::string_view symbol);  // nullptr where unknown
std::vector<std::string> element_symbols();

/// Electron scattering factor f_e(g) in Angstrom at g = 1/d in 1/Angstrom, electron at rest:
/// sum_5 a (2 + b g^2) / (1 + b g^2)^2, I. Lobato and D. Van Dyck, Acta Cryst. A70, 636 (2014).
double scattering_factor(const Element& element, double g);

/// De Broglie wavelength in Angstrom, relativistic.
double wavelength_A(double high_tension_kV);
/// m / m_0: what a scattering factor is multiplied by at this high tension.
double relativistic_factor(double high_tension_kV);

/// Elements and their shares (sum 1), in the order of the deck; Atom::species is the index.
struct Composition {
  std::vector<const Element*> elements;
  std::vector<double> fractions;
  std::size_t size() const { return elements.size(); }
  double mean_mass_u() const;
  double mean_scattering_factor(double g) const;
  /// Species for a uniform number in (0, 1).
  int pick(double uniform) const;
  std::string text() const;  // "Zr55Co25Al20"
};

/// From symbols and amounts in any unit (55, 25, 20). InputError for an unknown symbol (with the nearest known one),
/// one named twice, or an amount that is not positive.
Composition make_composition(const std::vector<std::string>& symbols, const std::vector<double>& amounts);

/// Atoms per cubic Angstrom at a mass density.
double number_density(const Composition& composition, double density_g_cm3);

struct Atom {
  double x = 0.0, y = 0.0, z = 0.0;  // Angstrom; x along scan columns, y along scan rows, z along the beam
  int species = 0;
};

}  // namespace vitrum::phantom
