// SPDX-License-Identifier: Apache-2.0
// tests/unit/scan/test_hdf5.cpp: the HDF5 family: layouts, types, filters, damage.
#include "scan/hdf5_file.hpp"
#include "unit/scan/fixtures.hpp"

using namespace vitrum;
using namespace vitrum::scan;
using namespace vitrum::scan::testing;

namespace {

void write_py4dstem(const std::string& path, const char* q_units = "A^-1", double q = 0.02) {
  Hdf5Writer file(path);
  file.attribute("/", "emd_group_type", "file");
  file.attribute("/", "version_major", 1);
  file.dataset("/sample/cube/data", {2, 3, 4, 5}, counted<std::uint16_t>(120));
  file.attribute("/sample/cube", "python_class", "DataCube");
  const std::string calibration = "/sample/metadatabundle/calibration";
  file.dataset(calibration + "/Q_pixel_size", {}, std::vector<double>{q});
  file.dataset(calibration + "/R_pixel_size", {}, std::vector<double>{5.0});
  file.group(calibration + "/unrelated");
  file.attribute(calibration, "Q_pixel_units", q_units);
  file.attribute(calibration, "R_pixel_units", "A");
}

}  // namespace

TEST(Vitrum, AScanOfOurOwnComesBackWithItsCalibration) {
  const Folder folder;
  {
    auto file = storage::File::create(folder / "scan.h5");
    storage::ArrayInfo cube;
    cube.path = "/datacube";
    cube.units = "counts";
    cube.axes = {storage::linear_axis("y", "nm", 2, 0.5), storage::linear_axis("x", "nm", 3, 0.5),
                 storage::linear_axis("row", "1/Angstrom", 4, 0.01),
                 storage::linear_axis("column", "1/Angstrom", 5, 0.01)};
    cube.attributes = {{"step_nm", 0.5},
                       {"k_per_px_inv_A", 0.0105},
                       {"high_tension_kV", 200.0},
                       {"gain", 1.0},
                       {"seed", std::int64_t{7}}};
    const auto values = counted<std::uint16_t>(120);
    file.write<std::uint16_t>(cube, values);
    file.commit();
  }
  const auto source = open(at(folder / "scan.h5"));
  EXPECT_EQ(source.info.format, "vitrum");
  EXPECT_EQ(source.info.ny, 2U);
  EXPECT_EQ(source.info.nx, 3U);
  EXPECT_EQ(source.info.qy, 4U);
  EXPECT_EQ(source.info.qx, 5U);
  EXPECT_EQ(source.info.step_nm, 0.5);
  EXPECT_EQ(source.info.k_per_px_inv_A, 0.0105);
  EXPECT_EQ(source.info.high_tension_kV, 200.0);
  EXPECT_EQ(source.info.gain, 1.0);
  EXPECT_EQ(std::get<std::int64_t>(source.info.metadata.at("seed")), 7);
  EXPECT_EQ(read_all<std::uint16_t>(source), counted<std::uint16_t>(120));
}

TEST(Vitrum, SaturationAndReadNoiseAreInTheFileAndAnImageIsFoundByItsGroup) {
  const Folder folder;
  {
    auto file = storage::File::create(folder / "scan.h5");
    storage::ArrayInfo cube;
    cube.path = "/datacube";
    cube.axes = {storage::linear_axis("y", "nm", 1, 0.5), storage::linear_axis("x", "nm", 1, 0.5),
                 storage::linear_axis("row", "1/Angstrom", 4, 0.01),
                 storage::linear_axis("column", "1/Angstrom", 5, 0.01)};
    cube.attributes = {{"gain", 7.5}, {"read_noise", 12.0}, {"saturation", 18.0}};
    file.write<float>(cube, counted<float>(20));
    storage::ArrayInfo dark;
    dark.path = "/truth/dark";
    dark.axes = {storage::linear_axis("y", "px", 4), storage::linear_axis("x", "px", 5)};
    file.write<double>(dark, counted<double>(20));
    file.commit();
  }
  auto options = at(folder / "scan.h5");
  options.corrections.dark = (folder / "scan.h5") + ":/truth/dark";
  const auto source = open(options);
  EXPECT_EQ(source.info.read_noise, 12.0);
  EXPECT_EQ(source.info.saturation, 18.0);
  const auto values = read_all<float>(source);
  EXPECT_EQ(values[17], 0.0F);
  EXPECT_TRUE(is_saturated(values[18]));
}

