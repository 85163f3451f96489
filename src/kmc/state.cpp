// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/state.cpp: an undeformed state.
#include "kmc/state.hpp"

namespace vitrum::kmc {

void Voxels::resize(std::size_t n) {
  for (auto* a : {&e1, &e3, &s1, &s3, &permanent, &temporary, &flip_offset}) a->assign(n, 0.0);
  flip_step.assign(n, 0);
  generation.assign(n, 0);
}

}  // namespace vitrum::kmc
