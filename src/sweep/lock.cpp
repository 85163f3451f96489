// SPDX-License-Identifier: Apache-2.0
// vitrum/sweep/lock.cpp: fcntl locks of an open file.
#include "vitrum/sweep/lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "vitrum/core/error.hpp"

namespace vitrum::sweep {
namespace {

#ifdef F_OFD_SETLK
constexpr int set_lock = F_OFD_SETLK;
#else
constexpr int set_lock = F_SETLK;
#endif

/// 0, or the reason why the lock was not given.
int take(int descriptor) {
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  return ::fcntl(descriptor, set_lock, &whole) == 0 ? 0 : errno;
}

}  // namespace

std::optional<FileLock> FileLock::try_lock(const std::string& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0)
    throw DataError(
        fmt::format("{}: cannot be made: {}; check the permissions of the directory", file, std::strerror(errno)));
  const int reason = take(descriptor);
  if (reason == 0) return FileLock(descriptor);
  ::close(descriptor);
  if (reason == EAGAIN || reason == EACCES) return {};
  throw DataError(
      fmt::format("{}: cannot be locked: {}; choose an --output on a file system with locks, or set "
                  "sweep.share_stages: false",
                  file, std::strerror(reason)));
}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace vitrum::sweep
