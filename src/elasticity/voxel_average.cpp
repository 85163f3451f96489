// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/voxel_average.cpp: the sums over aliases of the exact voxel average, in closed form.
//
// The weight of alias (m, n) is sin^2(x/2) sin^2(y/2) / ((x + 2 pi m)/2)^2 / ((y + 2 pi n)/2)^2: its numerator does not
// know m and n. So ss, for one, is 64 sin^2(x/2) sin^2(y/2) / (hx hy)^2 times the sum of 1/q^4 over aliases q. The sum
// over m is elementary (partial fractions with sum 1/(x + 2 pi m) = cot(x/2)/2); the sum over n then converges like
// exp(-2 pi n hx/hy) once its algebraic tail ~ 1/b^3 is taken apart and summed by the Hurwitz zeta function.
#include <cmath>
#include <numbers>

#include "vitrum/elasticity/symbol.hpp"

namespace vitrum::elasticity {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double far = 40.0;  // exp(-40) is below the rounding of 1

/// Hurwitz zeta function sum_{n>=0} (q + n)^-3 by Euler and Maclaurin; relative error below 1e-14.
double zeta3(double q) {
  double sum = 0.0;
  for (; q < 16.0; q += 1.0) sum += 1.0 / (q * q * q);
  const double u = 1.0 / (q * q);
  return sum + u * (0.5 + 0.5 / q + u * (0.25 + u * (-1.0 / 12.0 + u * (1.0 / 12.0 + u * (-0.15 + u / 2.4)))));
}

/// sinh b - b cosh b, without cancellation at small b.
double sinh_minus_b_cosh(double b) {
  if (b > 1.0) return std::sinh(b) - b * std::cosh(b);
  double sum = 0.0, power = b;
  for (int k = 1; k < 12; ++k) {
    power *= b * b / (2.0 * k * (2.0 * k + 1.0));
    sum -= 2.0 * k * power;
  }
  return sum;
}

/// Sums over all m at one n, as functions of x and b = qy hx > 0; A = sin^2(x/2).
struct LineSums {
  double inverse_fourth;  // sum 1/(q^2 + b^2)^2,                          -> 1/(4 b^3) for large b
  double longitudinal;    // sum 1/(b^2 (q^2 + b^2)),                      -> 1/(2 b^3)
  double mixed;           // tan(x/2) sum (q^2 - b^2)/(q b (q^2 + b^2)^2), -> -1/(2 b^3)
  double shear;           // tan(x/2) sum 1/(q b (q^2 + b^2)),             -> 1/(2 b^3)
};

LineSums line_sums(double A, double b) {
  const double b2 = b * b, b3 = b2 * b;
  if (b > far) return {0.25 / b3, 0.5 / b3, -0.5 / b3, 0.5 / b3};
  const double half = std::sinh(0.5 * b), B = half * half, D = A + B, sinh_b = std::sinh(b);
  return {(A * sinh_minus_b_cosh(b) + B * (sinh_b + b)) / (8.0 * b3 * D * D), sinh_b / (4.0 * b3 * D),
          -B / (2.0 * b3 * D) + A * sinh_b / (4.0 * b2 * D * D), B / (2.0 * b3 * D)};
}

/// For aspect = hx / hy >= 1.
Symbol wide_voxel(double x, double y, double aspect) {
  const double A = std::sin(0.5 * x) * std::sin(0.5 * x), Y = std::sin(0.5 * y) * std::sin(0.5 * y);
  LineSums sum = line_sums(A, aspect * y);
  const int near = static_cast<int>(std::ceil(far / (2.0 * pi * aspect) + 0.5));
  for (int n = 1; n <= near; ++n) {
    const LineSums up = line_sums(A, aspect * (2.0 * pi * n + y)), down = line_sums(A, aspect * (2.0 * pi * n - y));
    sum.inverse_fourth += up.inverse_fourth + down.inverse_fourth;
    sum.longitudinal += up.longitudinal + down.longitudinal;
    sum.mixed += up.mixed - down.mixed;
    sum.shear += up.shear - down.shear;
  }
  const double scale = std::pow(2.0 * pi * aspect, -3), t = y / (2.0 * pi);
  const double up = scale * zeta3(near + 1 + t), down = scale * zeta3(near + 1 - t);
  sum.inverse_fourth += 0.25 * (up + down);
  sum.longitudinal += 0.5 * (up + down);
  sum.mixed -= 0.5 * (up - down);
  sum.shear += 0.5 * (up - down);

  const double weight = 16.0 * A * Y * aspect * aspect, cot = x < pi ? 1.0 / std::tan(0.5 * x) : 0.0;
  Symbol symbol;
  symbol.ss = 4.0 * weight * sum.inverse_fourth;
  symbol.cc = 1.0 - symbol.ss;  // the weights sum to 1, and so do cc and ss of each alias
  symbol.cs = 2.0 * weight * cot * sum.mixed;
  symbol.c = 2.0 * weight * sum.longitudinal - 1.0;
  symbol.s = 2.0 * weight * cot * sum.shear;
  return symbol;
}

}  // namespace

Symbol voxel_average(double x, double y, double aspect) {
  if (aspect >= 1.0) return wide_voxel(x, y, aspect);
  Symbol symbol = wide_voxel(y, x, 1.0 / aspect);
  symbol.cs = -symbol.cs;
  symbol.c = -symbol.c;
  return symbol;
}

}  // namespace vitrum::elasticity
