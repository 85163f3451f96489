# SPDX-License-Identifier: Apache-2.0
# FFTW in double precision: FFTW3::fftw3, and with the component MPI also FFTW3::fftw3_mpi. Looks in FFTW3_ROOT first.
find_path(FFTW3_INCLUDE_DIR fftw3.h)
find_library(FFTW3_LIBRARY fftw3)
set(required FFTW3_LIBRARY FFTW3_INCLUDE_DIR)

find_path(FFTW3_MPI_INCLUDE_DIR fftw3-mpi.h HINTS ${FFTW3_INCLUDE_DIR})
find_library(FFTW3_MPI_LIBRARY fftw3_mpi)
if(FFTW3_MPI_INCLUDE_DIR AND FFTW3_MPI_LIBRARY)
  set(FFTW3_MPI_FOUND TRUE)
endif()
mark_as_advanced(FFTW3_INCLUDE_DIR FFTW3_LIBRARY FFTW3_MPI_INCLUDE_DIR FFTW3_MPI_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(FFTW3 REQUIRED_VARS ${required} HANDLE_COMPONENTS)

if(FFTW3_FOUND AND NOT TARGET FFTW3::fftw3)
  add_library(FFTW3::fftw3 INTERFACE IMPORTED)
  target_include_directories(FFTW3::fftw3 SYSTEM INTERFACE ${FFTW3_INCLUDE_DIR})
  target_link_libraries(FFTW3::fftw3 INTERFACE ${FFTW3_LIBRARY})
endif()
if(FFTW3_MPI_FOUND AND NOT TARGET FFTW3::fftw3_mpi)
  add_library(FFTW3::fftw3_mpi INTERFACE IMPORTED)
  target_include_directories(FFTW3::fftw3_mpi SYSTEM INTERFACE ${FFTW3_MPI_INCLUDE_DIR})
  target_link_libraries(FFTW3::fftw3_mpi INTERFACE ${FFTW3_MPI_LIBRARY} FFTW3::fftw3)
  if(TARGET MPI::MPI_CXX)
    target_link_libraries(FFTW3::fftw3_mpi INTERFACE MPI::MPI_CXX)
  endif()
endif()
