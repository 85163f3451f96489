// SPDX-License-Identifier: Apache-2.0
// tests/unit/storage/test_arrays.cpp: arrays written whole or in slabs, on one rank or many, read back the same.
#include <cstdint>
#include <limits>
#include <numeric>

#include "storage/pieces.hpp"
#include "storage_folder.hpp"
#include "vitrum/comm/decompose.hpp"

namespace vitrum::storage {
namespace {

using testing::data_error;
using Arrays = testing::StorageFolder;

ArrayInfo image(const std::string& path, std::size_t ny, std::size_t nx) {
  return {path, "counts", {linear_axis("y", "nm", ny, 0.3, 1.0), linear_axis("x", "nm", nx, 0.3)}, {}, {}};
}

template <class T>
void round_trip(const std::string& path) {
  std::vector<T> values{std::numeric_limits<T>::lowest(), std::numeric_limits<T>::max(), T{0}, T{1}, T{2}, T{3}};
  File file = File::create(path);
  file.write<T>(image("/deep/er/image", 2, 3), values);
  file.commit();
  const auto read = File::open(path).read<T>("/deep/er/image");
  EXPECT_EQ(read.shape, (std::vector<std::size_t>{2, 3}));
  EXPECT_EQ(read.values, values);
}

TEST_F(Arrays, KeepEveryElementType) {
  round_trip<float>(mine("f32.h5"));
  round_trip<double>(mine("f64.h5"));
  round_trip<std::uint8_t>(mine("u8.h5"));
  round_trip<std::uint16_t>(mine("u16.h5"));
  round_trip<std::uint32_t>(mine("u32.h5"));
  round_trip<std::uint64_t>(mine("u64.h5"));
  round_trip<std::int32_t>(mine("i32.h5"));
  round_trip<std::int64_t>(mine("i64.h5"));
}

TEST_F(Arrays, AreEmdGroups) {
  File file = File::create(mine("a.h5"));
  ArrayInfo info = image("/variance/map", 2, 3);
  info.attributes = {{"formula", std::string("<I²>/<I>² − 1")}, {"n", std::int64_t{6}}};
  file.write<float>(info, std::vector<float>(6, 0.5f));
  const auto group = file.read_attributes("/variance/map");
  EXPECT_EQ(std::get<std::int64_t>(group.at("emd_group_type")), 1);
  EXPECT_EQ(std::get<std::string>(group.at("formula")), "<I²>/<I>² − 1");
  EXPECT_EQ(std::get<std::int64_t>(group.at("n")), 6);
  EXPECT_EQ(std::get<std::string>(file.read_attributes("/variance/map/data").at("units")), "counts");
  EXPECT_EQ(file.children("/variance/map"), (std::vector<std::string>{"data", "dim1", "dim2"}));
  const auto y = file.read_attributes("/variance/map/dim1");
  EXPECT_EQ(std::get<std::string>(y.at("name")), "y");
  EXPECT_EQ(std::get<std::string>(y.at("units")), "nm");
  EXPECT_EQ(file.read<double>("/variance/map/dim1").values, (std::vector<double>{1.0, 1.3}));
  EXPECT_EQ(std::get<std::int64_t>(file.read_attributes("/").at("version_minor")), 2);
}

TEST_F(Arrays, ConvertNumbersButNotFractionsToWholeOnes) {
  File file = File::create(mine("b.h5"));
  file.write<std::uint16_t>(image("/n", 1, 2), std::vector<std::uint16_t>{7, 65535});
  file.write<float>(image("/x", 1, 2), std::vector<float>{0.5f, 1.5f});
  EXPECT_EQ(file.read<double>("/n").values, (std::vector<double>{7.0, 65535.0}));
  EXPECT_EQ(file.read<std::int64_t>("/n").values, (std::vector<std::int64_t>{7, 65535}));
  EXPECT_EQ(file.read<double>("/x").values, (std::vector<double>{0.5, 1.5}));
  EXPECT_EQ(data_error([&] { file.read<std::int64_t>("/x"); }),
            file.path() + ": /x: holds fractions where whole numbers are needed");
}

TEST_F(Arrays, MayBeEmptyOrChunkedOrTakeTheWholeOfADimension) {
  File file = File::create(mine("c.h5"));
  file.write<double>(image("/empty", 0, 3), std::vector<double>{});
  EXPECT_EQ(file.read<double>("/empty").shape, (std::vector<std::size_t>{0, 3}));
  ArrayInfo chunked = image("/chunked", 5, 7);
  chunked.chunk = {2, 100};
  std::vector<double> values(35);
  std::iota(values.begin(), values.end(), 0.0);
  file.write<double>(chunked, values);
  EXPECT_EQ(file.read<double>("/chunked").values, values);
  file.write<double>({"/number", "nm", {}, {}, {}}, std::vector<double>{4.2});
  EXPECT_EQ(file.read<double>("/number").values, (std::vector<double>{4.2}));
}

// Every rank writes the planes of its block; limits of a few items force many pieces, in uneven numbers.
void write_and_check_slabs(const comm::Communicator& world, const std::string& path, std::size_t nz,
                           const std::vector<std::size_t>& chunk) {
  const comm::Range block = comm::block_of(nz, 1, world.rank(), world.size());
  ArrayInfo info{
      "/volume", "1", {linear_axis("z", "", nz), linear_axis("y", "", 4), linear_axis("x", "", 5)}, {}, chunk};
  std::vector<std::int32_t> values(block.size() * 20);
  std::iota(values.begin(), values.end(), static_cast<std::int32_t>(block.begin * 20));
  const Slab slab{{block.begin, 0, 0}, {block.size(), 4, 5}};
  {
    File file = File::create(world, path);
    file.declare<std::int32_t>(info);
    file.write_slab<std::int32_t>("/volume", slab, values);
    std::vector<std::int32_t> back(values.size());
    file.read_slab<std::int32_t>("/volume", slab, back);
    EXPECT_EQ(back, values);
    file.commit();
  }
  const auto all = File::open(path).read<std::int32_t>("/volume").values;
  ASSERT_EQ(all.size(), nz * 20);
  for (std::size_t i = 0; i < all.size(); ++i) ASSERT_EQ(all[i], static_cast<std::int32_t>(i));
  world.barrier();
}

TEST_F(Arrays, SlabsOfManyRanksMakeOneArray) {
  for (const std::size_t nz : {1u, 3u, 9u}) write_and_check_slabs(world, shared("d.h5"), nz, {});
  write_and_check_slabs(world, shared("e.h5"), 9, {2, 4, 5});
}

TEST_F(Arrays, LargeSlabsGoInPieces) {
  const std::size_t usual = transfer_limit();
  for (const std::size_t bytes : {1u, 12u, 20u, 44u, 80u, 161u}) {
    set_transfer_limit(bytes);
    write_and_check_slabs(world, shared("f.h5"), 7, {});
  }
  set_transfer_limit(usual);
}

TEST_F(Arrays, OfACollectiveFileComeFromTheFirstRank) {
  const std::string path = shared("g.h5");
  File file = File::create(world, path);
  if (world.is_root())
    file.write<double>(image("/a", 1, 2), std::vector<double>{3.0, 4.0});
  else
    file.write<double>({}, {});
  file.write<float>(image("/b", 1, 2), std::vector<float>(2, 1.0f + static_cast<float>(world.rank())));
  file.commit();
  EXPECT_EQ(File::open(path).read<double>("/a").values, (std::vector<double>{3.0, 4.0}));
  EXPECT_EQ(File::open(path).read<float>("/b").values, (std::vector<float>{1.0f, 1.0f}));
}

TEST_F(Arrays, MistakesNameFileAndDataset) {
  File file = File::create(mine("h.h5"));
  file.write<double>(image("/a", 1, 2), std::vector<double>{3.0, 4.0});
  const std::string at = file.path() + ": /a: ";
  EXPECT_EQ(data_error([&] {
              file.write<double>(image("/a", 1, 2), std::vector<double>{3.0, 4.0});
            }),
            at + "is in the file already");
  EXPECT_EQ(data_error([&] { file.read<double>("/x/y"); }),
            file.path() + ": /x/y: is not in the file; \"vitrum inspect\" lists what is");
  std::vector<double> two(2);
  EXPECT_EQ(data_error([&] {
              file.read_slab<double>("/a", {{0, 1}, {1, 2}}, two);
            }),
            at + "a slab at (0, 1) of size (1, 2) does not fit into shape (1, 2)");
  EXPECT_THROW(file.write<double>(image("/b", 2, 2), two), Fault);
  file.write_attributes("/group", {});
  EXPECT_EQ(data_error([&] { file.read<double>("/group"); }),
            file.path() + ": /group: is a group without a dataset \"data\", not an array");
  file.commit();
  EXPECT_THROW(file.has("/a"), Fault);
  File read_only = File::open(mine("h.h5"));
  EXPECT_THROW(read_only.write<double>(image("/c", 1, 2), two), Fault);
}

TEST_F(Arrays, AMistakeOfOneRankIsOneOnAll) {
  File file = File::create(world, shared("i.h5"));
  file.declare<double>(image("/a", 4, 1));
  const bool wrong = world.rank() == world.size() - 1;
  const Slab slab{{0, 0}, {wrong ? 5u : 0u, 1}};
  const std::vector<double> values(wrong ? 5 : 0);
  EXPECT_NE(data_error([&] { file.write_slab<double>("/a", slab, values); }).find("does not fit"), std::string::npos);
}

TEST(Pieces, CoverASlabInOrderAndKeepTheLimit) {
  for (const std::size_t limit : {1u, 8u, 16u, 24u, 64u, 1000u}) {
    const Slab slab{{10, 20, 30}, {2, 3, 4}};
    std::size_t next = 0;
    for (const auto& piece : pieces_of(slab, 8, limit)) {
      EXPECT_EQ(piece.first, next);
      const auto& count = piece.slab.count;
      const std::size_t items = count[0] * count[1] * count[2];
      EXPECT_TRUE(items * 8 <= limit || items == 1);
      const auto& offset = piece.slab.offset;
      EXPECT_EQ(((offset[0] - 10) * 3 + offset[1] - 20) * 4 + offset[2] - 30, next);
      next += items;
    }
    EXPECT_EQ(next, 24u);
  }
  EXPECT_TRUE(pieces_of({{0, 0}, {0, 5}}, 8, 100).empty());
  EXPECT_EQ(pieces_of({{}, {}}, 8, 100).size(), 1u);
}

}  // namespace
}  // namespace vitrum::storage
