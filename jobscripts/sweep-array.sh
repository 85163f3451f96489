#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The members of a sweep as an array, then one table of them:
#
#   array=$(sbatch --parsable --array=1-6 jobscripts/sweep-array.sh DECK OUTPUT)
#   sbatch --dependency=afterany:$array jobscripts/sweep-collect.sh DECK OUTPUT
#
# `vitrum check DECK` tells how many members there are; --array=1-6%2 runs two at a time. Tasks that need the same
# characterization share it: the first does it, the others wait (OUTPUT must be one folder for all nodes, with locks).
#
# At your site: partition and account below, modules further down, VITRUM (the program), and VITRUM_LAUNCHER: srun where
# Slurm starts your MPI's ranks (see `srun --mpi=list`; Open MPI wants pmix), else mpirun.
#SBATCH --job-name=vitrum-array
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --time=01:00:00
#SBATCH --output=%x-%A_%a.log
##SBATCH --partition=...
##SBATCH --account=...
set -euo pipefail
deck=${1:?usage: sbatch --array=1-N sweep-array.sh DECK OUTPUT}
output=${2:?usage: sbatch --array=1-N sweep-array.sh DECK OUTPUT}
vitrum=${VITRUM:-build/release/bin/vitrum}
# module load openmpi hdf5-parallel fftw

# Kokkos takes one thread for each core of a rank. A rank that waits gives its core away: leave the last line out where
# every rank has a core of its own.
export OMP_NUM_THREADS=${SLURM_CPUS_PER_TASK:-1} OMP_PROC_BIND=false
export OMPI_MCA_mpi_yield_when_idle=${OMPI_MCA_mpi_yield_when_idle:-1}
launch() {
  case ${VITRUM_LAUNCHER:-srun} in
    srun) srun --mpi="${VITRUM_PMI:-pmix}" --cpus-per-task="${SLURM_CPUS_PER_TASK:-1}" "$@" ;;
    mpirun) mpirun -n "$SLURM_NTASKS" --map-by "slot:PE=${SLURM_CPUS_PER_TASK:-1}" --bind-to none "$@" ;;
    *) echo "VITRUM_LAUNCHER is srun or mpirun" >&2; return 2 ;;
  esac
}

launch "$vitrum" sweep "$deck" --output "$output" --member "$SLURM_ARRAY_TASK_ID" --restart