TEST(Py4dstem, ADatacubeIsFoundByItsMarkWhateverItsName) {
  const Folder folder;
  write_py4dstem(folder / "a.h5");
  const auto source = open(at(folder / "a.h5"));
  EXPECT_EQ(source.info.format, "py4DSTEM");
  EXPECT_EQ(source.info.ny, 2U);
  EXPECT_EQ(source.info.nx, 3U);
  EXPECT_NEAR(source.info.step_nm.value(), 0.5, 1e-12);
  EXPECT_NEAR(source.info.k_per_px_inv_A.value(), 0.02, 1e-12);
  EXPECT_EQ(read_all<std::uint16_t>(source), counted<std::uint16_t>(120));
}

TEST(Py4dstem, MilliradiansBecomeInverseAngstromOnceTheTensionIsKnown) {
  const Folder folder;
  write_py4dstem(folder / "a.h5", "mrad", 0.5);
  EXPECT_FALSE(open(at(folder / "a.h5")).info.k_per_px_inv_A.has_value());
  auto options = at(folder / "a.h5");
  options.high_tension_kV = 200.0;
  // lambda = 0.025079 Angstrom at 200 kV (characterization.md 5.1, six digits)
  EXPECT_NEAR(open(options).info.k_per_px_inv_A.value(), 0.5e-3 / 0.025079, 1e-6);
}

TEST(Py4dstem, LegacyFilesAreRead) {
  const Folder folder;
  {
    Hdf5Writer file(folder / "old.h5");
    file.dataset("/4DSTEM_experiment/data/datacubes/datacube_0/data", {2, 2, 3, 3}, counted<float>(36));
    file.group("/4DSTEM_experiment/metadata/metadata_0/calibration");
    file.attribute("/4DSTEM_experiment/metadata/metadata_0/calibration", "R_pixel_size", 0.3);
    file.attribute("/4DSTEM_experiment/metadata/metadata_0/calibration", "R_pixel_units", "nm");
  }
  const auto source = open(at(folder / "old.h5"));
  EXPECT_EQ(source.info.format, "py4DSTEM");
  EXPECT_EQ(source.info.step_nm, 0.3);
  EXPECT_EQ(read_all<float>(source), counted<float>(36));
}

TEST(Hyperspy, SignalsOfZeroOneAndTwoNavigationAxesAreScans) {
  const Folder folder;
  write_hyperspy(folder / "2.hspy", {4, 5}, 0, counted<std::int64_t>(20));
  write_hyperspy(folder / "3.hspy", {6, 4, 5}, 1, counted<std::int64_t>(120));
  write_hyperspy(folder / "4.hspy", {2, 3, 4, 5}, 2, counted<std::int64_t>(120));
  const auto pattern = open(at(folder / "2.hspy")), line = open(at(folder / "3.hspy")),
             map = open(at(folder / "4.hspy"));
  EXPECT_EQ(pattern.info.positions(), 1U);
  EXPECT_EQ(line.info.ny, 1U);
  EXPECT_EQ(line.info.nx, 6U);
  EXPECT_EQ(map.info.ny, 2U);
  EXPECT_EQ(map.info.nx, 3U);
  EXPECT_EQ(map.info.type, PixelType::i64);
  EXPECT_NEAR(map.info.step_nm.value(), 0.2, 1e-12);           // 2 Angstrom
  EXPECT_NEAR(map.info.k_per_px_inv_A.value(), 0.025, 1e-12);  // 0.25 1/nm
  EXPECT_EQ(map.info.high_tension_kV, 200.0);
  EXPECT_EQ(std::get<std::string>(map.info.metadata.at("General.title")), "a glass");
  EXPECT_EQ(read_all<std::int64_t>(pattern), counted<std::int64_t>(20));
  EXPECT_EQ(read_all<std::int64_t>(line), counted<std::int64_t>(120));
  EXPECT_EQ(read_all<std::int64_t>(map), counted<std::int64_t>(120));
}

