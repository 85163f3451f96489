// SPDX-License-Identifier: Apache-2.0
// tests/unit/sweep/test_rows.cpp: what a member's directory says about it.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <map>

#include "vitrum/core/files.hpp"
#include "vitrum/sweep/sweep.hpp"

namespace vitrum::sweep {
namespace {

using Numbers = std::vector<double>;
using Integers = std::vector<std::int64_t>;

class Rows : public testing::Test {
 protected:
  void SetUp() override { make_directories(directory_); }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  void leave(const std::string& name, const std::string& text) { write_whole_file(directory_ + "/" + name, text); }
  Row read() { return collect({1, {}}, directory_, "identity"); }

  /// Two snapshots: one band at first, two at the end.
  void leave_deformation() {
    auto file = storage::File::create(directory_ + "/deformation.h5");
    file.write_attributes("/response/strength",
                          {{"flow_stress_GPa", 1.5}, {"offset_yield_GPa", 0.0}, {"localization_strain", std::nan("")}});
    file.write_table(
        "/response/localization",
        {{"strain", "", Numbers{0.01, 0.02}}, {"gini", "", Numbers{0.1, 0.3}}, {"bands", "", Integers{1, 2}}});
    file.write_table("/response/bands/table", {{"strain", "", Numbers{0.01, 0.02, 0.02}},
                                               {"width", "nm", Numbers{90.0, 4.0, 8.0}},
                                               {"angle", "deg", Numbers{10.0, 44.0, 48.0}},
                                               {"shear_offset", "nm", Numbers{9.0, 1.0, 2.0}}});
    file.write_table("/response/activity",
                     {{"n", "", Integers{0, 2, 6}}, {"ratio_to_matrix", "", Numbers{1.0, 0.5, 2.0}}});
    file.write_table("/response/avalanches/power_law",
                     {{"sample", "", std::vector<std::string>{"cascade_flips"}}, {"exponent", "", Numbers{1.4}}});
    for (const char* group : {"waiting", "aftershocks", "extremes"})
      file.write_attributes(std::string("/response/") + group, {{"p", 0.25}, {"samples", std::int64_t{7}}});
    file.commit();
  }

 private:
  std::string directory_ =
      (std::filesystem::temp_directory_path() / ("vitrum-rows-" + std::to_string(::getpid()))).string();
};

TEST_F(Rows, OfAMemberThatIsDoneHasTheNumbersOfItsDeformation) {
  leave_deformation();
  leave(done_mark, "identity");
  const auto row = read();
  ASSERT_EQ(row.status, "done");
  const std::map<std::string, double> numbers(row.numbers.begin(), row.numbers.end());
  EXPECT_EQ(numbers.at("flow_stress_GPa"), 1.5);
  EXPECT_FALSE(numbers.contains("offset_yield_GPa"));  // not met
  EXPECT_EQ(numbers.at("last_gini"), 0.3);
  EXPECT_EQ(numbers.at("last_bands"), 2.0);
  EXPECT_EQ(numbers.at("band_width_nm"), 6.0);
  EXPECT_EQ(numbers.at("band_angle_deg"), 46.0);
  EXPECT_EQ(numbers.at("band_shear_offset_nm"), 1.5);
  EXPECT_EQ(numbers.at("activity_ratio_n6"), 2.0);
  EXPECT_EQ(numbers.at("cascade_flips_exponent"), 1.4);
  EXPECT_EQ(numbers.at("waiting_samples"), 7.0);
}

TEST_F(Rows, OfAnotherDeckHasNone) {
  leave_deformation();
  leave(done_mark, "another");
  const auto row = read();
  EXPECT_EQ(row.status, "not run");
  EXPECT_EQ(row.exit_status, 75);
  EXPECT_TRUE(row.numbers.empty());
}

TEST_F(Rows, OfAFailureHasItsStatusAndMessage) {
  leave(failed_mark, "3 scan.h5: no ring");
  EXPECT_EQ(read().exit_status, 3);
  EXPECT_EQ(read().status, "scan.h5: no ring");
}

TEST_F(Rows, OfACutOffFailureIsAFailureAllTheSame) {
  for (const char* text : {"", "3", "x"}) {
    leave(failed_mark, text);
    EXPECT_GT(read().exit_status, 0) << text;
    EXPECT_EQ(read().status, "failed") << text;
  }
}

TEST_F(Rows, OfATruncatedResultSaysWhichFile) {
  leave("deformation.h5", "no HDF5");
  leave(done_mark, "identity");
  const auto row = read();
  EXPECT_EQ(row.exit_status, 3);
  EXPECT_NE(row.status.find("deformation.h5"), std::string::npos) << row.status;
}

}  // namespace
}  // namespace vitrum::sweep
