// SPDX-License-Identifier: Apache-2.0
// vitrum/core/log.hpp: one log for the whole run: terminal and run.log, written by the first rank only.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

namespace vitrum::log {

enum class Level { debug, info, warning, error, off };

/// `speaks`: whether this process writes at all (the first rank). Terminal output goes to stderr.
void start(bool speaks, Level terminal_level);
/// From now on everything (at info and above, or the terminal's level if lower) goes to `file` too, appended; a file
/// named before is closed.
/// DataError, on the first rank only, where the file cannot be written: call it inside comm::on_root.
void to_file(const std::string& file);
void stop();
Level level_from_name(const std::string& name);  // InputError for an unknown name
bool speaks();
/// Would a message of this level be seen on this process's terminal?
bool terminal_shows(Level level);

void write(Level level, const std::string& message);

template <class... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::debug, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::info, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void warning(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::warning, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void error(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::error, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace vitrum::log
