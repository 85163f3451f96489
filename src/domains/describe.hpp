// SPDX-License-Identifier: Apache-2.0
// vitrum/domains/describe.hpp: from significant peaks to domains: one type a place, width, size, region.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "domains/search.hpp"
#include "domains/size_model.hpp"
#include "vitrum/domains/domains.hpp"

namespace vitrum::domains {

/// A domain and where it came from: the search (index in Search::types) and the position of its peak.
struct Hotspot {
  Domain domain;
  std::size_t type = 0;
  std::size_t peak = 0;
};

/// Peaks of different n that coincide (search.hpp) are one hotspot; its type is decided by likelihood (type.hpp).
/// Strongest (largest z) first; place, orientation, peak, z, p, q and n are filled in.
std::vector<Hotspot> assign_types(const Search& search, const order::Maps& maps, const Parameters& parameters);

/// [type]: absent where nothing was found.
using SizeModels = std::vector<std::optional<SizeModel>>;

/// Collective. Places, widths and sizes of the hotspots, fitted to |F_n|^2 over the mean F_0^2 of the scan and not to
/// P_n: the cluster's own electrons in F_0 flatten P_n = |F_n|^2 / F_0^2 at its peak. Null widths into `nulls`.
SizeModels measure_sizes(const comm::Communicator& comm, Search& search, const order::Maps& maps,
                         const Parameters& parameters, std::vector<Hotspot>& hotspots, std::vector<NullSummary>& nulls);

/// Areas, overlap with V(x,y); labels into `label`.
void measure_regions(const Search& search, const order::Maps& maps, std::vector<Hotspot>& hotspots,
                     std::vector<std::int32_t>& label);

/// Collective. z of every n with maps: sought ones against their final null, others against the plain null of
/// `surrogates_unsought`.
void significance_maps(const comm::Communicator& comm, const Search& search, const order::Maps& maps,
                       const Parameters& parameters, Result& result);

/// Collective. Hotspots of F_0 and V(x,y) into result.reference, where those maps are there and not constant. Null:
/// Gaussian fields with the power spectrum of the map's bulk, taken to a Gamma law of its mean and variance.
void reference_detectors(const comm::Communicator& comm, const Search& search, const order::Maps& maps,
                         const Parameters& parameters, Result& result);

/// Autocorrelation widths of F_0, V(x,y) and the sought P_n.
void measure_widths(const Search& search, const order::Maps& maps, const Parameters& parameters, Result& result);

/// The value below which `share` of the values lie (linear between order statistics); NaN when empty.
double quantile(std::vector<double> values, double share);

}  // namespace vitrum::domains
