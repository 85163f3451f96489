// SPDX-License-Identifier: Apache-2.0
// tests/unit/scan/fixtures.hpp: small files of every format, written byte by byte, and where the real ones lie.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <hdf5.h>
#include <stdlib.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <numeric>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "vitrum/core/error.hpp"
#include "vitrum/scan/source.hpp"

namespace vitrum::scan::testing {

/// A folder of this process alone that goes with the object.
class Folder {
 public:
  Folder() {
    auto name = (std::filesystem::temp_directory_path() / "vitrum-scan-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

inline std::string read_bytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

template <class T>
std::string bytes_of_values(const std::vector<T>& values, bool swapped = false) {
  std::string bytes(values.size() * sizeof(T), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  for (std::size_t i = 0; swapped && i < bytes.size(); i += sizeof(T)) {
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(i),
                 bytes.begin() + static_cast<std::ptrdiff_t>(i + sizeof(T)));
  }
  return bytes;
}

template <class T>
std::vector<T> counted(std::size_t n, std::size_t modulus = std::size_t{1} << 40) {
  std::vector<T> values(n);
  for (std::size_t i = 0; i < n; ++i) values[i] = static_cast<T>(i % modulus);
  return values;
}

/// Patterns [begin, begin + count) as values of the stored type.
template <class T>
std::vector<T> read_as(const Source& source, std::size_t begin, std::size_t count) {
  EXPECT_EQ(sizeof(T), bytes_of(source.info.type));
  std::vector<T> values(count * source.info.pixels());
  source.read(begin, count, std::as_writable_bytes(std::span(values)));
  return values;
}

template <class T>
std::vector<T> read_all(const Source& source) {
  return read_as<T>(source, 0, source.info.positions());
}

inline OpenOptions at(const std::string& path) {
  OpenOptions options;
  options.path = path;
  return options;
}
inline OpenOptions at(const std::string& path, std::size_t ny, std::size_t nx) {
  OpenOptions options = at(path);
  options.scan_ny = ny;
  options.scan_nx = nx;
  return options;
}

/// The message of the E that `act` throws; a failed test where it throws none.
template <class E>
std::string message_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const E& error) {
    return error.what();
  } catch (const std::exception& error) {
    ADD_FAILURE() << "another error: " << error.what();
    return "";
  }
  ADD_FAILURE() << "no error";
  return "";
}

inline bool said(const std::vector<std::string>& notes, const std::string& words) {
  for (const auto& note : notes) {
    if (note.find(words) != std::string::npos) return true;
  }
  return false;
}

/// EMPAD: value k of the file (footers counted too) is k, as float32.
inline void write_empad(const std::string& path, std::size_t frames) {
  constexpr std::size_t frame = 130 * 128;
  std::ofstream out(path, std::ios::binary);
  std::vector<float> values(frame);
  for (std::size_t i = 0; i < frames; ++i) {
    for (std::size_t p = 0; p < frame; ++p) values[p] = static_cast<float>(i * frame + p);
    out.write(reinterpret_cast<const char*>(values.data()), static_cast<std::streamsize>(frame * sizeof(float)));
  }
}

/// The value that write_empad puts at pixel p of pattern i: two footer rows lie between patterns.
inline float empad_value(std::size_t i, std::size_t p) { return static_cast<float>(i * 130 * 128 + p); }

/// A Merlin frame: header of `header` bytes, then big-endian counts.
template <class T>
std::string merlin_frame(std::size_t number, std::size_t height, std::size_t width, const std::vector<T>& counts,
                         std::size_t header = 384, const std::string& layout = "   1x1", std::string type = "") {
  if (type.empty()) type = fmt::format("U{:02}", 8 * sizeof(T));
  auto text = fmt::format(
      "MQ1,{:06},{:05},01,{:04},{:04},{},{},01,2026-01-02 03:04:05.6,0.001000,0,0,0,MQ1A,"
      "2026-01-02T03:04:05.6Z,1000000ns,12,",
      number + 1, header, width, height, type, layout);
  text.resize(header, '\0');
  return text + bytes_of_values(counts, true);
}

/// A NumPy file of little-endian values; `type` as "<u2".
template <class T>
void write_npy(const std::string& path, const std::vector<std::size_t>& shape, const std::vector<T>& values,
               const std::string& type) {
  std::string axes;
  for (const auto n : shape) axes += std::to_string(n) + ", ";
  std::string header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + axes + "), }";
  header.resize((10 + header.size() + 64) / 64 * 64 - 11, ' ');
  header += '\n';
  std::string start = "\x93NUMPY";
  start += std::string("\x01\x00", 2);
  start += static_cast<char>(header.size() & 0xff);
  start += static_cast<char>(header.size() >> 8);
  write_bytes(path, start + header + bytes_of_values(values));
}

/// HDF5 in a few words: what other programs write.
class Hdf5Writer {
 public:
  explicit Hdf5Writer(const std::string& path)
      : file_(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)) {
    links_ = H5Pcreate(H5P_LINK_CREATE);
    H5Pset_create_intermediate_group(links_, 1);
  }
  ~Hdf5Writer() {
    H5Pclose(links_);
    H5Fclose(file_);
  }
  Hdf5Writer(const Hdf5Writer&) = delete;
  Hdf5Writer& operator=(const Hdf5Writer&) = delete;
  hid_t id() const { return file_; }

