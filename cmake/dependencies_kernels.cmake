# SPDX-License-Identifier: Apache-2.0
# For VITRUM_KERNELS_ONLY: Kokkos; GoogleTest is looked for by tests/.
include(dependencies_common)
include(find_kokkos)
vitrum_tell_missing()
