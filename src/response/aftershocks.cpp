// SPDX-License-Identifier: Apache-2.0
// vitrum/response/aftershocks.cpp: the rate of cascades after the largest ones.
#include <algorithm>
#include <cmath>
#include <limits>

#include "response/numbers.hpp"
#include "vitrum/response/timing.hpp"

namespace vitrum::response {
namespace {

/// Delays of cascades after their main one, and how long each main one was followed.
struct Stack {
  std::vector<double> delays, spans;
};

Stack stacked(std::span<const Avalanche> cascades, std::int64_t smallest) {
  Stack stack;
  double start = 0.0;
  bool after_main = false;
  for (const auto& cascade : cascades) {
    if (cascade.flips >= smallest) {
      if (after_main && cascade.time_s > start) stack.spans.push_back(cascade.time_s - start);
      start = cascade.time_s;
      after_main = true;
    } else if (after_main && cascade.time_s > start) {
      stack.delays.push_back(cascade.time_s - start);
    }
  }
  if (after_main && cascades.back().time_s > start) stack.spans.push_back(cascades.back().time_s - start);
  std::sort(stack.delays.begin(), stack.delays.end());
  std::sort(stack.spans.begin(), stack.spans.end());
  return stack;
}

/// Largest log-likelihood of the rate mu + k t^-q on [from, span) after each main cascade, at fixed q.
struct Fit {
  double mu = 0.0, k = 0.0, log_likelihood = 0.0;
};

class Omori {
 public:
  Omori(const Stack& stack, double from) : stack_(stack), from_(from) {
    for (double t : stack.delays)
      if (t >= from) log_delays_.push_back(std::log(t));
    for (double span : stack.spans) seconds_ += std::max(0.0, span - from);
  }

  Fit constant() const {
    const double n = static_cast<double>(log_delays_.size());
    return {n / seconds_, 0.0, n * std::log(n / seconds_) - n};
  }

  /// Newton's method; the likelihood is concave in mu and k.
  Fit at(double q) const {
    std::vector<double> decay;
    for (double t : log_delays_) decay.push_back(std::exp(-q * t));
    const double area = exposure(q);
    const auto value = [&](double mu, double k) {
      double sum = -mu * seconds_ - k * area;
      for (double a : decay) sum += std::log(mu + k * a);
      return sum;
    };
    auto fit = constant();
    for (int i = 0; i < 100; ++i) {
      double gm = -seconds_, gk = -area, mm = 0.0, mk = 0.0, kk = 0.0;
      for (double a : decay) {
        const double r = 1.0 / (fit.mu + fit.k * a);
        gm += r;
        gk += a * r;
        mm += r * r;
        mk += a * r * r;
        kk += a * a * r * r;
      }
      if (fit.k == 0.0 && gk <= 0.0) return fit;
      const double determinant = mm * kk - mk * mk;
      if (!(determinant > 0.0)) return fit;
      const double dm = (kk * gm - mk * gk) / determinant, dk = (mm * gk - mk * gm) / determinant;
      double share = 1.0;
      for (int half = 0; half < 40; ++half, share *= 0.5) {
        const double mu = fit.mu + share * dm, k = fit.k + share * dk;
        if (!(mu > 0.0) || !(k >= 0.0)) continue;
        const double next = value(mu, k);
        if (next < fit.log_likelihood) continue;
        const bool settled = next - fit.log_likelihood < 1e-10;
        fit = {mu, k, next};
        if (settled) return fit;
        break;
      }
      if (share < 1e-11) return fit;
    }
    return fit;
  }

 private:
  /// Integral of t^-q over all spans.
  double exposure(double q) const {
    double sum = 0.0;
    for (double span : stack_.spans)
      if (span > from_)
        sum += std::abs(q - 1.0) < 1e-9 ? std::log(span / from_)
                                        : (std::pow(span, 1.0 - q) - std::pow(from_, 1.0 - q)) / (1.0 - q);
    return sum;
  }

