// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/mtf.cpp: table and convolution.
#include "mtf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numbers>
#include <sstream>

#include "vitrum/core/error.hpp"

namespace vitrum::phantom {
namespace {

using Table = std::vector<std::array<double, 2>>;

double interpolate(const Table& table, double q) {
  const auto above = std::find_if(table.begin(), table.end(), [&](const auto& row) { return row[0] > q; });
  if (above == table.begin()) return table.front()[1];
  if (above == table.end()) return table.back()[1];
  const auto& [q0, m0] = *(above - 1);
  const auto& [q1, m1] = *above;
  return m0 + (m1 - m0) * (q - q0) / (q1 - q0);
}

double transfer(double blur_px, const Table& table, double q) {
  if (!table.empty()) return interpolate(table, q);
  const double x = std::numbers::pi * blur_px * q;
  return std::exp(-2.0 * x * x);
}

struct RealFree {
  void operator()(double* p) const { fftw_free(p); }
};
using RealArray = std::unique_ptr<double[], RealFree>;

}  // namespace

Table read_mtf(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw DataError(fmt::format("{}: cannot be read; is the path right?", path));
  Table table;
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    line = line.substr(0, line.find('#'));
    std::replace(line.begin(), line.end(), ',', ' ');
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    std::istringstream words(line);
    std::array<double, 2> row{};
    if (!(words >> row[0] >> row[1]) || !(row[0] >= 0.0) || !(row[1] >= 0.0 && row[1] <= 1.5))
      throw DataError(fmt::format(
          "{}:{}: a row must be a spatial frequency in cycles a pixel and an MTF between 0 and 1.5", path, number));
    if (!table.empty() && row[0] <= table.back()[0])
      throw DataError(fmt::format("{}:{}: spatial frequencies must rise", path, number));
    table.push_back(row);
  }
  if (table.size() < 2 || table.back()[0] < 0.5)
    throw DataError(fmt::format("{}: the MTF must reach to 0.5 cycles a pixel at least", path));
  return table;
}

Mtf::Mtf(std::size_t qy, std::size_t qx, double blur_px, const Table& table)
    : qy_(qy), qx_(qx), ny_(2 * qy), nx_(2 * qx) {
  const std::size_t half = nx_ / 2 + 1;
  RealArray image(fftw_alloc_real(ny_ * nx_));
  FftwArray spectrum = fftw_array(ny_ * half);
  const int ny = static_cast<int>(ny_), nx = static_cast<int>(nx_);
  forward_.reset(fftw_plan_dft_r2c_2d(ny, nx, image.get(), raw(spectrum.get()), FFTW_ESTIMATE));
  backward_.reset(fftw_plan_dft_c2r_2d(ny, nx, raw(spectrum.get()), image.get(), FFTW_ESTIMATE));
  if (forward_ == nullptr || backward_ == nullptr) throw Fault("FFTW made no plan");
  transfer_.resize(ny_ * half);
  for (std::size_t y = 0; y < ny_; ++y)
    for (std::size_t x = 0; x < half; ++x) {
      const double v = static_cast<double>(std::min(y, ny_ - y)) / static_cast<double>(ny_);
      const double u = static_cast<double>(x) / static_cast<double>(nx_);
      transfer_[y * half + x] = transfer(blur_px, table, std::hypot(u, v)) / static_cast<double>(ny_ * nx_);
    }
}

void Mtf::apply(std::span<double> image) const {
  RealArray wide(fftw_alloc_real(ny_ * nx_));
  FftwArray spectrum = fftw_array(ny_ * (nx_ / 2 + 1));
  std::fill(wide.get(), wide.get() + ny_ * nx_, 0.0);
  for (std::size_t y = 0; y < qy_; ++y) std::copy_n(image.data() + y * qx_, qx_, wide.get() + y * nx_);
  fftw_execute_dft_r2c(forward_.get(), wide.get(), raw(spectrum.get()));
  for (std::size_t i = 0; i < transfer_.size(); ++i) spectrum[i] *= transfer_[i];
  fftw_execute_dft_c2r(backward_.get(), raw(spectrum.get()), wide.get());
  for (std::size_t y = 0; y < qy_; ++y) std::copy_n(wide.get() + y * nx_, qx_, image.data() + y * qx_);
}

}  // namespace vitrum::phantom
