// SPDX-License-Identifier: Apache-2.0
// drivers/settings.cpp: which sections a command needs, and the reading of them.
#include "settings.hpp"

#include <algorithm>
#include <filesystem>

#include "vitrum/domains/deck.hpp"
#include "vitrum/elasticity/deck.hpp"
#include "vitrum/order/deck.hpp"
#include "vitrum/pattern/deck.hpp"
#include "vitrum/phantom/deck.hpp"
#include "vitrum/response/deck.hpp"
#include "vitrum/scan/deck.hpp"

namespace vitrum::drivers {
namespace {

const std::vector<std::string> all_stages{"synthesize", "characterize", "deform", "report"};

bool contains(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

void check_stages(const Section& root, const std::vector<std::string>& stages) {
  if (stages.empty()) root.fail("stages", "the list is empty; name some of synthesize, characterize, deform, report");
  std::size_t after = 0;
  for (const auto& stage : stages) {
    const auto place = std::find(all_stages.begin(), all_stages.end(), stage);
    if (place == all_stages.end()) {
      const auto near = nearest(stage, all_stages);
      root.fail("stages", "unknown stage '" + stage + "'" + (near.empty() ? "" : ", did you mean '" + near + "'?") +
                              "; known: synthesize, characterize, deform, report");
    }
    const auto index = static_cast<std::size_t>(place - all_stages.begin());
    if (index < after) root.fail("stages", "the order is synthesize, characterize, deform, report, each at most once");
    after = index + 1;
  }
}

struct Needs {
  bool synthesize = false, characterize = false, deform = false;
};

Needs needs_of(const std::string& command, const std::vector<std::string>& stages, bool stages_given) {
  const bool staged = command == "run" || command == "sweep" || (command == "check" && stages_given);
  const auto stage = [&](const char* name) { return staged && contains(stages, name); };
  return {stage("synthesize") || command == "synthesize" || command == "calibrate",
          stage("characterize") || command == "characterize" || command == "calibrate",
          stage("deform") || command == "deform"};
}

bool any_section(const Section& root, std::initializer_list<const char*> keys) {
  return std::any_of(keys.begin(), keys.end(), [&](const char* key) { return root.has(key); });
}

void check_thickness(Section root, const Characterization& part) {
  const auto& source = part.thickness;
  if (!source.given()) return;
  auto section = root.section("thickness");
  if (!source.maps.empty() && source.maps.size() != part.scans.size()) {
    section.fail("map", "names " + std::to_string(source.maps.size()) + " maps for " +
                            std::to_string(part.scans.size()) + " scans; write a list with one for each area");
  }
  const auto& detectors = part.order.detectors;
  const auto named = [&](const pattern::Detector& d) { return d.name == source.detector; };
  if (!source.detector.empty() && std::none_of(detectors.begin(), detectors.end(), named))
    section.fail("detector", "no detector '" + source.detector + "'; name one of `detectors:`");
}

Characterization read_characterization(Section root, const Settings& settings, const std::string& made_scan) {
  Characterization part;
  for (auto& section : root.one_or_more("scan")) part.scans.push_back(scan::read_deck(section, made_scan));
  part.region = scan::read_region(root.section("region"));
  part.calibration = pattern::read_calibration_deck(root.section("calibration"));
  for (auto& scan : part.scans) scan.corrections.read_noise = part.calibration.read_noise;
  part.order = order::read_deck(root);
  part.order.detectors = pattern::read_detectors(root.section("detectors"));
  part.order.seed = settings.seed;
  part.order.memory_bytes = settings.memory_per_rank;
  part.probe_given = root.has("domains") && root.section("domains").has("probe_fwhm");
  part.thickness_given = root.has("thickness");
  part.domains = domains::read_deck(root, {}, settings.seed);
  part.thickness = domains::read_thickness_source(root);
  check_thickness(root, part);
  part.detection_file = root.section("domains").optional_text("detection_file").value_or("");
  return part;
}

Deformation read_deformation(Section root, const Settings& settings, const std::string& made_maps) {
  Deformation part;
  // A seed of its own, so that members of an ensemble may share what was measured.
  const auto seed = static_cast<std::uint64_t>(
      root.section("deform").integer("seed", static_cast<std::int64_t>(settings.seed), non_negative()));
  part.microstructure = microstructure::read_deck(root.section("microstructure"), made_maps, seed);
  part.kmc = kmc::read_deck(root.section("deform"), elasticity::read_medium(root.section("elasticity")));
  part.kmc.parameters.seed = seed;
  part.response = response::read_deck(root.section("response"));
  part.response.seed = seed;
  return part;
}

}  // namespace

Settings read_settings(Deck& deck, const std::string& command, const std::string& output) {
  auto root = deck.root();
  Settings settings;
  settings.title = root.text("title", "");
  settings.seed = static_cast<std::uint64_t>(root.integer("seed", 1, non_negative()));
  settings.memory_per_rank =
      static_cast<std::size_t>(root.quantity("memory_per_rank", "B", 1073741824.0, at_least(16777216.0)));
  settings.stages_given = root.has("stages");
  settings.stages = root.texts("stages", all_stages);
  check_stages(root, settings.stages);
  const auto needs = needs_of(command, settings.stages, settings.stages_given);

  if (needs.synthesize || root.has("synthesize")) {
    settings.synthesize = phantom::read_deck(root.section("synthesize"), settings.seed);
    settings.synthesize->memory_bytes = settings.memory_per_rank / 4;
  }
  const bool scan_is_made = settings.synthesize.has_value();
  if (needs.characterize ||
      any_section(root, {"scan", "region", "calibration", "detectors", "bands", "order", "domains", "thickness"}))
    settings.characterize = read_characterization(root, settings, scan_is_made ? output + "/scan.h5" : "");
  if (needs.deform || any_section(root, {"microstructure", "elasticity", "deform", "response"}))
    settings.deform = read_deformation(root, settings, settings.characterize ? output + "/mro.h5" : "");
  if (command == "sweep" || root.has("sweep"))
    settings.sweep = sweep::read_deck(root.section("sweep"), settings.seed, contains(settings.stages, "deform"));
  return settings;
}

}  // namespace vitrum::drivers
