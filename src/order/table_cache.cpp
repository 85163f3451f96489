// SPDX-License-Identifier: Apache-2.0
// vitrum/order/table_cache.cpp: least recently used tables go first.
#include "order/table_cache.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace vitrum::order {

TableCache::TableCache(TableShape shape, std::vector<std::uint8_t> mask, double step, std::size_t memory_bytes)
    : shape_(std::move(shape)),
      mask_(std::move(mask)),
      step_(step),
      budget_(memory_bytes),
      condition_(shape_.bands.size(), 1.0),
      condition_even_(shape_.bands.size(), 1.0) {}

TableCache::Key TableCache::key(const pk::Frame& frame) const {
  if (step_ > 0.0) return {std::llround(frame.cx / step_), std::llround(frame.cy / step_)};
  return {std::bit_cast<std::int64_t>(frame.cx), std::bit_cast<std::int64_t>(frame.cy)};
}

pk::Frame TableCache::rounded(const pk::Frame& frame) const {
  if (!(step_ > 0.0)) return frame;
  pk::Frame out = frame;
  const Key k = key(frame);
  out.cx = static_cast<double>(k.x) * step_;
  out.cy = static_cast<double>(k.y) * step_;
  return out;
}

std::shared_ptr<const Table> TableCache::find(const Key& key) {
  const auto at = std::find_if(slots_.begin(), slots_.end(), [&](const Slot& slot) { return slot.key == key; });
  if (at == slots_.end()) return nullptr;
  slots_.splice(slots_.begin(), slots_, at);
  return slots_.front().table;
}

std::shared_ptr<const Table> TableCache::get(const pk::Frame& frame) {
  const Key wanted = key(frame);
  {
    const std::lock_guard lock(mutex_);
    if (auto table = find(wanted)) return table;
  }
  std::shared_ptr<const Table> table = build_table(shape_, rounded(frame), mask_);
  const std::lock_guard lock(mutex_);
  ++built_;
  for (std::size_t b = 0; b < condition_.size(); ++b) {
    condition_[b] = std::max(condition_[b], table->bands[b].condition);
    condition_even_[b] = std::max(condition_even_[b], table->bands[b].condition_even);
  }
  if (auto other = find(wanted)) return other;  // another thread was quicker
  held_ += table->bytes();
  slots_.push_front({wanted, table});
  while (held_ > budget_ && slots_.size() > 1) {
    held_ -= slots_.back().table->bytes();
    slots_.pop_back();
  }
  return table;
}

std::unique_ptr<const Table> TableCache::make(const pk::Frame& frame, const std::vector<std::uint8_t>& mask) const {
  return build_table(shape_, rounded(frame), mask);
}

}  // namespace vitrum::order
