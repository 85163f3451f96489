// SPDX-License-Identifier: Apache-2.0
// tests/verification/scan/test_synthetic_scans.cpp: target 1 of characterization.md: EMPAD aranges, EMD and HyperSpy
// 2x3x4x5.
#include <cstdio>

#include "unit/scan/fixtures.hpp"
#include "vitrum/comm/communicator.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/core/tree_sum.hpp"
#include "vitrum/scan/stream.hpp"

using namespace vitrum;
using namespace vitrum::scan;
using namespace vitrum::scan::testing;

namespace {

/// The first rank writes an arange scan; all read their blocks of it. Returns how many pixels differ from the value
/// that follows from the layout (two footer rows skipped after each pattern), over all ranks.
std::int64_t wrong_pixels(std::size_t ny, std::size_t nx, const std::string& xml, std::int64_t& pixels) {
  const comm::Communicator comm;
  const Folder folder;  // the first rank's is used
  const auto path = comm.broadcast(folder / fmt::format("scan_x{}_y{}.raw", nx, ny));
  comm::on_root(comm, [&] {
    write_empad(path, ny * nx);
    if (!xml.empty()) std::filesystem::copy_file(xml, folder / "scan.xml");
  });
  const auto source = open(at(path));
  EXPECT_EQ(source.info.ny, ny);
  EXPECT_EQ(source.info.nx, nx);
  EXPECT_EQ(source.info.files.size(), xml.empty() ? 1U : 2U);
  std::int64_t wrong = 0;
  pixels = 0;
  stream(source, comm::block_of(ny * nx, positions_per_leaf, comm.rank(), comm.size()), std::size_t{16} << 20,
         [&](const Chunk& chunk) {
           const auto* values = reinterpret_cast<const float*>(chunk.bytes.data());
           for (std::size_t i = 0; i < chunk.count * 16384; ++i) {
             wrong += values[i] != empad_value(chunk.begin + i / 16384, i % 16384) ? 1 : 0;
           }
           pixels += static_cast<std::int64_t>(chunk.count * 16384);
         });
  pixels = comm.sum(pixels);
  wrong = comm.sum(wrong);
  if (comm.is_root())
    std::printf("EMPAD %zux%zu: %lld of %lld pixels wrong\n", ny, nx, (long long)wrong, (long long)pixels);
  return wrong;
}

}  // namespace

TEST(SyntheticScans, EmpadArange4x4IsExact) {
  const auto data = data_folder();
  std::int64_t pixels = 0;
  EXPECT_EQ(wrong_pixels(4, 4, data.empty() ? "" : data + "/formats/empad/map4x4.xml", pixels), 0);
  EXPECT_EQ(pixels, 4 * 4 * 128 * 128);
}

TEST(SyntheticScans, EmpadArange64LinesOf32IsExact) {
  const auto data = data_folder();
  std::int64_t pixels = 0;
  const auto xml = data.empty() ? "" : data + "/formats/empad/EMPAD_v1.2.2_x32_y64_size0.8.xml";
  EXPECT_EQ(wrong_pixels(64, 32, xml, pixels), 0);
  EXPECT_EQ(pixels, 64 * 32 * 128 * 128);
}

TEST(SyntheticScans, Hyperspy2x3x4x5IsExact) {
  const Folder folder;
  write_hyperspy(folder / "a.hspy", {2, 3, 4, 5}, 2, counted<float>(120));
  EXPECT_EQ(read_all<float>(open(at(folder / "a.hspy"))), counted<float>(120));
}

TEST(SyntheticScans, OwnFile2x3x4x5IsExactForEveryType) {
  const Folder folder;
  const auto round_trip = [&]<class T>(T) {
    {
      auto file = storage::File::create(folder / "scan.h5");
      storage::ArrayInfo cube;
      cube.path = "/datacube";
      cube.units = "counts";
      for (const std::size_t n : {2, 3, 4, 5}) cube.axes.push_back(storage::linear_axis("axis", "px", n));
      file.write<T>(cube, counted<T>(120));
      file.commit();
    }
    EXPECT_EQ(read_all<T>(open(at(folder / "scan.h5"))), counted<T>(120));
  };
  round_trip(std::uint8_t{});
  round_trip(std::uint16_t{});
  round_trip(std::uint32_t{});
  round_trip(std::uint64_t{});
  round_trip(std::int32_t{});
  round_trip(std::int64_t{});
  round_trip(float{});
  round_trip(double{});
}
