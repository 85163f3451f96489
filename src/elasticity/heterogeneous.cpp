// SPDX-License-Identifier: Apache-2.0
// vitrum/elasticity/heterogeneous.cpp: Green operators of the reference medium in two and three dimensions, and their
// means under load.
#include "vitrum/elasticity/heterogeneous.hpp"

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <array>

#include "elasticity/fftw.hpp"
#include "elasticity/polarisation.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/elasticity/fft.hpp"
#include "vitrum/elasticity/fft3.hpp"
#include "vitrum/elasticity/kernels/polarise.hpp"
#include "vitrum/elasticity/symbol.hpp"
#include "vitrum/elasticity/symbol3.hpp"

namespace vitrum::elasticity {
namespace {

using Host = Kokkos::DefaultHostExecutionSpace;

double alpha_of(const Lame& lame) { return (lame.lambda + lame.mu) / (lame.lambda + 2.0 * lame.mu); }

/// Between tensor components and (trace/dimensions, deviators).
PlaneTensor tensor(const double* c, PlaneTensor) { return {c[0] + c[1], c[0] - c[1], c[2]}; }
Voigt tensor(const double* c, Voigt) { return tensor_of({c[1], c[2], c[3], c[4], c[5]}, c[0]); }
std::vector<double> parts(const PlaneTensor& t) { return {0.5 * (t[0] + t[1]), 0.5 * (t[0] - t[1]), t[2]}; }
std::vector<double> parts(const Voigt& t) {
  const Deviator3 d = deviator_of(t);
  return {mean_of(t), d[0], d[1], d[2], d[3], d[4]};
}

/// k = 0: the strain of the reference under the load's controls at zero value, its eigenstrain the polarisation/C_0.
template <std::size_t N>
std::vector<double> mean_response(const Polarisation& body, const Prescribed<N>& load,
                                  const std::array<double, N>& mean) {
  Prescribed<N> unloaded = load;
  unloaded.value.fill(0.0);
  std::array<double, N> eigen;
  for (std::size_t c = 0; c < N; ++c) eigen[c] = mean[c] / body.reference_modulus(c);
  return parts(uniform_state(body.reference(), unloaded, tensor(eigen.data(), std::array<double, N>{})).strain);
}

/// Transform, Gamma_0, transform back; the first wavevector is k = 0 where `has_mean`.
template <std::size_t N, class Fft, class Averages>
void apply_green(const Polarisation& body, const Prescribed<N>& load, const Fft& fft, std::vector<SlabField>& spectra,
                 const Averages& averages, std::size_t wavevectors, bool has_mean, double voxels,
                 TensorFields& fields) {
  Kokkos::Array<kernels::Complex*, N> f;
  std::array<double, N> mean{};
  for (std::size_t c = 0; c < N; ++c) {
    fft.load(fields[c], spectra[c]);
    fft.forward(spectra[c]);
    f[c] = reinterpret_cast<kernels::Complex*>(spectra[c].real());
    if (has_mean) mean[c] = f[c][0].re / voxels;
  }
  const Lame lame = body.reference();
  kernels::polarise<N, Host>(wavevectors, lame.mu, alpha_of(lame), 1.0 / voxels, averages, f);
  const auto uniform = mean_response(body, load, mean);
  for (std::size_t c = 0; c < N; ++c) {
    if (has_mean) f[c][0] = {uniform[c], 0.0};
    fft.inverse(spectra[c]);
    fft.store(spectra[c], fields[c]);
  }
}

/// From eigenstrain in `fields` (trace 0) to stress in `fields`.
template <std::size_t N>
Equilibrium<N> equilibrate(const Polarisation& body, const Polarisation::Green& green, const Prescribed<N>& load,
                           TensorFields& fields, const Accuracy& accuracy) {
  const auto unstrained = uniform_state(body.reference(), load, std::array<double, N>{}).strain;
  TensorFields eigenstrain = fields;
  const auto outcome = body.solve(green, parts(unstrained), fields, accuracy);
  const auto means = body.means(fields);
  for (std::size_t c = 0; c < N; ++c)
    for (std::size_t v = 0; v < body.voxels(); ++v) {
      eigenstrain[c][v] += fields[c][v];  // now the strain
      fields[c][v] *= body.modulus(c, v);
    }
  const auto strain = body.means(eigenstrain).strain;
  const std::array<double, N> form{};
  return {{tensor(strain.data(), form), tensor(means.stress.data(), form)}, outcome.iterations, outcome.residual};
}

template <class Fft>
std::vector<SlabField> make_fields(const Fft& fft, std::size_t n) {
  std::vector<SlabField> fields;
  for (std::size_t c = 0; c < n; ++c) fields.push_back(fft.make_field());
  return fields;
}

void check_size(std::size_t size, std::size_t voxels) {
  if (size != voxels) throw Fault("a field for the elastic solver has the wrong size");
}

}  // namespace

struct HeterogeneousSolver::Data {
  SlabFft fft;
  Polarisation body;
  std::vector<kernels::Angles> angles;
  std::vector<SlabField> spectra;

