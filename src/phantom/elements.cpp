// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/elements.cpp: the table of elements, electron scattering factors, compositions.
#include "vitrum/phantom/elements.hpp"

#include <fmt/format.h>

#include <cmath>

#include "vitrum/core/deck.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::phantom {
namespace {

// a, b: I. Lobato and D. Van Dyck, Acta Cryst. A70, 636 (2014), as tabulated in py4DSTEM's scattering_factors.txt.
// Diameters: metallic radii for coordination 12 (Goldschmidt); B, C, Si, P: covalent sizes in metallic glasses.
constexpr std::array table{
    Element{"B",
            5,
            10.81,
            1.80,
            {1.472792486393e+00, -4.019330421994e-01, 3.059989569827e-01, 1.961442171732e-02, 9.771771060882e-04},
            {3.749740482818e+00, 5.880665361397e-01, 5.156396131030e-01, 1.213775700806e-01, 6.809824121603e-02}},
    Element{"C",
            6,
            12.011,
            1.54,
            {1.244660886213e+02, -2.203528570790e+02, 1.952353522805e+02, -9.810793612698e+01, 1.420230412136e-02},
            {2.421208492560e+00, 2.305379437524e+00, 2.048519321066e+00, 1.933525529175e+00, 7.689768184783e-02}},
    Element{"Al",
            13,
            26.982,
            2.86,
            {2.834095616075e+00, -4.280041333783e+00, 4.421916805483e+00, -3.457744718964e-02, 3.523859414061e-03},
            {6.662350239805e+00, 5.512947222240e-01, 5.093289634460e-01, 1.117848374253e-01, 1.676023518053e-02}},
    Element{"Si",
            14,
            28.085,
            2.34,
            {2.871891426116e+00, -2.061735011952e+00, 2.171140242045e+00, -6.630736330588e-02, 3.010707096705e-03},
            {5.084871036430e+00, 4.291781853051e-01, 3.664854341922e-01, 1.197106112969e-01, 1.439945361284e-02}},
    Element{"P",
            15,
            30.974,
            2.20,
            {2.791518400232e+00, -4.365068378238e+00, 4.435584555167e+00, -8.096357733995e-02, 2.679000179664e-03},
            {3.900659618655e+00, 3.298259683772e-01, 3.060899565059e-01, 1.080832325460e-01, 1.258944953312e-02}},
    Element{"Ti",
            22,
            47.867,
            2.94,
            {8.575957752381e+00, -2.103315634653e+02, 2.060971726015e+02, 4.777739489773e-02, 5.057164844803e-04},
            {6.007806688756e+00, 2.602858567452e+00, 2.553523450511e+00, 7.114294840242e-02, 4.856284393837e-03}},
    Element{"Fe",
            26,
            55.845,
            2.54,
            {3.798100908369e+00, -9.168935493817e+01, 9.144542521554e+01, 2.727543440276e-02, 3.033798543838e-04},
            {5.317126458994e+00, 1.497130948847e+00, 1.468092418044e+00, 4.272478501290e-02, 3.327918552319e-03}},
    Element{"Co",
            27,
            58.933,
            2.50,
            {3.330378744675e+00, -7.700175964730e+01, 7.707252217905e+01, 2.399046690406e-02, 2.682566655239e-04},
            {5.181359645795e+00, 1.329151222651e+00, 1.302849289632e+00, 3.806454868264e-02, 3.050100079916e-03}},
    Element{"Ni",
            28,
            58.693,
            2.48,
            {2.969080787253e+00, -7.574770691290e+01, 7.603982876253e+01, 2.101621136930e-02, 2.311517511352e-04},
            {5.041809491094e+00, 1.182755079216e+00, 1.162165458466e+00, 3.374790878830e-02, 2.786808620707e-03}},
    Element{"Cu",
            29,
            63.546,
            2.56,
            {1.752071452121e+00, -4.304105234921e+01, 4.407059155436e+01, 1.868761540881e-02, 2.017273247916e-04},
            {6.187504979862e+00, 1.002662636290e+00, 9.853843113530e-01, 3.029847039161e-02, 2.558555987489e-03}},
    Element{"Y",
            39,
            88.906,
            3.60,
            {4.607210198752e+00, 1.428018510398e+00, 2.955810455778e-01, 3.389978408529e-03, 2.668629749690e-07},
            {1.086869055572e+01, 1.311374558731e+00, 1.680228707847e-01, 7.359645453505e-03, 2.623432810214e-04}},
    Element{"Zr",
            40,
            91.224,
            3.20,
            {4.311754534069e+00, 1.493315780393e+00, 2.812360501289e-01, 3.093377384557e-03, 2.580244485125e-07},
            {9.458965805175e+00, 1.330636228452e+00, 1.565068714445e-01, 6.824105238117e-03, 2.498188791107e-04}},
    Element{"Nb",
            41,
            92.906,
            2.94,
            {3.111790391135e+00, 2.202590609458e+00, 2.703307749100e-01, 2.687991947511e-03, 2.325494833478e-07},
            {1.069031413430e+01, 1.653163561589e+00, 1.451151857190e-01, 6.139563515829e-03, 2.322402359377e-04}},
    Element{"Pd",
            46,
            106.42,
            2.74,
            {6.421597961827e-01, 2.979148144263e+00, 1.681544260043e-01, 1.337442138784e-03, 1.914109682469e-07},
            {5.974797502634e+00, 1.433594325413e+00, 9.098684011727e-02, 3.624101371162e-03, 1.806889144160e-04}},
    Element{"Ag",
            47,
            107.868,
            2.88,
            {1.553172166804e+00, 2.639303647000e+00, 1.420154869568e-01, 1.008504600998e-03, 1.946384299730e-07},
            {8.156202357590e+00, 1.216008874818e+00, 7.900988649159e-02, 2.965479013639e-03, 1.745930959191e-04}},
    Element{"Hf",
            72,
            178.49,
            3.18,
            {4.331384056649e+00, 1.527648647287e+00, 7.357959228912e-01, 2.495263232014e-02, 1.187408525811e-04},
            {7.876844338103e+00, 9.425156426277e-01, 2.416994800398e-01, 1.728998944485e-02, 5.058346313135e-04}},
    Element{"Pt",
            78,
            195.084,
            2.78,
            {2.040215639757e+00, 2.899226346248e+00, 6.363440838158e-01, 1.320719195954e-02, 5.673821925001e-05},
            {6.658194296096e+00, 1.413379237789e+00, 1.740001045022e-01, 1.006878045302e-02, 4.030771056922e-04}},
};

}  // namespace