TEST(Hyperspy, ASpectrumIsRefused) {
  const Folder folder;
  write_hyperspy(folder / "a.hspy", {2, 3, 4}, 2, counted<float>(24));
  const auto message = message_of<DataError>([&] { open(at(folder / "a.hspy")); });
  EXPECT_NE(message.find("signal axes: 1;"), std::string::npos) << message;
}

TEST(PlainHdf5, AnyRangeOfPositionsReadsTheRightPatternsWhateverTheChunks) {
  const Folder folder;
  const auto values = counted<std::uint16_t>(5 * 7 * 6);
  {
    Hdf5Writer file(folder / "a.h5");
    const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    const hsize_t chunk[4] = {2, 3, 2, 2};
    H5Pset_chunk(creation, 4, chunk);
    H5Pset_shuffle(creation);
    H5Pset_deflate(creation, 1);
    file.dataset("/some/where/scan", {5, 7, 2, 3}, values, creation);
    H5Pclose(creation);
  }
  const auto source = open(at(folder / "a.h5"));
  EXPECT_EQ(source.info.format, "HDF5");
  for (std::size_t begin = 0; begin < 35; ++begin) {
    for (std::size_t count = 1; begin + count <= 35; ++count) {
      const auto got = read_as<std::uint16_t>(source, begin, count);
      ASSERT_TRUE(std::equal(got.begin(), got.end(), values.begin() + static_cast<std::ptrdiff_t>(begin * 6)))
          << begin << " + " << count;
    }
  }
}

TEST(PlainHdf5, BigEndianAndHalfPrecisionAreReadExactly) {
  const Folder folder;
  const hid_t half = H5Tcopy(H5T_IEEE_F32LE);
  H5Tset_fields(half, 15, 10, 5, 0, 10);
  H5Tset_size(half, 2);
  H5Tset_ebias(half, 15);
  {
    Hdf5Writer file(folder / "a.h5");
    file.dataset("/big", {2, 2, 2, 3}, counted<std::uint16_t>(24), H5P_DEFAULT, H5T_STD_U16BE);
    file.dataset("/half", {2, 2, 2, 3}, counted<float>(24), H5P_DEFAULT, half);
  }
  H5Tclose(half);
  auto options = at(folder / "a.h5");
  const auto message = message_of<InputError>([&] { open(options); });
  EXPECT_NE(message.find("/big, /half"), std::string::npos) << message;
  options.dataset = "big";
  EXPECT_EQ(read_all<std::uint16_t>(open(options)), counted<std::uint16_t>(24));
  options.dataset = "/half";
  const auto source = open(options);
  EXPECT_EQ(source.info.type, PixelType::f32);
  EXPECT_TRUE(said(source.info.notes, "16-bit floats"));
  EXPECT_EQ(read_all<float>(source), counted<float>(24));
}

TEST(PlainHdf5, AStackOfPatternsNeedsItsShape) {
  const Folder folder;
  {
    Hdf5Writer file(folder / "a.h5");
    file.dataset("/stack", {6, 2, 3}, counted<float>(36));
  }
  const auto none = message_of<DataError>([&] { open(at(folder / "a.h5")); });
  EXPECT_NE(none.find("/stack"), std::string::npos) << none;
  auto options = at(folder / "a.h5");
  options.dataset = "/stack";
  message_of<InputError>([&] { open(options); });
  options.scan_ny = 2;
  options.scan_nx = 3;
  EXPECT_EQ(read_all<float>(open(options)), counted<float>(36));
}

