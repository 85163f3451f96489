// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/saturation_guard.cpp: counts saturated values of integer scans while patterns are read.
#include "scan/saturation_guard.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace vitrum::scan {
namespace {

/// The least value that is saturated: the largest of the type unless the scan says less.
template <class T>
T lowest_saturated(const ScanInfo& info) {
  constexpr T largest = std::numeric_limits<T>::max();
  const double level = std::ceil(info.saturation.value_or(static_cast<double>(largest)));
  return level < static_cast<double>(largest) ? static_cast<T>(level) : largest;
}

template <class T>
std::uint32_t count_from(T level, const T* values, std::size_t n) {
  std::uint32_t count = 0;
  for (std::size_t p = 0; p < n; ++p) count += values[p] >= level ? 1U : 0U;
  return count;
}

std::uint32_t count_saturated(const ScanInfo& info, const std::byte* pattern) {
  return visit_type(info.type, [&]<class T>() -> std::uint32_t {
    if constexpr (std::is_integral_v<T>) {
      return count_from(lowest_saturated<T>(info), reinterpret_cast<const T*>(pattern), info.pixels());
    }
    return 0;
  });
}

bool below_the_largest(const ScanInfo& info) {
  return visit_type(info.type, [&]<class T>() {
    if constexpr (std::is_integral_v<T>) return lowest_saturated<T>(info) < std::numeric_limits<T>::max();
    return false;
  });
}

bool saturates(const Source& source) {
  constexpr std::size_t looked_at = 16;
  const auto& info = source.info;
  std::vector<std::byte> pattern(info.pattern_bytes());
  const std::size_t n = std::min(looked_at, info.positions());
  for (std::size_t i = 0; i < n; ++i) {
    source.read((2 * i + 1) * info.positions() / (2 * n), 1, pattern);
    if (count_saturated(info, pattern.data()) > 0) return true;
  }
  return false;
}

}  // namespace

Source guarded(Source source) {
  if (!is_integer(source.info.type)) return source;
  if (saturates(source)) {
    auto& info = source.info;
    info.notes.push_back(
        below_the_largest(info)
            ? fmt::format("values from {:.17g} on are saturated: left out", *info.saturation)
            : fmt::format("values at the largest of {} are saturated or flagged: left out", name_of(info.type)));
    return corrected(std::move(source), {});
  }
  const auto counts = std::make_shared<FrameCounts>();
  const auto read = [info = source.info, from = source.read, counts](std::size_t begin, std::size_t count,
                                                                     std::span<std::byte> out) {
    from(begin, count, out);
    for (std::size_t i = 0; i < count; ++i) {
      counts->set(begin + i, {0, count_saturated(info, &out[i * info.pattern_bytes()])});
    }
  };
  return {source.info, read, counts};
}

}  // namespace vitrum::scan
