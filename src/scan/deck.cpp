// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/deck.cpp: the `scan:` section.
#include "vitrum/scan/deck.hpp"

namespace vitrum::scan {

namespace {

Corrections read_corrections(Section& section) {
  Corrections c;
  c.dark = section.optional_text("dark").value_or("");
  c.flat = section.optional_text("flat").value_or("");
  c.mask = section.optional_text("mask").value_or("");
  if (section.has("flat_dark_subtracted")) c.flat_dark_subtracted = section.flag("flat_dark_subtracted", false);
  const auto columns = section.integers("offset_columns", std::vector<std::int64_t>{}, non_negative());
  if (!columns.empty()) {
    if (columns.size() != 2 || columns[0] > columns[1]) {
      section.fail("offset_columns", "must be [first, last]: detector columns that no electrons reach");
    }
    c.offset_columns = {static_cast<std::size_t>(columns[0]), static_cast<std::size_t>(columns[1])};
  }
  c.zinger_sigma = section.number("zinger_sigma", 0.0, non_negative());
  c.saturation = section.optional_number("saturation", positive());
  return c;
}

}  // namespace

OpenOptions read_deck(Section section, const std::string& fallback_path) {
  OpenOptions options;
  options.path = section.optional_text("file").value_or(fallback_path);
  if (options.path.empty()) section.fail("file", "the 4D-STEM file is missing; write file: PATH");
  options.format = section.choice("format", format_names(), "auto");
  options.dataset = section.optional_text("dataset").value_or("");
  const auto shape = section.integers("shape", std::vector<std::int64_t>{}, at_least(1.0));
  if (!shape.empty() && shape.size() != 2) {
    section.fail("shape", "must be [number of scan lines, positions in a line]");
  }
  if (shape.size() == 2) {
    options.scan_ny = static_cast<std::size_t>(shape[0]);
    options.scan_nx = static_cast<std::size_t>(shape[1]);
  }
  options.step_nm = section.optional_quantity("step", "nm", positive());
  options.k_per_px_inv_A = section.optional_quantity("k_per_pixel", "1/Angstrom", positive());
  options.high_tension_kV = section.optional_quantity("high_tension", "kV", positive());
  options.gain = section.optional_number("gain", positive());
  options.corrections = read_corrections(section);
  options.guard_saturation = true;
  return options;
}

}  // namespace vitrum::scan
