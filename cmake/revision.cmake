# SPDX-License-Identifier: Apache-2.0
# Version, revision and where the Python tools lie. The revision is looked up at every build and compiled into
# src/core/version.cpp alone, so a commit rebuilds one small file.
set(VITRUM_REVISION_HEADER ${PROJECT_BINARY_DIR}/generated/vitrum_revision.h)
add_custom_target(vitrum_revision
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${PROJECT_SOURCE_DIR} -DHEADER=${VITRUM_REVISION_HEADER}
          -P ${PROJECT_SOURCE_DIR}/cmake/write_revision.cmake
  BYPRODUCTS ${VITRUM_REVISION_HEADER} COMMENT "Looking up the revision")
execute_process(COMMAND ${CMAKE_COMMAND} -DSOURCE=${PROJECT_SOURCE_DIR} -DHEADER=${VITRUM_REVISION_HEADER}
                        -P ${PROJECT_SOURCE_DIR}/cmake/write_revision.cmake)

set_source_files_properties(${PROJECT_SOURCE_DIR}/src/core/version.cpp PROPERTIES
  COMPILE_OPTIONS "-include;${VITRUM_REVISION_HEADER}" OBJECT_DEPENDS ${VITRUM_REVISION_HEADER})

function(vitrum_describe target)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "INTERFACE_LIBRARY")
    return()
  endif()
  include(GNUInstallDirs)
  target_compile_definitions(${target} PRIVATE
    VITRUM_VERSION="${PROJECT_VERSION}"
    VITRUM_PYTHON="${VITRUM_PYTHON}"
    VITRUM_TOOLS_SOURCE="${PROJECT_SOURCE_DIR}/tools"
    VITRUM_TOOLS_INSTALLED="${CMAKE_INSTALL_FULL_DATADIR}/vitrum/tools")
  add_dependencies(${target} vitrum_revision)
endfunction()
vitrum_describe(vitrum_core)
