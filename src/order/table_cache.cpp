// SPDX-License-Identifier: Apache-2.0
// vitrum/order/table_cache.cpp: what to keep where not all tables fit.
#include "order/table_cache.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>

namespace vitrum::order {

TableCache::TableCache(TableShape shape, std::vector<std::uint8_t> mask, double step, std::size_t memory_bytes)
    : shape_(std::move(shape)),
      mask_(std::move(mask)),
      step_(step),
      budget_(memory_bytes),
      condition_(shape_.bands.size(), 1.0),
      condition_even_(shape_.bands.size(), 1.0) {}

TableCache::Key TableCache::key(const pk::Frame& frame) const {
  if (step_ > 0.0) return {std::llround(frame.cx / step_), std::llround(frame.cy / step_), {}};
  return {std::bit_cast<std::int64_t>(frame.cx), std::bit_cast<std::int64_t>(frame.cy), {}};
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

void TableCache::make_room(bool too_many) {
  while (held_ > budget_ && slots_.size() > 1) {
    const auto out = too_many ? std::next(slots_.begin()) : std::prev(slots_.end());
    held_ -= out->bytes;
    gone_.push_back(std::move(out->key));
    slots_.erase(out);
  }
  while (gone_.size() > slots_.size()) gone_.pop_front();
}

std::shared_ptr<const Table> TableCache::get(const pk::Frame& frame, const std::vector<std::uint32_t>& bad) {
  Key wanted = key(frame);
  wanted.bad = bad;
  {
    const std::lock_guard lock(mutex_);
    if (auto table = find(wanted)) return table;
  }
  std::shared_ptr<const Table> table;
  if (bad.empty()) {
    table = build_table(shape_, rounded(frame), mask_);
  } else {
    std::vector<std::uint8_t> mask = mask_;
    for (const std::uint32_t p : bad) mask[p] = 0;
    table = build_table(shape_, rounded(frame), mask);
  }
  const std::lock_guard lock(mutex_);
  ++built_;
  for (std::size_t b = 0; b < condition_.size() && bad.empty(); ++b) {
    condition_[b] = std::max(condition_[b], table->bands[b].condition);
    condition_even_[b] = std::max(condition_even_[b], table->bands[b].condition_even);
  }
  if (auto other = find(wanted)) return other;  // another thread was quicker
  const std::size_t bytes = table->bytes() + bad.size() * sizeof(std::uint32_t);
  held_ += bytes;
  const bool too_many = std::find(gone_.begin(), gone_.end(), wanted) != gone_.end();
  slots_.push_front({std::move(wanted), table, bytes});
  make_room(too_many);
  return table;
}

}  // namespace vitrum::order
