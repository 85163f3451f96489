// SPDX-License-Identifier: Apache-2.0
// drivers/deform.cpp: vitrum deform: microstructure, kinetic Monte Carlo, response, deformation.h5 and its XDMF.
#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <limits>

#include "commands.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/files.hpp"
#include "vitrum/core/interrupt.hpp"
#include "vitrum/core/log.hpp"
#include "vitrum/kmc/output.hpp"
#include "vitrum/response/response.hpp"

namespace vitrum::drivers {
namespace {

namespace fs = std::filesystem;

constexpr double infinity = std::numeric_limits<double>::infinity();
const auto program_start = std::chrono::steady_clock::now();

/// Wall time counts from the start of the program: other stages may have taken theirs.
double seconds_since_start() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - program_start).count();
}

microstructure::Microstructure build_microstructure(const Job& job) {
  const auto& choice = job.settings.deform->microstructure;
  auto micro = comm::together(job.comm, [&] {
    return microstructure::build(
        choice, [](const std::string& file) { return microstructure::read_measured_maps(storage::File::open(file)); });
  });
  log::info("grid {} x {} voxels of {} x {} x {} nm", micro.grid.ny, micro.grid.nx, micro.grid.hy_nm, micro.grid.hx_nm,
            micro.grid.thickness_nm);
  for (const auto& note : micro.notes) log::info("  {}", note);
  return micro;
}

kmc::Checkpointing checkpointing_of(kmc::Recorder& recorder, const kmc::DeckPart& part, bool resume) {
  auto checkpointing = recorder.checkpointing(part.checkpoint_interval, resume);
  checkpointing.event_interval = part.checkpoint_events;
  checkpointing.wall_interval_s = part.checkpoint_wall_s;
  return checkpointing;
}

kmc::Observer observer_of(kmc::Recorder& recorder, const kmc::DeckPart& part) {
  auto observer = recorder.observer();
  observer.point_interval = part.curve_interval;
  observer.snapshot_strains = part.snapshot_strains;
  observer.stop = [stop_s = part.wall_limit_s.value_or(infinity) - part.wall_margin_s] {
    return interrupt::requested() || seconds_since_start() >= stop_s;
  };
  return observer;
}

/// With --restart and a checkpoint the run goes on from it (it refuses other parameters by itself, so that no long run
/// is lost to a changed deck); without, what an earlier run left half done is removed.
bool resume_or_clear(const Job& job) {
  bool resume = false;
  comm::on_root(job.comm, [&] {
    const auto checkpoint = job.file("checkpoint.h5");
    resume = job.restart && fs::exists(checkpoint);
    if (resume) return log::info("going on from {}", checkpoint);
    fs::remove(checkpoint);
    for (const auto& entry : fs::directory_iterator(job.output)) {
      const auto name = entry.path().filename().string();
      if (name.starts_with("events-") && name.ends_with(".h5")) fs::remove(entry.path());
    }
  });
  return job.comm.any(resume);
}

void log_response(const response::Response& response, const kmc::CurvePoint& last) {
  log::info("{} events ({} thermal, {} athermal); energy balance closes to {:.1e}", last.events, last.thermal,
            last.athermal, last.energy_error);
  for (const auto& sentence : response::summary(response)) log::info("  {}", sentence);
}

void write_result(const Job& job, const std::string& inputs, const kmc::Record& record,
                  const microstructure::Microstructure& micro, const response::Response& response) {
  const auto path = job.file("deformation.h5");
  const auto& maps = job.settings.deform->microstructure.file;
  auto file = storage::File::create(path);
  kmc::write(file, record, micro);
  response::write(file, response);
  file.write_attributes("/stage", {{"inputs", inputs}});
  file.write_provenance(provenance_of(job, {maps}));
  write_whole_file(job.file("deformation.xmf"), kmc::xdmf("deformation.h5", record, micro.grid));
  file.commit();
}

}  // namespace

void deform(Job& job) {
  const auto& part = *job.settings.deform;
  const auto path = job.file("deformation.h5");
  const auto micro = build_microstructure(job);
  const auto inputs =
      stage_inputs(job, {"seed", "microstructure", "elasticity", "deform", "response"}, {part.microstructure.file},
                   {"deform.wall_limit", "deform.wall_margin", "deform.checkpoint_interval", "deform.checkpoint_events",
                    "deform.checkpoint_wall"});
  if (already_done(job, path, inputs)) return;

  const Timed timed(job.timing, "deform");
  kmc::Recorder recorder(job.comm, job.output, micro.grid);
  const bool resume = resume_or_clear(job);
  const auto outcome = kmc::simulate(job.comm, part.kmc.parameters, micro, observer_of(recorder, part.kmc),
                                     checkpointing_of(recorder, part.kmc, resume));
  const auto record = recorder.collect();
  auto choices = part.response;
  choices.voxels_per_zone = kmc::zone_volume_in_voxels(part.kmc.parameters.zone, micro.grid);
  comm::on_root(job.comm, [&] {
    const auto response = response::evaluate(record.curve, record.snapshots, record.events, micro, choices);
    write_result(job, inputs, record, micro, response);
    log_response(response, outcome.last);
  });
  recorder.clear();
  log::info("{} and deformation.xmf written", path);
}

void run_deform(const comm::Communicator& comm, const CommandLine& line, int threads) {
  auto job = begin_job(comm, line, threads);
  deform(job);
  end_job(job);
}

}  // namespace vitrum::drivers
