// SPDX-License-Identifier: Apache-2.0
// drivers/inspect.cpp: vitrum inspect: what is in a detector file or a result.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "commands.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/scan/describe.hpp"
#include "vitrum/scan/source.hpp"
#include "vitrum/storage/file.hpp"

namespace vitrum::drivers {
namespace {

std::string text_of(const storage::Value& value) {
  struct Show {
    std::string operator()(std::int64_t v) const { return fmt::format("{}", v); }
    std::string operator()(double v) const { return fmt::format("{}", v); }
    std::string operator()(const std::string& v) const {
      const auto line = v.substr(0, v.find('\n'));
      return line.size() < v.size() ? line + " ..." : line;
    }
    std::string operator()(const std::vector<double>& v) const { return fmt::format("[{}]", fmt::join(v, ", ")); }
    std::string operator()(const std::vector<std::int64_t>& v) const { return fmt::format("[{}]", fmt::join(v, ", ")); }
  };
  return std::visit(Show{}, value);
}

std::string shape_text(const std::vector<std::size_t>& shape) {
  return shape.empty() ? "scalar" : fmt::format("{}", fmt::join(shape, " x "));
}

bool is_array(const storage::File& file, const std::string& path) { return file.has(path + "/data"); }

void list(const storage::File& file, const std::string& group, int depth) {
  for (const auto& name : file.children(group)) {
    const auto path = (group == "/" ? "" : group) + "/" + name;
    const std::string margin(static_cast<std::size_t>(2 * depth + 2), ' ');
    std::vector<std::string> inside;
    bool is_dataset = false;
    try {
      is_dataset = is_array(file, path);
      if (!is_dataset) inside = file.children(path);
    } catch (const Error&) {
      is_dataset = true;
    }
    if (is_dataset || inside.empty()) {
      std::string shape;
      try {
        shape = shape_text(file.shape(path));
      } catch (const Error&) {
        shape = "attributes";
      }
      std::printf("%s%-*s %s\n", margin.c_str(), 40 - 2 * depth, name.c_str(), shape.c_str());
    } else {
      std::printf("%s%s/\n", margin.c_str(), name.c_str());
    }
    for (const auto& [key, value] : file.read_attributes(path))
      if (key != "emd_group_type" && path != "/stage")
        std::printf("%s    %s = %s\n", margin.c_str(), key.c_str(), text_of(value).c_str());
    if (!is_dataset) list(file, path, depth + 1);
  }
}

bool is_result(const std::string& path) {
  try {
    return storage::File::open(path).has("/provenance");
  } catch (const Error&) {
    return false;
  }
}

void describe_result(const std::string& path) {
  const auto file = storage::File::open(path);
  std::printf("%s\n  a vitrum result\n", path.c_str());
  list(file, "/", 0);
}

}  // namespace

void run_inspect(const comm::Communicator& comm, const CommandLine& line) {
  comm::on_root(comm, [&] {
    if (!std::filesystem::exists(line.target)) throw DataError(line.target + ": no such file");
    const bool result = is_result(line.target);
    const bool scan = !result || storage::File::open(line.target).has("/datacube/data");
    if (scan) {
      scan::OpenOptions options;
      options.path = line.target;
      options.line_if_unknown = true;
      std::fputs(scan::describe(scan::open(options).info).c_str(), stdout);
    }
    if (result) describe_result(line.target);
    std::fflush(stdout);
  });
}

}  // namespace vitrum::drivers
