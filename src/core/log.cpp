// SPDX-License-Identifier: Apache-2.0
// vitrum/core/log.cpp: spdlog behind one function: a sink for the terminal, a sink for run.log.
#include "vitrum/core/log.hpp"

#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>

#include "terminal.hpp"
#include "vitrum/core/deck.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::log {
namespace {

spdlog::level::level_enum as_spdlog(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warning:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
    case Level::off:
      break;
  }
  return spdlog::level::off;
}

const char* prefix_of(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::debug:
      return "vitrum: debug: ";
    case spdlog::level::warn:
      return "vitrum: warning: ";
    case spdlog::level::err:
      return "vitrum: error: ";
    default:
      return "";
  }
}

class TerminalSink : public spdlog::sinks::base_sink<std::mutex> {
 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    terminal::print_line(prefix_of(message.level) + std::string(message.payload.data(), message.payload.size()));
  }
  void flush_() override {}
};

std::unique_ptr<spdlog::logger> make_logger(Level terminal_level) {
  auto sink = std::make_shared<TerminalSink>();
  sink->set_level(as_spdlog(terminal_level));
  auto logger = std::make_unique<spdlog::logger>("vitrum", std::move(sink));
  logger->set_level(spdlog::level::debug);
  return logger;
}

// Until start() is called, a library user sees warnings and errors.
struct State {
  bool speaks = true;
  Level terminal_level = Level::warning;
  std::unique_ptr<spdlog::logger> logger = make_logger(Level::warning);
};

State& state() {
  static State the_state;
  return the_state;
}

}  // namespace

void start(bool speaks, Level terminal_level) {
  State& log = state();
  log.speaks = speaks;
  log.terminal_level = terminal_level;
  log.logger = make_logger(terminal_level);
}

void to_file(const std::string& file) {
  State& log = state();
  if (!log.speaks) return;
  try {
    auto sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);
    sink->set_level(as_spdlog(std::min(log.terminal_level, Level::info)));
    sink->set_pattern("%Y-%m-%d %H:%M:%S.%e %l: %v");
    log.logger->sinks().resize(1);  // the terminal; an earlier file is closed
    log.logger->sinks().push_back(std::move(sink));
    log.logger->flush_on(spdlog::level::info);
  } catch (const spdlog::spdlog_ex& reason) {
    throw DataError(fmt::format("{}: cannot write the log: {}", file, reason.what()));
  }
}

void stop() {
  state().logger->flush();
  state() = State{};
}

Level level_from_name(const std::string& name) {
  static const std::map<std::string, Level> levels{{"debug", Level::debug},
                                                   {"info", Level::info},
                                                   {"warning", Level::warning},
                                                   {"error", Level::error},
                                                   {"off", Level::off}};
  if (const auto found = levels.find(name); found != levels.end()) return found->second;
  const std::string near = nearest(name, {"debug", "info", "warning", "error", "off"});
  throw InputError(fmt::format("--log-level: \"{}\" is not a level{}; write debug, info, warning, error or off", name,
                               near.empty() ? "" : fmt::format(" (did you mean \"{}\"?)", near)));
}

bool speaks() { return state().speaks; }

bool terminal_shows(Level level) { return state().speaks && level >= state().terminal_level; }

void write(Level level, const std::string& message) {
  if (state().speaks && level != Level::off) state().logger->log(as_spdlog(level), message);
}

}  // namespace vitrum::log
