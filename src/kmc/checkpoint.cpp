// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/checkpoint.cpp: writes and reads a state.
#include "kmc/checkpoint.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "vitrum/comm/together.hpp"
#include "vitrum/storage/file.hpp"

namespace vitrum::kmc {
namespace {

using Doubles = std::vector<double> Voxels::*;
constexpr std::pair<const char*, Doubles> double_fields[] = {{"e1", &Voxels::e1},
                                                             {"e3", &Voxels::e3},
                                                             {"s1", &Voxels::s1},
                                                             {"s3", &Voxels::s3},
                                                             {"permanent", &Voxels::permanent},
                                                             {"temporary", &Voxels::temporary},
                                                             {"flip_offset", &Voxels::flip_offset}};

using Number = double Totals::*;
constexpr std::pair<const char*, Number> numbers[] = {{"sum_e1", &Totals::sum_e1},
                                                      {"sum_e3", &Totals::sum_e3},
                                                      {"initial_energy_eV", &Totals::initial_energy_eV},
                                                      {"work_eV", &Totals::work_eV},
                                                      {"dissipated_eV", &Totals::dissipated_eV}};
using Count = std::int64_t Totals::*;
constexpr std::pair<const char*, Count> counts[] = {{"events", &Totals::events},
                                                    {"thermal", &Totals::thermal},
                                                    {"athermal", &Totals::athermal},
                                                    {"cascade", &Totals::cascade},
                                                    {"cascade_flips", &Totals::cascade_flips},
                                                    {"cascade_open", &Totals::cascade_open},
                                                    {"attempts", &Totals::attempts},
                                                    {"segments", &Totals::segments}};

std::string path_of(const std::string& name) { return "/state/" + name; }

template <class T>
void write_field(storage::File* file, const comm::Communicator& comm, const Tiling& tiling, const std::string& name,
                 const std::vector<T>& mine) {
  const auto all = comm.gather(std::span<const T>(mine));
  if (file == nullptr) return;
  const auto values = tiling.row_major(std::span<const T>(all));
  storage::ArrayInfo info;
  info.path = path_of(name);
  info.axes = {storage::linear_axis("y", "voxel", tiling.ny()), storage::linear_axis("x", "voxel", tiling.nx())};
  file->write(info, std::span<const T>(values));
}

storage::Attributes scalars(const State& state, const std::string& fingerprint) {
  storage::Attributes a{{"fingerprint", fingerprint},
                        {"format", std::int64_t{1}},
                        {"step", state.clock.step},
                        {"offset_s", state.clock.offset}};
  for (const auto& [name, member] : numbers) a[name] = state.totals.*member;
  for (const auto& [name, member] : counts) a[name] = state.totals.*member;
  return a;
}

template <class T>
T attribute(const storage::Attributes& attributes, const std::string& name, const std::string& file) {
  const auto it = attributes.find(name);
  if (it == attributes.end() || !std::holds_alternative<T>(it->second))
    throw DataError(
        fmt::format("{}: not a checkpoint of vitrum deform ('{}' is missing); start without --restart", file, name));
  return std::get<T>(it->second);
}

template <class T>
std::vector<T> read_field(const storage::File& file, const Tiling& tiling, const std::string& name) {
  auto array = file.read<T>(path_of(name));
  if (array.shape != std::vector<std::size_t>{tiling.ny(), tiling.nx()})
    throw DataError(fmt::format("{}: {} does not have the {} x {} voxels of this run", file.path(), path_of(name),
                                tiling.ny(), tiling.nx()));
  if constexpr (std::is_floating_point_v<T>)
    for (const T x : array.values)
      if (!std::isfinite(x))
        throw DataError(fmt::format("{}: {} holds a value that is not finite", file.path(), path_of(name)));
  return std::move(array.values);
}

/// The whole grid's state, on the first rank.
State read_whole(const std::string& path, const std::string& fingerprint, const Tiling& tiling) {
  const auto file = storage::File::open(path);
  if (!file.has("/state/e1")) throw DataError(path + ": not a checkpoint of vitrum deform; start without --restart");
  const auto a = file.read_attributes("/state");
  if (attribute<std::string>(a, "fingerprint", path) != fingerprint)
    throw InputError(path +
                     ": this checkpoint belongs to a run with other parameters or another microstructure; give the "
                     "deck it was made with, or start without --restart");
  State s;
  s.clock = {attribute<std::int64_t>(a, "step", path), attribute<double>(a, "offset_s", path)};
  for (const auto& [name, member] : numbers) s.totals.*member = attribute<double>(a, name, path);
  for (const auto& [name, member] : counts) s.totals.*member = attribute<std::int64_t>(a, name, path);
  for (const auto& [name, member] : double_fields) s.voxels.*member = read_field<double>(file, tiling, name);
  s.voxels.flip_step = read_field<std::int64_t>(file, tiling, "flip_step");
  s.voxels.generation = read_field<std::int32_t>(file, tiling, "generation");
  return s;
}

template <class T>
void share(const comm::Communicator& comm, const Tiling& tiling, std::vector<T>& values) {
  comm.broadcast_in_place(values);
  values = tiling.mine(std::span<const T>(values));
}

}  // namespace

void write_checkpoint(const comm::Communicator& comm, const std::string& path, const std::string& fingerprint,
                      const Tiling& tiling, const State& state) {
  std::optional<storage::File> file;
  comm::on_root(comm, [&] { file.emplace(storage::File::create(path)); });
  storage::File* mine = file ? &*file : nullptr;
  const Voxels& v = state.voxels;
  std::optional<Error> failure;
  const auto one = [&](const auto& name, const auto& field) {
    try {
      write_field(failure ? nullptr : mine, comm, tiling, name, field);
    } catch (const Error& error) {
      failure = error;
    }
  };
  for (const auto& [name, member] : double_fields) one(name, v.*member);
  one("flip_step", v.flip_step);
  one("generation", v.generation);
  comm::agree(comm, failure);
  comm::on_root(comm, [&] {
    mine->write_attributes("/state", scalars(state, fingerprint));
    mine->commit();
  });
}

State read_checkpoint(const comm::Communicator& comm, const std::string& path, const std::string& fingerprint,
                      const Tiling& tiling) {
  State s;
  comm::on_root(comm, [&] { s = read_whole(path, fingerprint, tiling); });
  std::vector<Clock> clock{s.clock};
  std::vector<Totals> totals{s.totals};
  comm.broadcast_in_place(clock);
  comm.broadcast_in_place(totals);
  s.clock = clock[0];
  s.totals = totals[0];
  for (const auto& [name, member] : double_fields) share(comm, tiling, s.voxels.*member);
  share(comm, tiling, s.voxels.flip_step);
  share(comm, tiling, s.voxels.generation);
  return s;
}

}  // namespace vitrum::kmc
