// SPDX-License-Identifier: Apache-2.0
// drivers/version_text.cpp: versions of vitrum and of the libraries that it stands on.
#include "version_text.hpp"

#include <fftw3.h>
#include <fmt/format.h>
#include <hdf5.h>
#include <mpi.h>

#include <Kokkos_Core.hpp>

#include "vitrum/core/version.hpp"

namespace vitrum::drivers {

std::string kokkos_backends() {
  std::string text;
  const auto add = [&](const char* name) { text += (text.empty() ? "" : ", ") + std::string(name); };
#ifdef KOKKOS_ENABLE_SERIAL
  add("Serial");
#endif
#ifdef KOKKOS_ENABLE_OPENMP
  add("OpenMP");
#endif
#ifdef KOKKOS_ENABLE_CUDA
  add("CUDA");
#endif
#ifdef KOKKOS_ENABLE_HIP
  add("HIP");
#endif
  return text;
}

std::string version_text() {
  char mpi[MPI_MAX_LIBRARY_VERSION_STRING];
  int length = 0;
  MPI_Get_library_version(mpi, &length);
  std::string mpi_version(mpi, static_cast<std::size_t>(length));
  mpi_version = mpi_version.substr(0, mpi_version.find_first_of(",\n"));
  unsigned major = 0, minor = 0, release = 0;
  H5get_libversion(&major, &minor, &release);
  return fmt::format("vitrum {} (revision {})\nKokkos {}.{}.{} ({})\nMPI    {}\nHDF5   {}.{}.{}\nFFTW   {}", version(),
                     revision(), KOKKOS_VERSION / 10000, KOKKOS_VERSION / 100 % 100, KOKKOS_VERSION % 100,
                     kokkos_backends(), mpi_version, major, minor, release, fftw_version);
}

}  // namespace vitrum::drivers
