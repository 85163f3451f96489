// SPDX-License-Identifier: Apache-2.0
// vitrum/storage/hdf5.cpp: handles, types, spaces and reasons.
#include "hdf5.hpp"

namespace vitrum::storage::h5 {
namespace {

// The walk goes from the innermost call outwards; its first entry knows best.
herr_t keep_first(unsigned, const H5E_error2_t* entry, void* data) {
  auto& text = *static_cast<std::string*>(data);
  if (text.empty() && entry->desc != nullptr) text = entry->desc;
  return 0;
}

std::string hint(const std::string& text) {
  if (text.find("bad version number") != std::string::npos)
    return "; a newer HDF5 wrote this: rewrite it there with \"h5repack --high=V110 IN OUT\"";
  if (text.find("filter") != std::string::npos) return "; set HDF5_PLUGIN_PATH to the folder of the filter's plugin";
  if (text.find("No space left") != std::string::npos) return "; free some space";
  if (text.find("unable to lock") != std::string::npos)
    return "; another program has it open, or the file system has no locks (then set HDF5_USE_FILE_LOCKING=FALSE)";
  return {};
}

}  // namespace

// Every HDF5 call forgets the error of the one before; the reason must outlive the handles around the failed call.
Id::~Id() {
  if (id_ < 0) return;
  const hid_t errors = H5Eget_num(H5E_DEFAULT) > 0 ? H5Eget_current_stack() : H5I_INVALID_HID;
  if (H5Iis_valid(id_) > 0) H5Idec_ref(id_);
  if (errors >= 0) H5Eset_current_stack(errors);
}

void silence() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

std::string reason() {
  std::string text;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &text);
  if (text.empty()) return "HDF5 gives no reason";
  return text + hint(text);
}

Id text_type(std::size_t bytes) {
  Id type(H5Tcopy(H5T_C_S1));
  H5Tset_size(type.get(), bytes == 0 ? H5T_VARIABLE : bytes);
  H5Tset_cset(type.get(), H5T_CSET_UTF8);
  if (bytes != 0) H5Tset_strpad(type.get(), H5T_STR_NULLPAD);
  return type;
}

std::vector<hsize_t> sizes(const std::vector<std::size_t>& shape) { return {shape.begin(), shape.end()}; }

Id dataspace(const std::vector<std::size_t>& shape) {
  if (shape.empty()) return Id(H5Screate(H5S_SCALAR));
  return Id(H5Screate_simple(static_cast<int>(shape.size()), sizes(shape).data(), nullptr));
}

std::vector<std::size_t> shape_of(hid_t dataspace) {
  const int rank = H5Sget_simple_extent_ndims(dataspace);
  std::vector<hsize_t> extent(static_cast<std::size_t>(rank > 0 ? rank : 0));
  if (rank > 0) H5Sget_simple_extent_dims(dataspace, extent.data(), nullptr);
  return {extent.begin(), extent.end()};
}

bool exists(hid_t file, const std::string& path) {
  if (path.empty()) return false;
  for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    const std::string part = path.substr(0, slash);
    if (part != "/" && H5Lexists(file, part.c_str(), H5P_DEFAULT) <= 0) return false;
    if (slash == std::string::npos) return H5Oexists_by_name(file, path.c_str(), H5P_DEFAULT) > 0;
  }
}

}  // namespace vitrum::storage::h5
