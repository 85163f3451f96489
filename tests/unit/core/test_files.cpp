// SPDX-License-Identifier: Apache-2.0
// tests/unit/core/test_files.cpp: files appear whole or not at all; errors name file and reason.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "vitrum/core/error.hpp"
#include "vitrum/core/files.hpp"
#include "vitrum/core/timing.hpp"
#include "vitrum/core/version.hpp"

namespace vitrum {
namespace {

namespace fs = std::filesystem;

class Files : public ::testing::Test {
 protected:
  void SetUp() override { make_directories(folder); }
  void TearDown() override { fs::remove_all(folder); }
  std::string folder = fs::temp_directory_path() / ("vitrum_files_" + std::to_string(::getpid()));
};

std::string data_error(auto&& work) {
  try {
    work();
  } catch (const DataError& error) {
    return error.what();
  }
  return "no error";
}

TEST_F(Files, AreWrittenWhole) {
  const std::string file = folder + "/a.txt";
  const std::string text(300000, 'x');
  write_whole_file(file, "old");
  write_whole_file(file, text);
  EXPECT_EQ(read_whole_file(file), text);
  EXPECT_FALSE(fs::exists(temporary_name(file)));
}

TEST_F(Files, AppearWhenPublished) {
  const std::string file = folder + "/b.txt";
  write_whole_file(temporary_name(file), "text");
  EXPECT_FALSE(fs::exists(file));
  publish_file(file);
  EXPECT_EQ(read_whole_file(file), "text");
  EXPECT_FALSE(fs::exists(temporary_name(file)));
}

TEST_F(Files, AFailureLeavesTheOldFile) {
  const std::string file = folder + "/c.txt";
  write_whole_file(file, "old");
  fs::create_directory(temporary_name(file));
  EXPECT_EQ(data_error([&] { write_whole_file(file, "new"); }), file + ": cannot be written: Is a directory");
  EXPECT_EQ(read_whole_file(file), "old");
}

TEST_F(Files, ErrorsNameFileAndReason) {
  const std::string file = folder + "/none/d.txt";
  EXPECT_EQ(data_error([&] { write_whole_file(file, ""); }),
            file + ": cannot be written: No such file or directory; check the path");
  EXPECT_EQ(data_error([&] { read_whole_file(file); }),
            file + ": cannot be read: No such file or directory; check the path");
  EXPECT_EQ(data_error([&] { publish_file(file); }),
            file + ": cannot be flushed to disk: No such file or directory; check the path");
}

TEST_F(Files, DirectoriesAreMadeWithTheirParents) {
  make_directories(folder + "/x/y/z");
  EXPECT_TRUE(fs::is_directory(folder + "/x/y/z"));
  EXPECT_NO_THROW(make_directories(folder + "/x/y/z"));
  write_whole_file(folder + "/plain", "");
  EXPECT_THROW(make_directories(folder + "/plain"), InputError);
  EXPECT_THROW(make_directories(folder + "/plain/sub"), InputError);
}

TEST(Process, KnowsItsMemoryAndVersion) {
  EXPECT_GT(peak_memory_bytes(), std::size_t{1} << 20);
  EXPECT_GT(std::string(version()).size(), 0u);
  EXPECT_GT(std::string(revision()).size(), 0u);
}

}  // namespace
}  // namespace vitrum
