// SPDX-License-Identifier: Apache-2.0
// vitrum/core/files.hpp: text files that appear whole or not at all.
#pragma once

#include <string>

namespace vitrum {

/// Name under which `file` is written until it is complete (same directory, so that rename is atomic).
std::string temporary_name(const std::string& file);
/// Writes the text under the temporary name, flushes it to disk and renames. DataError with the reason on failure.
void write_whole_file(const std::string& file, const std::string& text);
/// Renames the finished temporary file to its final name, after flushing it to disk.
void publish_file(const std::string& file);
std::string read_whole_file(const std::string& file);
/// Creates a directory and its parents; InputError where that cannot be.
void make_directories(const std::string& directory);

}  // namespace vitrum
