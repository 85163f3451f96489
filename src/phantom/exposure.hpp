// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/exposure.hpp: foil, optics and scan put together; patterns of chunks of positions.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "phantom_pattern.hpp"
#include "vitrum/comm/communicator.hpp"
#include "vitrum/comm/decompose.hpp"
#include "vitrum/phantom/synthesize.hpp"

namespace vitrum::phantom {

/// InputError naming the parameter that cannot be.
void check(const Parameters& parameters);

/// Collective. Of the phantom: clusters alone.
Foil make_foil(const comm::Communicator& comm, const Parameters& parameters);

/// t / lambda_el: atoms a volume times thickness times (lambda gamma)^2 int <f_e^2> 2 pi k dk (single, independent
/// atoms).
double elastic_paths(const Parameters& parameters, const Foil& foil);

/// Centre (row, column) of the pattern of scan position r.
std::array<double, 2> centre(const Parameters& parameters, std::size_t r);

class Exposure {
 public:
  Exposure(const Parameters& parameters, const Foil& foil);
  const Simulator& simulator() const { return simulator_; }

  /// Bytes of projected potential for scan positions first .. last.
  std::size_t bytes(std::size_t first, std::size_t last) const;
  /// Projects the foil around these positions; `expose` serves them until the next call.
  void prepare(std::size_t first, std::size_t last);
  /// Shares of the incident electrons, [i][pixel], at positions first + i; host threads each take whole patterns.
  void expose(std::size_t first, std::span<double> shares);

 private:
  Rectangle around(std::size_t first, std::size_t last) const;

  const Parameters& parameters_;
  const Foil& foil_;
  Simulator simulator_;
  std::optional<PhantomPattern> phantom_;
  std::vector<Potential> potentials_;             // one an exposure of the decoherence; noise of the phantom
  std::vector<Simulator::Workspace> workspaces_;  // one a host thread
};

}  // namespace vitrum::phantom
