// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/uncertain.hpp: a number and its standard error.
#pragma once

namespace vitrum::domains {

struct Uncertain {
  double value = 0.0;
  double error = 0.0;   // standard error
  double common = 0.0;  // the part of it that areas of one sample share: calibration, thickness, probe, method
};

}  // namespace vitrum::domains
