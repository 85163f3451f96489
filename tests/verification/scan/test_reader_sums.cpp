// SPDX-License-Identifier: Apache-2.0
// tests/verification/scan/test_reader_sums.cpp: target 1 of characterization.md: measured files, read to the last
// count.
//
// Sums of Merlin files: characterization.md 3.3. The others were computed with h5py 3.7 from the same files: of the
// values where they are whole numbers, of the 32-bit patterns (as unsigned integers) where they are not. All exact.
#include <cstdio>
#include <cstdlib>
#include <numeric>

#include "unit/scan/fixtures.hpp"
#include "vitrum/comm/communicator.hpp"
#include "vitrum/core/tree_sum.hpp"
#include "vitrum/scan/stream.hpp"

using namespace vitrum;
using namespace vitrum::scan;
using namespace vitrum::scan::testing;

namespace {

/// Exact sum over a scan, each rank its block through stream(); `Stored` is read and summed as `Summed`.
template <class Stored, class Summed = Stored>
std::int64_t sum_of(const Source& source) {
  static_assert(sizeof(Stored) == sizeof(Summed));
  EXPECT_EQ(bytes_of(source.info.type), sizeof(Stored));
  const comm::Communicator comm;
  std::int64_t sum = 0;
  stream(source, comm::block_of(source.info.positions(), 1, comm.rank(), comm.size()), std::size_t{1} << 20,
         [&](const Chunk& chunk) {
           std::vector<Summed> values(chunk.count * source.info.pixels());
           std::memcpy(values.data(), chunk.bytes.data(), chunk.bytes.size());
           for (const auto value : values) sum += static_cast<std::int64_t>(value);
         });
  return comm.sum(sum);
}

void expect_shape(const ScanInfo& info, std::size_t ny, std::size_t nx, std::size_t qy, std::size_t qx) {
  EXPECT_EQ(info.ny, ny);
  EXPECT_EQ(info.nx, nx);
  EXPECT_EQ(info.qy, qy);
  EXPECT_EQ(info.qx, qx);
}

void report(const char* name, std::int64_t sum) {
  if (comm::Communicator().is_root()) std::printf("%s: sum %lld\n", name, static_cast<long long>(sum));
}

/// The file of that ending in a zip of the data, unpacked; "" where there is no unzip.
std::string unpacked(const Folder& folder, const std::string& zip, const std::string& ending) {
  if (std::system("command -v unzip > /dev/null 2>&1") != 0) return "";
  EXPECT_EQ(std::system(fmt::format("unzip -o -q '{}' -d '{}'", zip, folder.path()).c_str()), 0);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
    if (entry.path().string().ends_with(ending)) return entry.path().string();
  }
  ADD_FAILURE() << "no " << ending << " in " << zip;
  return "";
}

}  // namespace

#define VITRUM_NEEDS_UNZIP(path) \
  if ((path).empty()) GTEST_SKIP() << "no unzip on this machine to unpack the measured Merlin files"

TEST(ReaderSums, MerlinSixBit) {
  VITRUM_NEEDS_DATA(data);
  const Folder folder;
  const auto path = unpacked(folder, data + "/formats/Merlin_navigation4x2_ROI.zip", "001_4x2_6bit.mib");
  VITRUM_NEEDS_UNZIP(path);
  const auto source = open(at(path, 2, 4));
  expect_shape(source.info, 2, 4, 256, 256);
  const auto values = read_all<std::uint8_t>(source);
  EXPECT_EQ(*std::max_element(values.begin(), values.end()), 63);
  const auto sum = sum_of<std::uint8_t>(source);
  report("001_4x2_6bit.mib", sum);
  EXPECT_EQ(sum, 3623664);
}

TEST(ReaderSums, MerlinRegionOfInterest) {
  VITRUM_NEEDS_DATA(data);
  const Folder folder;
  const auto path = unpacked(folder, data + "/formats/Merlin_navigation4x2_ROI.zip", "002_4x2_6bit_roi128.mib");
  VITRUM_NEEDS_UNZIP(path);
  const auto source = open(at(path, 2, 4));
  expect_shape(source.info, 2, 4, 128, 256);
  const auto sum = sum_of<std::uint8_t>(source);
  report("002_4x2_6bit_roi128.mib", sum);
  EXPECT_EQ(sum, 3263829);
}

TEST(ReaderSums, MerlinTwelveBitWithOneHotPixelAndTheShapeOfItsHdr) {
  VITRUM_NEEDS_DATA(data);
  const Folder folder;
  const auto zip = data + "/formats/Merlin_navigation4x2_signalNx256_ROI.zip";
  const auto path = unpacked(folder, zip, "sig256x128_nav4x2_hot_pixel_52x_39y.mib");
  VITRUM_NEEDS_UNZIP(path);
  const auto source = open(at(path));
  expect_shape(source.info, 2, 4, 128, 256);
  const auto values = read_all<std::uint16_t>(source);
  std::vector<std::int64_t> image(source.info.pixels());
  for (std::size_t i = 0; i < values.size(); ++i) image[i % image.size()] += values[i];
  const auto hottest = static_cast<std::size_t>(std::max_element(image.begin(), image.end()) - image.begin());
  EXPECT_EQ(hottest / 256, 39U);
  EXPECT_EQ(hottest % 256, 52U);
  EXPECT_EQ(sum_of<std::uint16_t>(source), 79);
  const auto smaller = open(at(unpacked(folder, zip, "sig256x64_nav4x2_hot_pixel_52x_39y.mib")));
  expect_shape(smaller.info, 2, 4, 64, 256);
  EXPECT_EQ(sum_of<std::uint16_t>(smaller), 77);
}

