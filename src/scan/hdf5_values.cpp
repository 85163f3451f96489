// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/hdf5_values.cpp: attributes and small datasets as plain values.
#include <algorithm>
#include <cstring>

#include "scan/hdf5_file.hpp"

namespace vitrum::scan::hdf5 {
namespace {

using storage::Value;
constexpr hssize_t longest_list = 16;

/// Reads the raw values of one attribute or dataset with the memory type given.
using Read = herr_t (*)(hid_t object, hid_t memory_type, void* out);

std::optional<Value> read_text(hid_t object, hid_t type, Read read) {
  std::string text;
  if (H5Tis_variable_str(type) > 0) {
    const Handle memory(H5Tcopy(type), H5Tclose);
    char* pointer = nullptr;
    if (read(object, memory.get(), &pointer) < 0 || pointer == nullptr) return {};
    text = pointer;
    H5free_memory(pointer);
  } else {
    text.resize(H5Tget_size(type));
    if (read(object, type, text.data()) < 0) return {};
    text.resize(std::min(text.find('\0'), text.size()));
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

std::int64_t integer_from(const unsigned char* bytes, std::size_t size, bool is_signed) {
  const auto as = [&]<class T>(T value) {
    std::memcpy(&value, bytes, sizeof value);
    return static_cast<std::int64_t>(value);
  };
  switch (size) {
    case 1:
      return is_signed ? as(std::int8_t{}) : as(std::uint8_t{});
    case 2:
      return is_signed ? as(std::int16_t{}) : as(std::uint16_t{});
    case 4:
      return is_signed ? as(std::int32_t{}) : as(std::uint32_t{});
    default:
      return as(std::int64_t{});
  }
}

std::optional<Value> read_integers(hid_t object, hid_t type, std::size_t n, bool scalar, Read read) {
  const Handle native(H5Tget_native_type(type, H5T_DIR_ASCEND), H5Tclose);
  if (!native) return {};
  const auto size = H5Tget_size(native.get());
  if (size > 8) return {};
  std::vector<unsigned char> bytes(n * size);
  if (read(object, native.get(), bytes.data()) < 0) return {};
  const Handle base(H5Tget_class(native.get()) == H5T_ENUM ? H5Tget_super(native.get()) : H5Tcopy(native.get()),
                    H5Tclose);
  const bool is_signed = H5Tget_sign(base.get()) == H5T_SGN_2;
  std::vector<std::int64_t> values(n);
  for (std::size_t i = 0; i < n; ++i) values[i] = integer_from(&bytes[i * size], size, is_signed);
  if (scalar) return values[0];
  return values;
}

std::optional<Value> read_value(hid_t object, hid_t type, hid_t space, Read read) {
  const auto points = H5Sget_simple_extent_npoints(space);
  if (points < 1 || points > longest_list) return {};
  const auto n = static_cast<std::size_t>(points);
  switch (H5Tget_class(type)) {
    case H5T_STRING:
      return n == 1 ? read_text(object, type, read) : std::nullopt;
    case H5T_INTEGER:
    case H5T_ENUM:
      return read_integers(object, type, n, n == 1, read);
    case H5T_FLOAT: {
      std::vector<double> values(n);
      if (read(object, H5T_NATIVE_DOUBLE, values.data()) < 0) return {};
      if (n == 1) return values[0];
      return values;
    }
    default:
      return {};
  }
}

herr_t read_attribute(hid_t object, hid_t memory_type, void* out) { return H5Aread(object, memory_type, out); }
herr_t read_dataset(hid_t object, hid_t memory_type, void* out) {
  return H5Dread(object, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, out);
}

std::optional<Value> attribute_of(hid_t object, const std::string& name) {
  const Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose);
  if (!attribute) return {};
  const Handle type(H5Aget_type(attribute.get()), H5Tclose);
  const Handle space(H5Aget_space(attribute.get()), H5Sclose);
  return type && space ? read_value(attribute.get(), type.get(), space.get(), read_attribute) : std::nullopt;
}

}  // namespace

std::optional<Value> File::attribute(const std::string& object, const std::string& name) const {
  const Quiet quiet;
  const Handle handle(H5Oopen(id(), object.c_str(), H5P_DEFAULT), H5Oclose);
  return handle ? attribute_of(handle.get(), name) : std::nullopt;
}

storage::Attributes File::attributes(const std::string& object) const {
  const Quiet quiet;
  storage::Attributes out;
  const Handle handle(H5Oopen(id(), object.c_str(), H5P_DEFAULT), H5Oclose);
  if (!handle) return out;
  std::vector<std::string> names;
  const auto note = [](hid_t, const char* name, const H5A_info_t*, void* list) -> herr_t {
    static_cast<std::vector<std::string>*>(list)->emplace_back(name);
    return 0;
  };
  H5Aiterate2(handle.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, note, &names);
  for (const auto& name : names) {
    if (auto value = attribute_of(handle.get(), name)) out[name] = *value;
  }
  return out;
}

std::optional<Value> File::value(const std::string& dataset) const {
  const Quiet quiet;
  const Handle handle(H5Dopen2(id(), dataset.c_str(), H5P_DEFAULT), H5Dclose);
  if (!handle) return {};
  const Handle type(H5Dget_type(handle.get()), H5Tclose);
  const Handle space(H5Dget_space(handle.get()), H5Sclose);
  return type && space ? read_value(handle.get(), type.get(), space.get(), read_dataset) : std::nullopt;
}

std::vector<double> File::leading_values(const std::string& dataset, std::size_t n) const {
  const Quiet quiet;
  const Handle handle(H5Dopen2(id(), dataset.c_str(), H5P_DEFAULT), H5Dclose);
  if (!handle) return {};
  const Handle space(H5Dget_space(handle.get()), H5Sclose);
  hsize_t length = 0;
  if (H5Sget_simple_extent_ndims(space.get()) != 1 || H5Sget_simple_extent_dims(space.get(), &length, nullptr) < 0) {
    return {};
  }
  const hsize_t begin = 0;
  const hsize_t count = std::min<hsize_t>(n, length);
  std::vector<double> values(count);
  if (count == 0) return values;
  H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, &begin, nullptr, &count, nullptr);
  const Handle memory(H5Screate_simple(1, &count, nullptr), H5Sclose);
  if (H5Dread(handle.get(), H5T_NATIVE_DOUBLE, memory.get(), space.get(), H5P_DEFAULT, values.data()) < 0) return {};
  return values;
}

std::optional<double> as_number(const std::optional<Value>& value) {
  if (!value) return {};
  if (const auto* number = std::get_if<double>(&*value)) return *number;
  if (const auto* number = std::get_if<std::int64_t>(&*value)) return static_cast<double>(*number);
  return {};
}

std::optional<std::string> as_text(const std::optional<Value>& value) {
  if (!value) return {};
  if (const auto* text = std::get_if<std::string>(&*value)) return *text;
  return {};
}

}  // namespace vitrum::scan::hdf5
