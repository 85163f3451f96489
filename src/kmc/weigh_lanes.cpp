// SPDX-License-Identifier: Apache-2.0
// vitrum/kmc/weigh_lanes.cpp: picks the vectors.
#include "kmc/weigh_lanes.hpp"

namespace vitrum::kmc {

#if defined(VITRUM_AVX2)
VITRUM_AVX2 static Weighed weigh_avx2(const Scales& w) { return weigh_entries<Lane4>(w); }
#endif

Weighed weigh_entries(const Scales& w, [[maybe_unused]] bool wide) {
#if defined(VITRUM_AVX2)
  if (wide && has_avx2()) return weigh_avx2(w);
#endif
  return weigh_entries<PortableLanes>(w);
}

}  // namespace vitrum::kmc
