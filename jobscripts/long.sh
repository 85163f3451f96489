#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A run that is longer than its time limit: it is warned, checkpoints, exits with 75, is put back into the queue and goes
# on, as often as it takes: sbatch jobscripts/long.sh COMMAND DECK [OUTPUT]     COMMAND: deform, run or sweep
#
# Slurm sends USR1 to this script --signal=B:USR1@SECONDS before the limit (up to a minute earlier): the seconds must
# cover one checkpoint. On preemption srun's ranks get TERM at once and stop the same way; with mpirun TERM comes at the
# end of the grace time, KillWait seconds before the end.
# --open-mode=append keeps one log; --requeue lets Slurm restart the job after a node failure too.
#
# At your site: partition and account below, modules further down, VITRUM (the program), and VITRUM_LAUNCHER: srun where
# Slurm starts your MPI's ranks (see `srun --mpi=list`; Open MPI wants pmix), else mpirun.
#SBATCH --job-name=vitrum-long
#SBATCH --ntasks=2
#SBATCH --cpus-per-task=1
#SBATCH --time=12:00:00
#SBATCH --output=%x-%j.log
#SBATCH --signal=B:USR1@300
#SBATCH --requeue
#SBATCH --open-mode=append
##SBATCH --partition=...
##SBATCH --account=...
set -euo pipefail
ranks=
# shellcheck disable=SC2317 # called by the trap
forward() { if [ -n "$ranks" ]; then kill -USR2 "$ranks" 2>/dev/null || true; fi; } # USR2: mpirun keeps USR1 to itself
trap forward USR1 TERM
command=${1:?usage: sbatch long.sh COMMAND DECK [OUTPUT]}
deck=${2:?usage: sbatch long.sh COMMAND DECK [OUTPUT]}
output=${3:-out/$(basename "${deck%.*}")}
vitrum=${VITRUM:-build/release/bin/vitrum}
# module load openmpi hdf5-parallel fftw

# Kokkos takes one thread for each core of a rank. A rank that waits gives its core away: leave the last line out where
# every rank has a core of its own.
export OMP_NUM_THREADS=${SLURM_CPUS_PER_TASK:-1} OMP_PROC_BIND=false
export OMPI_MCA_mpi_yield_when_idle=${OMPI_MCA_mpi_yield_when_idle:-1}
launch() {
  case ${VITRUM_LAUNCHER:-srun} in
    srun) exec srun --mpi="${VITRUM_PMI:-pmix}" --cpus-per-task="${SLURM_CPUS_PER_TASK:-1}" "$@" ;;
    mpirun) exec mpirun -n "$SLURM_NTASKS" --map-by "slot:PE=${SLURM_CPUS_PER_TASK:-1}" --bind-to none "$@" ;;
    *) echo "VITRUM_LAUNCHER is srun or mpirun" >&2; return 2 ;;
  esac
}

echo "start ${SLURM_RESTART_COUNT:-0}"
launch "$vitrum" "$command" "$deck" --output "$output" --restart &
ranks=$!
# A signal ends `wait`: go on waiting until the ranks have ended.
status=0
while :; do
  wait "$ranks" && status=0 || status=$?
  kill -0 "$ranks" 2>/dev/null || break
done
# Launchers do not always pass 75 on; the file `resumable` says the same.
if [ "$status" -eq 75 ] || { [ "$status" -ne 0 ] && [ -e "$output/resumable" ]; }; then
  echo "stopped early, back into the queue"
  trap '' TERM # Slurm ends this script when it has put the job back: ending before would count as a failure
  if scontrol requeue "$SLURM_JOB_ID"; then sleep 60; fi # Slurm ends this script meanwhile
fi
exit "$status"
