// SPDX-License-Identifier: Apache-2.0
// tests/unit/sweep/test_table.cpp: rows, ensembles, CSV.
#include <gtest/gtest.h>

#include <cmath>

#include "vitrum/sweep/sweep.hpp"

namespace vitrum::sweep {
namespace {

Row row(std::size_t index, const std::string& a, const std::string& seed, double flow) {
  return {{index, {{"a", a}, {"deform.seed", seed}}}, "done", 0, {{"flow", flow}}};
}

TEST(Table, CsvQuotesAndLeavesMissingNumbersEmpty) {
  Member one{1, {{"seed", "1"}}}, two{2, {{"seed", "2"}, {"b", "x"}}};
  const std::vector<Row> rows{{one, "done", 0, {{"flow_stress_GPa", 1.5}}}, {two, "bad, \"very\"", 2, {}}};
  EXPECT_EQ(csv(rows), "member,point,seed,b,status,flow_stress_GPa\n1,1,1,,done,1.5\n2,2,2,x,\"bad, \"\"very\"\"\",\n");
}

TEST(Ensembles, MembersThatDifferInSeedsAloneAreOnePoint) {
  const std::vector<Row> rows{row(1, "x", "1", 1.0), row(2, "x", "2", 2.0), row(3, "y", "1", 5.0),
                              row(4, "x", "3", 6.0)};
  const auto points = ensembles(rows);
  ASSERT_EQ(points.size(), 2u);
  EXPECT_EQ(points[0].members, 3u);
  EXPECT_DOUBLE_EQ(points[0].means[0].mean, 3.0);
  // s = sqrt((4 + 1 + 9) / 2) = sqrt(7); standard error s / sqrt(3)
  EXPECT_DOUBLE_EQ(points[0].means[0].standard_error, std::sqrt(7.0 / 3.0));
  EXPECT_TRUE(std::isnan(points[1].means[0].standard_error));
}

TEST(Ensembles, CountOnlyMembersThatAreDone) {
  std::vector<Row> rows{row(1, "x", "1", 1.0), row(2, "x", "2", 2.0)};
  rows[1].status = "not run";
  rows[1].numbers.clear();
  const auto points = ensembles(rows);
  EXPECT_EQ(points[0].done, 1u);
  EXPECT_EQ(points[0].means[0].n, 1u);
  EXPECT_EQ(csv(points), "point,a,members,done,flow,flow_se\n1,x,2,1,1,\n");
}

}  // namespace
}  // namespace vitrum::sweep
