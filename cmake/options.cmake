# SPDX-License-Identifier: Apache-2.0
# What can be chosen at configure time, the language standard and the compiler's flags.
option(VITRUM_KERNELS_ONLY "Build only the Kokkos kernels and their tests (needs Kokkos and GoogleTest alone)" OFF)
option(VITRUM_WERROR "Treat compiler warnings as errors" OFF)
option(VITRUM_NATIVE "Compile for this machine's processor (-march=native); not portable" OFF)
option(VITRUM_SANITIZE "AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
option(VITRUM_BENCHMARKS "Build tests/benchmarks when Google Benchmark is there" ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Release, RelWithDebInfo or Debug" FORCE)
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_INSTALL_RPATH_USE_LINK_PATH ON)  # an installed program finds libraries in unusual places (Spack, modules)

find_program(VITRUM_CCACHE ccache DOC "Compiler cache, used when present")
mark_as_advanced(VITRUM_CCACHE)
if(VITRUM_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${VITRUM_CCACHE})
endif()

add_library(vitrum_flags INTERFACE)
target_compile_options(vitrum_flags INTERFACE -Wall -Wextra $<$<BOOL:${VITRUM_WERROR}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION MATCHES "^12\\.")
  # "text" + std::string raises false alarms (GCC bug 105651); what its optimizer guesses about inlined std::string and
  # std::optional is often wrong too: shown, but no error.
  target_compile_options(vitrum_flags INTERFACE -Wno-restrict)
  if(VITRUM_WERROR)
    target_compile_options(vitrum_flags INTERFACE -Wno-error=maybe-uninitialized -Wno-error=free-nonheap-object)
  endif()
endif()

# Results must not depend on the number of ranks. Which elements of a loop fall into the vectorized body and which
# into its remainder does depend on it, and the compiler may fuse a*b+c in one and not in the other. So contraction
# is off: every element is then rounded alike. (The portable build has no FMA to lose; a kernel that gains from it
# says std::fma.) -ffast-math stays off for the same reason. GPUs promise less (1e-12), so nvcc and hipcc keep theirs.
include(CheckCXXCompilerFlag)
check_cxx_compiler_flag(-ffp-contract=off VITRUM_HAS_FP_CONTRACT)
if(VITRUM_HAS_FP_CONTRACT AND NOT CMAKE_CXX_COMPILER MATCHES "nvcc|hipcc")
  target_compile_options(vitrum_flags INTERFACE -ffp-contract=off)
endif()
if(VITRUM_NATIVE)
  target_compile_options(vitrum_flags INTERFACE -march=native)
endif()
if(VITRUM_SANITIZE)
  target_compile_options(vitrum_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined
                                                -fno-omit-frame-pointer)
  target_link_options(vitrum_flags INTERFACE -fsanitize=address,undefined)
endif()
