// SPDX-License-Identifier: Apache-2.0
// vitrum/core/version.hpp: version and git revision of this build.
#pragma once

namespace vitrum {

const char* version();
const char* revision();

}  // namespace vitrum
