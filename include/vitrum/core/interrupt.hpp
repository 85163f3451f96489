// SPDX-License-Identifier: Apache-2.0
// vitrum/core/interrupt.hpp: has someone asked this job to stop (SIGTERM, SIGINT, SIGUSR1, SIGUSR2)?
#pragma once

namespace vitrum::interrupt {

/// Installs the handlers; call first thing. A second signal of the same kind is not swallowed by us.
void install();
/// True on this process after a signal came. Ranks see it at different times: agree before acting on it.
bool requested();
/// For tests: as if a signal had come, or had not.
void set_requested(bool value);

}  // namespace vitrum::interrupt
