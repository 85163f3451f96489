// SPDX-License-Identifier: Apache-2.0
// tests/unit/core/test_log.cpp: one message, once, from the process that speaks; progress; signals.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>

#include "vitrum/core/error.hpp"
#include "vitrum/core/files.hpp"
#include "vitrum/core/interrupt.hpp"
#include "vitrum/core/log.hpp"
#include "vitrum/core/progress.hpp"

namespace vitrum {
namespace {

std::string stderr_of(auto&& work) {
  ::testing::internal::CaptureStderr();
  work();
  log::stop();
  return ::testing::internal::GetCapturedStderr();
}

TEST(Log, WritesEachMessageOnceWithItsKind) {
  const auto seen = stderr_of([] {
    log::start(true, log::Level::info);
    log::debug("hidden");
    log::info("{} patterns", 42);
    log::warning("thin");
    log::error("deck.yaml:2:9: scan.step: {{}}");
  });
  EXPECT_EQ(seen, "42 patterns\nvitrum: warning: thin\nvitrum: error: deck.yaml:2:9: scan.step: {}\n");
}

TEST(Log, IsSilentOnOtherRanks) {
  const auto seen = stderr_of([] {
    log::start(false, log::Level::debug);
    log::error("one of many");
    EXPECT_FALSE(log::speaks());
    EXPECT_FALSE(log::terminal_shows(log::Level::error));
  });
  EXPECT_EQ(seen, "");
}

TEST(Log, OffMeansOff) {
  EXPECT_EQ(stderr_of([] {
              log::start(true, log::Level::off);
              log::error("x");
            }),
            "");
}

TEST(Log, FileHasInfoEvenWhenTheTerminalIsQuiet) {
  const std::string file = std::filesystem::temp_directory_path() / ("vitrum_log_" + std::to_string(::getpid()));
  const auto seen = stderr_of([&] {
    log::start(true, log::Level::error);
    log::to_file(file);
    log::info("kept");
    log::debug("not kept");
    log::stop();
    log::start(true, log::Level::error);
    log::to_file(file);
    log::warning("appended");
  });
  const std::string text = read_whole_file(file);
  std::filesystem::remove(file);
  EXPECT_EQ(seen, "");
  EXPECT_NE(text.find(" info: kept\n"), std::string::npos) << text;
  EXPECT_NE(text.find(" warning: appended\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("not kept"), std::string::npos);
}

TEST(Log, SaysWhyAFileCannotBeWritten) {
  log::start(true, log::Level::error);
  EXPECT_THROW(log::to_file("/proc/no/such/run.log"), DataError);
  log::stop();
}

TEST(Log, KnowsItsLevels) {
  EXPECT_EQ(log::level_from_name("warning"), log::Level::warning);
  try {
    log::level_from_name("warn");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_STREQ(
        error.what(),
        "--log-level: \"warn\" is not a level (did you mean \"warning\"?); write debug, info, warning, error or off");
  }
}

TEST(Progress, SaysNothingAboutShortStages) {
  EXPECT_EQ(stderr_of([] {
              log::start(true, log::Level::info);
              Progress progress("characterize", 100, "patterns");
              for (int i = 0; i <= 100; ++i) progress.at(i);
              progress.finish();
            }),
            "");
}

TEST(Progress, SumsUpALongerStageOnce) {
  const auto seen = stderr_of([] {
    log::start(true, log::Level::info);
    Progress progress("characterize", 100, "patterns");
    std::this_thread::sleep_for(std::chrono::milliseconds(1050));
    progress.at(100);
    progress.finish();
    progress.finish();
  });
  EXPECT_TRUE(seen.starts_with("characterize: 100 patterns in 1 s (")) << seen;
  EXPECT_EQ(std::count(seen.begin(), seen.end(), '\n'), 1);
}

TEST(Interrupt, TheFlagIsSetOnceAndASecondSignalEndsTheProcess) {
  for (int signal : {SIGTERM, SIGINT, SIGUSR1, SIGUSR2}) {
    const pid_t child = ::fork();
    if (child == 0) {
      interrupt::set_requested(false);
      interrupt::install();
      ::raise(signal);
      if (!interrupt::requested()) ::_exit(1);
      ::raise(signal);
      ::_exit(2);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == signal) << "signal " << signal << ", status " << status;
  }
}

TEST(Interrupt, TestsMayPretend) {
  interrupt::set_requested(true);
  EXPECT_TRUE(interrupt::requested());
  interrupt::set_requested(false);
  EXPECT_FALSE(interrupt::requested());
}

}  // namespace
}  // namespace vitrum
