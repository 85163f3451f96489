# SPDX-License-Identifier: Apache-2.0
# cmake -DSOURCE=dir -DHEADER=file -P write_revision.cmake: writes VITRUM_REVISION, touching the file only on a change.
cmake_minimum_required(VERSION 3.22)
set(revision "")
find_program(GIT git)
if(GIT AND EXISTS ${SOURCE}/.git)
  execute_process(COMMAND ${GIT} -C ${SOURCE} describe --always --tags --dirty --abbrev=12
                  OUTPUT_VARIABLE revision OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
if(NOT revision)
  set(revision "unknown")
endif()
file(CONFIGURE OUTPUT ${HEADER} CONTENT "#define VITRUM_REVISION \"@revision@\"\n" @ONLY)
