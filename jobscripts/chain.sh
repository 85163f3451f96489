#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Characterize, then deform, as two jobs of different size, the second when the first has succeeded. Not a job itself:
#
#   jobscripts/chain.sh DECK OUTPUT [options of sbatch for both]
#
# Both read one deck and write into one folder: deform takes its maps from OUTPUT/mro.h5. Characterization scales with
# scan positions and disk, deformation with voxels: give each what it needs.
set -euo pipefail
deck=${1:?usage: chain.sh DECK OUTPUT [sbatch options]}
output=${2:?usage: chain.sh DECK OUTPUT [sbatch options]}
shift 2
jobs=$(dirname "${BASH_SOURCE[0]}")
first=$(sbatch --parsable --job-name=vitrum-characterize --ntasks="${CHARACTERIZE_TASKS:-4}" "$@" \
  "$jobs/single.sh" characterize "$deck" "$output")
second=$(sbatch --parsable --job-name=vitrum-deform --ntasks="${DEFORM_TASKS:-2}" --dependency="afterok:$first" \
  --kill-on-invalid-dep=yes "$@" "$jobs/single.sh" deform "$deck" "$output")
echo "$first $second"
