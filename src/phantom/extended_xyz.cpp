// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/extended_xyz.cpp: the reader.
#include "vitrum/phantom/extended_xyz.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <sstream>
#include <vector>

#include "vitrum/core/error.hpp"

namespace vitrum::phantom {
namespace {

struct Lines {
  std::string path;
  std::ifstream in;
  std::size_t number = 0;
  std::string next() {
    std::string line;
    ++number;
    if (!std::getline(in, line)) fail("the file ends here; is it truncated?");
    return line;
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw DataError(fmt::format("{}:{}: {}", path, number, what));
  }
};

// key="a b c" or key=word; "" where absent.
std::string value_of(const std::string& line, const std::string& key) {
  const auto at = line.find(key + "=");
  if (at == std::string::npos) return "";
  const auto begin = at + key.size() + 1;
  if (begin < line.size() && line[begin] == '"') return line.substr(begin + 1, line.find('"', begin + 1) - begin - 1);
  return line.substr(begin, line.find_first_of(" \t", begin) - begin);
}

double cube_edge(const Lines& lines, const std::string& comment) {
  const std::string lattice = value_of(comment, "Lattice");
  std::istringstream in(lattice.empty() ? comment : lattice);
  std::array<double, 9> cell{};
  if (lattice.empty())
    in >> cell[0] >> cell[4] >> cell[8];
  else
    for (double& c : cell) in >> c;
  if (!in) lines.fail("no cell; write Lattice=\"a 0 0 0 a 0 0 0 a\" or three edges at the start of this line");
  const double edge = cell[0];
  for (std::size_t i = 0; i < 9; ++i) {
    const double wanted = i % 4 == 0 ? edge : 0.0;
    if (!(edge > 0.0) || !(std::abs(cell[i] - wanted) <= 1e-6 * edge))
      lines.fail("the cell is not a cube; foils are made of cubes");
  }
  return edge;
}

// Columns of species and of x (y and z follow it).
std::array<std::size_t, 2> columns(const Lines& lines, const std::string& comment) {
  const std::string properties = value_of(comment, "Properties");
  if (properties.empty()) return {0, 1};
  std::istringstream in(properties);
  std::string name, type, width;
  std::array<std::size_t, 2> found{std::string::npos, std::string::npos};
  std::size_t column = 0;
  while (std::getline(in, name, ':') && std::getline(in, type, ':') && std::getline(in, width, ':')) {
    if (name == "species") found[0] = column;
    if (name == "pos") found[1] = column;
    column += static_cast<std::size_t>(std::strtoul(width.c_str(), nullptr, 10));
  }
  if (found[0] == std::string::npos || found[1] == std::string::npos)
    lines.fail("Properties= names no species or no pos");
  return found;
}

int species_index(Composition& composition, const Lines& lines, const std::string& symbol) {
  const Element* element = find_element(symbol);
  if (element == nullptr) lines.fail(fmt::format("\"{}\" is not an element that vitrum knows", symbol));
  const auto at = std::find(composition.elements.begin(), composition.elements.end(), element);
  const auto index = at - composition.elements.begin();
  if (at == composition.elements.end()) {
    composition.elements.push_back(element);
    composition.fractions.push_back(0.0);
  }
  composition.fractions[static_cast<std::size_t>(index)] += 1.0;
  return static_cast<int>(index);
}

double coordinate(const Lines& lines, const std::string& text, double edge) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || *end != '\0' || !std::isfinite(value))
    lines.fail(fmt::format("\"{}\" is not a coordinate", text));
  const double inside = value - edge * std::floor(value / edge);
  return inside < edge ? inside : 0.0;
}

}  // namespace

Glass read_xyz(const std::string& path) {
  Lines lines{path, std::ifstream(path)};
  if (!lines.in) throw DataError(fmt::format("{}: cannot be read; is the path right?", path));
  const std::string first = lines.next();
  char* end = nullptr;
  const long count = std::strtol(first.c_str(), &end, 10);
  if (end == first.c_str() || count <= 0) lines.fail("the first line must be the number of atoms");
  const std::string comment = lines.next();
  Glass glass;
  glass.edge_A = cube_edge(lines, comment);
  const auto [species, x] = columns(lines, comment);
  for (long i = 0; i < count; ++i) {
    std::istringstream in(lines.next());
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(word);
    if (words.size() < std::max(species + 1, x + 3)) lines.fail("an atom needs a symbol and three coordinates");
    const int kind = species_index(glass.composition, lines, words[species]);
    const auto c = [&](std::size_t k) { return coordinate(lines, words[x + k], glass.edge_A); };
    glass.atoms.push_back({c(0), c(1), c(2), kind});
  }
  for (double& fraction : glass.composition.fractions) fraction /= static_cast<double>(count);
  return glass;
}

}  // namespace vitrum::phantom
