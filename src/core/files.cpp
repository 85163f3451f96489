// SPDX-License-Identifier: Apache-2.0
// vitrum/core/files.cpp: write under a temporary name, flush to disk, rename.
#include "vitrum/core/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string_view>

#include "vitrum/core/error.hpp"

namespace vitrum {
namespace {

[[noreturn]] void give_up(const std::string& file, const std::string& what, int code) {
  const char* advice = code == ENOSPC || code == EDQUOT  ? "; free some space"
                       : code == EACCES || code == EROFS ? "; check the permissions of the directory"
                       : code == ENOENT                  ? "; check the path"
                                                         : "";
  throw DataError(fmt::format("{}: {}: {}{}", file, what, std::strerror(code), advice));
}

class Descriptor {
 public:
  Descriptor(const std::string& file, int flags) : number_(::open(file.c_str(), flags | O_CLOEXEC, 0666)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  explicit operator bool() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_;
};

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// Some file systems cannot flush a directory; the rename is in place all the same.
void flush_directory_of(const std::string& file) {
  const auto parent = std::filesystem::path(file).parent_path();
  const Descriptor directory(parent.empty() ? "." : parent.string(), O_RDONLY | O_DIRECTORY);
  if (directory) ::fsync(directory.number());
}

}  // namespace

std::string temporary_name(const std::string& file) { return file + ".part"; }

void write_whole_file(const std::string& file, const std::string& text) {
  const std::string part = temporary_name(file);
  {
    const Descriptor out(part, O_WRONLY | O_CREAT | O_TRUNC);
    if (!out) give_up(file, "cannot be written", errno);
    if (!write_all(out.number(), text)) {
      const int code = errno;
      ::unlink(part.c_str());
      give_up(file, "cannot be written", code);
    }
  }
  publish_file(file);
}

void publish_file(const std::string& file) {
  const std::string part = temporary_name(file);
  {
    const Descriptor finished(part, O_RDONLY);
    if (!finished || ::fsync(finished.number()) != 0) give_up(file, "cannot be flushed to disk", errno);
  }
  if (::rename(part.c_str(), file.c_str()) != 0) {
    const int code = errno;
    ::unlink(part.c_str());
    give_up(file, "cannot be put in its place", code);
  }
  flush_directory_of(file);
}

std::string read_whole_file(const std::string& file) {
  const Descriptor in(file, O_RDONLY);
  if (!in) give_up(file, "cannot be read", errno);
  std::string text;
  std::array<char, 65536> buffer{};
  for (;;) {
    const auto count = ::read(in.number(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) give_up(file, "cannot be read", errno);
    if (count == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

void make_directories(const std::string& directory) {
  std::error_code code;
  std::filesystem::create_directories(directory, code);
  if (!code && !std::filesystem::is_directory(directory)) code = std::make_error_code(std::errc::not_a_directory);
  if (code)
    throw InputError(fmt::format("{}: cannot make this directory: {}; choose another one", directory, code.message()));
}

}  // namespace vitrum
