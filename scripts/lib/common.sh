# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What all scripts share: where things lie, how they speak, how they build and launch.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export VITRUM_DEPS=${VITRUM_DEPS:-${XDG_CACHE_HOME:-$HOME/.cache}/vitrum}
preset=release

say() { printf '== %s\n' "$*"; }
die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# usage FILE: the comment at the top of a script is its help.
usage() { awk 'NR > 2 && !/^#/ { exit } NR > 2 { sub(/^# ?/, ""); print }' "$1"; }

build_folder() { printf '%s/build/%s' "$root" "$preset"; }

# configure_and_build: quick when nothing changed. VITRUM_CMAKE_OPTIONS: more options, parted by blanks.
configure_and_build() {
  local folder log generator=() options=()
  folder=$(build_folder)
  log=$folder/configure.log
  mkdir -p "$folder"
  read -r -a options <<<"${VITRUM_CMAKE_OPTIONS:-}"
  if [ ! -e "$folder/CMakeCache.txt" ] && command -v ninja >/dev/null; then generator=(-G Ninja); fi
  if [ ! -e "$folder/configured" ] || [ "${#options[@]}" -gt 0 ]; then
    say "configuring $folder"
    (cd "$root" && cmake --preset "$preset" "${generator[@]}" "${options[@]}") >"$log" 2>&1 || {
      cat "$log" >&2
      die "CMake cannot configure; README.md lists its options"
    }
    touch "$folder/configured"
  fi
  say "building $folder"
  cmake --build "$folder" --parallel "$(nproc)"
}

# The launcher that belongs to the MPI the program is linked with.
launcher() { sed -n 's/^MPIEXEC_EXECUTABLE:[A-Z]*=//p' "$(build_folder)/CMakeCache.txt"; }

# One thread per rank unless the user says otherwise; Open MPI runs as root only when told to.
launch_environment() {
  # One small collective an event: a rank that waits must not take the core of one that works.
  export OMPI_MCA_mpi_yield_when_idle=${OMPI_MCA_mpi_yield_when_idle:-1}
  export OMP_NUM_THREADS=${OMP_NUM_THREADS:-1} OMP_PROC_BIND=${OMP_PROC_BIND:-false}
  if [ "$(id -u)" = 0 ]; then export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1; fi
  if [ "$(nproc)" -lt 2 ]; then
    export OMPI_MCA_rmaps_base_oversubscribe=1 PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe
  fi
}
