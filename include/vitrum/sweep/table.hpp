// SPDX-License-Identifier: Apache-2.0
// vitrum/sweep/table.hpp: one row a member from the files that members left, and one row a point of the sweep.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "vitrum/storage/file.hpp"
#include "vitrum/sweep/members.hpp"

namespace vitrum::sweep {

/// Marks that a member leaves in its directory.
inline constexpr const char* done_mark = "done";      // holds the identity of the deck that was run
inline constexpr const char* failed_mark = "failed";  // holds the exit status and the message
inline constexpr const char* resumable_mark = "resumable";

/// What varied, whether it worked, and named numbers.
struct Row {
  Member member;
  std::string status;   // "done", "not run", "stopped early", or the error
  int exit_status = 0;  // 75: not run or stopped early
  std::vector<std::pair<std::string, double>> numbers;
};

/// Reads what is in `directory`. Of /response of deformation.h5: `strength` under its own names; the last row of
/// `localization` (last_NAME); means over the shear bands at the end (band_width_nm, band_angle_deg,
/// band_shear_offset_nm); activity ratios by MRO type; exponents of event sizes; waiting, aftershocks and extremes
/// under their names. Of mro.h5: the summary. Only members that are done, with the deck of this identity, have numbers.
Row collect(const Member& member, const std::string& directory, const std::string& identity);

/// Mean and standard error over the members of one point that are done.
struct Mean {
  std::string name;
  double mean = 0.0;
  double standard_error = 0.0;  // sample standard deviation / sqrt(n); NaN for fewer than two members
  std::size_t n = 0;            // members that have this number
};
struct Ensemble {
  Values point;
  std::size_t members = 0;
  std::size_t done = 0;
  std::vector<Mean> means;
};
/// Points in order of first appearance.
std::vector<Ensemble> ensembles(const std::vector<Row>& rows);

/// CSV text with one header line; columns are the union over the rows, in order of first appearance.
std::string csv(const std::vector<Row>& rows);
std::string csv(const std::vector<Ensemble>& points);
/// /members and /ensembles of sweep.h5.
void write(storage::File& file, const std::vector<Row>& rows, const std::vector<Ensemble>& points);

}  // namespace vitrum::sweep
