// SPDX-License-Identifier: Apache-2.0
// tests/unit/core/test_deck_support.hpp: the message of the error that a piece of code ends in.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "vitrum/core/error.hpp"

namespace vitrum::testing {

/// The text of the InputError; a failed test where there is none.
template <class Work>
std::string input_error(Work&& work) {
  try {
    std::forward<Work>(work)();
  } catch (const InputError& error) {
    EXPECT_EQ(error.status(), Exit::bad_input);
    return error.what();
  }
  ADD_FAILURE() << "no InputError came";
  return {};
}

}  // namespace vitrum::testing
