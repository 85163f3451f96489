// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/fft.cpp: one-dimensional FFTW plans, row by row, around FFTW's MPI transposition.
#include "vitrum/elasticity/fft.hpp"

#include <algorithm>
#include <string>

#include "elasticity/fftw.hpp"

namespace vitrum::elasticity {
namespace {

/// Who holds what, as FFTW's transposition wants it.
struct Layout {
  std::size_t ny, nx, columns_in_all;
  comm::Range rows, columns;
  std::size_t doubles;

  Layout(const comm::Communicator& comm, std::size_t ny_, std::size_t nx_)
      : ny(ny_), nx(nx_), columns_in_all(nx / 2 + 1) {
    if (ny == 0 || nx == 0) throw InputError("a grid for the elastic solver needs at least one row and one column");
    const ptrdiff_t n[2] = {static_cast<ptrdiff_t>(ny), static_cast<ptrdiff_t>(columns_in_all)};
    ptrdiff_t n0 = 0, start0 = 0, n1 = 0, start1 = 0;
    const ptrdiff_t most = fftw_mpi_local_size_many_transposed(2, n, 2, FFTW_MPI_DEFAULT_BLOCK, FFTW_MPI_DEFAULT_BLOCK,
                                                               comm.mpi(), &n0, &start0, &n1, &start1);
    rows = slab(start0, n0, ny);
    columns = slab(start1, n1, columns_in_all);
    doubles = std::max<std::size_t>({static_cast<std::size_t>(most), 2 * columns_in_all, 2 * ny});
  }
};

}  // namespace

void SlabField::Free::operator()(double* values) const { fftw_free(values); }

SlabField::SlabField(std::size_t doubles) : values_(fftw_alloc_real(doubles)) {
  if (!values_) throw Fault("no memory for a field of " + std::to_string(doubles) + " numbers in the elastic solver");
  std::fill_n(values_.get(), doubles, 0.0);
}

struct SlabFft::Data {
  Layout layout;
  SlabField scratch;
  Plan row_forward, row_inverse, column_forward, column_inverse, to_columns, to_rows;

  Data(const comm::Communicator& comm, std::size_t ny, std::size_t nx)
      : layout(comm, ny, nx),
        scratch(layout.doubles),
        row_forward(fftw_plan_dft_r2c_1d(int(nx), scratch.real(), as_fftw(scratch.real()), FFTW_ESTIMATE), "rows"),
        row_inverse(fftw_plan_dft_c2r_1d(int(nx), as_fftw(scratch.real()), scratch.real(), FFTW_ESTIMATE), "rows"),
        column_forward(column_plan(FFTW_FORWARD), "columns"),
        column_inverse(column_plan(FFTW_BACKWARD), "columns"),
        to_columns(transposition(comm, ny, layout.columns_in_all), "the transposition of a slab"),
        to_rows(transposition(comm, layout.columns_in_all, ny), "the transposition of a slab") {}

  fftw_plan column_plan(int direction) {
    fftw_complex* values = as_fftw(scratch.real());
    return fftw_plan_dft_1d(int(layout.ny), values, values, direction, FFTW_ESTIMATE);
  }
  fftw_plan transposition(const comm::Communicator& comm, std::size_t n0, std::size_t n1) {
    return fftw_mpi_plan_many_transpose(static_cast<ptrdiff_t>(n0), static_cast<ptrdiff_t>(n1), 2,
                                        FFTW_MPI_DEFAULT_BLOCK, FFTW_MPI_DEFAULT_BLOCK, scratch.real(), scratch.real(),
                                        comm.mpi(), FFTW_ESTIMATE);
  }
};

SlabFft::SlabFft(const comm::Communicator& comm, std::size_t ny, std::size_t nx) {
  start_fftw();
  data_ = std::make_unique<Data>(comm, ny, nx);
}
SlabFft::~SlabFft() = default;
SlabFft::SlabFft(SlabFft&&) noexcept = default;

std::size_t SlabFft::ny() const { return data_->layout.ny; }
std::size_t SlabFft::nx() const { return data_->layout.nx; }
comm::Range SlabFft::rows() const { return data_->layout.rows; }
comm::Range SlabFft::columns() const { return data_->layout.columns; }
SlabField SlabFft::make_field() const { return SlabField(data_->layout.doubles); }

void SlabFft::load(std::span<const double> values, SlabField& field) const {
  const std::size_t n = nx(), padded = 2 * data_->layout.columns_in_all, lines = rows().size();
  if (values.size() != lines * n) throw Fault("a field for the elastic solver has the wrong size");
  for (std::size_t y = 0; y < lines; ++y) std::copy_n(values.data() + y * n, n, field.real() + y * padded);
}

void SlabFft::store(const SlabField& field, std::span<double> values) const {
  const std::size_t n = nx(), padded = 2 * data_->layout.columns_in_all, lines = rows().size();
  if (values.size() != lines * n) throw Fault("a field for the elastic solver has the wrong size");
  for (std::size_t y = 0; y < lines; ++y) std::copy_n(field.real() + y * padded, n, values.data() + y * n);
}

void SlabFft::forward(SlabField& field) const {
  const Data& d = *data_;
  double* values = field.real();
  const std::size_t padded = 2 * d.layout.columns_in_all, column = 2 * d.layout.ny;
  for_each_line(d.layout.rows.size(), [&](std::size_t y) {
    fftw_execute_dft_r2c(d.row_forward.get(), values + y * padded, as_fftw(values + y * padded));
  });
  fftw_mpi_execute_r2r(d.to_columns.get(), values, values);
  for_each_line(d.layout.columns.size(), [&](std::size_t k) {
    fftw_execute_dft(d.column_forward.get(), as_fftw(values + k * column), as_fftw(values + k * column));
  });
}

void SlabFft::inverse(SlabField& field) const {
  const Data& d = *data_;
  double* values = field.real();
  const std::size_t padded = 2 * d.layout.columns_in_all, column = 2 * d.layout.ny;
  for_each_line(d.layout.columns.size(), [&](std::size_t k) {
    fftw_execute_dft(d.column_inverse.get(), as_fftw(values + k * column), as_fftw(values + k * column));
  });
  fftw_mpi_execute_r2r(d.to_rows.get(), values, values);
  for_each_line(d.layout.rows.size(), [&](std::size_t y) {
    fftw_execute_dft_c2r(d.row_inverse.get(), as_fftw(values + y * padded), values + y * padded);
  });
}

}  // namespace vitrum::elasticity
