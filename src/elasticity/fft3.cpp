// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/fft3.cpp: FFTW plans of one plane each, plane by plane, around FFTW's MPI transposition.
#include "vitrum/elasticity/fft3.hpp"

#include <algorithm>
#include <string>

#include "elasticity/fftw.hpp"

namespace vitrum::elasticity {
namespace {

/// Who holds what, as FFTW's transposition of z and y wants it; lengths in doubles.
struct Layout {
  std::size_t nz, ny, nx, line;
  comm::Range planes, rows;
  std::size_t doubles;

  Layout(const comm::Communicator& comm, std::size_t nz_, std::size_t ny_, std::size_t nx_)
      : nz(nz_), ny(ny_), nx(nx_), line(2 * (nx / 2 + 1)) {
    if (nz == 0 || ny == 0 || nx == 0)
      throw InputError("a grid for the elastic solver needs at least one plane, one row and one column");
    const ptrdiff_t n[2] = {static_cast<ptrdiff_t>(nz), static_cast<ptrdiff_t>(ny)};
    ptrdiff_t n0 = 0, start0 = 0, n1 = 0, start1 = 0;
    const ptrdiff_t most =
        fftw_mpi_local_size_many_transposed(2, n, static_cast<ptrdiff_t>(line), FFTW_MPI_DEFAULT_BLOCK,
                                            FFTW_MPI_DEFAULT_BLOCK, comm.mpi(), &n0, &start0, &n1, &start1);
    planes = slab(start0, n0, nz);
    rows = slab(start1, n1, ny);
    doubles = std::max<std::size_t>({static_cast<std::size_t>(most), line * ny, line * nz});
  }
};

}  // namespace

struct SlabFft3::Data {
  Layout layout;
  SlabField scratch;  // for planning, then given back
  Plan plane_forward, plane_inverse, depth_forward, depth_inverse, to_rows, to_planes;

  Data(const comm::Communicator& comm, std::size_t nz, std::size_t ny, std::size_t nx)
      : layout(comm, nz, ny, nx),
        scratch(layout.doubles),
        plane_forward(fftw_plan_dft_r2c_2d(int(ny), int(nx), scratch.real(), as_fftw(scratch.real()), FFTW_ESTIMATE),
                      "planes"),
        plane_inverse(fftw_plan_dft_c2r_2d(int(ny), int(nx), as_fftw(scratch.real()), scratch.real(), FFTW_ESTIMATE),
                      "planes"),
        depth_forward(depth_plan(FFTW_FORWARD), "depths"),
        depth_inverse(depth_plan(FFTW_BACKWARD), "depths"),
        to_rows(transposition(comm, nz, ny), "the transposition of a slab"),
        to_planes(transposition(comm, ny, nz), "the transposition of a slab") {
    scratch = SlabField(1);
  }

  fftw_plan depth_plan(int direction) {
    fftw_complex* values = as_fftw(scratch.real());
    const int n = int(layout.nz), lines = int(layout.line / 2);
    return fftw_plan_many_dft(1, &n, lines, values, nullptr, lines, 1, values, nullptr, lines, 1, direction,
                              FFTW_ESTIMATE);
  }
  fftw_plan transposition(const comm::Communicator& comm, std::size_t n0, std::size_t n1) {
    return fftw_mpi_plan_many_transpose(
        static_cast<ptrdiff_t>(n0), static_cast<ptrdiff_t>(n1), static_cast<ptrdiff_t>(layout.line),
        FFTW_MPI_DEFAULT_BLOCK, FFTW_MPI_DEFAULT_BLOCK, scratch.real(), scratch.real(), comm.mpi(), FFTW_ESTIMATE);
  }
};

SlabFft3::SlabFft3(const comm::Communicator& comm, std::size_t nz, std::size_t ny, std::size_t nx) {
  start_fftw();
  data_ = std::make_unique<Data>(comm, nz, ny, nx);
}
SlabFft3::~SlabFft3() = default;
SlabFft3::SlabFft3(SlabFft3&&) noexcept = default;

std::size_t SlabFft3::nz() const { return data_->layout.nz; }
std::size_t SlabFft3::ny() const { return data_->layout.ny; }
std::size_t SlabFft3::nx() const { return data_->layout.nx; }
comm::Range SlabFft3::planes() const { return data_->layout.planes; }
comm::Range SlabFft3::rows() const { return data_->layout.rows; }
SlabField SlabFft3::make_field() const { return SlabField(data_->layout.doubles); }

void SlabFft3::load(std::span<const double> values, SlabField& field) const {
  const std::size_t n = nx(), line = data_->layout.line, lines = planes().size() * ny();
  if (values.size() != lines * n) throw Fault("a field for the elastic solver has the wrong size");
  for (std::size_t i = 0; i < lines; ++i) std::copy_n(values.data() + i * n, n, field.real() + i * line);
}

void SlabFft3::store(const SlabField& field, std::span<double> values) const {
  const std::size_t n = nx(), line = data_->layout.line, lines = planes().size() * ny();
  if (values.size() != lines * n) throw Fault("a field for the elastic solver has the wrong size");
  for (std::size_t i = 0; i < lines; ++i) std::copy_n(field.real() + i * line, n, values.data() + i * n);
}

void SlabFft3::forward(SlabField& field) const {
  const Data& d = *data_;
  double* values = field.real();
  const std::size_t plane = d.layout.ny * d.layout.line, depth = d.layout.nz * d.layout.line;
  for_each_line(d.layout.planes.size(), [&](std::size_t z) {
    fftw_execute_dft_r2c(d.plane_forward.get(), values + z * plane, as_fftw(values + z * plane));
  });
  fftw_mpi_execute_r2r(d.to_rows.get(), values, values);
  for_each_line(d.layout.rows.size(), [&](std::size_t y) {
    fftw_execute_dft(d.depth_forward.get(), as_fftw(values + y * depth), as_fftw(values + y * depth));
  });
}

void SlabFft3::inverse(SlabField& field) const {
  const Data& d = *data_;
  double* values = field.real();
  const std::size_t plane = d.layout.ny * d.layout.line, depth = d.layout.nz * d.layout.line;
  for_each_line(d.layout.rows.size(), [&](std::size_t y) {
    fftw_execute_dft(d.depth_inverse.get(), as_fftw(values + y * depth), as_fftw(values + y * depth));
  });
  fftw_mpi_execute_r2r(d.to_planes.get(), values, values);
  for_each_line(d.layout.planes.size(), [&](std::size_t z) {
    fftw_execute_dft_c2r(d.plane_inverse.get(), as_fftw(values + z * plane), values + z * plane);
  });
}

}  // namespace vitrum::elasticity
