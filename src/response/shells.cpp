// SPDX-License-Identifier: Apache-2.0
// vitrum/response/shells.cpp: offsets of a periodic grid by distance.
#include "response/shells.hpp"

#include <algorithm>
#include <cmath>

namespace vitrum::response {

std::vector<Shell> shells_of(const microstructure::Grid& grid) {
  const double h = std::min(grid.hx_nm, grid.hy_nm);
  const double half =
      0.5 * std::min(static_cast<double>(grid.nx) * grid.hx_nm, static_cast<double>(grid.ny) * grid.hy_nm);
  std::vector<Shell> all;
  for (std::size_t dy = 0; dy < grid.ny; ++dy)
    for (std::size_t dx = 0; dx < grid.nx; ++dx) {
      const double x = nearest_image(dx, grid.nx) * grid.hx_nm, y = nearest_image(dy, grid.ny) * grid.hy_nm;
      const double r2 = x * x + y * y, r = std::sqrt(r2);
      if (r >= half && r > 0.0) continue;
      const auto k = static_cast<std::size_t>(r / h + 0.5);
      if (k >= all.size()) all.resize(k + 1);
      const double c2 = r2 > 0.0 ? x * x / r2 : 0.0;
      all[k].r_nm += r;
      all[k].offsets.push_back(dy * grid.nx + dx);
      all[k].cos4.push_back(r2 > 0.0 ? 8.0 * c2 * c2 - 8.0 * c2 + 1.0 : 0.0);
    }
  std::erase_if(all, [](const Shell& s) { return s.offsets.empty(); });
  for (auto& shell : all) shell.r_nm /= static_cast<double>(shell.offsets.size());
  return all;
}

}  // namespace vitrum::response
