#!/bin/bash
# One coupled run. Submit with: sbatch jobscripts/run.sh DECK [OUTPUT]
# Change for your site: partition, account, modules, the path of vitrum.
#SBATCH --job-name=vitrum
#SBATCH --ntasks=2
#SBATCH --cpus-per-task=1
#SBATCH --time=01:00:00
#SBATCH --output=%x-%j.log
##SBATCH --partition=...
##SBATCH --account=...
set -euo pipefail
deck=${1:?usage: sbatch run.sh DECK [OUTPUT]}
output=${2:-out/$(basename "${deck%.*}")}
vitrum=${VITRUM:-build/release/bin/vitrum}
# module load openmpi hdf5-parallel fftw

export OMP_NUM_THREADS=${SLURM_CPUS_PER_TASK:-1} OMP_PROC_BIND=false
export OMPI_MCA_mpi_yield_when_idle=1  # where ranks share cores; leave it out where each has its own
# srun needs an MPI built for it (srun --mpi=list); where it is not, use: mpirun "$vitrum" run ...
srun --mpi=pmix "$vitrum" run "$deck" --output "$output" --restart
