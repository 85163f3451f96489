// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/fftw.hpp: what the slab transforms share: plans that free themselves, slabs, lines in parallel.
#pragma once

#include <fftw3-mpi.h>

#include <Kokkos_Core.hpp>
#include <string>

#include "vitrum/comm/decompose.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::elasticity {

inline void start_fftw() {
  static const bool started = (fftw_mpi_init(), true);
  (void)started;
}

class Plan {
 public:
  Plan(fftw_plan plan, const char* what) : plan_(plan) {
    if (!plan_) throw Fault(std::string("FFTW made no plan for ") + what);
  }
  ~Plan() { fftw_destroy_plan(plan_); }
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;
  fftw_plan get() const { return plan_; }

 private:
  fftw_plan plan_;
};

/// FFTW's slab [start, start + size) of `limit` lines; a rank without lines stands at the end.
inline comm::Range slab(ptrdiff_t start, ptrdiff_t size, std::size_t limit) {
  const std::size_t begin = size > 0 ? static_cast<std::size_t>(start) : limit;
  return {begin, begin + static_cast<std::size_t>(size)};
}

inline fftw_complex* as_fftw(double* values) { return reinterpret_cast<fftw_complex*>(values); }

/// line(i) for every i below `lines`, on all host threads.
template <class Line>
void for_each_line(std::size_t lines, const Line& line) {
  using Space = Kokkos::DefaultHostExecutionSpace;
  Kokkos::parallel_for("vitrum::elasticity::lines", Kokkos::RangePolicy<Space>(0, lines), line);
  Space().fence();
}

}  // namespace vitrum::elasticity
