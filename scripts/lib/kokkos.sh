# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Kokkos (Serial and OpenMP, any processor) from Debian's sources into the cache folder, once. The system's apt state
# is left alone. Debian's kokkos >= 4.5 is taken where it can be fetched, else the 3.4 that trilinos carries.

# debian_archives: "URI<tab>keyring" of the system's own Debian archives; reads *.sources and sources.list alike.
debian_archives() {
  local files=() file
  for file in /etc/apt/sources.list.d/*.sources; do [ -e "$file" ] && files+=("$file"); done
  if [ "${#files[@]}" -gt 0 ]; then
    awk '
      function flush() {
        if (types ~ /(^| )deb( |$)/ && components ~ /(^| )main( |$)/ && enabled != "no" && suites !~ /security/)
          for (i = split(uris, u, " "); i > 0; i--) print u[i] "\t" key
        types = uris = suites = components = key = enabled = ""
      }
      FNR == 1 || /^[ \t]*$/ { flush() }
      /^#/ { next }
      { value = $0; sub(/^[^:]*:[ \t]*/, "", value) }
      tolower($1) == "types:" { types = value }
      tolower($1) == "uris:" { uris = value }
      tolower($1) == "suites:" { suites = value }
      tolower($1) == "components:" { components = value }
      tolower($1) == "enabled:" { enabled = value }
      tolower($1) == "signed-by:" && value ~ /^\// { key = value }
      END { flush() }' "${files[@]}"
  fi
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null | awk '
    $1 != "deb" { next }
    {
      key = ""
      if (match($0, /\[[^]]*\]/)) {
        options = substr($0, RSTART + 1, RLENGTH - 2)
        $0 = substr($0, 1, RSTART - 1) substr($0, RSTART + RLENGTH)
        for (i = split(options, o, " "); i > 0; i--) if (sub(/^signed-by=/, "", o[i])) key = o[i]
      }
      if ($3 !~ /security/ && (" " $0 " ") ~ / main /) print $2 "\t" key
    }'
}

# private_apt TOOL arguments...: apt with lists and cache of its own, in $work.
private_apt() {
  local tool=$1
  shift
  "$tool" -q -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User=root \
    -o Acquire::Check-Valid-Until=false -o Acquire::Retries=2 "$@"
}

# look_in SUITE: the private apt now sees the sources of that suite, from the first archive that has it.
look_in() {
  local uri key
  while IFS=$'\t' read -r uri key; do
    printf 'deb-src %s %s %s main\n' "${key:+[signed-by=$key]}" "$uri" "$1" >"$work/sources.list"
    if private_apt apt-get update >"$work/log" 2>&1 && ! grep -qE '^(Err|E:|W: Failed)' "$work/log"; then return 0; fi
  done < <(debian_archives | awk '!seen[$0]++')
  return 1
}

# fetch NAME [VERSION]: the upstream tarball; apt checks it against the signed index.
fetch() {
  (cd "$work/source" && private_apt apt-get source --tar-only "$1${2:+=$2}" >"$work/log" 2>&1)
}

fetch_new_kokkos() {
  local suite version
  for suite in sid forky trixie; do
    look_in "$suite" || continue
    version=$(private_apt apt-cache showsrc --only-source kokkos 2>/dev/null |
      sed -n 's/^Version: //p' | sort -V | tail -1)
    if [ -z "$version" ] || ! dpkg --compare-versions "$version" ge 4.5; then continue; fi
    if fetch kokkos "$version"; then
      tar -xf "$work"/source/kokkos_*.orig.tar.* -C "$work/source"
      kokkos_source=$(find "$work/source" -mindepth 2 -maxdepth 2 -name CMakeLists.txt -printf '%h\n' | head -1)
      kokkos_options=(-DCMAKE_CXX_STANDARD=20)
      if [ -n "$kokkos_source" ]; then return 0; fi
    fi
    say "Debian $suite lists kokkos $version but its source cannot be fetched"
  done
  return 1
}

fetch_old_kokkos() {
  local suite
  for suite in bookworm "$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)"; do
    if look_in "$suite" && fetch trilinos; then
      tar -xf "$work"/source/trilinos_*.orig.tar.* -C "$work/source" --wildcards '*/packages/kokkos/*'
      kokkos_source=$(find "$work/source" -path '*/packages/kokkos/CMakeLists.txt' -printf '%h\n' | head -1)
      # Its own sources are noisy under C++20.
      kokkos_options=(-DKokkos_CXX_STANDARD=20 -DCMAKE_CXX_FLAGS=-w)
      if [ -n "$kokkos_source" ]; then return 0; fi
    fi
  done
  return 1
}

# kokkos_is_found: the same search that the project's CMake does.
kokkos_is_found() {
  if compgen -G "$VITRUM_DEPS/kokkos/lib*/cmake/Kokkos/KokkosConfig.cmake" >/dev/null; then return 0; fi
  local probe
  probe=$(mktemp -d)
  cat >"$probe/CMakeLists.txt" <<PROBE
cmake_minimum_required(VERSION 3.22)
project(probe LANGUAGES CXX)
include(${root:?}/cmake/dependencies_common.cmake)
include(${root:?}/cmake/find_kokkos.cmake)
vitrum_tell_missing()
PROBE
  local found=0
  cmake -S "$probe" -B "$probe/build" >/dev/null 2>&1 || found=1
  rm -rf "$probe"
  return "$found"
}

kokkos_fails() {
  tail -20 "$work/log" >&2
  die "Kokkos does not build"
}

# In a subshell, so that its trap and its variables end with it.
build_kokkos() (
  prefix=$VITRUM_DEPS/kokkos
  mkdir -p "$VITRUM_DEPS"
  exec 9>"$VITRUM_DEPS/lock"
  flock 9 # another set-up may be at it
  if kokkos_is_found; then return 0; fi
  say "building Kokkos into $prefix (once)"
  work=$(mktemp -d "$VITRUM_DEPS/kokkos-build.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$work"/{lists/partial,cache/archives/partial,source}
  if ! fetch_new_kokkos; then
    say "taking the Kokkos 3.4 inside trilinos (a download of 166 MB)"
    fetch_old_kokkos || { tail -5 "$work/log" >&2; die "no Kokkos source can be fetched; install Kokkos and set Kokkos_ROOT (README.md)"; }
  fi
  cmake -S "$kokkos_source" -B "$work/build" -G Ninja "${kokkos_options[@]}" -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_CXX_EXTENSIONS=OFF -DBUILD_SHARED_LIBS=OFF -DCMAKE_POSITION_INDEPENDENT_CODE=ON \
    -DKokkos_ENABLE_SERIAL=ON -DKokkos_ENABLE_OPENMP=ON -DCMAKE_INSTALL_PREFIX="$prefix" >"$work/log" 2>&1 ||
    kokkos_fails
  DESTDIR=$work/stage ninja -C "$work/build" install >"$work/log" 2>&1 || kokkos_fails
  rm -rf "$prefix"
  mv "$work/stage$prefix" "$prefix" # all at once: a stopped set-up leaves nothing half done
)
