// SPDX-License-Identifier: Apache-2.0
// vitrum/core/terminal.cpp: lines and one bar on stderr.
#include "terminal.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string_view>

namespace vitrum::terminal {
namespace {

std::mutex mutex;
bool bar_stands = false;

void put(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

std::string wiped() {
  if (!bar_stands) return {};
  bar_stands = false;
  return "\r\033[K";
}

}  // namespace

bool can_redraw() {
  const char* kind = std::getenv("TERM");
  return ::isatty(STDERR_FILENO) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

void draw_bar(const std::string& bar) {
  const std::lock_guard lock(mutex);
  put("\r" + bar + "\033[K");
  bar_stands = true;
}

void wipe_bar() {
  const std::lock_guard lock(mutex);
  put(wiped());
}

void print_line(const std::string& line) {
  const std::lock_guard lock(mutex);
  put(wiped() + line + "\n");
}

}  // namespace vitrum::terminal
