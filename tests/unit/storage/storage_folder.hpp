// SPDX-License-Identifier: Apache-2.0
// tests/unit/storage/storage_folder.hpp: a folder that all ranks of a test share, and one file name per rank.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/storage/file.hpp"

namespace vitrum::testing {

class StorageFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto name = std::filesystem::temp_directory_path() / ("vitrum_storage_" + std::to_string(::getpid()));
    folder = world.broadcast(name.string());
    if (world.is_root()) std::filesystem::create_directories(folder);
    world.barrier();
  }
  void TearDown() override {
    world.barrier();
    if (world.is_root()) std::filesystem::remove_all(folder);
  }
  std::string shared(const std::string& name) const { return folder + "/" + name; }
  std::string mine(const std::string& name) const { return folder + "/" + std::to_string(world.rank()) + name; }

  comm::Communicator world;
  std::string folder;
};

/// The text of the DataError; a failed test where there is none.
template <class Work>
std::string data_error(Work&& work) {
  try {
    work();
  } catch (const DataError& error) {
    return error.what();
  }
  ADD_FAILURE() << "no DataError came";
  return {};
}

}  // namespace vitrum::testing