TEST(ReaderSums, Py4dstem) {
  VITRUM_NEEDS_DATA(data);
  const auto source = open(at(data + "/formats/emd/py4DSTEM_size2x3x4x5.h5"));
  EXPECT_EQ(source.info.format, "py4DSTEM");
  expect_shape(source.info, 2, 3, 4, 5);
  EXPECT_NEAR(source.info.step_nm.value(), 0.126797, 1e-6);          // as h5dump prints it
  EXPECT_NEAR(source.info.k_per_px_inv_A.value(), 0.0442516, 1e-7);  // likewise
  EXPECT_NEAR(read_all<float>(source)[0], 472.521F, 5e-4F);          // likewise, six digits
  const auto sum = sum_of<float, std::uint32_t>(source);
  report("py4DSTEM_size2x3x4x5.h5 (bit patterns)", sum);
  EXPECT_EQ(sum, 176992102440);
}

TEST(ReaderSums, Prismatic) {
  VITRUM_NEEDS_DATA(data);
  auto options = at(data + "/formats/emd/Si100_4D.emd");
  const auto first = open(options);
  expect_shape(first.info, 11, 11, 8, 8);
  EXPECT_NEAR(first.info.step_nm.value(), 0.5, 1e-6);
  EXPECT_NEAR(first.info.k_per_px_inv_A.value(), 0.0184162, 1e-6);  // 0.184162 1/nm
  EXPECT_EQ((sum_of<float, std::uint32_t>(first)), 7802186041281);
  options.dataset = "/4DSTEM_simulation/data/datacubes/CBED_array_depth0001/datacube";
  EXPECT_EQ((sum_of<float, std::uint32_t>(open(options))), 7802604153037);
  message_of<DataError>([&] { open(at(data + "/formats/emd/Si100_3D.emd")); });
}

TEST(ReaderSums, HyperspyGlassPatternOf64BitIntegersWithNegativeValues) {
  VITRUM_NEEDS_DATA(data);
  const auto source = open(at(data + "/real_glass_pattern/Amorphous_10x10_sum.hspy"));
  EXPECT_EQ(source.info.format, "HyperSpy");
  expect_shape(source.info, 1, 1, 512, 512);
  EXPECT_EQ(source.info.type, PixelType::i64);
  EXPECT_EQ(source.info.high_tension_kV, 200.0);
  EXPECT_FALSE(source.info.k_per_px_inv_A.has_value());  // the file's 7.8e-20 1/nm is no calibration
  const auto values = read_all<std::int64_t>(source);
  EXPECT_EQ(*std::min_element(values.begin(), values.end()), -48649);
  EXPECT_EQ(*std::max_element(values.begin(), values.end()), 1078531);
  const auto sum = sum_of<std::int64_t>(source);
  report("Amorphous_10x10_sum.hspy", sum);
  EXPECT_EQ(sum, 23312957099);
}

TEST(ReaderSums, OtherHyperspySignals) {
  VITRUM_NEEDS_DATA(data);
  EXPECT_EQ(sum_of<std::uint8_t>(open(at(data + "/formats/stem_diffraction_pattern.hspy"))), 1593471);
  EXPECT_EQ(sum_of<std::int32_t>(open(at(data + "/formats/hspy/example2_v3.1.hspy"))), 250910);
  const auto gold = open(at(data + "/real_glass_pattern/au_xgrating_100kX.hspy"));
  expect_shape(gold.info, 1, 1, 254, 254);
  EXPECT_EQ(sum_of<float>(gold), 381907259);  // whole numbers stored as floats
  message_of<DataError>([&] { open(at(data + "/formats/hspy/example1_v1.2.hdf5")); });  // a spectrum
}

TEST(ReaderSums, ArinaThroughTheBitshuffleFilter) {
  VITRUM_NEEDS_DATA(data);
  const auto master = at(data + "/formats/arina/test_00_master.h5");
  if (H5Zfilter_avail(32008) <= 0) {
    const auto message = message_of<DataError>([&] { open(master); });
    EXPECT_NE(message.find("32008"), std::string::npos) << message;
    GTEST_SKIP() << "HDF5 filter 32008 (bitshuffle) is not installed; that the reader says so was tested";
  }
  auto stored = at(data + "/formats/arina/test_00_master.h5");
  stored.images = true;  // values as they are stored; a scan's flagged and saturated ones are NaN
  const auto source = open(stored);
  EXPECT_EQ(open(master).info.type, PixelType::f32);
  expect_shape(source.info, 4, 4, 192, 192);
  EXPECT_EQ(source.info.type, PixelType::u32);
  EXPECT_EQ(source.info.high_tension_kV, 300.0);
  EXPECT_EQ(sum_of<std::uint32_t>(source), 0);  // every count of this file is zero
}
