// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/corrections.cpp: a source whose patterns are corrected as they are read.
#include "vitrum/scan/corrections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <iterator>
#include <limits>

#include "scan/levels.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/scan/image_file.hpp"

namespace vitrum::scan {
namespace {

constexpr float nothing = std::numeric_limits<float>::quiet_NaN();
constexpr std::uint32_t saturated_bits = 0x7fc00001U, masked_bits = 0x7fc00002U;  // quiet NaN of payload 1 and 2
constexpr std::size_t batch_bytes = std::size_t{4} << 20;

/// Middle of `values`, the mean of both middles where their number is even; reorders them.
template <class Values>
double middle_of(Values begin, Values end) {
  const auto n = end - begin;
  const auto upper = begin + n / 2;
  std::nth_element(begin, upper, end);
  return n % 2 != 0 ? *upper : 0.5 * (*upper + *std::max_element(begin, upper));
}

/// Median of the numbers among them; NaN where there is none.
double median_of(const std::vector<double>& values) {
  std::vector<double> numbers;
  std::copy_if(values.begin(), values.end(), std::back_inserter(numbers), [](double v) { return std::isfinite(v); });
  return numbers.empty() ? std::numeric_limits<double>::quiet_NaN() : middle_of(numbers.begin(), numbers.end());
}

struct Flat {
  std::vector<double> factor;      // median over value; NaN where the value is not positive
  double relative_variance = 0.0;  // of the positive values, over the square of their mean
};

Flat flat_of(const std::vector<double>& values, const std::string& path) {
  std::vector<double> lit;
  std::copy_if(values.begin(), values.end(), std::back_inserter(lit), [](double v) { return v > 0.0; });
  if (lit.empty()) throw DataError(fmt::format("{}: scan.flat holds no value above 0 and below saturation", path));
  Flat flat;
  double mean = 0.0, square = 0.0;
  for (const double v : lit) mean += v / static_cast<double>(lit.size());
  for (const double v : lit) square += (v - mean) * (v - mean) / static_cast<double>(lit.size());
  flat.relative_variance = square / (mean * mean);
  const double level = middle_of(lit.begin(), lit.end());
  for (const double v : values) flat.factor.push_back(v > 0.0 ? level / v : std::numeric_limits<double>::quiet_NaN());
  return flat;
}

std::size_t count_nan(const std::vector<double>& values) {
  return static_cast<std::size_t>(std::count_if(values.begin(), values.end(), [](double v) { return std::isnan(v); }));
}

class Corrector {
 public:
  Corrector(Source raw, const Corrections& corrections) : raw_(std::move(raw)), corrections_(corrections) {
    check_columns();
    check_gain();
    read_dark();
    read_flat();
    read_mask();
    count_rows_without_offset();
  }

  ScanInfo info() const {
    ScanInfo info = raw_.info;
    info.type = PixelType::f32;
    if (corrections_.saturation) info.saturation = corrections_.saturation;
    info.files.insert(info.files.end(), files_.begin(), files_.end());
    info.notes.insert(info.notes.end(), notes_.begin(), notes_.end());
    return info;
  }
  std::shared_ptr<const FrameCounts> counts() const { return counts_; }

  void read(std::size_t begin, std::size_t count, std::span<std::byte> out) const {
    const auto& info = raw_.info;
    const std::size_t batch = std::max<std::size_t>(1, batch_bytes / info.pattern_bytes());
    std::vector<std::byte> stored(std::min(batch, count) * info.pattern_bytes());
    std::vector<float> pattern(info.pixels());
    for (std::size_t done = 0; done < count; done += batch) {
      const std::size_t here = std::min(batch, count - done);
      raw_.read(begin + done, here, std::span(stored).first(here * info.pattern_bytes()));
      for (std::size_t i = 0; i < here; ++i) {
        correct(begin + done + i, &stored[i * info.pattern_bytes()], pattern);
        std::memcpy(&out[(done + i) * pattern.size() * sizeof(float)], pattern.data(), pattern.size() * sizeof(float));
      }
    }
  }

 private:
  void check_columns() const {
    const auto& columns = corrections_.offset_columns;
    if (!columns || (*columns)[1] < raw_.info.qx) return;
    throw DataError(
        fmt::format("{}: scan.offset_columns [{}, {}] are not all columns of its {} x {} patterns (0 to {})",
                    raw_.info.path, (*columns)[0], (*columns)[1], raw_.info.qy, raw_.info.qx, raw_.info.qx - 1));
  }

