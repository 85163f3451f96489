// SPDX-License-Identifier: Apache-2.0
// vitrum/response/deck.cpp: reads `response:`.
#include "vitrum/response/deck.hpp"

namespace vitrum::response {
namespace {

BandChoice read_bands(Section section) {
  BandChoice bands;
  const auto threshold = section.choice("threshold", {"mean_multiple", "otsu"}, "mean_multiple");
  bands.threshold = threshold == "otsu" ? BandThreshold::otsu : BandThreshold::mean_multiple;
  bands.multiple = section.number("multiple", bands.multiple, at_least(1.0));
  bands.smoothing = static_cast<int>(section.integer("smoothing", bands.smoothing, between(0.0, 100.0)));
  bands.least_length = section.number("least_length", bands.least_length, between(0.05, 100.0));
  bands.least_aspect = section.number("least_aspect", bands.least_aspect, at_least(1.0));
  return bands;
}

}  // namespace

Parameters read_deck(Section section) {
  Parameters p;
  p.strength.elastic_to = section.number("elastic_to", p.strength.elastic_to, between(1e-6, 1.0));
  p.strength.flow_from = section.number("flow_from", p.strength.flow_from, between(0.0, 1.0));
  p.steady_from = section.number("steady_from", p.steady_from, between(0.0, 1.0));
  p.localized_below = section.number("localized_below", p.localized_below, between(0.0, 1.0));
  p.fit_samples = section.integer("fit_samples", p.fit_samples, at_least(50.0));
  p.replicas = static_cast<int>(section.integer("replicas", p.replicas, between(0.0, 1e6)));
  p.null_maps = static_cast<int>(section.integer("null_maps", p.null_maps, between(0.0, 1e6)));
  p.bootstraps = static_cast<int>(section.integer("bootstraps", p.bootstraps, between(0.0, 1e6)));
  p.bands = read_bands(section.section("bands"));
  return p;
}

}  // namespace vitrum::response
