// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/corrections.hpp: dark, flat, bad pixels, saturation and zingers, taken off as patterns are read.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/core/tree_sum.hpp"

namespace vitrum::scan {

struct Source;

/// Files are any scan format, an image or a stack of images; "FILE:/dataset" names a dataset of an HDF5 file. "": none.
struct Corrections {
  std::string dark;  // the mean of its frames is subtracted; results below 0 stay
  std::string flat;  // the mean of its frames, less the dark, over its median divides; not positive: bad pixel
  std::string mask;  // 0: bad pixel
  std::optional<bool> flat_dark_subtracted;  // the flat as it is; empty: where its median is not above the dark's
  std::optional<std::array<std::size_t, 2>> offset_columns;  // first, last: the median of these, in each row, comes off
  double zinger_sigma = 0.0;  // a value this many standard deviations above its neighbours is none; 0: not sought
  std::optional<double> read_noise;  // of those, detector units; replaces what the file says
  std::optional<double> saturation;  // stored values from here on are saturated; replaces what the file says
  bool any() const {
    return !dark.empty() || !flat.empty() || !mask.empty() || offset_columns || zinger_sigma > 0.0 || saturation;
  }
};

/// The scan with corrections applied (characterization 2), in detector units: (I - dark - row offset) / flat as f32.
/// NaN stands for what is not known: bad pixels in all patterns; a zinger, a saturated or a flagged value, and a row
/// without a good pixel in `offset_columns`, in its pattern alone. Saturation is tested on stored values (for integers
/// the largest of the type is saturated too). Zinger: above m, the median of the good ones of its 4 neighbours, by
/// `zinger_sigma` sqrt(gain max(m, gain) + read_noise^2). Darks and flats are means over values that are not saturated.
/// Files used are added to info.files. DataError, with file and shapes, where one does not fit the scan; InputError
/// where zingers are sought and the gain is unknown.
Source corrected(Source raw, const Corrections& corrections);

/// What NaN stands for, told apart by its payload.
float saturated_value();
bool is_saturated(float value);
float masked_value();  // by scan.mask or scan.flat
bool is_masked(float value);

/// Pixels left out of the patterns that this rank has read; memory grows with those alone.
class FrameCounts {
 public:
  struct Counts {
    std::uint32_t zingers = 0, saturated = 0;
  };
  void set(std::size_t position, const Counts& counts) {
    leaves_[position / positions_per_leaf][position % positions_per_leaf] = counts;
  }
  Counts at(std::size_t position) const {
    const auto leaf = leaves_.find(position / positions_per_leaf);
    return leaf == leaves_.end() ? Counts{} : leaf->second[position % positions_per_leaf];
  }

 private:
  std::map<std::size_t, std::array<Counts, positions_per_leaf>> leaves_;
};

/// Over the whole scan, from the positions that each rank measures.
struct CorrectionSummary {
  std::uint64_t zingers = 0, zinger_patterns = 0;
  std::uint64_t saturated = 0, saturated_patterns = 0;
};
/// Collective, after the scan was read in blocks of positions_per_leaf positions (as order::measure does). Zeros for a
/// source without corrections.
CorrectionSummary summarize(const comm::Communicator& comm, const Source& source);
/// Sentences for log and report; none where nothing was found.
std::vector<std::string> notes_of(const CorrectionSummary& summary, const Source& source);

}  // namespace vitrum::scan
