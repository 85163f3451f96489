// SPDX-License-Identifier: Apache-2.0
// tests/unit/scan/test_npy.cpp: NumPy files: header, byte order, truncation.
#include "unit/scan/fixtures.hpp"

using namespace vitrum;
using namespace vitrum::scan;
using namespace vitrum::scan::testing;

namespace {

std::string npy(const std::string& descr, const std::string& shape, const std::string& data, bool fortran = false) {
  auto header =
      fmt::format("{{'descr': '{}', 'fortran_order': {}, 'shape': ({}), }}", descr, fortran ? "True" : "False", shape);
  while ((10 + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  const auto n = static_cast<unsigned>(header.size());
  return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(n & 0xff) + static_cast<char>(n >> 8) + header + data;
}

}  // namespace

TEST(Npy, FourAxesAreAScanInEitherByteOrder) {
  const Folder folder;
  const auto values = counted<std::uint16_t>(120);
  write_bytes(folder / "little.npy", npy("<u2", "2, 3, 4, 5", bytes_of_values(values)));
  write_bytes(folder / "big.npy", npy(">u2", "2, 3, 4, 5", bytes_of_values(values, true)));
  for (const char* name : {"little.npy", "big.npy"}) {
    const auto source = open(at(folder / name));
    EXPECT_EQ(source.info.format, "NPY");
    EXPECT_EQ(source.info.ny, 2U);
    EXPECT_EQ(source.info.nx, 3U);
    EXPECT_EQ(source.info.qx, 5U);
    EXPECT_EQ(read_all<std::uint16_t>(source), values) << name;
  }
}

TEST(Npy, ATruncatedArrayIsRefusedWithTheScanPosition) {
  const Folder folder;
  auto bytes = npy("<f4", "2, 3, 4, 5", bytes_of_values(counted<float>(120)));
  write_bytes(folder / "a.npy", bytes.substr(0, bytes.size() - 4));
  const auto message = message_of<DataError>([&] { open(at(folder / "a.npy")); });
  EXPECT_NE(message.find("y = 1, x = 2 (pattern 5)"), std::string::npos) << message;
}

TEST(Npy, WhatCannotBeAScanIsRefused) {
  const Folder folder;
  write_bytes(folder / "fortran.npy", npy("<f4", "2, 3, 4, 5", std::string(480, '\0'), true));
  write_bytes(folder / "complex.npy", npy("<c8", "2, 3, 4, 5", std::string(960, '\0')));
  write_bytes(folder / "line.npy", npy("<f4", "7,", std::string(28, '\0')));
  EXPECT_NE(message_of<DataError>([&] { open(at(folder / "fortran.npy")); }).find("Fortran"), std::string::npos);
  EXPECT_NE(message_of<DataError>([&] { open(at(folder / "complex.npy")); }).find("'c8'"), std::string::npos);
  EXPECT_NE(message_of<DataError>([&] { open(at(folder / "line.npy")); }).find("shape (7)"), std::string::npos);
}