  void group(const std::string& path) { H5Gclose(H5Gcreate2(file_, path.c_str(), links_, H5P_DEFAULT, H5P_DEFAULT)); }

  template <class T>
  void dataset(const std::string& path, const std::vector<hsize_t>& shape, const std::vector<T>& values,
               hid_t creation = H5P_DEFAULT, hid_t stored_type = -1) {
    const hid_t space = H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
    const hid_t dataset = H5Dcreate2(file_, path.c_str(), stored_type < 0 ? type<T>() : stored_type, space, links_,
                                     creation, H5P_DEFAULT);
    ASSERT_GE(dataset, 0) << path;
    ASSERT_GE(H5Dwrite(dataset, type<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0) << path;
    H5Dclose(dataset);
    H5Sclose(space);
  }
  template <class T>
  void attribute(const std::string& object, const std::string& name, T value) {
    write_attribute(object, name, type<T>(), &value);
  }
  void attribute(const std::string& object, const std::string& name, const std::string& value) {
    const hid_t text = H5Tcopy(H5T_C_S1);
    H5Tset_size(text, H5T_VARIABLE);
    H5Tset_cset(text, H5T_CSET_UTF8);
    const char* pointer = value.c_str();
    write_attribute(object, name, text, &pointer);
    H5Tclose(text);
  }
  void attribute(const std::string& object, const std::string& name, const char* value) {
    attribute(object, name, std::string(value));
  }
  /// As h5py writes a bool: an enumeration of FALSE and TRUE.
  void flag(const std::string& object, const std::string& name, bool value) {
    const hid_t boolean = H5Tenum_create(H5T_NATIVE_INT8);
    std::int8_t number = 0;
    H5Tenum_insert(boolean, "FALSE", &number);
    number = 1;
    H5Tenum_insert(boolean, "TRUE", &number);
    number = value ? 1 : 0;
    write_attribute(object, name, boolean, &number);
    H5Tclose(boolean);
  }

  template <class T>
  static hid_t type() {
    if constexpr (std::is_same_v<T, std::uint8_t>) return H5T_NATIVE_UINT8;
    if constexpr (std::is_same_v<T, std::uint16_t>) return H5T_NATIVE_UINT16;
    if constexpr (std::is_same_v<T, std::int32_t> || std::is_same_v<T, int>) return H5T_NATIVE_INT32;
    if constexpr (std::is_same_v<T, std::int64_t>) return H5T_NATIVE_INT64;
    if constexpr (std::is_same_v<T, float>) return H5T_NATIVE_FLOAT;
    if constexpr (std::is_same_v<T, double>) return H5T_NATIVE_DOUBLE;
  }

 private:
  void write_attribute(const std::string& object, const std::string& name, hid_t type, const void* value) {
    const hid_t where = H5Oopen(file_, object.c_str(), H5P_DEFAULT);
    const hid_t space = H5Screate(H5S_SCALAR);
    const hid_t attribute = H5Acreate2(where, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT);
    ASSERT_GE(H5Awrite(attribute, type, value), 0) << object << " " << name;
    H5Aclose(attribute);
    H5Sclose(space);
    H5Oclose(where);
  }
  hid_t file_;
  hid_t links_;
};

/// A HyperSpy axis group.
inline void write_hyperspy_axis(Hdf5Writer& file, const std::string& signal, int axis, bool navigate, double scale,
                                const std::string& units) {
  const auto group = fmt::format("/Experiments/{}/axis-{}", signal, axis);
  file.group(group);
  file.flag(group, "navigate", navigate);
  file.attribute(group, "scale", scale);
  file.attribute(group, "units", units);
}

/// A HyperSpy signal with `navigation` leading navigation axes; step 2 Angstrom, 0.25 1/nm a pixel, 200 kV.
template <class T>
void write_hyperspy(const std::string& path, const std::vector<hsize_t>& shape, int navigation,
                    const std::vector<T>& values) {
  Hdf5Writer file(path);
  file.attribute("/", "file_format", "HyperSpy");
  file.attribute("/", "file_format_version", "3.1");
  file.dataset("/Experiments/glass/data", shape, values);
  for (int d = 0; d < static_cast<int>(shape.size()); ++d) {
    write_hyperspy_axis(file, "glass", d, d < navigation, d < navigation ? 2.0 : 0.25,
                        d < navigation ? "\xc3\x85" : "1 / nm");
  }
  file.group("/Experiments/glass/metadata/Acquisition_instrument/TEM");
  file.attribute("/Experiments/glass/metadata/Acquisition_instrument/TEM", "beam_energy", 200.0);
  file.group("/Experiments/glass/metadata/General");
  file.attribute("/Experiments/glass/metadata/General", "title", "a glass");
}

/// Folder of measured data, "" where there is none here.
inline std::string data_folder() {
  const char* folder = std::getenv("VITRUM_DATA");
  return folder != nullptr && std::filesystem::is_directory(folder) ? folder : "";
}

}  // namespace vitrum::scan::testing

/// Skips the test, saying why, where the measured data are not at hand.
#define VITRUM_NEEDS_DATA(folder)                                  \
  const std::string folder = vitrum::scan::testing::data_folder(); \
  if (folder.empty()) GTEST_SKIP() << "VITRUM_DATA names no folder of measured 4D-STEM data on this machine"
