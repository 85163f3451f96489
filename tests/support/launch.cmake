# SPDX-License-Identifier: Apache-2.0
# How tests are launched, and the environment they all see.

# Where the real 4D-STEM data lie; tests that want it skip, and say so, where it is absent.
set(default_data "")
if(IS_DIRECTORY ${PROJECT_SOURCE_DIR}/../shared/data/stem)
  get_filename_component(default_data ${PROJECT_SOURCE_DIR}/../shared/data/stem ABSOLUTE)
endif()
set(VITRUM_DATA "${default_data}" CACHE PATH "Folder of measured 4D-STEM data for tests; may be absent")

set(VITRUM_TEST_ENVIRONMENT
  OMP_PROC_BIND=false GTEST_COLOR=no PYTHONDONTWRITEBYTECODE=1
  "VITRUM_SOURCE=${PROJECT_SOURCE_DIR}"
  "VITRUM_DATA=${VITRUM_DATA}")
if(VITRUM_PYTHON)
  list(APPEND VITRUM_TEST_ENVIRONMENT "VITRUM_PYTHON=${VITRUM_PYTHON}")
endif()
if(VITRUM_SANITIZE)
  # lsan.supp holds the leaks of the MPI library and of what it loads, and nothing else.
  list(APPEND VITRUM_TEST_ENVIRONMENT
    "LSAN_OPTIONS=suppressions=${CMAKE_CURRENT_LIST_DIR}/lsan.supp:print_suppressions=0:fast_unwind_on_malloc=0")
endif()

if(NOT VITRUM_KERNELS_ONLY)
  # Open MPI wants to be told that ranks may outnumber cores; others do not know the words.
  execute_process(COMMAND ${MPIEXEC_EXECUTABLE} --version OUTPUT_VARIABLE launcher ERROR_QUIET)
  set(flags "")
  if(launcher MATCHES "Open MPI|OpenRTE")
    set(flags --oversubscribe --bind-to none)
    list(APPEND VITRUM_TEST_ENVIRONMENT OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1)
    if(launcher MATCHES "\\) 4\\.")  # one node: start without looking for networks
      list(APPEND VITRUM_TEST_ENVIRONMENT OMPI_MCA_pml=ob1 OMPI_MCA_btl=self,vader
           OMPI_MCA_mpi_yield_when_idle=1)  # tests may share cores
    endif()
  endif()
  set(VITRUM_MPIEXEC_FLAGS "${flags}" CACHE STRING "Options of the MPI launcher in tests")
  set(VITRUM_LAUNCH ${MPIEXEC_EXECUTABLE} ${VITRUM_MPIEXEC_FLAGS})
  # Scripts append "-n N program": words are parted by blanks.
  string(REPLACE ";" " " launch "${VITRUM_LAUNCH}")
  list(APPEND VITRUM_TEST_ENVIRONMENT "VITRUM_MPIEXEC=${launch}")
  if(TARGET vitrum)
    list(APPEND VITRUM_TEST_ENVIRONMENT "VITRUM=${PROJECT_BINARY_DIR}/bin/vitrum")
  endif()
endif()

# vitrum_ctest(name labels ranks threads seconds command...)
function(vitrum_ctest name labels ranks threads seconds)
  add_test(NAME ${name} COMMAND ${ARGN} WORKING_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
  math(EXPR processors "${ranks} * ${threads}")
  set_tests_properties(${name} PROPERTIES LABELS "${labels}" PROCESSORS ${processors} TIMEOUT ${seconds} SKIP_RETURN_CODE 77
    ENVIRONMENT "${VITRUM_TEST_ENVIRONMENT};OMP_NUM_THREADS=${threads};VITRUM_EXPECT_RANKS=${ranks}")
endfunction()
