// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/correction_summary.cpp: what the corrections left out, over all ranks.
#include <fmt/format.h>

#include "vitrum/comm/decompose.hpp"
#include "vitrum/core/tree_sum.hpp"
#include "vitrum/scan/source.hpp"

namespace vitrum::scan {

CorrectionSummary summarize(const comm::Communicator& comm, const Source& source) {
  std::vector<std::uint64_t> sums(4, 0);
  if (source.left_out) {
    const auto mine = comm::block_of(source.info.positions(), positions_per_leaf, comm.rank(), comm.size());
    for (std::size_t r = mine.begin; r < mine.end; ++r) {
      const auto counts = source.left_out->at(r);
      sums[0] += counts.zingers;
      sums[1] += counts.zingers > 0 ? 1 : 0;
      sums[2] += counts.saturated;
      sums[3] += counts.saturated > 0 ? 1 : 0;
    }
  }
  comm.sum_in_place(sums);
  return {sums[0], sums[1], sums[2], sums[3]};
}

std::vector<std::string> notes_of(const CorrectionSummary& summary, const Source& source) {
  std::vector<std::string> notes;
  const std::size_t patterns = source.info.positions();
  if (summary.zingers > 0) {
    notes.push_back(
        fmt::format("{} zingers left out, in {} of {} patterns", summary.zingers, summary.zinger_patterns, patterns));
  }
  if (summary.saturated > 0) {
    const bool as_stored = is_integer(source.info.type);  // corrected patterns are f32
    notes.push_back(fmt::format("{} saturated or flagged values {}, in {} of {} patterns{}", summary.saturated,
                                as_stored ? "taken for counts" : "left out", summary.saturated_patterns, patterns,
                                as_stored ? ": give scan.saturation to leave them out" : ""));
  }
  return notes;
}

}  // namespace vitrum::scan
