// SPDX-License-Identifier: Apache-2.0
// tests/unit/comm/test_provenance.cpp: who made a result, and from which files.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <regex>
#include <string>

#include "vitrum/comm/provenance.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/files.hpp"

namespace vitrum::comm {
namespace {

const std::regex iso_time("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");

TEST(Provenance, SaysHowItRan) {
  const Communicator world;
  const auto provenance = begin_provenance(world, "vitrum deform deck.yaml", "seed: 1\n", 3, "OpenMP");
  EXPECT_EQ(provenance.command, "vitrum deform deck.yaml");
  EXPECT_EQ(provenance.deck, "seed: 1\n");
  EXPECT_EQ(provenance.ranks, world.size());
  EXPECT_EQ(provenance.threads, 3);
  EXPECT_EQ(provenance.backend, "OpenMP");
  EXPECT_FALSE(provenance.host.empty());
  EXPECT_TRUE(std::regex_match(provenance.started, iso_time)) << provenance.started;
  EXPECT_TRUE(provenance.inputs.empty());
}

TEST(Provenance, IdentifiesInputs) {
  const std::string file = std::filesystem::temp_directory_path() / ("vitrum_input_" + std::to_string(::getpid()));
  write_whole_file(file, "12345");
  const InputFile input = identify_input(file);
  std::filesystem::remove(file);
  EXPECT_EQ(input.path, file);
  EXPECT_EQ(input.bytes, 5u);
  EXPECT_TRUE(std::regex_match(input.modified, iso_time)) << input.modified;
  try {
    identify_input(file);
    FAIL();
  } catch (const DataError& error) {
    EXPECT_EQ(error.what(), file + ": cannot be read: No such file or directory; check the path");
  }
}

}  // namespace
}  // namespace vitrum::comm
