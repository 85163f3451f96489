// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/hdf5_file.cpp: opening, listing, and errors of the library in words.
#include "scan/hdf5_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "vitrum/core/error.hpp"

namespace vitrum::scan::hdf5 {

Quiet::Quiet() {
  H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}
Quiet::~Quiet() { H5Eset_auto2(H5E_DEFAULT, function_, data_); }

std::string last_reason() {
  std::string all;
  const auto collect = [](unsigned, const H5E_error2_t* error, void* text) -> herr_t {
    auto& out = *static_cast<std::string*>(text);
    if (error->desc != nullptr && *error->desc != '\0') out += (out.empty() ? "" : "; ") + std::string(error->desc);
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, collect, &all);
  const auto said = [&](const char* words) { return all.find(words) != std::string::npos; };
  if (said("truncated file")) return "the file is truncated (copy it again from where it was written)";
  if (said("bad version number") || said("wrong version number")) {
    unsigned major = 0, minor = 0, release = 0;
    H5get_libversion(&major, &minor, &release);
    return fmt::format(
        "it was written with a newer HDF5 format than this program's HDF5 {}.{}.{} reads; write it again with bounds "
        "that end at v110 (h5py: libver=('earliest', 'v110'); tool: h5repack --high=2)",
        major, minor, release);
  }
  if (said("unable to lock file")) {
    return "the file cannot be locked (close the program that writes it; on a file system without locks set "
           "HDF5_USE_FILE_LOCKING=FALSE)";
  }
  return all.empty() ? "HDF5 gives no reason" : all.substr(0, all.find("; "));
}

bool is_hdf5(const std::string& path) {
  static constexpr std::array<char, 8> signature{'\x89', 'H', 'D', 'F', '\r', '\n', '\x1a', '\n'};
  std::ifstream in(path, std::ios::binary);
  std::array<char, 8> head{};
  for (std::streamoff at = 0; in; at = at == 0 ? 512 : at * 2) {
    in.seekg(at);
    if (in.read(head.data(), head.size()) && head == signature) return true;
  }
  return false;
}

File::File(std::string path, Handle handle)
    : path_(std::move(path)), file_(std::make_shared<Handle>(std::move(handle))) {}

File::File(const std::string& path) : path_(path) {
  const Quiet quiet;
  Handle handle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (!handle) throw DataError(fmt::format("{}: cannot open this HDF5 file: {}", path, last_reason()));
  file_ = std::make_shared<Handle>(std::move(handle));
}

std::optional<File> File::try_open(const std::string& path) {
  if (!is_hdf5(path)) return {};
  const Quiet quiet;
  Handle handle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (!handle) return {};
  return File(path, std::move(handle));
}

namespace {

Handle open_object(hid_t file, const std::string& path) {
  const Quiet quiet;
  return {H5Oopen(file, path.c_str(), H5P_DEFAULT), H5Oclose};
}

bool is_hard(hid_t group, const std::string& name) {
  H5L_info_t info;
  return H5Lget_info(group, name.c_str(), &info, H5P_DEFAULT) >= 0 && info.type == H5L_TYPE_HARD;
}

std::size_t rank_of(hid_t dataset) {
  const Handle space(H5Dget_space(dataset), H5Sclose);
  return space ? static_cast<std::size_t>(std::max(0, H5Sget_simple_extent_ndims(space.get()))) : 0;
}

std::string join(const std::string& group, const std::string& name) {
  return group.ends_with('/') ? group + name : group + "/" + name;
}

void collect(const File& file, const std::string& group, std::size_t rank, int depth, std::vector<std::string>& out) {
  constexpr int deepest = 32;  // hard links can form rings
  const auto here = open_object(file.id(), group);
  for (const auto& name : file.children(group)) {
    const auto path = join(group, name);
    if (!is_hard(here.get(), name)) continue;
    const auto object = open_object(file.id(), path);
    if (!object) continue;
    const auto type = H5Iget_type(object.get());
    if (type == H5I_DATASET && rank_of(object.get()) >= rank) out.push_back(path);
    if (type == H5I_GROUP && depth < deepest) collect(file, path, rank, depth + 1, out);
  }
}

}  // namespace

bool File::has(const std::string& object) const { return static_cast<bool>(open_object(id(), object)); }

bool File::is_dataset(const std::string& object) const {
  const auto handle = open_object(id(), object);
  return handle && H5Iget_type(handle.get()) == H5I_DATASET;
}

std::vector<std::string> File::children(const std::string& group) const {
  const auto handle = open_object(id(), group);
  if (!handle || H5Iget_type(handle.get()) != H5I_GROUP) return {};
  H5G_info_t info;
  std::vector<std::string> names;
  if (H5Gget_info(handle.get(), &info) < 0) return names;
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    const auto length = H5Lget_name_by_idx(handle.get(), ".", H5_INDEX_NAME, H5_ITER_INC, i, nullptr, 0, H5P_DEFAULT);
    if (length < 0) continue;
    std::string name(static_cast<std::size_t>(length), '\0');
    H5Lget_name_by_idx(handle.get(), ".", H5_INDEX_NAME, H5_ITER_INC, i, name.data(), name.size() + 1, H5P_DEFAULT);
    names.push_back(std::move(name));
  }
  return names;
}

std::vector<std::string> File::datasets(const std::string& group, std::size_t rank) const {
  const Quiet quiet;
  std::vector<std::string> out;
  collect(*this, group, rank, 0, out);
  return out;
}

std::size_t File::rank(const std::string& dataset) const {
  const auto handle = open_object(id(), dataset);
  return handle && H5Iget_type(handle.get()) == H5I_DATASET ? rank_of(handle.get()) : 0;
}

}  // namespace vitrum::scan::hdf5
