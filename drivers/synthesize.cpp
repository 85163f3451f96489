// SPDX-License-Identifier: Apache-2.0
// drivers/synthesize.cpp: vitrum synthesize: a scan from atoms.
#include "vitrum/phantom/synthesize.hpp"

#include "commands.hpp"
#include "vitrum/core/log.hpp"

namespace vitrum::drivers {

void synthesize(Job& job) {
  const auto& parameters = *job.settings.synthesize;
  const auto path = job.file("scan.h5");
  const std::vector<std::string> files{parameters.structure_file, parameters.sensor.mtf_file};
  const auto inputs = stage_inputs(job, {"seed", "synthesize"}, files);
  if (already_done(job, path, inputs)) return;
  forget_done(job, path);
  const Timed timed(job.timing, "synthesize");
  const auto summary = phantom::synthesize(job.comm, parameters, path, provenance_of(job, files), job.timing);
  mark_done(job, path, inputs);
  if (parameters.model == phantom::Model::atoms)
    log::info("glass: ring maximum at k = {:.4f} 1/Angstrom, S = {:.2f}, periodic cube of {:.1f} Angstrom",
              summary.ring.k_inv_A, summary.ring.s, summary.edge_A);
  log::info("{}: {} x {} patterns, {} clusters, {:.0f} electrons a pattern", path, parameters.ny, parameters.nx,
            summary.clusters.size(), summary.electrons_per_pattern);
  if (summary.clipped > 0)
    log::warning("{} pixels were above {:g} and were set to it; lower synthesize.dose", summary.clipped,
                 parameters.sensor.saturation);
}

void run_synthesize(const comm::Communicator& comm, const CommandLine& line, int threads) {
  auto job = begin_job(comm, line, threads);
  synthesize(job);
  end_job(job);
}

}  // namespace vitrum::drivers
