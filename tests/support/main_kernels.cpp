// SPDX-License-Identifier: Apache-2.0
// tests/support/main_kernels.cpp: runs GoogleTest with Kokkos alone, for the kernels.
#include <Kokkos_Core.hpp>

#include "report.hpp"

int main(int argc, char** argv) {
  Kokkos::ScopeGuard kokkos(argc, argv);
  ::testing::InitGoogleTest(&argc, argv);
  const int failed = RUN_ALL_TESTS();
  return failed != 0 ? failed : vitrum::testing::passed_or_skipped();
}
