#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A sweep in one job, members side by side: sbatch --ntasks=8 jobscripts/sweep.sh DECK [OUTPUT]
# Ranks work in groups of the deck's sweep.ranks_per_member. Submitted again it runs what is missing.
#
# At your site: partition and account below, modules further down, VITRUM (the program), and VITRUM_LAUNCHER: srun where
# Slurm starts your MPI's ranks (see `srun --mpi=list`; Open MPI wants pmix), else mpirun.
#SBATCH --job-name=vitrum-sweep
#SBATCH --ntasks=4
#SBATCH --cpus-per-task=1
#SBATCH --time=04:00:00
#SBATCH --output=%x-%j.log
##SBATCH --partition=...
##SBATCH --account=...
set -euo pipefail
deck=${1:?usage: sbatch sweep.sh DECK [OUTPUT]}
output=${2:-out/$(basename "${deck%.*}")}
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

launch "$vitrum" sweep "$deck" --output "$output" --restart