  Data(const comm::Communicator& comm, const Grid& grid, Operator op, const Stiffness& stiffness)
      : fft(comm, grid.ny, grid.nx),
        body(comm, 2, Lines{fft.rows().begin, fft.rows().size(), grid.nx}, stiffness),
        angles(fft.columns().size() * grid.ny),
        spectra(make_fields(fft, 3)) {
    for_each_line(angles.size(), [&](std::size_t i) {
      const Symbol s = symbol_at(op, grid, i % grid.ny, fft.columns().begin + i / grid.ny);
      angles[i] = {s.cc + s.ss, s.c, s.s, s.cc, s.cs, s.ss};
    });
  }
};

HeterogeneousSolver::HeterogeneousSolver(const comm::Communicator& comm, std::size_t ny, std::size_t nx, double hy,
                                         double hx, Operator op, const Stiffness& stiffness) {
  check(Grid3{1, ny, nx, 1.0, hy, hx});
  data_ = std::make_unique<Data>(comm, Grid{ny, nx, hy, hx}, op, stiffness);
}
HeterogeneousSolver::~HeterogeneousSolver() = default;
HeterogeneousSolver::HeterogeneousSolver(HeterogeneousSolver&&) noexcept = default;
comm::Range HeterogeneousSolver::rows() const { return data_->fft.rows(); }
double HeterogeneousSolver::contrast() const { return data_->body.contrast(); }

Equilibrium<3> HeterogeneousSolver::solve(const Prescribed<3>& load, std::span<const double> e1,
                                          std::span<const double> e3, std::span<double> s1, std::span<double> s3,
                                          std::span<double> p, const Accuracy& accuracy) {
  Data& d = *data_;
  for (const std::size_t size : {e1.size(), e3.size(), s1.size(), s3.size(), p.size()})
    check_size(size, d.body.voxels());
  TensorFields fields{std::vector<double>(e1.size(), 0.0), {e1.begin(), e1.end()}, {e3.begin(), e3.end()}};
  const double voxels = static_cast<double>(d.fft.ny()) * static_cast<double>(d.fft.nx());
  const bool has_mean = d.fft.columns().contains(0);
  const auto green = [&](TensorFields& f) {
    apply_green<3>(d.body, load, d.fft, d.spectra, kernels::TabledAngles{d.angles.data()}, d.angles.size(), has_mean,
                   voxels, f);
  };
  const auto reached = equilibrate<3>(d.body, green, load, fields, accuracy);
  std::copy(fields[0].begin(), fields[0].end(), p.begin());
  std::copy(fields[1].begin(), fields[1].end(), s1.begin());
  std::copy(fields[2].begin(), fields[2].end(), s3.begin());
  return reached;
}

struct HeterogeneousSolver3::Data {
  SlabFft3 fft;
  Polarisation body;
  MomentTable moments;
  std::vector<SlabField> spectra;

  Data(const comm::Communicator& comm, const Grid3& grid, Operator op, const Stiffness& stiffness)
      : fft(comm, grid.nz, grid.ny, grid.nx),
        body(comm, 3, Lines{fft.planes().begin * grid.ny, fft.planes().size() * grid.ny, grid.nx}, stiffness),
        moments(op, grid, fft.rows()),
        spectra(make_fields(fft, 6)) {}
};

HeterogeneousSolver3::HeterogeneousSolver3(const comm::Communicator& comm, const Grid3& grid, Operator op,
                                           const Stiffness& stiffness) {
  check(grid);
  data_ = std::make_unique<Data>(comm, grid, op, stiffness);
}
HeterogeneousSolver3::~HeterogeneousSolver3() = default;
HeterogeneousSolver3::HeterogeneousSolver3(HeterogeneousSolver3&&) noexcept = default;
comm::Range HeterogeneousSolver3::planes() const { return data_->fft.planes(); }
double HeterogeneousSolver3::contrast() const { return data_->body.contrast(); }

Equilibrium<6> HeterogeneousSolver3::solve(const Prescribed<6>& load, const ConstDeviators3& e, const Deviators3& s,
                                           std::span<double> p, const Accuracy& accuracy) {
  Data& d = *data_;
  check_size(p.size(), d.body.voxels());
  TensorFields fields{std::vector<double>(p.size(), 0.0)};
  for (std::size_t a = 0; a < 5; ++a) {
    check_size(e[a].size(), p.size());
    check_size(s[a].size(), p.size());
    fields.emplace_back(e[a].begin(), e[a].end());
  }
  const double voxels = static_cast<double>(d.fft.nz()) * static_cast<double>(d.fft.ny() * d.fft.nx());
  const std::size_t wavevectors = d.fft.rows().size() * d.fft.nz() * (d.fft.nx() / 2 + 1);
  const bool has_mean = d.fft.rows().contains(0);
  const auto green = [&](TensorFields& f) {
    apply_green<6>(d.body, load, d.fft, d.spectra, kernels::ContractedMoments{d.moments.view()}, wavevectors, has_mean,
                   voxels, f);
  };
  const auto reached = equilibrate<6>(d.body, green, load, fields, accuracy);
  std::copy(fields[0].begin(), fields[0].end(), p.begin());
  for (std::size_t a = 0; a < 5; ++a) std::copy(fields[1 + a].begin(), fields[1 + a].end(), s[a].begin());
  return reached;
}

}  // namespace vitrum::elasticity
