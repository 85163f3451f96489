#!/bin/bash
# The members of a sweep as an array. Submit with: sbatch --array=1-6 jobscripts/sweep-array.sh DECK OUTPUT
# The number of members is what `vitrum check DECK` prints. Afterwards `vitrum sweep DECK --output OUTPUT --restart`
# runs what is missing and writes the table.
#SBATCH --job-name=vitrum-sweep
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

export OMP_NUM_THREADS=${SLURM_CPUS_PER_TASK:-1} OMP_PROC_BIND=false
export OMPI_MCA_mpi_yield_when_idle=1  # where ranks share cores; leave it out where each has its own
srun --mpi=pmix "$vitrum" sweep "$deck" --output "$output" --member "$SLURM_ARRAY_TASK_ID" --restart
