# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# The Debian packages that vitrum needs, and how they are installed.

needed=(g++ cmake ninja-build pkg-config git ca-certificates xz-utils
  libopenmpi-dev openmpi-bin libhdf5-openmpi-dev libfftw3-dev libfftw3-mpi-dev libyaml-cpp-dev
  libcli11-dev libspdlog-dev libfmt-dev nlohmann-json3-dev librandom123-dev libgtest-dev libgmock-dev
  python3 python3-h5py python3-numpy python3-matplotlib)
# shellcheck disable=SC2034 # for scripts/setup --slurm
slurm=(slurm-wlm munge)
useful=(ccache libbenchmark-dev hdf5-tools bitshuffle)

packages_missing() { # of those named
  local state
  state=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
  local package
  for package in "$@"; do
    grep -qxF "installed $package" <<<"$state" || printf '%s\n' "$package"
  done
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

may_install() {
  [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; }
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600 \
    install --no-install-recommends "$@" >"$log" 2>&1
}

install_packages() {
  local missing more package log
  mapfile -t missing < <(packages_missing "${needed[@]}")
  mapfile -t more < <(packages_missing "${useful[@]}")
  if [ $((${#missing[@]} + ${#more[@]})) = 0 ]; then return; fi
  if ! may_install; then
    if [ "${#missing[@]}" -gt 0 ]; then
      say "these packages are missing and need root to install; going on in case you have the libraries elsewhere:"
      printf 'apt-get install --no-install-recommends %s\n' "${missing[*]}"
    fi
    return
  fi
  log=$(mktemp)
  say "installing ${missing[*]} ${more[*]}"
  as_root apt-get -q -o DPkg::Lock::Timeout=600 update >"$log" 2>&1 || say "apt-get update had trouble: $(tail -1 "$log")"
  if [ "${#missing[@]}" -gt 0 ]; then
    apt_install "${missing[@]}" || { tail -20 "$log" >&2; rm -f "$log"; die "apt-get could not install the packages above"; }
  fi
  for package in "${more[@]}"; do
    apt_install "$package" || say "$package cannot be had here; vitrum does without it"
  done
  rm -f "$log"
}
