// SPDX-License-Identifier: Apache-2.0
// tests/unit/kmc/test_restart.cpp: a run that was stopped and went on is the run that was not stopped.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "unit/kmc/glass.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/kmc/output.hpp"

namespace vitrum::kmc {
namespace {

using testing::glass;
using testing::hash;

struct Setting {
  comm::Communicator world;
  comm::Communicator self{MPI_COMM_SELF};
  Parameters p = testing::quick(0.03);
  microstructure::Microstructure m = glass(40, 50);
  std::string directory;

  explicit Setting(const std::string& name)
      : directory(fmt::format("kmc_{}_np{}_{}", name, world.size(),
                              std::getenv("OMP_NUM_THREADS") ? std::getenv("OMP_NUM_THREADS") : "")) {
    comm::on_root(world, [&] { std::filesystem::remove_all(directory); });
  }
  ~Setting() {
    world.barrier();
    if (world.is_root()) std::filesystem::remove_all(directory);
  }
  Observer intervals(Observer o) const {
    o.point_interval = 1e-3;
    o.snapshot_strains = {0.01, 0.03};
    return o;
  }
  void stop_after(int calls) {
    Recorder recorder(world, directory, m.grid);
    auto o = intervals(recorder.observer());
    o.stop = [&] { return --calls < 0; };
    EXPECT_THROW(simulate(world, p, m, o, recorder.checkpointing(4e-3, false)), Interrupted);
  }
};

TEST(Restart, GoesOnToTheSameBitsAndDropsWhatLiesBeyondTheCheckpoint) {
  Setting s("same_bits");
  const auto whole = testing::run(s.world, s.p, s.m, {0.01, 0.03});
  s.stop_after(230);
  comm::on_root(s.world, [&] { std::ofstream(s.directory + "/events-000099.h5") << "not part of it"; });
  Recorder recorder(s.world, s.directory, s.m.grid);
  const auto outcome =
      simulate(s.world, s.p, s.m, s.intervals(recorder.observer()), recorder.checkpointing(4e-3, true));
  const auto record = recorder.collect();
  EXPECT_EQ(outcome.last.dissipated_eV, whole.outcome.last.dissipated_eV);
  EXPECT_EQ(outcome.attempts, whole.outcome.attempts);
  if (s.world.is_root()) {
    ASSERT_GT(whole.events.size(), 30u);
    EXPECT_EQ(hash(record.events), hash(whole.events));
    ASSERT_EQ(record.curve.size(), whole.curve.size());
    EXPECT_EQ(record.curve.back().work_eV, whole.curve.back().work_eV);
    ASSERT_EQ(record.snapshots.size(), 2u);
    EXPECT_EQ(record.snapshots[0].s1_GPa, whole.snapshots[0].s1_GPa);
    EXPECT_EQ(record.snapshots[1].generation, whole.snapshots[1].generation);
  }
}

TEST(Restart, OnAnotherNumberOfRanksGivesTheSameBits) {
  Setting s("other_ranks");
  const auto whole = testing::run(s.world, s.p, s.m);
  s.stop_after(250);
  testing::Run rest;
  const auto o = testing::watch(rest);
  Checkpointing c;
  c.file = s.directory + "/checkpoint.h5";
  c.restart = true;
  simulate(s.self, s.p, s.m, o, c);
  ASSERT_GT(rest.events.size(), 5u);
  ASSERT_LT(rest.events.size(), whole.events.size());
  const auto from = whole.events.end() - static_cast<std::ptrdiff_t>(rest.events.size());
  EXPECT_EQ(hash(rest.events), hash({from, whole.events.end()}));
}

TEST(Restart, RefusesACheckpointOfAnotherRunOrADamagedOne) {
  Setting s("refused");
  s.stop_after(30);
  Checkpointing c;
  c.file = s.directory + "/checkpoint.h5";
  c.restart = true;
  auto other = s.p;
  other.seed += 1;
  EXPECT_THROW(simulate(s.world, other, s.m, {}, c), InputError);
  comm::on_root(s.world, [&] { std::filesystem::resize_file(c.file, 1000); });
  EXPECT_THROW(simulate(s.world, s.p, s.m, {}, c), DataError);
  c.file += ".absent";
  EXPECT_THROW(simulate(s.world, s.p, s.m, {}, c), DataError);
}

TEST(Result, HoldsCurveEventsFieldsAndMicrostructure) {
  Setting s("result");
  s.m.types = {6};
  s.m.coverage = {std::vector<double>(s.m.grid.voxels(), 0.25)};
  Recorder recorder(s.world, s.directory, s.m.grid);
  simulate(s.world, s.p, s.m, s.intervals(recorder.observer()), recorder.checkpointing(1e-2, false));
  const auto record = recorder.collect();
  comm::on_root(s.world, [&] {
    auto out = storage::File::create(s.directory + "/deformation.h5");
    write(out, record, s.m);
    out.commit();
    const auto in = storage::File::open(s.directory + "/deformation.h5");
    EXPECT_EQ(hash(events_from(in.read_table("/events"))), hash(record.events));
    EXPECT_EQ(curve_from(in.read_table("/curve")).size(), record.curve.size());
    EXPECT_EQ(in.shape("/fields/von_mises_strain"), (std::vector<std::size_t>{2, 40, 50}));
    EXPECT_EQ(in.shape("/microstructure/coverage"), (std::vector<std::size_t>{1, 40, 50}));
    EXPECT_NE(xdmf("deformation.h5", record, s.m.grid).find("von_mises_strain"), std::string::npos);
  });
  recorder.clear();
  EXPECT_FALSE(std::filesystem::exists(s.directory + "/events-000001.h5"));
}

}  // namespace
}  // namespace vitrum::kmc
