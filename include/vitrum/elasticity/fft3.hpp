// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/fft3.hpp: real 3-D Fourier transform of a field spread over ranks in slabs of planes.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/comm/decompose.hpp"
#include "vitrum/elasticity/fft.hpp"

namespace vitrum::elasticity {

/// Transform of a real nz x ny x nx field. This rank holds planes() (z) of the field and, afterwards, rows() (ky) of
/// the spectrum, transposed: [ky - rows().begin][kz][kx], kx = 0 .. nx/2. Neither direction is normalised: both
/// together multiply by nz * ny * nx. Any nz, ny, nx >= 1; ranks beyond the planes or rows hold nothing.
///
/// One FFTW plan transforms a whole plane in x and y, and one a whole plane in z, plane by plane, with FFTW's MPI
/// transposition between: the same to the bit on any number of ranks and threads.
class SlabFft3 {
 public:
  /// Collective. InputError for an empty grid.
  SlabFft3(const comm::Communicator& comm, std::size_t nz, std::size_t ny, std::size_t nx);
  ~SlabFft3();
  SlabFft3(SlabFft3&&) noexcept;

  std::size_t nz() const;
  std::size_t ny() const;
  std::size_t nx() const;
  comm::Range planes() const;
  comm::Range rows() const;

  /// nz * ny * nx / ranks padded values, 8 bytes each.
  SlabField make_field() const;
  /// Between dense planes (planes().size() * ny * nx values) and a field.
  void load(std::span<const double> values, SlabField& field) const;
  void store(const SlabField& field, std::span<double> values) const;
  /// Collective, in place.
  void forward(SlabField& field) const;
  void inverse(SlabField& field) const;

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

}  // namespace vitrum::elasticity
