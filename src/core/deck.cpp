// SPDX-License-Identifier: Apache-2.0
// vitrum/core/deck.cpp: the deck as a whole: read, finished, resolved.
#include "vitrum/core/deck.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "deck_state.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/files.hpp"
#include "vitrum/core/version.hpp"

namespace vitrum {
namespace {

constexpr std::uintmax_t largest_deck = 16u << 20;

std::string read_deck(const std::string& file) {
  std::error_code code;
  const auto bytes = std::filesystem::file_size(file, code);
  if (!code && bytes > largest_deck)
    throw InputError(
        fmt::format("{}: has {} MiB, too much for a deck; give the deck (YAML), not the data", file, bytes >> 20));
  try {
    return read_whole_file(file);
  } catch (const DataError& error) {
    throw InputError(fmt::format("{} (this should be the deck)", error.what()));
  }
}

}  // namespace

Deck Deck::from_file(const std::string& file, const std::vector<std::string>& overrides) {
  return from_text(read_deck(file), file, overrides);
}

Deck Deck::from_text(const std::string& text, const std::string& name, const std::vector<std::string>& overrides) {
  auto state = std::make_shared<detail::DeckState>();
  state->name = name;
  state->text = text;
  state->out = YAML::Node(YAML::NodeType::Map);
  detail::load(*state);
  for (const auto& setting : overrides) detail::override_value(*state, setting);
  return Deck(std::move(state));
}

Section Deck::root() { return {state_, "", "", state_->in, state_->out}; }

void Deck::finish() const { detail::check_unknown_keys(*state_); }

std::string Deck::resolved() const {
  return fmt::format("# {}, as vitrum {} understood it: defaults filled in, --set applied.\n{}\n", state_->name,
                     version(), YAML::Dump(state_->out));
}

std::string Deck::text() const { return state_->text; }
std::string Deck::name() const { return state_->name; }
const std::map<std::string, KeyInfo>& Deck::known_keys() const { return state_->known; }

}  // namespace vitrum
