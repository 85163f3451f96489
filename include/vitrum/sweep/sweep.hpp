// SPDX-License-Identifier: Apache-2.0
// vitrum/sweep/sweep.hpp: everything of the room: deck, members, table.
#pragma once

#include "vitrum/sweep/deck.hpp"
#include "vitrum/sweep/members.hpp"
#include "vitrum/sweep/table.hpp"
