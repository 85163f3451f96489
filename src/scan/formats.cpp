// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/formats.cpp: the list of formats; add a detector's here.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "scan/empad.hpp"
#include "scan/frame_file.hpp"
#include "scan/hdf5_formats.hpp"
#include "scan/merlin.hpp"
#include "scan/npy.hpp"
#include "scan/saturation_guard.hpp"
#include "vitrum/core/deck.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::scan {

const std::vector<Format>& formats() {
  // In the order of asking: the first that recognises a file opens it.
  static const std::vector<Format> all{vitrum_format(), py4dstem_format(),   hyperspy_format(), arina_format(),
                                       merlin_format(), plain_hdf5_format(), npy_format(),      empad_format()};
  return all;
}

std::vector<std::string> format_names() {
  std::vector<std::string> names{"auto"};
  for (const auto& format : formats()) names.push_back(format.name);
  return names;
}

namespace {

std::string known_formats() {
  std::string text;
  for (const auto& format : formats()) text += fmt::format("\n  {:<9} {}", format.name, format.what);
  return text;
}

void check_file(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) throw DataError(fmt::format("{}: no such file", path));
  if (std::filesystem::is_directory(status)) {
    throw DataError(
        fmt::format("{}: a folder, not a file (Zarr stores such as .zspy: write them again as .hspy with "
                    "HyperSpy)",
                    path));
  }
  if (PositionalFile(path).size() == 0) throw DataError(fmt::format("{}: the file is empty", path));
}

const Format& format_named(const std::string& name) {
  for (const auto& format : formats()) {
    if (format.name.size() == name.size() && has_suffix(format.name, name)) return format;
  }
  const auto near = nearest(name, format_names());
  throw InputError(fmt::format("unknown scan format '{}'{}; known: {}", name,
                               near.empty() ? "" : fmt::format(" (did you mean '{}'?)", near),
                               fmt::join(format_names(), ", ")));
}

const Format& format_of(const std::string& path) {
  for (const auto& format : formats()) {
    if (format.recognises(path)) return format;
  }
  throw DataError(
      fmt::format("{}: no 4D-STEM format that vitrum knows (others, such as .dm4, .mrc, .blo or .zspy: convert "
                  "with HyperSpy to .hspy). Known formats:{}",
                  path, known_formats()));
}

/// What the deck gives replaces what the file says; a note tells where they differ.
void prefer(ScanInfo& info, std::optional<double>& value, const std::optional<double>& given, const char* what,
            const char* unit) {
  if (!given) return;
  if (value && std::abs(*value - *given) > 1e-9 * std::abs(*given)) {
    info.notes.push_back(
        fmt::format("{} {:g}{} from the deck replaces {:g}{} of the file", what, *given, unit, *value, unit));
  }
  value = given;
}

}  // namespace

Source open(const OpenOptions& options) {
  check_file(options.path);
  const bool named = options.format != "auto" && !options.format.empty();
  const auto& format = named ? format_named(options.format) : format_of(options.path);
  Source source = format.open(options);
  auto& info = source.info;
  prefer(info, info.step_nm, options.step_nm, "scan step", " nm");
  prefer(info, info.k_per_px_inv_A, options.k_per_px_inv_A, "k per pixel", " 1/Angstrom");
  prefer(info, info.high_tension_kV, options.high_tension_kV, "high tension", " kV");
  prefer(info, info.gain, options.gain, "gain", "");
  for (const auto& file : info.files) {
    std::error_code error;
    const auto bytes = std::filesystem::file_size(file, error);
    if (!error) info.bytes_on_disk += bytes;
  }
  const bool levels = !options.images && (info.flagged || (info.saturation && !is_integer(info.type)));
  if (options.corrections.any() || levels) return corrected(std::move(source), options.corrections);
  return options.guard_saturation ? guarded(std::move(source)) : source;
}

}  // namespace vitrum::scan
