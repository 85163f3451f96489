// SPDX-License-Identifier: Apache-2.0
// vitrum/sweep/lock.hpp: one directory, one worker: a lock that ends with its owner.
#pragma once

#include <optional>
#include <string>

namespace vitrum::sweep {

/// An exclusive lock on a file, held by the kernel (fcntl, open file description), so that a dead owner holds nothing
/// and no lock ever has to be broken. Works between processes and, where the file system passes locks on (NFS, Lustre
/// with flock, GPFS, BeeGFS), between nodes. The file itself is left where it is.
class FileLock {
 public:
  /// Nothing where somebody else holds it. DataError where the file cannot be made or the file system has no locks.
  static std::optional<FileLock> try_lock(const std::string& file);

  FileLock(FileLock&& other) noexcept : descriptor_(other.descriptor_) { other.descriptor_ = -1; }
  FileLock& operator=(FileLock&& other) noexcept;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace vitrum::sweep
