// SPDX-License-Identifier: Apache-2.0
// vitrum/sweep/members.cpp: a sweep multiplied out.
#include "vitrum/sweep/members.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "vitrum/core/random.hpp"
#include "vitrum/sweep/sample.hpp"

namespace vitrum::sweep {
namespace {

std::vector<Values> alternatives(const Variation& variation) {
  std::vector<Values> result;
  for (const auto& value : variation.values) result.push_back({{variation.key, value}});
  return result;
}

std::vector<Values> side_by_side(const std::vector<Variation>& zipped) {
  std::vector<Values> result(zipped.empty() ? 0 : zipped.front().values.size());
  for (const auto& variation : zipped)
    for (std::size_t i = 0; i < result.size(); ++i) result[i].emplace_back(variation.key, variation.values[i]);
  return result;
}

/// Every one of `members` with every one of `factor`; an empty factor says nothing.
void multiply(std::vector<Values>& members, const std::vector<Values>& factor) {
  if (factor.empty()) return;
  std::vector<Values> product;
  product.reserve(members.size() * factor.size());
  for (const auto& member : members)
    for (const auto& more : factor) {
      product.push_back(member);
      product.back().insert(product.back().end(), more.begin(), more.end());
    }
  members = std::move(product);
}

std::uint64_t seed_of(const Replicas& replicas, std::size_t point, std::size_t replica) {
  const std::size_t id = replicas.common ? replica : point * replicas.n + replica;
  if (replicas.seeds == Replicas::Seeds::consecutive) return replicas.seed + id;
  return Stream(replicas.seed, Purpose::sweep_sample, id).bits64() >> 11;
}

std::vector<Values> replicate(const std::vector<Values>& points, const Replicas& replicas) {
  std::vector<Values> members;
  members.reserve(points.size() * replicas.n);
  for (std::size_t point = 0; point < points.size(); ++point)
    for (std::size_t replica = 0; replica < replicas.n; ++replica) {
      members.push_back(points[point]);
      members.back().emplace_back(replicas.key, std::to_string(seed_of(replicas, point, replica)));
    }
  return members;
}

}  // namespace

std::string Member::directory() const { return fmt::format("member-{:04}", index); }

std::vector<std::string> Member::overrides() const {
  std::vector<std::string> result;
  for (const auto& [key, value] : values) result.push_back(key + "=" + value);
  return result;
}

Values Member::point() const {
  Values result;
  for (const auto& entry : values)
    if (entry.first != "seed" && !entry.first.ends_with(".seed")) result.push_back(entry);
  return result;
}

std::vector<Member> expand(const Parameters& parameters) {
  std::vector<Values> all{{}};
  multiply(all, parameters.list);
  multiply(all, side_by_side(parameters.zipped));
  for (const auto& variation : parameters.variations) multiply(all, alternatives(variation));
  if (parameters.sample) multiply(all, draw(*parameters.sample));
  if (parameters.replicas.n > 0) all = replicate(all, parameters.replicas);
  std::vector<Member> members(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) members[i] = {i + 1, std::move(all[i])};
  return members;
}

std::size_t count(const Parameters& parameters) {
  std::size_t n = std::max<std::size_t>(parameters.list.size(), 1);
  if (!parameters.zipped.empty()) n *= parameters.zipped.front().values.size();
  for (const auto& variation : parameters.variations) n *= variation.values.size();
  if (parameters.sample) n *= parameters.sample->n;
  return n * std::max<std::size_t>(parameters.replicas.n, 1);
}

Groups group_ranks(int rank, int ranks, std::int64_t ranks_per_member) {
  const int size = static_cast<int>(std::min<std::int64_t>(ranks_per_member, ranks));
  const int count = std::max(1, ranks / size);
  return {count, std::min(rank / size, count - 1)};
}

}  // namespace vitrum::sweep
