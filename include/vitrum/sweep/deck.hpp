// SPDX-License-Identifier: Apache-2.0
// vitrum/sweep/deck.hpp: the `sweep:` section: what varies, and how often.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "vitrum/core/deck.hpp"

namespace vitrum::sweep {

/// Deck keys and their values, as YAML text on one line.
using Values = std::vector<std::pair<std::string, std::string>>;

/// One key of the deck and the values it takes.
struct Variation {
  std::string key;
  std::vector<std::string> values;
};

/// One key that is drawn between two bounds, both written in `unit` ("" for a bare number).
struct Range {
  enum class Scale { linear, log, integer };
  std::string key;
  double from = 0.0;
  double to = 1.0;  // included on the integer scale
  std::string unit;
  Scale scale = Scale::linear;
};

struct Sample {
  enum class Method { halton, random };
  std::size_t n = 0;
  Method method = Method::halton;
  std::uint64_t seed = 1;
  std::vector<Range> ranges;
};

/// Members that differ in their seed alone.
struct Replicas {
  enum class Seeds { consecutive, random };  // seed, seed + 1, ... or 53 bits of counter streams
  std::size_t n = 0;                         // 0: the deck names none, and no seed is set
  std::string key;                           // that is set
  Seeds seeds = Seeds::consecutive;
  bool common = true;  // the i-th replica has the same seed at every point: differences between points are less noisy
  std::uint64_t seed = 1;
};

struct Parameters {
  std::string command = "run";  // what a member runs: run (the deck's stages), synthesize, characterize, deform
  std::int64_t ranks_per_member = 1;
  bool share_stages = true;
  std::vector<Values> list;           // complete members
  std::vector<Variation> zipped;      // all of one length, taken side by side
  std::vector<Variation> variations;  // every combination
  std::optional<Sample> sample;
  Replicas replicas;
};

/// The `sweep:` section of a deck with this seed. `deforms`: whether a member ends in a deformation, whose seed alone
/// replicas then vary. InputError where values are missing, lengths or units differ, or a key is named twice.
Parameters read_deck(Section section, std::uint64_t seed = 1, bool deforms = true);

}  // namespace vitrum::sweep
