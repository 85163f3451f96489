# SPDX-License-Identifier: Apache-2.0
# Missing libraries are gathered and told together, each with the ways to get it.
set(VITRUM_MISSING "")

# vitrum_need(found what debian spack how)
macro(vitrum_need found what debian spack how)
  if(NOT ${found})
    string(APPEND VITRUM_MISSING "\n  - ${what}\n      Debian: ${debian}\n      Spack:  ${spack}\n      CMake:  ${how}")
  endif()
endmacro()

macro(vitrum_tell_missing)
  if(VITRUM_MISSING)
    message(FATAL_ERROR "vitrum cannot be built here; this is missing:${VITRUM_MISSING}\n"
                        "On Debian, scripts/setup installs all of it; elsewhere README.md tells how.")
  endif()
endmacro()
