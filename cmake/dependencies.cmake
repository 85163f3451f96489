# SPDX-License-Identifier: Apache-2.0
# The libraries of a full build.
include(dependencies_common)

set(MPI_CXX_SKIP_MPICXX TRUE)  # the C interface only
find_package(MPI QUIET COMPONENTS C CXX)
vitrum_need(MPI_FOUND "MPI (any MPI-3): ranks" "libopenmpi-dev openmpi-bin" "openmpi" "-DMPI_CXX_COMPILER=mpicxx -DMPI_C_COMPILER=mpicc")

set(HDF5_PREFER_PARALLEL TRUE)
find_package(HDF5 QUIET COMPONENTS C)
if(HDF5_FOUND AND HDF5_IS_PARALLEL)
  set(VITRUM_HDF5_FOUND TRUE)
elseif(HDF5_FOUND)
  set(VITRUM_HDF5_FOUND FALSE)
  set(VITRUM_HDF5_HINT " (the HDF5 ${HDF5_VERSION} found in ${HDF5_C_INCLUDE_DIRS} is serial; after a change remove the build folder)")
endif()
vitrum_need(VITRUM_HDF5_FOUND "parallel HDF5: results and scans on disk${VITRUM_HDF5_HINT}" "libhdf5-openmpi-dev" "hdf5 +mpi" "-DHDF5_ROOT=PREFIX")

find_package(FFTW3 MODULE QUIET COMPONENTS MPI)
vitrum_need(FFTW3_FOUND "FFTW 3.3 in double precision, with its MPI library" "libfftw3-dev libfftw3-mpi-dev" "fftw +mpi" "-DFFTW3_ROOT=PREFIX")

include(find_kokkos)

find_package(yaml-cpp CONFIG QUIET)
vitrum_need(yaml-cpp_FOUND "yaml-cpp: decks" "libyaml-cpp-dev" "yaml-cpp" "-Dyaml-cpp_ROOT=PREFIX")
if(TARGET yaml-cpp::yaml-cpp)
  set(VITRUM_YAML_CPP yaml-cpp::yaml-cpp)
else()
  set(VITRUM_YAML_CPP yaml-cpp)  # its name before 0.8
endif()

find_package(fmt CONFIG QUIET)
vitrum_need(fmt_FOUND "fmt: text" "libfmt-dev" "fmt" "-Dfmt_ROOT=PREFIX")
find_package(spdlog CONFIG QUIET)
vitrum_need(spdlog_FOUND "spdlog: log" "libspdlog-dev" "spdlog" "-Dspdlog_ROOT=PREFIX")
find_package(nlohmann_json CONFIG QUIET)
vitrum_need(nlohmann_json_FOUND "nlohmann-json: timing and summaries" "nlohmann-json3-dev" "nlohmann-json" "-Dnlohmann_json_ROOT=PREFIX")
find_package(CLI11 CONFIG QUIET)
vitrum_need(CLI11_FOUND "CLI11: the command line" "libcli11-dev" "cli11" "-DCLI11_ROOT=PREFIX")

find_path(Random123_INCLUDE_DIR Random123/philox.h HINTS ${Random123_ROOT} $ENV{Random123_ROOT} PATH_SUFFIXES include)
mark_as_advanced(Random123_INCLUDE_DIR)
vitrum_need(Random123_INCLUDE_DIR "Random123: counter-based random numbers" "librandom123-dev" "random123" "-DRandom123_ROOT=PREFIX")
if(Random123_INCLUDE_DIR)
  add_library(vitrum::random123 INTERFACE IMPORTED)
  target_include_directories(vitrum::random123 SYSTEM INTERFACE ${Random123_INCLUDE_DIR})
endif()

vitrum_tell_missing()
message(STATUS "MPI ${MPI_CXX_VERSION}, HDF5 ${HDF5_VERSION} (parallel), FFTW in ${FFTW3_INCLUDE_DIR}")
