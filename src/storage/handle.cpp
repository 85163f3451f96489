// SPDX-License-Identifier: Apache-2.0
// vitrum/storage/handle.cpp: groups, datasets and the one way in which values move between memory and file.
#include "handle.hpp"

#include <algorithm>

#include "pieces.hpp"

namespace vitrum::storage {
namespace {

h5::Id transfer_list(bool collective) {
  h5::Id list(H5Pcreate(H5P_DATASET_XFER));
  if (collective) H5Pset_dxpl_mpio(list.get(), H5FD_MPIO_COLLECTIVE);
  return list;
}

h5::Id with_parents() {
  h5::Id list(H5Pcreate(H5P_LINK_CREATE));
  H5Pset_create_intermediate_group(list.get(), 1);
  return list;
}

std::size_t items_in(const Slab& slab) {
  std::size_t n = 1;
  for (const auto count : slab.count) n *= count;
  return n;
}

// Selects the piece in the file, or nothing, and returns the space of its values in memory.
h5::Id select(const h5::Id& space, const Piece* piece) {
  const std::size_t items = piece != nullptr ? items_in(piece->slab) : 0;
  h5::Id memory = h5::dataspace({std::max<std::size_t>(items, 1)});
  if (items == 0) {
    H5Sselect_none(memory.get());
    H5Sselect_none(space.get());
  } else if (!piece->slab.count.empty()) {
    H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, h5::sizes(piece->slab.offset).data(), nullptr,
                        h5::sizes(piece->slab.count).data(), nullptr);
  }
  return memory;
}

h5::Id creation_list(const std::vector<std::size_t>& shape, const std::vector<std::size_t>& chunk) {
  h5::Id list(H5Pcreate(H5P_DATASET_CREATE));
  if (chunk.empty() || chunk.size() != shape.size()) return list;
  std::vector<std::size_t> clamped(chunk);
  for (std::size_t d = 0; d < shape.size(); ++d)
    clamped[d] = std::clamp<std::size_t>(chunk[d], 1, std::max<std::size_t>(1, shape[d]));
  H5Pset_chunk(list.get(), static_cast<int>(clamped.size()), h5::sizes(clamped).data());
  return list;
}

}  // namespace

std::string absolute(const std::string& path) {
  std::string clean = path.starts_with('/') ? path : "/" + path;
  while (clean.size() > 1 && clean.ends_with('/')) clean.pop_back();
  return clean;
}

hid_t File::Handle::id() const {
  if (!file) throw Fault(fmt::format("{}: was used after it was committed", path));
  return file.get();
}

void File::Handle::fail(const std::string& object, const std::string& what) const {
  throw DataError(fmt::format("{}: {}: {}", path, object, what));
}

void File::Handle::fail_in_hdf5(const std::string& object, const std::string& what) const {
  fail(object, fmt::format("{}: {}", what, h5::reason()));
}

void File::Handle::check_writable() const {
  if (!writable) throw Fault(fmt::format("{}: was opened for reading, but something writes to it", path));
}

void File::Handle::transfer(const h5::Id& dataset, const std::string& name, hid_t type, std::size_t item_bytes,
                            const Slab& slab, void* to, const void* from) const {
  const auto pieces = pieces_of(slab, item_bytes, transfer_limit());
  const auto mine = static_cast<std::int64_t>(pieces.size());
  const std::int64_t rounds = comm ? comm->max(mine) : mine;
  const h5::Id list = transfer_list(comm.has_value());
  const h5::Id space(H5Dget_space(dataset.get()));
  std::string failure;
  for (std::int64_t i = 0; i < rounds; ++i) {
    const Piece* piece = i < mine ? &pieces[static_cast<std::size_t>(i)] : nullptr;
    const h5::Id memory = select(space, piece);
    const std::size_t skip = piece != nullptr ? piece->first * item_bytes : 0;
    // HDF5 wants an address even for nothing.
    std::byte nothing{};
    void* in = to != nullptr ? static_cast<std::byte*>(to) + skip : &nothing;
    const void* out = from != nullptr ? static_cast<const std::byte*>(from) + skip : &nothing;
    const bool writes = to == nullptr;
    const herr_t status = writes ? H5Dwrite(dataset.get(), type, memory.get(), space.get(), list.get(), out)
                                 : H5Dread(dataset.get(), type, memory.get(), space.get(), list.get(), in);
    if (status < 0 && failure.empty()) failure = h5::reason();
  }
  if (!failure.empty()) fail(name, fmt::format("cannot be {}: {}", to == nullptr ? "written" : "read", failure));
}

h5::Id File::Handle::create_dataset(const std::string& name, hid_t type, const std::vector<std::size_t>& shape,
                                    const std::vector<std::size_t>& chunk) const {
  if (h5::exists(id(), name)) fail(name, "is in the file already");
  const h5::Id space = h5::dataspace(shape);
  const h5::Id list = creation_list(shape, chunk);
  h5::Id dataset(H5Dcreate2(id(), name.c_str(), type, space.get(), with_parents().get(), list.get(), H5P_DEFAULT));
  if (!dataset) fail_in_hdf5(name, "cannot be made");
  return dataset;
}

h5::Id File::Handle::open_group(const std::string& name) const {
  h5::Id group(name == "/" || h5::exists(id(), name)
                   ? H5Gopen2(id(), name.c_str(), H5P_DEFAULT)
                   : H5Gcreate2(id(), name.c_str(), with_parents().get(), H5P_DEFAULT, H5P_DEFAULT));
  if (!group) fail_in_hdf5(name, "cannot be a group");
  return group;
}

h5::Id File::Handle::open_dataset(const std::string& name) const {
  if (!h5::exists(id(), name)) fail(name, "is not in the file; \"vitrum inspect\" lists what is");
  const std::string inner = name + "/data";
  h5::Id object(H5Oopen(id(), name.c_str(), H5P_DEFAULT));
  if (object && H5Iget_type(object.get()) == H5I_GROUP) {
    if (!h5::exists(id(), inner)) fail(name, "is a group without a dataset \"data\", not an array");
    object = h5::Id(H5Oopen(id(), inner.c_str(), H5P_DEFAULT));
  }
  if (!object) fail_in_hdf5(name, "cannot be opened");
  if (H5Iget_type(object.get()) != H5I_DATASET) fail(name, "is not a dataset");
  return object;
}

}  // namespace vitrum::storage
