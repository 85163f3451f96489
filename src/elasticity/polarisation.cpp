// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/polarisation.cpp: the conjugate gradients, with dot products in one fixed order.
#include "elasticity/polarisation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "elasticity/fftw.hpp"
#include "vitrum/comm/reduce.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/core/tree_sum.hpp"

namespace vitrum::elasticity {
namespace {

void check(const Accuracy& accuracy) {
  if (!(accuracy.tolerance >= 1e-14 && accuracy.tolerance < 1.0) || accuracy.max_iterations < 1)
    throw InputError("the elastic equilibrium needs a tolerance from 1e-14 to 1 and at least one iteration");
}

std::string short_form(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2g", value);
  return text;
}

TensorFields zeros(std::size_t components, std::size_t voxels) {
  return TensorFields(components, std::vector<double>(voxels, 0.0));
}

}  // namespace

Polarisation::Polarisation(const comm::Communicator& comm, int dimensions, const Lines& lines,
                           const Stiffness& stiffness)
    : comm_(comm), dimensions_(dimensions), lines_(lines) {
  const double infinite = std::numeric_limits<double>::infinity();
  double least_bulk = infinite, least_shear = infinite, most_bulk = 0.0, most_shear = 0.0;
  comm::together(comm, [&] {
    for (std::size_t i = 0; i < voxels(); ++i) {
      const std::size_t voxel = lines_.first_line * lines_.length + i;
      const auto [lambda, mu] = stiffness(voxel);
      const double bulk = dimensions_ * lambda + 2.0 * mu;
      if (!(mu > 0.0) || !(bulk > 0.0) || !std::isfinite(mu) || !std::isfinite(bulk))
        throw InputError("voxel " + std::to_string(voxel) + " has a modulus that is not positive (mu " +
                         short_form(mu) + ", lambda " + short_form(lambda) +
                         " GPa); a void needs a small positive one");
      bulk_.push_back(bulk);
      shear_.push_back(2.0 * mu);
      least_bulk = std::min(least_bulk, bulk), most_bulk = std::max(most_bulk, bulk);
      least_shear = std::min(least_shear, 2.0 * mu), most_shear = std::max(most_shear, 2.0 * mu);
    }
  });
  bulk0_ = comm.min(least_bulk);
  shear0_ = comm.min(least_shear);
  contrast_ = std::max(comm.max(most_bulk) / bulk0_, comm.max(most_shear) / shear0_);
}

Lame Polarisation::reference() const { return {(bulk0_ - shear0_) / dimensions_, 0.5 * shear0_}; }

double Polarisation::root(std::size_t c, std::size_t v) const {
  return std::sqrt(modulus(c, v) - reference_modulus(c));
}

double Polarisation::dot(const TensorFields& a, const TensorFields& b) const {
  std::vector<double> line(lines_.count);
  for_each_line(lines_.count, [&](std::size_t i) {
    double sum = 0.0;
    for (std::size_t v = i * lines_.length; v < (i + 1) * lines_.length; ++v) {
      double traceless = 0.0;
      for (std::size_t c = 1; c < components(); ++c) traceless += a[c][v] * b[c][v];
      sum += dimensions_ * a[0][v] * b[0][v] + 2.0 * traceless;
    }
    line[i] = sum;
  });
  TreeSum sum(1);
  for (std::size_t i = 0; i < lines_.count; ++i) sum.push(lines_.first_line + i, std::span<const double>(&line[i], 1));
  return comm::reduce_tree(comm_, sum).front();
}

void Polarisation::apply(const Green& green, const TensorFields& y, TensorFields& out) const {
  for_each_line(components(), [&](std::size_t c) {
    for (std::size_t v = 0; v < voxels(); ++v) out[c][v] = root(c, v) * y[c][v];
  });
  green(out);
  for_each_line(components(), [&](std::size_t c) {
    for (std::size_t v = 0; v < voxels(); ++v) out[c][v] = y[c][v] + root(c, v) * out[c][v];
  });
}

void Polarisation::elastic_strain(const Green& green, const std::vector<double>& uniform,
                                  const TensorFields& eigenstrain, const TensorFields* y, TensorFields& out) const {
  for_each_line(components(), [&](std::size_t c) {
    for (std::size_t v = 0; v < voxels(); ++v)
      out[c][v] = reference_modulus(c) * eigenstrain[c][v] - (y ? root(c, v) * (*y)[c][v] : 0.0);
  });
  green(out);
  for_each_line(components(), [&](std::size_t c) {
    for (std::size_t v = 0; v < voxels(); ++v) out[c][v] += uniform[c] - eigenstrain[c][v];
  });
}

Polarisation::Outcome Polarisation::solve(const Green& green, const std::vector<double>& uniform,
                                          TensorFields& eigenstrain, const Accuracy& accuracy) const {
  check(accuracy);
  const std::size_t n = voxels();
  TensorFields y = zeros(components(), n), residual = zeros(components(), n), product = zeros(components(), n);
  elastic_strain(green, uniform, eigenstrain, nullptr, residual);
  const auto each = [&](auto&& change) {
    for_each_line(components(), [&](std::size_t c) {
      for (std::size_t v = 0; v < n; ++v) change(c, v);
    });
  };
  each([&](std::size_t c, std::size_t v) { residual[c][v] *= root(c, v); });
  TensorFields direction = residual;
  const double start = dot(residual, residual);
  if (!std::isfinite(start)) throw DataError("an eigenstrain of the elastic solver is not a finite number");
  double square = start;
  int iterations = 0;
  for (; iterations < accuracy.max_iterations && square > accuracy.tolerance * accuracy.tolerance * start;
       ++iterations) {
    apply(green, direction, product);
    const double step = square / dot(direction, product);
    each([&](std::size_t c, std::size_t v) {
      y[c][v] += step * direction[c][v];
      residual[c][v] -= step * product[c][v];
    });
    const double next = dot(residual, residual), turn = next / square;
    each([&](std::size_t c, std::size_t v) { direction[c][v] = residual[c][v] + turn * direction[c][v]; });
    square = next;
  }
  elastic_strain(green, uniform, eigenstrain, &y, product);
  each([&](std::size_t c, std::size_t v) { residual[c][v] = root(c, v) * product[c][v] - y[c][v]; });
  const double left = start > 0.0 ? std::sqrt(dot(residual, residual) / start) : 0.0;
  if (square > accuracy.tolerance * accuracy.tolerance * start)
    throw InputError("the elastic equilibrium is off by " + short_form(left) + " after " + std::to_string(iterations) +
                     " iterations (contrast " + short_form(contrast_) + "); allow more, or a larger tolerance");
  eigenstrain.swap(product);
  return {iterations, left};
}

Polarisation::Means Polarisation::means(const TensorFields& elastic) const {
  TreeSum sum(2 * components());
  std::vector<double> line(2 * components());
  for (std::size_t i = 0; i < lines_.count; ++i) {
    std::fill(line.begin(), line.end(), 0.0);
    for (std::size_t c = 0; c < components(); ++c) {
      for (std::size_t v = i * lines_.length; v < (i + 1) * lines_.length; ++v) {
        line[c] += elastic[c][v];
        line[components() + c] += modulus(c, v) * elastic[c][v];
      }
    }
    sum.push(lines_.first_line + i, line);
  }
  auto total = comm::reduce_tree(comm_, sum);
  const auto count = static_cast<double>(comm_.sum(static_cast<std::int64_t>(voxels())));
  for (double& value : total) value /= count;
  const auto middle = total.begin() + static_cast<std::ptrdiff_t>(components());
  return {{total.begin(), middle}, {middle, total.end()}};
}

}  // namespace vitrum::elasticity
