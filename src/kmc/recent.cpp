// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/recent.cpp: look-up in sorted lists.
#include "kmc/recent.hpp"

#include <algorithm>

namespace vitrum::kmc {
namespace {

bool earlier(const Softened& r, std::size_t place) { return r.place < place; }

}  // namespace

const Softened* Recent::find(std::size_t place) const {
  const auto& list = lists_[place / block];
  const auto at = std::lower_bound(list.begin(), list.end(), place, earlier);
  return at == list.end() || at->place != place ? nullptr : &*at;
}

void Recent::insert(const Softened& record) {
  auto& list = lists_[record.place / block];
  list.insert(std::lower_bound(list.begin(), list.end(), record.place, earlier), record);
}

std::size_t Recent::bytes() const {
  std::size_t sum = lists_.capacity() * sizeof(lists_[0]);
  for (const auto& list : lists_) sum += list.capacity() * sizeof(Softened);
  return sum;
}

}  // namespace vitrum::kmc
