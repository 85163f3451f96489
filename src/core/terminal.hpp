// SPDX-License-Identifier: Apache-2.0
// vitrum/core/terminal.hpp: what log and progress share: the terminal, on which a bar may stand.
#pragma once

#include <string>

namespace vitrum::terminal {

/// Is stderr a terminal that can redraw a line?
bool can_redraw();
/// Draws the bar over the last one; the next message wipes it away first.
void draw_bar(const std::string& bar);
void wipe_bar();
/// One line on stderr, flushed.
void print_line(const std::string& line);

}  // namespace vitrum::terminal
