// SPDX-License-Identifier: Apache-2.0
// vitrum/comm/reduce.cpp: neighbouring ranks join their trees, pair by pair, until the first rank holds the whole.
#include "vitrum/comm/reduce.hpp"

#include <array>
#include <utility>

#include "transfer.hpp"
#include "vitrum/comm/together.hpp"

namespace vitrum::comm {
namespace {

constexpr int tree_tag = 2;

void send_tree(const Communicator& comm, const TreeSum& tree, int to) {
  const std::uint64_t count = tree.nodes().size();
  detail::send(comm.mpi(), &count, sizeof count, to, tree_tag);
  for (const TreeNode& node : tree.nodes()) {
    const std::array<std::uint64_t, 2> where{node.level, node.index};
    detail::send(comm.mpi(), where.data(), sizeof where, to, tree_tag);
    detail::send(comm.mpi(), node.value.data(), node.value.size() * sizeof(double), to, tree_tag);
  }
}

// The messages are received to the last even after an error, so that the sender is not left waiting.
void receive_tree(const Communicator& comm, TreeSum& tree, int from, std::optional<Error>& failure) {
  std::uint64_t count = 0;
  detail::receive(comm.mpi(), &count, sizeof count, from, tree_tag);
  for (std::uint64_t i = 0; i < count; ++i) {
    std::array<std::uint64_t, 2> where{};
    detail::receive(comm.mpi(), where.data(), sizeof where, from, tree_tag);
    TreeNode node{static_cast<std::uint32_t>(where[0]), where[1], std::vector<double>(tree.length())};
    detail::receive(comm.mpi(), node.value.data(), node.value.size() * sizeof(double), from, tree_tag);
    try {
      if (!failure) tree.push(std::move(node));
    } catch (const Error& error) {
      failure = error;
    }
  }
}

void check_lengths(const Communicator& comm, std::size_t length) {
  const auto mine = static_cast<std::int64_t>(length);
  if (comm.min(mine) != comm.max(mine)) throw Fault("the ranks brought tree sums of different lengths");
}

}  // namespace

std::vector<double> reduce_tree(const Communicator& comm, const TreeSum& mine) {
  check_lengths(comm, mine.length());
  TreeSum tree = mine;
  std::optional<Error> failure;
  for (int stride = 1; stride < comm.size(); stride *= 2) {
    if (comm.rank() % (2 * stride) == stride) {
      send_tree(comm, tree, comm.rank() - stride);
      break;
    }
    if (comm.rank() + stride < comm.size()) receive_tree(comm, tree, comm.rank() + stride, failure);
  }
  agree(comm, failure);
  std::vector<double> total = comm.is_root() ? tree.total() : std::vector<double>();
  comm.broadcast_in_place(total);
  return total;
}

}  // namespace vitrum::comm
