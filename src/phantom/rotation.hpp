// SPDX-License-Identifier: Apache-2.0
// vitrum/phantom/rotation.hpp: unit quaternions (w, x, y, z).
#pragma once

#include <array>
#include <cmath>
#include <numbers>

namespace vitrum::phantom {

using Vec3 = std::array<double, 3>;
using Quaternion = std::array<double, 4>;

inline Vec3 cross(const Vec3& a, const Vec3& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
inline double dot(const Vec3& a, const Vec3& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
inline Vec3 normalized(const Vec3& v) {
  const double length = std::sqrt(dot(v, v));
  return {v[0] / length, v[1] / length, v[2] / length};
}

/// Rotation by `angle` (rad) about a unit axis.
inline Quaternion about(const Vec3& axis, double angle) {
  const double s = std::sin(0.5 * angle);
  return {std::cos(0.5 * angle), s * axis[0], s * axis[1], s * axis[2]};
}

/// First b, then a.
inline Quaternion multiply(const Quaternion& a, const Quaternion& b) {
  return {a[0] * b[0] - a[1] * b[1] - a[2] * b[2] - a[3] * b[3], a[0] * b[1] + a[1] * b[0] + a[2] * b[3] - a[3] * b[2],
          a[0] * b[2] - a[1] * b[3] + a[2] * b[0] + a[3] * b[1], a[0] * b[3] + a[1] * b[2] - a[2] * b[1] + a[3] * b[0]};
}

inline Vec3 rotate(const Quaternion& q, const Vec3& v) {
  const Vec3 u{q[1], q[2], q[3]};
  const Vec3 t = cross(u, v);
  const Vec3 tt = cross(u, t);
  Vec3 result{};
  for (std::size_t c = 0; c < 3; ++c) result[c] = v[c] + 2.0 * (q[0] * t[c] + tt[c]);
  return result;
}

/// Turns a unit vector onto +z by the shortest way.
inline Quaternion turn_onto_z(const Vec3& v) {
  const Vec3 axis{v[1], -v[0], 0.0};  // v x z
  const double sine = std::sqrt(dot(axis, axis));
  if (sine < 1e-12) return v[2] > 0.0 ? Quaternion{1, 0, 0, 0} : Quaternion{0, 1, 0, 0};
  return about(normalized(axis), std::atan2(sine, v[2]));
}

/// Uniform over all rotations from three uniform numbers (K. Shoemake, Graphics Gems III, 1992).
inline Quaternion random_rotation(double u1, double u2, double u3) {
  const double a = std::sqrt(1.0 - u1), b = std::sqrt(u1), pi2 = 2.0 * std::numbers::pi;
  return {b * std::cos(pi2 * u3), a * std::sin(pi2 * u2), a * std::cos(pi2 * u2), b * std::sin(pi2 * u3)};
}

}  // namespace vitrum::phantom
