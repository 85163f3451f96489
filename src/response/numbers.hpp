// SPDX-License-Identifier: Apache-2.0
// vitrum/response/numbers.hpp: small statistics that several measures share. Sums run in the order of the values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "vitrum/kmc/kmc.hpp"

namespace vitrum::response {

double mean_of(std::span<const double> values);      // 0 where empty
double variance_of(std::span<const double> values);  // N - 1; 0 below two values
/// Linear between order statistics; `sorted` ascending and not empty, 0 <= p <= 1.
double quantile_of(std::span<const double> sorted, double p);
/// Pearson's correlation; 0 where either is constant.
double correlation_of(std::span<const double> x, std::span<const double> y);
/// Ranks 1 .. N, ties share their mean.
std::vector<double> ranks_of(std::span<const double> values);

/// P(chi^2 with `degrees` > x): the regularized upper incomplete gamma function Q(degrees / 2, x / 2).
double chi_square_above(double degrees, double x);
/// Largest distance between the empirical distribution and uniform(0, 1); `sorted` ascending.
double uniform_distance(std::span<const double> sorted);
/// Kolmogorov's P(D > d) for n values of a fully known distribution (Stephens 1970).
double kolmogorov_above(std::size_t n, double d);
/// (1 + number of `null` at or above value) / (1 + number of null).
double permutation_p(std::span<const double> null, double value);
/// Twice the smaller of the two one-sided permutation p, at most 1.
double permutation_p_two_sided(std::span<const double> null, double value);

double largest_strain(std::span<const kmc::CurvePoint> curve);
/// -1 where the strain of largest magnitude (the first of equals) is negative: compression; else 1.
double sense_of(std::span<const kmc::CurvePoint> curve);
/// Strain, plastic strain and stress times `sense`.
std::vector<kmc::CurvePoint> turned(std::span<const kmc::CurvePoint> curve, double sense);
/// Index of the first point or event whose strain times `sense` is at or beyond `strain`; their number where there is
/// none.
template <class Row>
std::size_t first_at(std::span<const Row> rows, double strain, double sense = 1.0) {
  std::size_t i = 0;
  while (i < rows.size() && sense * rows[i].strain < strain) ++i;
  return i;
}

/// Least-squares a0 + a4 cos 4 theta of values that share one variance, with the standard errors that it gives. Where
/// all angles have the same cosine (the first shell of a grid) the amplitude is 0.
struct FourFold {
  double mean = 0.0, amplitude = 0.0, mean_error = 0.0, amplitude_error = 0.0;
};
FourFold four_fold(std::span<const double> cos4, std::span<const double> values, double variance);

}  // namespace vitrum::response
