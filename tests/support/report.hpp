// SPDX-License-Identifier: Apache-2.0
// tests/support/report.hpp: results of a test program on many ranks, told once.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

namespace vitrum::testing {

/// Ranks above 0 are silent but for their failures, which say whose they are.
class RankFailures : public ::testing::EmptyTestEventListener {
 public:
  explicit RankFailures(int rank) : rank_(rank) {}

  // GoogleTest holds its lock while it reports a failure, so the name of the test is noted beforehand.
  void OnTestStart(const ::testing::TestInfo& test) override {
    test_ = std::string(test.test_suite_name()) + "." + test.name();
  }
  void OnTestPartResult(const ::testing::TestPartResult& part) override {
    if (!part.failed()) return;
    std::fprintf(stderr, "rank %d: %s: %s:%d: %s\n", rank_, test_.c_str(), part.file_name() ? part.file_name() : "?",
                 part.line_number(), part.message());
    std::fflush(stderr);
  }
  void OnTestEnd(const ::testing::TestInfo&) override { test_ = "outside a test"; }

 private:
  int rank_;
  std::string test_ = "outside a test";
};

/// Rank 0 reports as usual and alone writes --gtest_output.
inline void report_as(int rank) {
  if (rank == 0) return;
  auto& listeners = ::testing::UnitTest::GetInstance()->listeners();
  delete listeners.Release(listeners.default_result_printer());
  delete listeners.Release(listeners.default_xml_generator());
  listeners.Append(new RankFailures(rank));
}

/// A launcher of another MPI starts N programs of one rank each, and all of them pass: not here.
inline bool ranks_as_expected(int ranks) {
  const char* expected = std::getenv("VITRUM_EXPECT_RANKS");
  if (expected == nullptr || std::atoi(expected) == ranks) return true;
  std::fprintf(stderr, "this test runs on %d rank(s) but VITRUM_EXPECT_RANKS=%s: does the launcher belong to this MPI?\n",
               ranks, expected);
  return false;
}

/// Status of a program that passed: 77, which ctest shows as skipped, when every test of it was skipped.
inline int passed_or_skipped() {
  const auto& unit = *::testing::UnitTest::GetInstance();
  return unit.skipped_test_count() > 0 && unit.skipped_test_count() == unit.test_to_run_count() ? 77 : 0;
}

}  // namespace vitrum::testing