  const Stack& stack_;
  double from_, seconds_ = 0.0;
  std::vector<double> log_delays_;
};

std::vector<AftershockBin> rate_bins(const Stack& stack) {
  constexpr int bins_a_decade = 4;
  std::vector<AftershockBin> bins;
  const auto edge = [](int i) { return std::pow(10.0, static_cast<double>(i) / bins_a_decade); };
  int i = static_cast<int>(std::floor(bins_a_decade * std::log10(quantile_of(stack.delays, 0.01))));
  for (; edge(i) < stack.spans.back(); ++i) {
    AftershockBin bin{edge(i), edge(i + 1)};
    for (double span : stack.spans) bin.exposure_s += std::max(0.0, std::min(span, bin.to_s) - bin.from_s);
    bin.cascades = std::lower_bound(stack.delays.begin(), stack.delays.end(), bin.to_s) -
                   std::lower_bound(stack.delays.begin(), stack.delays.end(), bin.from_s);
    bin.rate_per_s = static_cast<double>(bin.cascades) / bin.exposure_s;
    bin.rate_error_per_s = std::sqrt(std::max(1.0, static_cast<double>(bin.cascades))) / bin.exposure_s;
    bins.push_back(bin);
  }
  return bins;
}

void fit(const Stack& stack, Aftershocks& result) {
  const Omori omori(stack, quantile_of(stack.delays, 0.01));
  constexpr double lowest = 0.05, highest = 3.0, h = 0.02;
  double low = lowest, high = highest, best = low;
  for (int round = 0; round < 3; ++round) {  // a grid that narrows about the one maximum
    const double step = (high - low) / 16.0;
    double most = -std::numeric_limits<double>::infinity();
    for (int i = 0; i <= 16; ++i) {
      const double q = low + i * step, value = omori.at(q).log_likelihood;
      if (value > most) {
        most = value;
        best = q;
      }
    }
    low = std::max(lowest, best - step);
    high = std::min(highest, best + step);
  }
  const auto fitted = omori.at(best), constant = omori.constant();
  result.p = chi_square_above(2.0, 2.0 * std::max(0.0, fitted.log_likelihood - constant.log_likelihood));
  result.background_per_s = fitted.mu;
  if (!(fitted.k > 0.0)) return;
  result.exponent = best;
  result.productivity = fitted.k;
  const double curvature =
      (omori.at(best + h).log_likelihood - 2.0 * fitted.log_likelihood + omori.at(best - h).log_likelihood) / (h * h);
  if (curvature < 0.0) result.exponent_error = 1.0 / std::sqrt(-curvature);
}

}  // namespace

Aftershocks aftershocks(std::span<const Avalanche> cascades, double share) {
  constexpr std::size_t fewest_main = 10, fewest_delays = 100;
  Aftershocks result;
  std::vector<std::int64_t> sizes;
  for (const auto& cascade : cascades) sizes.push_back(cascade.flips);
  const auto wanted = static_cast<std::size_t>(share * static_cast<double>(sizes.size()));
  if (wanted < fewest_main) return result;
  std::sort(sizes.begin(), sizes.end());
  result.smallest_main_flips = sizes[sizes.size() - wanted];
  if (result.smallest_main_flips <= sizes.front()) return result;  // all cascades alike: none is a main one
  result.main_cascades = sizes.end() - std::lower_bound(sizes.begin(), sizes.end(), result.smallest_main_flips);
  const auto stack = stacked(cascades, result.smallest_main_flips);
  const double whole = cascades.back().time_s - cascades.front().time_s;
  if (stack.delays.size() < fewest_delays || stack.spans.size() < fewest_main || !(whole > 0.0)) return result;
  result.mean_rate_per_s = static_cast<double>(sizes.size()) / whole;
  result.bins = rate_bins(stack);
  fit(stack, result);
  return result;
}

}  // namespace vitrum::response
