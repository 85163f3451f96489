// SPDX-License-Identifier: Apache-2.0
// drivers/deform.cpp: vitrum deform: microstructure, kinetic Monte Carlo, response, deformation.h5 and its XDMF.
#include <fmt/format.h>

#include <filesystem>

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

kmc::Observer observer_of(kmc::Recorder& recorder, const kmc::DeckPart& part) {
  auto observer = recorder.observer();
  observer.point_interval = part.curve_interval;
  observer.snapshot_strains = part.snapshot_strains;
  observer.stop = [] { return interrupt::requested(); };
  return observer;
}

/// Is there a checkpoint that this deck may go on from? It must have been made by the same inputs.
bool can_resume(const Job& job, const std::string& inputs) {
  bool can = false;
  comm::on_root(job.comm, [&] {
    const auto kept = job.file("checkpoint.inputs");
    if (!job.restart || !fs::exists(job.file("checkpoint.h5")) || !fs::exists(kept)) return;
    can = read_whole_file(kept) == inputs;
    if (!can) log::warning("the checkpoint in {} belongs to another deck or version; starting anew", job.output);
  });
  return job.comm.any(can);
}

void log_timing(const Timing& timing) {
  double total = 0.0;
  for (const auto& [name, part] : timing.parts()) total += part.seconds;
  if (total <= 0.0) return;
  log::info("where the time went on the first rank:");
  for (const auto& [name, part] : timing.parts())
    log::info("  {:<28} {:8.2f} s  {:5.1f} %", name, part.seconds, 100.0 * part.seconds / total);
}

void log_response(const response::Response& response, const kmc::CurvePoint& last) {
  const auto& s = response.strength;
  log::info("{} events ({} thermal, {} athermal); modulus {:.1f} GPa, peak {:.3f} GPa at {:.2f} %, flow {:.3f} GPa",
            last.events, last.thermal, last.athermal, s.modulus_GPa, s.peak_stress_GPa, 100.0 * s.peak_strain,
            s.flow_stress_GPa);
  for (const auto& activity : response.activity)
    if (activity.n != 0 && activity.voxels > 0)
      log::info("  n = {}: activity {:.2f} +- {:.2f} times that of the matrix ({} voxels)", activity.n,
                activity.ratio_to_matrix, activity.ratio_error, activity.voxels);
  log::info("energy balance closes to {:.1e}", last.energy_error);
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
  file.commit();
  write_whole_file(job.file("deformation.xmf"), kmc::xdmf("deformation.h5", record, micro.grid));
}

}  // namespace

void deform(Job& job) {
  const auto& part = *job.settings.deform;
  const auto path = job.file("deformation.h5");
  const auto micro = build_microstructure(job);
  const auto inputs =
      stage_inputs(job, {"seed", "microstructure", "elasticity", "deform", "response"}, {part.microstructure.file});
  if (already_done(job, path, inputs)) return;

  const Timed timed(job.timing, "deform");
  kmc::Recorder recorder(job.comm, job.output, micro.grid);
  const bool resume = can_resume(job, inputs);
  comm::on_root(job.comm, [&] { write_whole_file(job.file("checkpoint.inputs"), inputs); });
  const auto outcome = kmc::simulate(job.comm, part.kmc.parameters, micro, observer_of(recorder, part.kmc),
                                     recorder.checkpointing(part.kmc.checkpoint_interval, resume));
  const auto record = recorder.collect();
  comm::on_root(job.comm, [&] {
    const auto response = response::evaluate(record.curve, record.snapshots, micro, part.response);
    write_result(job, inputs, record, micro, response);
    fs::remove(job.file("checkpoint.inputs"));
    log_response(response, outcome.last);
  });
  recorder.clear();
  log_timing(outcome.timing);
  log::info("{} and deformation.xmf written", path);
}

void run_deform(const comm::Communicator& comm, const CommandLine& line, int threads) {
  auto job = begin_job(comm, line, threads);
  deform(job);
  end_job(job);
}

}  // namespace vitrum::drivers
