// SPDX-License-Identifier: Apache-2.0
// vitrum/core/version.cpp: the build system says both through definitions.
#include "vitrum/core/version.hpp"

#ifndef VITRUM_VERSION
#define VITRUM_VERSION "unknown"
#endif
#ifndef VITRUM_REVISION
#define VITRUM_REVISION "unknown"
#endif

namespace vitrum {

const char* version() { return VITRUM_VERSION; }
const char* revision() { return VITRUM_REVISION; }

}  // namespace vitrum
