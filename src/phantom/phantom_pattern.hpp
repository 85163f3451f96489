// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/phantom_pattern.hpp: one pattern of the fast phantom.
#pragma once

#include <span>
#include <vector>

#include "projected_atom.hpp"
#include "vitrum/phantom/closed_form.hpp"
#include "vitrum/phantom/diffraction.hpp"

namespace vitrum::phantom {

class PhantomPattern {
 public:
  PhantomPattern(const Parameters& parameters, const std::vector<Cluster>& clusters);
  /// Share of the incident electrons in each pixel, [row][column], overwritten.
  void fill(const Simulator& simulator, const Potential& noise, double x_A, double y_A, double cy_px, double cx_px,
            Simulator::Workspace& workspace, std::span<double> shares) const;

 private:
  struct Seen {  // a cluster from one position
    const Cluster* cluster;
    double height;  // in heights of the ring
  };
  std::vector<Seen> seen_from(double x_A, double y_A) const;

  const Parameters& parameters_;
  const std::vector<Cluster>& clusters_;
  std::vector<RadialTable> responses_;    // h, one a diameter
  std::vector<std::size_t> response_of_;  // by cluster
};

}  // namespace vitrum::phantom