  void check_gain() const {
    if (corrections_.zinger_sigma <= 0.0 || raw_.info.gain) return;
    throw InputError(
        fmt::format("scan.gain: {} does not say how many detector units an electron makes, which scan.zinger_sigma "
                    "needs; write scan.gain, or leave scan.zinger_sigma out",
                    raw_.info.path));
  }

  DetectorImage image(const std::string& path, const char* key, ImageOf of) {
    DetectorImage image = read_image(path, key, raw_.info.qy, raw_.info.qx, of);
    files_.insert(files_.end(), image.files.begin(), image.files.end());
    return image;
  }

  void read_dark() {
    if (corrections_.dark.empty()) return;
    const auto dark = image(corrections_.dark, "scan.dark", ImageOf::measured);
    dark_ = dark.value;
    notes_.push_back(fmt::format("dark of {} frames subtracted ({})", dark.frames, corrections_.dark));
    const auto none = count_nan(dark_);
    if (none > 0) notes_.push_back(fmt::format("{} pixels have no dark and are left out", none));
  }

  void read_flat() {
    if (corrections_.flat.empty()) return;
    auto values = image(corrections_.flat, "scan.flat", ImageOf::measured).value;
    const auto& given = corrections_.flat_dark_subtracted;
    const bool subtract = !dark_.empty() && (given ? !*given : median_of(values) > median_of(dark_));
    for (std::size_t p = 0; subtract && p < values.size(); ++p) values[p] -= dark_[p];
    const Flat flat = flat_of(values, corrections_.flat);
    factor_ = flat.factor;
    notes_.push_back(fmt::format("divided by the flat {}, {}: {} pixels of it are not above 0 and masked",
                                 corrections_.flat, subtract ? "the dark taken off it" : "taken to hold no dark",
                                 count_nan(factor_)));
    notes_.push_back(fmt::format(
        "one gain and one read noise are taken for all pixels: about {:.2g} of the read noise stays in, and "
        "{:.2g} of the shot noise where the flat is a pixel's share of counted electrons and not its gain "
        "(3 sigma^2 and sigma^2, the flat's relative variance)",
        3.0 * flat.relative_variance, flat.relative_variance));
  }

  void read_mask() {
    if (corrections_.mask.empty()) return;
    const auto mask = image(corrections_.mask, "scan.mask", ImageOf::weights);
    if (factor_.empty()) factor_.assign(raw_.info.pixels(), 1.0);
    std::size_t masked = 0;
    for (std::size_t p = 0; p < factor_.size(); ++p) {
      if (mask.value[p] != 0.0 && !std::isnan(mask.value[p])) continue;
      factor_[p] = std::numeric_limits<double>::quiet_NaN();
      ++masked;
    }
    if (count_nan(factor_) == factor_.size()) {
      throw DataError(fmt::format("{}: scan.mask leaves no pixel (0 is bad, anything else good)", corrections_.mask));
    }
    notes_.push_back(fmt::format("{} pixels masked with {}", masked, corrections_.mask));
  }

  bool masked(std::size_t p) const { return !factor_.empty() && std::isnan(factor_[p]); }

  void count_rows_without_offset() {
    if (!corrections_.offset_columns || factor_.empty()) return;
    const auto [first, last] = *corrections_.offset_columns;
    std::size_t rows = 0;
    for (std::size_t row = 0; row < raw_.info.qy; ++row) {
      bool none = true;
      for (std::size_t column = first; column <= last; ++column) none = none && masked(row * raw_.info.qx + column);
      rows += none ? 1 : 0;
    }
    if (rows > 0) {
      notes_.push_back(fmt::format("{} rows have no good pixel in scan.offset_columns and are left out", rows));
    }
  }

  void correct(std::size_t position, const std::byte* stored, std::vector<float>& pattern) const {
    std::uint32_t saturated = 0;
    visit_type(raw_.info.type, [&]<class T>() { saturated = take(reinterpret_cast<const T*>(stored), pattern); });
    if (corrections_.offset_columns) subtract_row_offsets(pattern);
    if (!factor_.empty()) {
      for (std::size_t p = 0; p < pattern.size(); ++p) {
        if (!std::isnan(pattern[p])) pattern[p] = static_cast<float>(static_cast<double>(pattern[p]) * factor_[p]);
      }
    }
    const std::uint32_t zingers = corrections_.zinger_sigma > 0.0 ? remove_zingers(pattern) : 0;
    counts_->set(position, {zingers, saturated});
  }

