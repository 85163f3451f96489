// SPDX-License-Identifier: Apache-2.0
// vitrum/storage/pack.hpp: descriptions as bytes, so that the first rank's word counts on all ranks.
#pragma once

#include <cstring>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/storage/file.hpp"

namespace vitrum::storage {

class Packer {
 public:
  template <class T>
  requires std::is_arithmetic_v<T>
  void put(T value) { bytes_.append(reinterpret_cast<const char*>(&value), sizeof value); }
  void put(const std::string& text) {
    put(text.size());
    bytes_ += text;
  }
  template <class T>
  void put(const std::vector<T>& values) {
    put(values.size());
    for (const auto& value : values) put(value);
  }
  void put(const Value& value) {
    put(value.index());
    std::visit([&](const auto& held) { put(held); }, value);
  }
  void put(const Attributes& attributes) {
    put(attributes.size());
    for (const auto& [name, value] : attributes) {
      put(name);
      put(value);
    }
  }
  void put(const Axis& axis) {
    put(axis.name);
    put(axis.units);
    put(axis.values);
  }
  void put(const ArrayInfo& info) {
    put(info.path);
    put(info.units);
    put(info.axes);
    put(info.attributes);
    put(info.chunk);
  }
  std::string bytes() && { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Unpacker {
 public:
  explicit Unpacker(const std::string& bytes) : bytes_(bytes) {}

  template <class T>
  requires std::is_arithmetic_v<T>
  void get(T& value) {
    std::memcpy(&value, bytes_.data() + at_, sizeof value);
    at_ += sizeof value;
  }
  void get(std::string& text) {
    std::size_t n = 0;
    get(n);
    text = bytes_.substr(at_, n);
    at_ += n;
  }
  template <class T>
  void get(std::vector<T>& values) {
    std::size_t n = 0;
    get(n);
    values.resize(n);
    for (auto& value : values) get(value);
  }
  void get(Value& value) {
    std::size_t kind = 0;
    get(kind);
    if (kind == 0) value = std::int64_t{};
    if (kind == 1) value = double{};
    if (kind == 2) value = std::string();
    if (kind == 3) value = std::vector<double>();
    if (kind == 4) value = std::vector<std::int64_t>();
    std::visit([&](auto& held) { get(held); }, value);
  }
  void get(Attributes& attributes) {
    std::size_t n = 0;
    get(n);
    attributes.clear();
    for (std::size_t i = 0; i < n; ++i) {
      std::string name;
      get(name);
      get(attributes[name]);
    }
  }
  void get(Axis& axis) {
    get(axis.name);
    get(axis.units);
    get(axis.values);
  }
  void get(ArrayInfo& info) {
    get(info.path);
    get(info.units);
    get(info.axes);
    get(info.attributes);
    get(info.chunk);
  }

 private:
  const std::string& bytes_;
  std::size_t at_ = 0;
};

/// The first rank's value, on every rank of the communicator (nullptr: this process alone).
template <class T>
T as_on_root(const comm::Communicator* comm, const T& value) {
  if (comm == nullptr || comm->size() == 1) return value;
  Packer packer;
  if (comm->is_root()) packer.put(value);
  const std::string bytes = comm->broadcast(std::move(packer).bytes());
  T result;
  Unpacker(bytes).get(result);
  return result;
}

}  // namespace vitrum::storage
