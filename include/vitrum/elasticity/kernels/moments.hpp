// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/kernels/moments.hpp: from averaged products of directions to elastic operators on deviators.
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>

namespace vitrum::elasticity::kernels {

/// Averages of n_i n_j n_k n_l over the unit vectors n that an operator sums at one wavevector; zero at k = 0. The
/// members of even powers come first, then x y, x z and y z odd.
struct Moments {
  double xxxx = 0, yyyy = 0, zzzz = 0, xxyy = 0, xxzz = 0, yyzz = 0;
  double xxxy = 0, xyyy = 0, xyzz = 0;
  double xxxz = 0, xzzz = 0, xyyz = 0;
  double yyyz = 0, yzzz = 0, xxyz = 0;
};

/// Place of the pair a, b of deviators in a packed symmetric 5 x 5 matrix: (0,0), (0,1) .. (0,4), (1,1) ..
KOKKOS_INLINE_FUNCTION constexpr std::size_t pair_of(std::size_t a, std::size_t b) {
  return a <= b ? a * (9 - a) / 2 + b : b * (9 - b) / 2 + a;
}

/// In the basis B_0 .. B_4 of deviators (deviators.hpp): first = <n.B_a.n>, second = <n.B_a B_b.n> (symmetric part),
/// fourth = <(n.B_a.n)(n.B_b.n)>, packed by pair_of; one = <n.n>: 1, or 0 at k = 0.
struct Contractions {
  double one;
  double first[5], second[15], fourth[15];
};

KOKKOS_INLINE_FUNCTION Contractions contract(const Moments& m) {
  const double root = 1.7320508075688772, third = 1.0 / 3.0;
  const double xx = m.xxxx + m.xxyy + m.xxzz, yy = m.yyyy + m.xxyy + m.yyzz, zz = m.zzzz + m.xxzz + m.yyzz;
  const double xy = m.xxxy + m.xyyy + m.xyzz, xz = m.xxxz + m.xzzz + m.xyyz, yz = m.yyyz + m.yzzz + m.xxyz;
  return {xx + yy + zz,
          {xx - yy, 2 * xy, 2 * xz, 2 * yz, (2 * zz - xx - yy) / root},
          {xx + yy, 0, xz, -yz, (yy - xx) / root, xx + yy, yz, xz, -2 * xy / root, xx + zz, xy, xz / root, yy + zz,
           yz / root, (xx + yy + 4 * zz) * third},
          {m.xxxx - 2 * m.xxyy + m.yyyy, 2 * (m.xxxy - m.xyyy), 2 * (m.xxxz - m.xyyz), 2 * (m.xxyz - m.yyyz),
           (2 * (m.xxzz - m.yyzz) - m.xxxx + m.yyyy) / root, 4 * m.xxyy, 4 * m.xxyz, 4 * m.xyyz,
           2 * (2 * m.xyzz - m.xxxy - m.xyyy) / root, 4 * m.xxzz, 4 * m.xyzz, 2 * (2 * m.xzzz - m.xxxz - m.xyyz) / root,
           4 * m.yyzz, 2 * (2 * m.yzzz - m.xxyz - m.yyyz) / root,
           (4 * m.zzzz + m.xxxx + m.yyyy + 2 * m.xxyy - 4 * (m.xxzz + m.yyzz)) * third}};
}

/// Moments of the mirrored wavevector: odd products change sign with the sign of ky and of kz.
KOKKOS_INLINE_FUNCTION Moments mirrored(Moments m, bool y, bool z) {
  if (y) {
    m.xxxy = -m.xxxy, m.xyyy = -m.xyyy, m.xyzz = -m.xyzz;
    m.yyyz = -m.yyyz, m.yzzz = -m.yzzz, m.xxyz = -m.xxyz;
  }
  if (z) {
    m.xxxz = -m.xxxz, m.xzzz = -m.xzzz, m.xyyz = -m.xyyz;
    m.yyyz = -m.yyyz, m.yzzz = -m.yzzz, m.xxyz = -m.xxyz;
  }
  return m;
}

/// Moments at wavevector i of a rank's spectrum, [ky - begin][kz][kx <= nx/2], from a table that holds each |ky| and
/// |kz| once: [slot[ky - begin]][kz <= nz/2][kx].
struct FoldedMoments {
  const Moments* table;
  const std::size_t* slot;
  std::size_t begin, nz, ny, nx;

  KOKKOS_INLINE_FUNCTION Moments operator()(std::size_t i) const {
    const std::size_t line = nx / 2 + 1, ix = i % line, iz = i / line % nz, iy = i / line / nz;
    const bool back_y = 2 * (begin + iy) > ny, back_z = 2 * iz > nz;
    return mirrored(table[(slot[iy] * (nz / 2 + 1) + (back_z ? nz - iz : iz)) * line + ix], back_y, back_z);
  }
};

/// Stress of isochoric eigenstrain, sigma^ = -2 mu [P E P + nu/(1-nu) (P:E) P] (deformation 2.1), on deviators:
///   s_a^ = -mu [2 delta_ab - 2 second_ab + fourth_ab/(1-nu)] e_b.
KOKKOS_INLINE_FUNCTION double stress_entry(const Contractions& c, double mu, double nu, std::size_t a, std::size_t b) {
  const std::size_t i = pair_of(a, b);
  return -mu * ((a == b ? 2 * c.one : 0.0) - 2 * c.second[i] + c.fourth[i] / (1 - nu));
}

/// Mean stress tr(sigma^)/3 = factor first_a e_a, factor = (2 mu/3)(1 + nu)/(1 - nu).
KOKKOS_INLINE_FUNCTION double mean_stress_factor(double mu, double nu) { return 2 * mu * (1 + nu) / (3 * (1 - nu)); }

/// Strain (m = tr/3, e_a) that the operator Gamma_0 of a medium gives for a polarisation (p = tr/3, t_a), for one part
/// (real or imaginary), in place; alpha = (lambda + mu)/(lambda + 2 mu):
///   Gamma_0 t = [sym(n (t n)) - alpha (n.t.n) n n]/mu.
KOKKOS_INLINE_FUNCTION void polarised_strain(const Contractions& c, double mu, double alpha, double* value) {
  double first = 0.0, out[5];
  for (std::size_t a = 0; a < 5; ++a) first += c.first[a] * value[1 + a];
  for (std::size_t a = 0; a < 5; ++a) {
    out[a] = (1 - alpha) * c.first[a] * value[0];
    for (std::size_t b = 0; b < 5; ++b)
      out[a] += (c.second[pair_of(a, b)] - alpha * c.fourth[pair_of(a, b)]) * value[1 + b];
  }
  value[0] = (1 - alpha) * (c.one * value[0] + first) / (3 * mu);
  for (std::size_t a = 0; a < 5; ++a) value[1 + a] = out[a] / (2 * mu);
}

}  // namespace vitrum::elasticity::kernels