  /// Stored values less the dark; returns how many were saturated or flagged.
  template <class T>
  std::uint32_t take(const T* stored, std::vector<float>& pattern) const {
    const Levels levels(corrections_.saturation ? corrections_.saturation : raw_.info.saturation, raw_.info.flagged);
    std::uint32_t saturated = 0;
    for (std::size_t p = 0; p < pattern.size(); ++p) {
      if (masked(p)) {
        pattern[p] = masked_value();
        continue;
      }
      const double value = static_cast<double>(stored[p]);
      const bool full = levels.full(stored[p]);
      pattern[p] = full                   ? saturated_value()
                   : std::isfinite(value) ? static_cast<float>(dark_.empty() ? value : value - dark_[p])
                                          : nothing;
      saturated += full ? 1 : 0;
    }
    return saturated;
  }

  void subtract_row_offsets(std::vector<float>& pattern) const {
    const auto [first, last] = *corrections_.offset_columns;
    std::vector<double> values;
    for (std::size_t row = 0; row < raw_.info.qy; ++row) {
      float* line = &pattern[row * raw_.info.qx];
      values.clear();
      for (std::size_t column = first; column <= last; ++column) {
        if (std::isfinite(line[column])) values.push_back(line[column]);
      }
      const double offset =
          values.empty() ? std::numeric_limits<double>::quiet_NaN() : middle_of(values.begin(), values.end());
      for (std::size_t column = 0; column < raw_.info.qx; ++column) {
        if (!std::isnan(line[column])) line[column] = static_cast<float>(static_cast<double>(line[column]) - offset);
      }
    }
  }

  std::uint32_t remove_zingers(std::vector<float>& pattern) const {
    const std::size_t qy = raw_.info.qy, qx = raw_.info.qx;
    const double gain = raw_.info.gain.value_or(1.0);
    const double read_noise = corrections_.read_noise.value_or(raw_.info.read_noise.value_or(0.0));
    const auto threshold = [&](double usual) {
      return std::max(usual, 0.0) +
             corrections_.zinger_sigma * std::sqrt(gain * std::max(usual, gain) + read_noise * read_noise);
    };
    const double least = threshold(0.0);
    std::vector<std::size_t> found;
    for (std::size_t row = 0; row < qy; ++row) {
      for (std::size_t column = 0; column < qx; ++column) {
        const std::size_t p = row * qx + column;
        if (!(static_cast<double>(pattern[p]) > least)) continue;
        std::array<double, 4> near{};
        std::size_t n = 0;
        const auto add = [&](bool inside, std::size_t q) {
          if (inside && std::isfinite(pattern[q])) near[n++] = static_cast<double>(pattern[q]);
        };
        add(row > 0, p - qx);
        add(row + 1 < qy, p + qx);
        add(column > 0, p - 1);
        add(column + 1 < qx, p + 1);
        if (n < 2) continue;
        const double usual = middle_of(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(n));
        if (static_cast<double>(pattern[p]) > threshold(usual)) found.push_back(p);
      }
    }
    for (const std::size_t p : found) pattern[p] = nothing;
    return static_cast<std::uint32_t>(found.size());
  }

  Source raw_;
  Corrections corrections_;
  std::vector<double> dark_;    // empty: none
  std::vector<double> factor_;  // NaN: bad; empty: 1 everywhere
  std::vector<std::string> files_, notes_;
  std::shared_ptr<FrameCounts> counts_ = std::make_shared<FrameCounts>();
};

}  // namespace

float saturated_value() { return std::bit_cast<float>(saturated_bits); }
bool is_saturated(float value) { return std::bit_cast<std::uint32_t>(value) == saturated_bits; }
float masked_value() { return std::bit_cast<float>(masked_bits); }
bool is_masked(float value) { return std::bit_cast<std::uint32_t>(value) == masked_bits; }

Source corrected(Source raw, const Corrections& corrections) {
  const auto corrector = std::make_shared<const Corrector>(std::move(raw), corrections);
  return {corrector->info(),
          [corrector](std::size_t begin, std::size_t count, std::span<std::byte> out) {
            corrector->read(begin, count, out);
          },
          corrector->counts()};
}

}  // namespace vitrum::scan
