#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tests/slurm/test_slurm.sh: every job script under a real one-node Slurm: submitted, its results checked; the long one
# warned, preempted, requeued and finished with the events of an undisturbed run.
set -euo pipefail

skip() {
  echo "SKIPPED: $*"
  exit 77
}
for program in munged slurmctld slurmd sbatch srun; do
  command -v "$program" >/dev/null || skip "$program is not installed; scripts/setup --slurm installs it"
done
[ "$(id -u)" = 0 ] || skip "this Slurm runs as root only"
getent hosts "$(hostname -s)" >/dev/null || skip "the host name does not resolve"

# ctest kills where it runs out of patience: ended before, this script takes Slurm down itself.
[ -n "${VITRUM_SLURM_LIMITED:-}" ] || exec env VITRUM_SLURM_LIMITED=1 timeout --kill-after=20 265 bash "$0"

root=${VITRUM_SOURCE:?}
export VITRUM=${VITRUM:?}
work=$(mktemp -d "${TMPDIR:-/tmp}/vitrum-slurm.XXXXXX")
end() {
  local status=$?
  trap '' INT TERM
  if [ "$status" -ne 0 ] && [ "$status" -ne 77 ]; then
    echo "--- status $status; queue and logs:"
    timeout 5 squeue 2>/dev/null || true
    tail -n 6 "$work"/*.log 2>/dev/null || true
    tail -n 5 "$work"/slurm/log/*.log 2>/dev/null || true
  fi
  "$root/scripts/slurm-down" "$work/slurm" || true
  rm -rf "$work"
  exit "$status"
}
trap end EXIT
trap 'exit 1' INT TERM
began=$SECONDS
say() { echo "[$((SECONDS - began)) s] $*"; }
fail() {
  say "FAILED: $*"
  exit 1
}

"$root/scripts/slurm-up" "$work/slurm"
# shellcheck disable=SC1091
. "$work/slurm/env"
srun --mpi=list 2>&1 | grep -q pmix || skip "this Slurm has no PMIx for Open MPI"
say "Slurm is up"
cd "$work"
jobs=$root/jobscripts
export VITRUM_LAUNCHER=srun

cat >deform.yaml <<'DECK'
seed: 1
stages: [deform]
microstructure: {source: homogeneous, grid: [16, 16]}
deform:
  load: {max_strain: 0.03}
sweep:
  vary: {deform.temperature: [200 K, 300 K]}
  replicas: 2
DECK
cat >long.yaml <<'DECK'
seed: 3
microstructure: {source: homogeneous, grid: [96, 96]}
deform:
  engine: reference
  checkpoint_interval: 0.001
  load: {max_strain: 0.028}
DECK
cat >coupled.yaml <<'DECK'
seed: 1
stages: [synthesize, characterize, deform]
synthesize:
  model: phantom
  scan: {shape: [16, 16], step: 0.5 nm}
  detector: {shape: [64, 64], k_per_pixel: 0.02 1/Angstrom}
  clusters: [{lattice: bcc, zone: "100", diameter: 2 nm, count: 3, max_tilt: 4 deg}]
domains: {types: [4, 6]}
microstructure: {source: maps, voxel: 1.8 nm, grid: [32, 32]}
deform:
  load: {max_strain: 0.05}
DECK

# submit NAME options...: the job's number, its log in NAME.log
submit() { sbatch --parsable --output="$1.log" "${@:2}"; }
state_of() { scontrol -o show job "$1" 2>/dev/null | grep -o 'JobState=[A-Z_]*' | cut -d= -f2 | sort -u | tr '\n' ' '; }
# Slurm holds a requeued job for two minutes.
release() { case $(squeue -h -j "$1" -o %r 2>/dev/null) in BeginTime) scontrol update JobId="$1" StartTime=now 2>/dev/null || true ;; esac; }
# finish SECONDS JOB...: waits until they have ended
finish() {
  local deadline=$((SECONDS + $1)) job
  shift
  for job in "$@"; do
    while [[ $(state_of "$job") =~ PENDING|RUNNING|COMPLETING|CONFIGURING|SUSPENDED|REQUEUE ]]; do
      [ "$SECONDS" -lt "$deadline" ] || fail "job $job is still $(state_of "$job")"
      release "$job"
      sleep 0.3
    done
  done
}
completed() {
  local job
  for job in "$@"; do [ "$(state_of "$job")" = "COMPLETED " ] || fail "job $job ended as $(state_of "$job")"; done
}
has() { [ -s "$1" ] || fail "$1 is missing"; }
wait_for() { # SECONDS FILE
  local deadline=$((SECONDS + $1))
  until [ -e "$2" ]; do
    [ "$SECONDS" -lt "$deadline" ] || fail "$2 did not appear"
    sleep 0.1
  done
}
wait_for_text() { # SECONDS TEXT FILE
  local deadline=$((SECONDS + $1))
  until grep -q "$2" "$3" 2>/dev/null; do
    [ "$SECONDS" -lt "$deadline" ] || fail "$3 does not say '$2'"
    sleep 0.2
  done
}
same_events() {
  [ -z "${VITRUM_PYTHON:-}" ] && return 0
  "$VITRUM_PYTHON" - "$1" "$2" <<'PYTHON' || fail "$1 and $2 differ"
import sys
import h5py
a, b = (h5py.File(path, "r")["events"][()] for path in sys.argv[1:])
print(f"{len(a)} events")
sys.exit(0 if len(a) > 0 and (a == b).all() else 1)
PYTHON
}

# All short ones at once.
single=$(submit single "$jobs/single.sh" deform deform.yaml out/single)
mpi=$(VITRUM_LAUNCHER=mpirun submit single-mpirun "$jobs/single.sh" deform deform.yaml out/mpirun)
coupled=$(submit coupled --ntasks=2 "$jobs/coupled.sh" coupled.yaml out/coupled)
array=$(submit array-%a --array=1-4 "$jobs/sweep-array.sh" deform.yaml out/array)
collect=$(submit collect --dependency="afterany:$array" "$jobs/sweep-collect.sh" deform.yaml out/array)
sweep=$(submit sweep --ntasks=2 "$jobs/sweep.sh" deform.yaml out/sweep)
read -r first second < <(cd "$work" && "$VITRUM" synthesize coupled.yaml --output out/chain --quiet >&2 &&
  CHARACTERIZE_TASKS=2 DEFORM_TASKS=1 "$jobs/chain.sh" coupled.yaml out/chain --output=chain-%j.log)
finish 100 "$single" "$mpi" "$coupled" "$array" "$collect" "$sweep" "$first" "$second"
completed "$single" "$mpi" "$coupled" "$array" "$collect" "$sweep" "$first" "$second"
for made in single mpirun coupled chain; do has "out/$made/deformation.h5"; done
same_events out/single/deformation.h5 out/mpirun/deformation.h5
same_events out/coupled/deformation.h5 out/chain/deformation.h5
cmp out/array/sweep.csv out/sweep/sweep.csv || fail "array and single-job sweep differ"
[ "$(grep -c ,done, out/array/sweep.csv)" = 4 ] || fail "four members are not done"
has out/array/figures/sweep_responses.png
say "single, mpirun, coupled, chain, array, collect, sweep: done"

# The long one: preempted under srun by a job that leaves it no room; stopped by the warning signal under mpirun;
# undisturbed (nothing preempts it). Preemption comes first, as soon as there is a checkpoint, so that no machine is quick
# enough to be done before.
preempted=$(submit preempted --ntasks=2 "$jobs/long.sh" deform long.yaml out/preempted)
wait_for 60 out/preempted/checkpoint.h5
other=$(submit high --partition=high --ntasks=7 --time=1 --wrap 'echo high')
wait_for_text 60 'back into the queue' preempted.log
finish 60 "$other"
completed "$other"
whole=$(submit whole --partition=high --ntasks=1 "$jobs/single.sh" deform long.yaml out/whole)
warned=$(VITRUM_LAUNCHER=mpirun submit warned --ntasks=2 "$jobs/long.sh" deform long.yaml out/warned)
wait_for 60 out/warned/checkpoint.h5
scancel --signal=USR1 --batch "$warned"
wait_for_text 60 'back into the queue' warned.log
say "preempted and warned: both stopped at a checkpoint"
finish 100 "$whole" "$warned" "$preempted"
completed "$whole" "$warned" "$preempted"
for log in warned preempted; do grep -q '^start [1-9]' "$log.log" || fail "$log was not requeued"; done
same_events out/whole/deformation.h5 out/warned/deformation.h5
same_events out/whole/deformation.h5 out/preempted/deformation.h5
say "both went on and ended with the events of the undisturbed run"
