// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/founding_checkpoint.cpp: writes and reads the state of the founding loop.
#include <fmt/format.h>

#include <cmath>

#include "kmc/founding_loop.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/storage/columns.hpp"
#include "vitrum/storage/file.hpp"

namespace vitrum::kmc {
namespace {

constexpr const char* path_of_voxels = "/founding/voxels";

/// use(name, value) for every number of a frame, doubles and integers; `Frame` may be const.
template <class Frame, class Use>
void each_number(Frame& f, const Use& use) {
  use("time_s", f.time);
  use("strain_11", f.strain.xx), use("strain_22", f.strain.yy), use("strain_12", f.strain.xy);
  use("stress_11_GPa", f.seen.xx), use("stress_22_GPa", f.seen.yy), use("stress_12_GPa", f.seen.xy);
  use("sum_e1", f.sum_e1), use("sum_e3", f.sum_e3);
  use("initial_energy_eV", f.initial_energy_eV), use("work_eV", f.work_eV), use("dissipated_eV", f.dissipated_eV);
  use("steps", f.steps), use("thermal", f.thermal), use("athermal", f.athermal);
  use("cascade", f.cascade), use("cascade_flips", f.cascade_flips), use("flipped_once", f.flipped_once);
  use("points", f.points), use("checkpoints", f.checkpoints), use("event_checkpoints", f.event_checkpoints),
      use("snapshots", f.snapshots);
  use("segments", f.segments);
}

template <class Voxels_, class Use>
void each_field(Voxels_& v, const Use& use) {
  use("e1", v.fields.e1), use("e3", v.fields.e3), use("s1", v.fields.s1), use("s3", v.fields.s3);
  use("permanent", v.fields.permanent), use("temporary", v.temporary), use("flip_time", v.flip_time);
}

[[noreturn]] void damaged(const std::string& path, const std::string& what) {
  throw DataError(
      fmt::format("{}: not a whole checkpoint of the founding loop ({}); start without --restart", path, what));
}

void read_numbers(const storage::Attributes& attributes, const std::string& path, FoundingFrame& frame) {
  each_number(frame, [&](const char* name, auto& value) {
    using T = std::decay_t<decltype(value)>;
    const auto it = attributes.find(name);
    if (it == attributes.end() || !std::holds_alternative<T>(it->second)) damaged(path, name);
    value = std::get<T>(it->second);
    if (!std::isfinite(static_cast<double>(value))) damaged(path, name);
  });
}

/// The whole grid's state, row-major, on the first rank.
FoundingState read_whole(const std::string& path, const std::string& fingerprint, const Tiling& tiling) {
  const auto file = storage::File::open(path);
  if (!file.has(path_of_voxels)) damaged(path, path_of_voxels);
  const auto attributes = file.read_attributes("/founding");
  const auto mark = attributes.find("fingerprint");
  if (mark == attributes.end() || !std::holds_alternative<std::string>(mark->second)) damaged(path, "fingerprint");
  if (std::get<std::string>(mark->second) != fingerprint)
    throw InputError(path +
                     ": this checkpoint belongs to a run with other parameters or another microstructure; give "
                     "the deck it was made with, or start without --restart");
  FoundingState s;
  read_numbers(attributes, path, s.frame);
  const auto table = file.read_table(path_of_voxels);
  const std::size_t n = tiling.ny() * tiling.nx();
  each_field(s.voxels, [&](const char* name, std::vector<double>& values) {
    values = storage::as_doubles(storage::column(table, name));
    if (values.size() != n) damaged(path, name);
    for (const double x : values)
      if (!std::isfinite(x)) damaged(path, name);
  });
  for (const auto g : storage::as_integers(storage::column(table, "generation")))
    s.voxels.fields.generation.push_back(static_cast<std::int32_t>(g));
  if (s.voxels.fields.generation.size() != n) damaged(path, "generation");
  return s;
}

}  // namespace

void write_founding(const comm::Communicator& comm, const std::string& path, const std::string& fingerprint,
                    const Tiling& tiling, const FoundingState& state) {
  std::vector<storage::Column> table;
  each_field(state.voxels, [&](const char* name, const std::vector<double>& mine) {
    const auto all = comm.gather(std::span<const double>(mine));
    if (comm.is_root()) table.push_back({name, "", tiling.row_major(std::span<const double>(all))});
  });
  const auto all = comm.gather(std::span<const std::int32_t>(state.voxels.fields.generation));
  comm::on_root(comm, [&] {
    const auto generation = tiling.row_major(std::span<const std::int32_t>(all));
    table.push_back({"generation", "", std::vector<std::int64_t>(generation.begin(), generation.end())});
    storage::Attributes attributes{{"fingerprint", fingerprint}};
    each_number(state.frame, [&](const char* name, const auto& value) { attributes[name] = value; });
    auto file = storage::File::create(path);
    file.write_table(path_of_voxels, table);
    file.write_attributes("/founding", attributes);
    file.commit();
  });
}

FoundingState read_founding(const comm::Communicator& comm, const std::string& path, const std::string& fingerprint,
                            const Tiling& tiling) {
  FoundingState s;
  comm::on_root(comm, [&] { s = read_whole(path, fingerprint, tiling); });
  std::vector<FoundingFrame> frame{s.frame};
  comm.broadcast_in_place(frame);
  s.frame = frame[0];
  const auto share = [&](auto& values) {
    using T = typename std::decay_t<decltype(values)>::value_type;
    comm.broadcast_in_place(values);
    values = tiling.mine(std::span<const T>(values));
  };
  each_field(s.voxels, [&](const char*, auto& values) { share(values); });
  share(s.voxels.fields.generation);
  return s;
}

}  // namespace vitrum::kmc
