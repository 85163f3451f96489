// SPDX-License-Identifier: Apache-2.0
// vitrum/core/progress.cpp: when to speak (after a second; then five times a second or every ten), and what to say.
#include "vitrum/core/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "terminal.hpp"
#include "vitrum/core/log.hpp"

namespace vitrum {
namespace {

using Seconds = std::chrono::duration<double>;
constexpr Seconds silence{1.0};
constexpr Seconds between_bars{0.2};
constexpr Seconds between_lines{10.0};

std::string duration_text(double seconds) {
  if (seconds < 59.5) return fmt::format("{:.0f} s", seconds);
  const auto whole = static_cast<long>(std::lround(seconds));
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

std::string amount_text(double amount) {
  return amount == std::floor(amount) && std::abs(amount) < 1e15 ? fmt::format("{:.0f}", amount)
                                                                 : fmt::format("{:.4g}", amount);
}

std::string bar_text(double fraction) {
  constexpr int width = 30;
  const int full = static_cast<int>(fraction * width);
  return fmt::format("[{}{}]", std::string(static_cast<std::size_t>(full), '='),
                     std::string(static_cast<std::size_t>(width - full), ' '));
}

}  // namespace

Progress::Progress(std::string what, double total, std::string unit, double from)
    : what_(std::move(what)),
      total_(total),
      unit_(std::move(unit)),
      from_(from),
      done_(from),
      terminal_(terminal::can_redraw() && log::terminal_shows(log::Level::info)),
      start_(Clock::now()),
      shown_(start_) {}

Progress::~Progress() {
  if (open_ && terminal_) terminal::wipe_bar();
}

bool Progress::is_due(Clock::time_point now) const {
  if (now - start_ < silence) return false;
  if (shown_ == start_) return terminal_ || now - start_ >= between_lines;
  return now - shown_ >= (terminal_ ? between_bars : between_lines);
}

void Progress::at(double done) {
  done_ = done;
  if (!open_ || !log::speaks()) return;
  const auto now = Clock::now();
  if (is_due(now)) show(now);
}

void Progress::show(Clock::time_point now) {
  shown_ = now;
  const double seconds = Seconds(now - start_).count();
  const double rate = (done_ - from_) / seconds;
  const double fraction = total_ > 0.0 ? std::clamp(done_ / total_, 0.0, 1.0) : 0.0;
  const std::string left =
      rate > 0.0 ? duration_text(std::max(0.0, total_ - done_) / rate) + " left" : "time left unknown";
  const std::string line = fmt::format("{:3.0f} %  {} of {} {}, {:.3g}/s, {}", 100.0 * fraction, amount_text(done_),
                                       amount_text(total_), unit_, rate, left);
  if (terminal_)
    terminal::draw_bar(fmt::format("{} {} {}", what_, bar_text(fraction), line));
  else
    log::info("{}: {}", what_, line);
}

void Progress::finish() {
  if (!open_) return;
  open_ = false;
  if (terminal_) terminal::wipe_bar();
  const Seconds elapsed = Clock::now() - start_;
  if (elapsed < silence) return;
  log::info("{}: {} {} in {} ({:.3g}/s)", what_, amount_text(done_), unit_, duration_text(elapsed.count()),
            (done_ - from_) / elapsed.count());
}

}  // namespace vitrum
