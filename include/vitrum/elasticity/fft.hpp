// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/fft.hpp: real 2-D Fourier transform of a field spread over ranks in slabs of rows.
#pragma once

#include <complex>
#include <cstddef>
#include <memory>
#include <span>

#include "vitrum/comm/communicator.hpp"
#include "vitrum/comm/decompose.hpp"

namespace vitrum::elasticity {

/// Memory of one field on this rank: rows of real values, padded, and later its spectrum in the same place.
class SlabField {
 public:
  explicit SlabField(std::size_t doubles);
  double* real() { return values_.get(); }
  const double* real() const { return values_.get(); }
  std::complex<double>* spectrum() { return reinterpret_cast<std::complex<double>*>(values_.get()); }

 private:
  struct Free {
    void operator()(double* values) const;
  };
  std::unique_ptr<double, Free> values_;
};

/// Transform of a real ny x nx field. This rank holds rows() of the field and, afterwards, columns() of the spectrum
/// kx = 0 .. nx/2, laid out [kx - columns().begin][ky] with ky = 0 .. ny-1. Neither direction is normalised: both
/// together multiply by ny * nx. Any ny, nx >= 1; ranks beyond the rows or columns hold nothing.
///
/// Every row and column goes through one and the same FFTW plan, alone, and ranks exchange by FFTW's MPI
/// transposition: so the result is the same to the bit on any number of ranks and threads. (FFTW's own 2-D MPI plans
/// are not, where a rank has fewer than about five rows: FFTW picks other code for a smaller batch.)
class SlabFft {
 public:
  /// Collective. InputError for an empty grid.
  SlabFft(const comm::Communicator& comm, std::size_t ny, std::size_t nx);
  ~SlabFft();
  SlabFft(SlabFft&&) noexcept;

  std::size_t ny() const;
  std::size_t nx() const;
  comm::Range rows() const;
  comm::Range columns() const;

  SlabField make_field() const;
  /// Between dense rows (rows().size() * nx values) and a field.
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