TEST(PlainHdf5, AxesOfLengthOneDoNotCount) {
  const Folder folder;
  {
    Hdf5Writer file(folder / "fpd.h5");
    file.dataset("/fpd_expt/fpd_data/data", {2, 2, 1, 3, 3}, counted<std::uint16_t>(36));
    file.dataset("/times", {2, 2, 2, 3, 3}, counted<std::uint16_t>(72));
  }
  auto options = at(folder / "fpd.h5");
  options.dataset = "/fpd_expt/fpd_data/data";
  const auto source = open(options);
  EXPECT_EQ(source.info.ny, 2U);
  EXPECT_EQ(source.info.nx, 2U);
  EXPECT_EQ(read_all<std::uint16_t>(source), counted<std::uint16_t>(36));
  options.dataset = "/times";
  const auto message = message_of<DataError>([&] { open(options); });
  EXPECT_NE(message.find("3 axes before the pattern"), std::string::npos) << message;
}

TEST(PlainHdf5, WhatHoldsNoNumbersIsRefused) {
  const Folder folder;
  {
    Hdf5Writer file(folder / "a.h5");
    const hid_t text = H5Tcopy(H5T_C_S1);
    const hsize_t shape[4] = {2, 2, 2, 2};
    const hid_t space = H5Screate_simple(4, shape, nullptr);
    H5Dclose(H5Dcreate2(file.id(), "/words", text, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    H5Sclose(space);
    H5Tclose(text);
    file.dataset("/curve", {8}, counted<double>(8));
  }
  const auto words = message_of<DataError>([&] { open(at(folder / "a.h5")); });
  EXPECT_NE(words.find("plain numbers"), std::string::npos) << words;
  auto options = at(folder / "a.h5");
  options.dataset = "/curve";
  EXPECT_NE(message_of<DataError>([&] { open(options); }).find("shape (8)"), std::string::npos);
  options.dataset = "/absent";
  EXPECT_NE(message_of<DataError>([&] { open(options); }).find("/absent"), std::string::npos);
}

namespace {

constexpr H5Z_filter_t test_filter = 300;  // free for tests (numbers below 512 are not registered to anybody here)
std::size_t copy_through(unsigned, std::size_t, const unsigned[], std::size_t bytes, std::size_t*, void**) {
  return bytes;
}

void write_with_unknown_filter(const std::string& path) {
  const H5Z_class2_t filter{H5Z_CLASS_T_VERS, test_filter, 1, 1, "made-up", nullptr, nullptr, copy_through};
  H5Zregister(&filter);
  {
    Hdf5Writer file(path);
    const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    const hsize_t chunk[4] = {1, 1, 2, 2};
    H5Pset_chunk(creation, 4, chunk);
    H5Pset_filter(creation, test_filter, H5Z_FLAG_MANDATORY, 0, nullptr);
    file.dataset("/scan", {2, 2, 2, 2}, counted<float>(16), creation);
    H5Pclose(creation);
  }
  H5Zunregister(test_filter);
}

}  // namespace

TEST(PlainHdf5, AMissingFilterIsNamedWithWhatToDo) {
  const Folder folder;
  write_with_unknown_filter(folder / "a.h5");
  const auto message = message_of<DataError>([&] { open(at(folder / "a.h5")); });
  EXPECT_NE(message.find("filter 300 (made-up)"), std::string::npos) << message;
  EXPECT_NE(message.find("HDF5_PLUGIN_PATH"), std::string::npos) << message;
}

TEST(PlainHdf5, ATruncatedFileSaysSo) {
  const Folder folder;
  {
    Hdf5Writer file(folder / "a.h5");
    file.dataset("/scan", {4, 4, 8, 8}, counted<double>(1024));
  }
  std::filesystem::resize_file(folder / "a.h5", 4000);
  const auto message = message_of<DataError>([&] { open(at(folder / "a.h5")); });
  EXPECT_NE(message.find("truncated"), std::string::npos) << message;
}

TEST(PlainHdf5, ADamagedChunkIsReportedAtItsScanPosition) {
  const Folder folder;
  {
    Hdf5Writer file(folder / "a.h5");
    const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    const hsize_t chunk[4] = {1, 1, 8, 8};
    H5Pset_chunk(creation, 4, chunk);
    H5Pset_fletcher32(creation);
    file.dataset("/scan", {2, 3, 8, 8}, counted<double>(384), creation);
    H5Pclose(creation);
  }
  auto bytes = read_bytes(folder / "a.h5");
  const double value = 4 * 64 + 10;  // pixel 10 of pattern 4
  const auto where = bytes.find(std::string(reinterpret_cast<const char*>(&value), sizeof value));
  ASSERT_NE(where, std::string::npos);
  bytes[where + 7] = static_cast<char>(bytes[where + 7] ^ 1);
  write_bytes(folder / "a.h5", bytes);
  const auto source = open(at(folder / "a.h5"));
  EXPECT_EQ(read_as<double>(source, 0, 4).size(), 256U);
  const auto message = message_of<DataError>([&] { read_all<double>(source); });
  EXPECT_NE(message.find("y = 1, x = 1 (pattern 4)"), std::string::npos) << message;
  EXPECT_NE(message.find("checksum"), std::string::npos) << message;
}

TEST(PlainHdf5, ATypeOfANewerHdf5IsExplained) {
  const Folder folder;
  {
    Hdf5Writer file(folder / "a.h5");
    file.dataset("/scan", {2, 2, 2, 2}, counted<std::uint16_t>(16));
  }
  // The datatype message of a 16-bit unsigned integer: version 1 in the upper half of its first byte.
  auto bytes = read_bytes(folder / "a.h5");
  const std::string message("\x10\x00\x00\x00\x02\x00\x00\x00\x00\x00\x10\x00", 12);
  const auto where = bytes.find(message);
  ASSERT_NE(where, std::string::npos);
  bytes[where] = '\x50';
  write_bytes(folder / "a.h5", bytes);
  auto options = at(folder / "a.h5");
  options.dataset = "/scan";
  const auto text = message_of<DataError>([&] { open(options); });
  EXPECT_NE(text.find("newer HDF5 format"), std::string::npos) << text;
}

TEST(Arina, SegmentsFollowOneAnotherAndTheSidecarGivesTheShape) {
  const Folder folder;
  for (int i = 0; i < 2; ++i) {
    Hdf5Writer file(folder / fmt::format("a_data_{:06}.h5", i + 1));
    auto values = counted<std::uint16_t>(3 * 4);
    for (auto& value : values) value = static_cast<std::uint16_t>(value + 12 * i);
    file.dataset("/entry/data/data", {3, 2, 2}, values);
  }
  {
    Hdf5Writer file(folder / "a_master.h5");
    file.group("/entry/data");
    file.group("/entry/instrument/detector");
    for (int i = 1; i <= 2; ++i) {
      H5Lcreate_external(fmt::format("a_data_{:06}.h5", i).c_str(), "/entry/data/data", file.id(),
                         fmt::format("/entry/data/data_{:06}", i).c_str(), H5P_DEFAULT, H5P_DEFAULT);
    }
  }
  {
    Hdf5Writer file(folder / "a.h5");
    file.group("/STEM Metadata");
    file.attribute("/STEM Metadata", "NumPixelsX", 3);
    file.attribute("/STEM Metadata", "NumPixelsY", 2);
    file.attribute("/STEM Metadata", "High Tension", 300000.0);
  }
  const auto source = open(at(folder / "a_master.h5"));
  EXPECT_EQ(source.info.format, "Arina");
  EXPECT_EQ(source.info.ny, 2U);
  EXPECT_EQ(source.info.nx, 3U);
  EXPECT_EQ(source.info.high_tension_kV, 300.0);
  EXPECT_EQ(source.info.files.size(), 4U);
  EXPECT_EQ(read_all<std::uint16_t>(source), counted<std::uint16_t>(24));
  EXPECT_EQ(read_as<std::uint16_t>(source, 2, 2)[4], 12);  // across the segments
  std::filesystem::remove(folder / "a_data_000002.h5");
  const auto message = message_of<DataError>([&] { open(at(folder / "a_master.h5")); });
  EXPECT_NE(message.find("a_data_000002.h5"), std::string::npos) << message;
}
