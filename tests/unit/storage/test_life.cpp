// SPDX-License-Identifier: Apache-2.0
// tests/unit/storage/test_life.cpp: a file appears whole on commit, or leaves nothing; bad files are told apart.
#include <fstream>
#include <stdexcept>

#include "storage_folder.hpp"
#include "vitrum/core/files.hpp"

namespace vitrum::storage {
namespace {

namespace fs = std::filesystem;
using testing::data_error;
using Life = testing::StorageFolder;

void put_one(File& file) {
  const std::vector<double> values{1.0, 2.0};
  file.write<double>({"/a", "nm", {linear_axis("x", "nm", 2)}, {}, {}}, values);
}

TEST_F(Life, NothingIsOverwrittenBeforeCommit) {
  const std::string path = mine("a.h5");
  write_whole_file(path, "old");
  {
    File file = File::create(path);
    put_one(file);
    EXPECT_EQ(read_whole_file(path), "old");
    EXPECT_TRUE(fs::exists(temporary_name(path)));
    file.commit();
  }
  EXPECT_FALSE(fs::exists(temporary_name(path)));
  EXPECT_EQ(File::open(path).read<double>("/a").values, (std::vector<double>{1.0, 2.0}));
}

TEST_F(Life, WithoutCommitNothingIsLeft) {
  const std::string path = mine("b.h5");
  {
    File file = File::create(path);
    put_one(file);
  }
  EXPECT_FALSE(fs::exists(path));
  EXPECT_FALSE(fs::exists(temporary_name(path)));
}

TEST_F(Life, CollectiveFilesLiveAndDieTheSame) {
  const std::string path = shared("c.h5");
  {
    File file = File::create(world, path);
    put_one(file);
    file.commit();
    EXPECT_TRUE(fs::exists(path));
  }
  world.barrier();
  {
    File file = File::create(world, path);
    put_one(file);
  }
  world.barrier();
  EXPECT_TRUE(fs::exists(path));
  EXPECT_FALSE(fs::exists(temporary_name(path)));
}

// The others go on to the next collective call, as they would in together().
TEST_F(Life, AnErrorOnOneRankDoesNotHangTheOthers) {
  const std::string path = shared("d.h5");
  bool failed = false;
  try {
    File file = File::create(world, path);
    if (world.rank() == world.size() - 1) throw std::runtime_error("here alone");
    if (world.size() > 1) throw std::runtime_error("told by the other");
  } catch (const std::runtime_error&) {
    failed = true;
  }
  EXPECT_TRUE(failed);
  world.barrier();
  EXPECT_FALSE(fs::exists(temporary_name(path)));
}

TEST_F(Life, MovesAreSafe) {
  const std::string path = mine("e.h5");
  File first = File::create(path);
  put_one(first);
  File second = std::move(first);
  second.commit();
  EXPECT_TRUE(fs::exists(path));
  second = File::create(mine("f.h5"));
  second = File::open(path);
  EXPECT_FALSE(fs::exists(temporary_name(mine("f.h5"))));
  EXPECT_TRUE(second.has("/a/data"));
}

TEST_F(Life, AppendWritesInPlace) {
  const std::string path = mine("g.h5");
  File file = File::create(path);
  put_one(file);
  file.commit();
  File more = File::append(path);
  more.write_attributes("/summary", {{"count", std::int64_t{3}}});
  more.commit();
  const File result = File::open(path);
  EXPECT_TRUE(result.has("/a"));
  EXPECT_EQ(std::get<std::int64_t>(result.read_attributes("/summary").at("count")), 3);
}

TEST_F(Life, CreateNeedsAPlace) {
  const std::string path = shared("none/x.h5");
  const std::string expected = path + ": cannot be made: " + shared("none") + " is not a directory; make it first";
  EXPECT_EQ(data_error([&] { File::create(path); }), expected);
  EXPECT_EQ(data_error([&] { File::create(world, path); }), expected);
  EXPECT_NE(data_error([&] { File::create(world, folder); }).find("a directory has this name"), std::string::npos);
}

TEST_F(Life, OpenTellsBadFilesApart) {
  EXPECT_EQ(data_error([&] { File::open(mine("no.h5")); }), mine("no.h5") + ": no such file; check the path");
  EXPECT_EQ(data_error([&] { File::open(folder); }), folder + ": is a directory; give an HDF5 file");
  write_whole_file(mine("empty.h5"), "");
  EXPECT_EQ(data_error([&] { File::open(mine("empty.h5")); }),
            mine("empty.h5") + ": is empty; copy it again or make it anew");
  write_whole_file(mine("text.h5"), "just text");
  EXPECT_EQ(
      data_error([&] { File::open(mine("text.h5")); }),
      mine("text.h5") + ": is not an HDF5 file, or its beginning is damaged; give an HDF5 file, or copy it again");
}

TEST_F(Life, OpenNoticesTruncationAndPrintsNothingItself) {
  const std::string path = mine("h.h5");
  File file = File::create(path);
  put_one(file);
  file.commit();
  const auto size = fs::file_size(path);
  ::testing::internal::CaptureStderr();
  for (const double part : {0.9, 0.5, 0.1}) {
    fs::resize_file(path, static_cast<std::uintmax_t>(part * static_cast<double>(size)));
    const std::string message = data_error([&] { File::open(path); });
    EXPECT_TRUE(message.starts_with(path + ": is truncated (")) << message;
    EXPECT_TRUE(message.ends_with("; copy it again or make it anew")) << message;
  }
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

TEST_F(Life, DamageInsideIsAMessageToo) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "HDF5 itself loses memory over damaged files";
#endif
  const std::string path = mine("i.h5");
  File file = File::create(path);
  put_one(file);
  file.commit();
  const std::string good = read_whole_file(path);
  ::testing::internal::CaptureStderr();
  int errors = 0;
  for (std::size_t at = 8; at < good.size(); at += 97) {
    std::string bad = good;
    for (std::size_t i = at; i < std::min(at + 16, bad.size()); ++i) bad[i] = static_cast<char>(0xff);
    std::ofstream(path, std::ios::binary) << bad;
    try {
      const File damaged = File::open(path);
      damaged.read<double>("/a");
      damaged.read_attributes("/a");
      damaged.children("/");
    } catch (const DataError&) {
      ++errors;
    }
  }
  EXPECT_GT(errors, 5);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

TEST_F(Life, ListsAndFindsWhatIsThere) {
  const std::string path = mine("j.h5");
  File file = File::create(path);
  put_one(file);
  file.write_attributes("/b/c", {});
  EXPECT_EQ(file.children("/"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(file.children("b"), (std::vector<std::string>{"c"}));
  EXPECT_TRUE(file.has("/") && file.has("/b/c") && file.has("a") && file.has("/a/"));
  EXPECT_FALSE(file.has("/b/x") || file.has("/x/y/z") || file.has("/a/data/deeper"));
  EXPECT_NE(data_error([&] { file.children("/x"); }).find(": /x: is not in the file"), std::string::npos);
  EXPECT_EQ(file.path(), path);
}

}  // namespace
}  // namespace vitrum::storage
