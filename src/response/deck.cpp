// SPDX-License-Identifier: Apache-2.0
// vitrum/response/deck.cpp: reads `response:`.
#include "vitrum/response/deck.hpp"

namespace vitrum::response {

Parameters read_deck(Section section) {
  Parameters parameters;
  parameters.elastic_to = section.number("elastic_to", parameters.elastic_to, between(1e-6, 1.0));
  parameters.flow_from = section.number("flow_from", parameters.flow_from, between(0.0, 1.0));
  return parameters;
}

}  // namespace vitrum::response
