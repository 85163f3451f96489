# SPDX-License-Identifier: Apache-2.0
# The program: drivers/main.cpp with the other drivers as a library (so that they can be tested), and what is installed.
include(GNUInstallDirs)
file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/drivers/*.cpp)
list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
get_property(rooms GLOBAL PROPERTY VITRUM_ROOMS)
list(TRANSFORM rooms PREPEND vitrum_)
vitrum_library(vitrum_drivers SOURCES ${sources} INCLUDES ${PROJECT_SOURCE_DIR}
               DEPENDS ${rooms} CLI11::CLI11 Kokkos::kokkos)
vitrum_describe(vitrum_drivers)

file(GLOB main CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/drivers/main.cpp)
if(main)
  add_executable(vitrum ${main})
  target_link_libraries(vitrum PRIVATE vitrum_drivers vitrum_flags)
  vitrum_describe(vitrum)
  set_target_properties(vitrum PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
  install(TARGETS vitrum RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
foreach(folder tools inputs)
  if(IS_DIRECTORY ${PROJECT_SOURCE_DIR}/${folder})
    install(DIRECTORY ${folder} DESTINATION ${CMAKE_INSTALL_DATADIR}/vitrum
            PATTERN "__pycache__" EXCLUDE PATTERN "*.pyc" EXCLUDE)
  endif()
endforeach()
