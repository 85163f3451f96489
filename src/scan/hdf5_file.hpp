// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/hdf5_file.hpp: HDF5 files of other programs, opened read only by this process and looked around in.
#pragma once

#include <hdf5.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "vitrum/storage/file.hpp"

namespace vitrum::scan::hdf5 {

/// An HDF5 identifier that closes itself.
class Handle {
 public:
  Handle() = default;
  Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  Handle(Handle&& other) noexcept : id_(other.id_), close_(other.close_) { other.id_ = -1; }
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  hid_t get() const { return id_; }
  explicit operator bool() const { return id_ >= 0; }

 private:
  hid_t id_ = -1;
  herr_t (*close_)(hid_t) = nullptr;
};

/// Keeps the library from printing its error stack while it lives.
class Quiet {
 public:
  Quiet();
  ~Quiet();
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;

 private:
  H5E_auto2_t function_ = nullptr;
  void* data_ = nullptr;
};

/// The reason that the library gives for the last failed call, in words a user can act on.
std::string last_reason();

/// Cheap: does the file begin like HDF5 (signature at 0, 512, 1024, ...)?
bool is_hdf5(const std::string& path);

/// One file, open for reading. Object paths begin with '/'. Copies share the open file.
class File {
 public:
  explicit File(const std::string& path);                        // DataError with the reason
  static std::optional<File> try_open(const std::string& path);  // nothing where it is not a readable HDF5 file

  const std::string& path() const { return path_; }
  hid_t id() const { return file_->get(); }

  bool has(const std::string& object) const;  // false for dangling links
  bool is_dataset(const std::string& object) const;
  std::vector<std::string> children(const std::string& group) const;  // in order of name; empty where no group
  /// Paths of all datasets of at least `rank` dimensions below `group`; links out of the file are not followed.
  std::vector<std::string> datasets(const std::string& group, std::size_t rank) const;
  std::size_t rank(const std::string& dataset) const;

  /// Single values and short number lists (16 at most: calibrations, not data); nothing for anything else.
  std::optional<storage::Value> attribute(const std::string& object, const std::string& name) const;
  storage::Attributes attributes(const std::string& object) const;
  std::optional<storage::Value> value(const std::string& dataset) const;
  /// First `n` entries (fewer where there are fewer) of a 1-D number dataset.
  std::vector<double> leading_values(const std::string& dataset, std::size_t n) const;

 private:
  explicit File(std::string path, Handle handle);
  std::string path_;
  std::shared_ptr<Handle> file_;
};

std::optional<double> as_number(const std::optional<storage::Value>& value);
std::optional<std::string> as_text(const std::optional<storage::Value>& value);

}  // namespace vitrum::scan::hdf5