std::span<const Element> elements() { return table; }

const Element* find_element(std::string_view symbol) {
  for (const Element& element : table)
    if (element.symbol == symbol) return &element;
  return nullptr;
}

std::vector<std::string> element_symbols() {
  std::vector<std::string> symbols;
  for (const Element& element : table) symbols.emplace_back(element.symbol);
  return symbols;
}

double scattering_factor(const Element& element, double g) {
  const double g2 = g * g;
  double f = 0.0;
  for (std::size_t i = 0; i < element.a.size(); ++i) {
    const double d = 1.0 + element.b[i] * g2;
    f += element.a[i] * (1.0 + d) / (d * d);
  }
  return f;
}

// CODATA 2018: h c = 12.398419843320026 keV Angstrom, m_e c^2 = 510.99895 keV.
double wavelength_A(double high_tension_kV) {
  return 12.398419843320026 / std::sqrt(high_tension_kV * (2.0 * 510.99895 + high_tension_kV));
}

double relativistic_factor(double high_tension_kV) { return 1.0 + high_tension_kV / 510.99895; }

double Composition::mean_mass_u() const {
  double mean = 0.0;
  for (std::size_t i = 0; i < size(); ++i) mean += fractions[i] * elements[i]->mass_u;
  return mean;
}

double Composition::mean_scattering_factor(double g) const {
  double mean = 0.0;
  for (std::size_t i = 0; i < size(); ++i) mean += fractions[i] * scattering_factor(*elements[i], g);
  return mean;
}

int Composition::pick(double uniform) const {
  for (std::size_t i = 0; i + 1 < size(); ++i) {
    if (uniform < fractions[i]) return static_cast<int>(i);
    uniform -= fractions[i];
  }
  return static_cast<int>(size()) - 1;
}

std::string Composition::text() const {
  std::string text;
  for (std::size_t i = 0; i < size(); ++i) text += fmt::format("{}{:.4g}", elements[i]->symbol, 100.0 * fractions[i]);
  return text;
}

Composition make_composition(const std::vector<std::string>& symbols, const std::vector<double>& amounts) {
  Composition composition;
  double total = 0.0;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    const Element* element = find_element(symbols[i]);
    if (element == nullptr) {
      const std::string near = nearest(symbols[i], element_symbols());
      throw InputError(fmt::format("\"{}\" is not an element that vitrum can synthesize{}; known: {}", symbols[i],
                                   near.empty() ? "" : fmt::format(" (did you mean {}?)", near),
                                   fmt::join(element_symbols(), ", ")));
    }
    for (const Element* other : composition.elements)
      if (other == element) throw InputError(fmt::format("{} is named twice in the composition", symbols[i]));
    if (!(amounts.at(i) > 0.0) || !std::isfinite(amounts[i]))
      throw InputError(fmt::format("the amount of {} is {}; it must be a positive number", symbols[i], amounts[i]));
    composition.elements.push_back(element);
    composition.fractions.push_back(amounts[i]);
    total += amounts[i];
  }
  if (composition.elements.empty())
    throw InputError("the composition names no element; write, say, {Zr: 55, Co: 25, Al: 20}");
  for (double& fraction : composition.fractions) fraction /= total;
  return composition;
}

double number_density(const Composition& composition, double density_g_cm3) {
  constexpr double avogadro_cm3_per_A3 = 0.602214076;  // 6.02214076e23 / 1e24
  return density_g_cm3 * avogadro_cm3_per_A3 / composition.mean_mass_u();
}

}  // namespace vitrum::phantom
