// SPDX-License-Identifier: Apache-2.0
// vitrum/storage/xdmf.cpp: XDMF 2 text for a series of 2-D cell fields, as one layer of cells: ParaView (5.11) lays a
// 2DCoRectMesh into its y-z plane.
#include "vitrum/storage/xdmf.hpp"

#include <fmt/format.h>

namespace vitrum::storage {
namespace {

std::string three(const char* what, double z, double y, double x) {
  return fmt::format(
      "          <DataItem Name=\"{}\" Format=\"XML\" NumberType=\"Float\" Precision=\"8\" Dimensions=\"3\">{} {} "
      "{}</DataItem>\n",
      what, z, y, x);
}

std::string grid_text(const XdmfGrid& grid) {
  return fmt::format(
             "        <Topology TopologyType=\"3DCoRectMesh\" Dimensions=\"2 {} {}\"/>\n"
             "        <Geometry GeometryType=\"ORIGIN_DXDYDZ\">\n",
             grid.ny + 1, grid.nx + 1) +
         three("origin", 0.0, grid.y0, grid.x0) + three("spacing", grid.hz, grid.hy, grid.hx) + "        </Geometry>\n";
}

std::string field_text(const std::string& h5_name, const XdmfGrid& grid, const XdmfField& field, std::size_t step,
                       std::size_t steps) {
  return fmt::format(
      "        <Attribute Name=\"{0}\" AttributeType=\"Scalar\" Center=\"Cell\">\n"
      "          <DataItem ItemType=\"HyperSlab\" Dimensions=\"1 {1} {2}\">\n"
      "            <DataItem Format=\"XML\" Dimensions=\"3 3\">{3} 0 0 1 1 1 1 {1} {2}</DataItem>\n"
      "            <DataItem Format=\"HDF\" NumberType=\"{4}\" Precision=\"{5}\" Dimensions=\"{6} {1} {2}\">"
      "{7}:{8}</DataItem>\n"
      "          </DataItem>\n"
      "        </Attribute>\n",
      field.name, grid.ny, grid.nx, step, field.number_type, field.precision, steps, h5_name, field.dataset);
}

}  // namespace

std::string xdmf_text(const std::string& h5_name, const XdmfGrid& grid, const std::vector<XdmfField>& fields,
                      const std::vector<double>& times) {
  std::string text =
      "<?xml version=\"1.0\"?>\n<!DOCTYPE Xdmf SYSTEM \"Xdmf.dtd\" []>\n<Xdmf Version=\"2.0\">\n  <Domain>\n"
      "    <Grid Name=\"deformation\" GridType=\"Collection\" CollectionType=\"Temporal\">\n";
  for (std::size_t step = 0; step < times.size(); ++step) {
    text += fmt::format("      <Grid Name=\"step {}\" GridType=\"Uniform\">\n        <Time Value=\"{}\"/>\n", step,
                        times[step]);
    text += grid_text(grid);
    for (const auto& field : fields) text += field_text(h5_name, grid, field, step, times.size());
    text += "      </Grid>\n";
  }
  return text + "    </Grid>\n  </Domain>\n</Xdmf>\n";
}

}  // namespace vitrum::storage
