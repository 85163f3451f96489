// SPDX-License-Identifier: Apache-2.0
// vitrum/storage/hdf5.hpp: HDF5 handles that close themselves, native types, and HDF5's reasons as one short text.
#pragma once

#include <hdf5.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#ifndef H5_HAVE_PARALLEL
#error "vitrum needs parallel HDF5"
#endif

namespace vitrum::storage::h5 {

/// An HDF5 identifier of any kind, closed at the end of its scope.
class Id {
 public:
  Id() = default;
  explicit Id(hid_t id) : id_(id) {}
  Id(Id&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)) {}
  Id& operator=(Id&& other) noexcept {
    std::swap(id_, other.id_);
    return *this;
  }
  ~Id();
  explicit operator bool() const { return id_ >= 0; }
  hid_t get() const { return id_; }
  hid_t release() { return std::exchange(id_, H5I_INVALID_HID); }

 private:
  hid_t id_ = H5I_INVALID_HID;
};

/// HDF5 prints nothing of its own from now on.
void silence();
/// Why the last call failed, in HDF5's innermost words, with a hint where there is a well-known cure.
std::string reason();

template <class T>
hid_t native();
template <>
inline hid_t native<float>() {
  return H5T_NATIVE_FLOAT;
}
template <>
inline hid_t native<double>() {
  return H5T_NATIVE_DOUBLE;
}
template <>
inline hid_t native<std::uint8_t>() {
  return H5T_NATIVE_UINT8;
}
template <>
inline hid_t native<std::uint16_t>() {
  return H5T_NATIVE_UINT16;
}
template <>
inline hid_t native<std::uint32_t>() {
  return H5T_NATIVE_UINT32;
}
template <>
inline hid_t native<std::uint64_t>() {
  return H5T_NATIVE_UINT64;
}
template <>
inline hid_t native<std::int32_t>() {
  return H5T_NATIVE_INT32;
}
template <>
inline hid_t native<std::int64_t>() {
  return H5T_NATIVE_INT64;
}

/// UTF-8 of any length (bytes == 0), or of a fixed number of bytes, filled up with zeros.
Id text_type(std::size_t bytes);
std::vector<hsize_t> sizes(const std::vector<std::size_t>& shape);
Id dataspace(const std::vector<std::size_t>& shape);  // rank 0: a scalar
std::vector<std::size_t> shape_of(hid_t dataspace);
/// Does every link on the way to `path` exist?
bool exists(hid_t file, const std::string& path);

}  // namespace vitrum::storage::h5
