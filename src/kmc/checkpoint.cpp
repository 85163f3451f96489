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
                                                             {"permanent", &Voxels::permanent}};

/// Temporary softening, voxel by voxel.
struct Last {
  std::vector<double> temporary, flip_offset;
  std::vector<std::int64_t> flip_step;

  explicit Last(const Voxels& v) : temporary(v.e1.size()), flip_offset(v.e1.size()), flip_step(v.e1.size()) {
    v.recent.for_each([&](const Softened& r) {
      temporary[r.place] = r.temporary;
      flip_offset[r.place] = r.flipped.offset;
      flip_step[r.place] = r.flipped.step;
    });
  }
  Recent recent() const {
    Recent out(temporary.size());
    for (std::size_t i = 0; i < temporary.size(); ++i)
      out.set({i, temporary[i], {flip_step[i], flip_offset[i]}}, [](const Softened&) { return false; });
    return out;
  }
};

using Number = double Totals::*;
constexpr std::pair<const char*, Number> numbers[] = {{"sum_e1", &Totals::sum_e1},
                                                      {"sum_e3", &Totals::sum_e3},
                                                      {"initial_energy_eV", &Totals::initial_energy_eV},
                                                      {"work_eV", &Totals::work_eV},
                                                      {"dissipated_eV", &Totals::dissipated_eV},
                                                      {"largest_work_eV", &Totals::largest_work_eV},
                                                      {"watched_strain", &Totals::watched_strain},
                                                      {"reach", &Totals::reach}};
using Count = std::int64_t Totals::*;
constexpr std::pair<const char*, Count> counts[] = {{"events", &Totals::events},
                                                    {"thermal", &Totals::thermal},
                                                    {"athermal", &Totals::athermal},
                                                    {"cascade", &Totals::cascade},
                                                    {"cascade_flips", &Totals::cascade_flips},
                                                    {"cascade_open", &Totals::cascade_open},
                                                    {"attempts", &Totals::attempts},
                                                    {"segments", &Totals::segments}};

constexpr std::pair<const char*, double Start::*> places[] = {
    {"leg_start_s", &Start::time_s}, {"leg_imposed_1", &Start::imposed_1}, {"leg_imposed_3", &Start::imposed_3},
    {"leg_strain", &Start::strain},  {"leg_stress_1", &Start::stress_1},   {"leg_centre", &Start::centre}};
constexpr std::pair<const char*, std::int64_t Start::*> place_numbers[] = {{"segment", &Start::segment},
                                                                           {"leg", &Start::leg}};

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
                        {"format", std::int64_t{2}},
                        {"step", state.clock.step},
                        {"offset_s", state.clock.offset}};
  for (const auto& [name, member] : numbers) a[name] = state.totals.*member;
  for (const auto& [name, member] : counts) a[name] = state.totals.*member;
  for (const auto& [name, member] : places) a[name] = state.totals.start.*member;
  for (const auto& [name, member] : place_numbers) a[name] = state.totals.start.*member;
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

/// The whole grid's state, its temporary softening apart, on the first rank.
State read_whole(const std::string& path, const std::string& fingerprint, const Tiling& tiling, Last& last) {
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
  for (const auto& [name, member] : places) s.totals.start.*member = attribute<double>(a, name, path);
  for (const auto& [name, member] : place_numbers) s.totals.start.*member = attribute<std::int64_t>(a, name, path);
  for (const auto& [name, member] : double_fields) s.voxels.*member = read_field<double>(file, tiling, name);
  last.temporary = read_field<double>(file, tiling, "temporary");
  last.flip_offset = read_field<double>(file, tiling, "flip_offset");
  last.flip_step = read_field<std::int64_t>(file, tiling, "flip_step");
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
    } catch (const std::exception& error) {  // the others wait in the next gather
      failure = Fault(error.what());
    }
  };
  for (const auto& [name, member] : double_fields) one(name, v.*member);
  const Last last(v);
  one("temporary", last.temporary);
  one("flip_offset", last.flip_offset);
  one("flip_step", last.flip_step);
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
  Last last(s.voxels);
  comm::on_root(comm, [&] { s = read_whole(path, fingerprint, tiling, last); });
  std::vector<Clock> clock{s.clock};
  std::vector<Totals> totals{s.totals};
  comm.broadcast_in_place(clock);
  comm.broadcast_in_place(totals);
  s.clock = clock[0];
  s.totals = totals[0];
  for (const auto& [name, member] : double_fields) share(comm, tiling, s.voxels.*member);
  share(comm, tiling, last.temporary);
  share(comm, tiling, last.flip_offset);
  share(comm, tiling, last.flip_step);
  s.voxels.recent = last.recent();
  share(comm, tiling, s.voxels.generation);
  return s;
}

}  // namespace vitrum::kmc
