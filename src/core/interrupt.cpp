// SPDX-License-Identifier: Apache-2.0
// vitrum/core/interrupt.cpp: the handlers set a flag, once each; the next signal of that kind takes its default action.
#include "vitrum/core/interrupt.hpp"

#include <atomic>
#include <csignal>

namespace vitrum::interrupt {
namespace {

std::atomic<bool> flag{false};
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void on_signal(int) { flag.store(true, std::memory_order_relaxed); }

}  // namespace

void install() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = static_cast<int>(SA_RESTART | SA_RESETHAND);
  for (int signal : {SIGTERM, SIGINT, SIGUSR1, SIGUSR2}) sigaction(signal, &action, nullptr);
}

bool requested() { return flag.load(std::memory_order_relaxed); }
void set_requested(bool value) { flag.store(value, std::memory_order_relaxed); }

}  // namespace vitrum::interrupt
