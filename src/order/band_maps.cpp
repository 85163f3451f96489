// SPDX-License-Identifier: Apache-2.0
// vitrum/order/band_maps.cpp: powers, phases, halves and the transfer of the aperture disk.
#include "order/band_maps.hpp"

#include <cmath>
#include <limits>

namespace vitrum::order {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

class Gather {
 public:
  Gather(const comm::Communicator& comm, std::size_t band, Part& part) : comm_(comm), band_(band), part_(part) {}
  std::vector<double> item(std::size_t k) { return take(part_.items[band_ * band_items + k]); }
  std::vector<double> take(std::vector<double>& mine) {
    auto all = comm_.gather_everywhere(std::span<const double>(mine));
    mine = {};
    return all;
  }

 private:
  const comm::Communicator& comm_;
  std::size_t band_;
  Part& part_;
};

/// P_n = (|F_n|^2 - noise_n) / (F_0^2 - noise_0), characterization 1.7; all NaN where `valid` is false.
void set_harmonic(Gather& gather, std::size_t n, bool valid, const std::vector<double>& total,
                  const std::vector<double>& squared, BandMaps& maps) {
  const std::vector<double> re = gather.item(item_re + n), im = gather.item(item_im + n);
  std::vector<double> noise = gather.item(item_noise + n);
  std::vector<double> power(re.size(), 0.0), naive(re.size(), 0.0);
  std::vector<std::complex<double>> f(re.size());
  for (std::size_t r = 0; r < re.size(); ++r) {
    if (!valid) {
      power[r] = naive[r] = noise[r] = nan;
      f[r] = {nan, nan};
      continue;
    }
    if (squared[r] <= 0.0) {
      noise[r] = 0.0;
      continue;
    }
    const double square = re[r] * re[r] + im[r] * im[r];
    naive[r] = square / (total[r] * total[r]);
    power[r] = (square - noise[r]) / squared[r];
    noise[r] /= squared[r];
    f[r] = std::complex<double>(re[r], -im[r]) / total[r];
  }
  maps.power.push_back(std::move(power));
  maps.power_naive.push_back(std::move(naive));
  maps.noise.push_back(std::move(noise));
  maps.f.push_back(std::move(f));
}

void set_powers(Gather& gather, BandMaps& maps, double gain) {
  std::vector<double> total = gather.item(item_total);
  const std::vector<double> total_noise = gather.item(item_total_noise);
  std::vector<double> squared(total.size(), 0.0);  // of F_0, noise removed; 0 where there is nothing to divide by
  for (std::size_t r = 0; r < total.size(); ++r) {
    const double square = total[r] * total[r] - total_noise[r];
    if (std::isnan(total[r])) {  // a singular fit
      squared[r] = nan;
      ++maps.singular;
    } else if (total[r] > 0.0 && square > 0.0) {
      squared[r] = square;
    } else {
      ++maps.empty;
    }
  }
  for (std::size_t n = 0; n < n_max; ++n) set_harmonic(gather, n, n % 2 == 1 || maps.odd_valid, total, squared, maps);
  for (double& t : total) t /= gain;
  maps.intensity = std::move(total);
}

Halves take_halves(Gather& gather, bool odd_valid) {
  Halves halves;
  for (std::size_t n = 0; n < n_max; ++n) {
    halves.power.push_back(gather.item(item_half_power + n));
    halves.cross.push_back(gather.item(item_half_cross + n));
    if (n % 2 == 1 || odd_valid) continue;
    halves.power.back().assign(halves.power.back().size(), nan);
    halves.cross.back().assign(halves.cross.back().size(), nan);
  }
  halves.variance_xy = gather.item(item_half_variance);
  return halves;
}

}  // namespace

double bessel_j1(double x) {
  // J_1(x) = mean over t in [0, 2 pi) of cos(t - x sin t); the trapezoid rule converges geometrically above n = |x|.
  const double pi = std::acos(-1.0);
  const int n = 2 * static_cast<int>(std::ceil(std::fabs(x))) + 48;
  double sum = 0.0;
  for (int i = 0; i < n; ++i) {
    const double t = 2.0 * pi * i / n;
    sum += std::cos(t - x * std::sin(t));
  }
  return sum / n;
}

std::vector<double> disk_transfer(double k_a, double k) {
  std::vector<double> out;
  for (int n = 1; n <= n_max; ++n) {
    const double x = n * k_a / k;
    const double amplitude = x > 0.0 ? 2.0 * bessel_j1(x) / x : 1.0;
    out.push_back(amplitude * amplitude);
  }
  return out;
}

BandMaps band_maps(const comm::Communicator& comm, const scan::ScanInfo& info, const Parameters& parameters,
                   const Plan& plan, const TableCache& cache, std::size_t band, bool halves, Part& part) {
  Gather gather(comm, band, part);
  BandMaps maps;
  maps.band = plan.bands[band];
  maps.least_squares = plan.least_squares[band] != 0;
  maps.condition = comm.max(cache.condition()[band]);
  maps.condition_even = comm.max(cache.condition_even()[band]);
  maps.odd_valid = !maps.least_squares && maps.condition <= condition_limit;
  set_powers(gather, maps, plan.noise.gain);
  maps.variance_xy = gather.item(item_variance);
  maps.variance_xy_raw = gather.item(item_variance_raw);
  for (std::size_t n = 0; n + 1 < n_max; ++n) maps.coefficient.push_back(gather.item(item_coefficient + n));
  if (halves) maps.halves = take_halves(gather, maps.odd_valid);
  const auto sectors = static_cast<std::size_t>(parameters.sectors);
  std::vector<std::vector<double>> noise;
  for (std::size_t s = 0; s < sectors; ++s) {
    maps.azimuthal.push_back(gather.take(part.sectors[band * sectors + s]));
    noise.push_back(gather.take(part.sector_noise[band * sectors + s]));
  }
  const SectorStack stack{maps.azimuthal, noise};
  maps.variance_window = window_variance(comm, info, stack, parameters);
  phi_variance(parameters, plan.run, stack, maps);
  if (parameters.probe_semi_angle_k && plan.k_units != "px")
    maps.transfer = disk_transfer(*parameters.probe_semi_angle_k, 0.5 * (maps.band.k1 + maps.band.k2));
  return maps;
}

}  // namespace vitrum::order
