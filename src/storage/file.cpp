// SPDX-License-Identifier: Apache-2.0
// vitrum/storage/file.cpp: the life of a file: made under a temporary name, committed or removed; opened, with reasons.
#include "vitrum/storage/file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <exception>
#include <filesystem>

#include "handle.hpp"
#include "vitrum/core/files.hpp"

namespace vitrum::storage {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw DataError(fmt::format("{}: {}", path, what));
}

// Files that any HDF5 from 1.8 on reads; the format before that has no checksums, and HDF5 dies of damage in it.
h5::Id access_list(const comm::Communicator* comm) {
  h5::Id list(H5Pcreate(H5P_FILE_ACCESS));
  H5Pset_libver_bounds(list.get(), H5F_LIBVER_V18, H5F_LIBVER_V110);
  if (comm != nullptr) {
    H5Pset_fapl_mpio(list.get(), comm->mpi(), MPI_INFO_NULL);
    H5Pset_all_coll_metadata_ops(list.get(), true);
    H5Pset_coll_metadata_write(list.get(), true);
  }
  return list;
}

void check_place(const std::string& path) {
  const fs::path parent = fs::path(path).has_parent_path() ? fs::path(path).parent_path() : fs::path(".");
  std::error_code code;
  if (!fs::is_directory(parent, code))
    refuse(path, fmt::format("cannot be made: {} is not a directory; make it first", parent.string()));
  if (::access(parent.c_str(), W_OK | X_OK) != 0)
    refuse(path, fmt::format("cannot be made: {}: {}", parent.string(), std::strerror(errno)));
  if (fs::is_directory(path, code)) refuse(path, "cannot be made: a directory has this name; move it away");
}

void check_readable(const std::string& path) {
  std::error_code code;
  if (!fs::exists(path, code)) refuse(path, "no such file; check the path");
  if (fs::is_directory(path, code)) refuse(path, "is a directory; give an HDF5 file");
  if (::access(path.c_str(), R_OK) != 0) refuse(path, fmt::format("cannot be read: {}", std::strerror(errno)));
  if (fs::file_size(path, code) == 0 && !code) refuse(path, "is empty; copy it again or make it anew");
  if (H5Fis_hdf5(path.c_str()) == 0)
    refuse(path, "is not an HDF5 file, or its beginning is damaged; give an HDF5 file, or copy it again");
}

h5::Id open_hdf5(const std::string& path, unsigned mode) {
  h5::silence();
  check_readable(path);
  h5::Id file(H5Fopen(path.c_str(), mode, access_list(nullptr).get()));
  if (file) return file;
  const std::string reason = h5::reason();
  if (reason.find("truncated file") != std::string::npos)
    refuse(path, fmt::format("is truncated ({}); copy it again or make it anew", reason));
  refuse(path, fmt::format("cannot be opened ({}); where it is damaged, copy it again or make it anew", reason));
}

}  // namespace

File::File(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
File::File(File&&) noexcept = default;

File& File::operator=(File&& other) noexcept {
  File old(std::move(*this));
  handle_ = std::move(other.handle_);
  return *this;
}

// Closing is collective. During the error of one rank alone nobody waits: the file stays open until MPI ends.
File::~File() {
  if (!handle_ || !handle_->file) return;
  const bool failing = std::uncaught_exceptions() > handle_->exceptions_in_flight;
  if (handle_->comm && failing)
    handle_->file.release();
  else
    handle_->file = h5::Id();
  if (!handle_->part.empty() && handle_->is_root()) ::unlink(handle_->part.c_str());
}

File File::create(const std::string& path) { return made(path, nullptr); }
File File::create(const comm::Communicator& comm, const std::string& path) { return made(path, &comm); }

File File::made(const std::string& path, const comm::Communicator* comm) {
  h5::silence();
  auto handle = std::make_unique<Handle>();
  handle->path = path;
  handle->part = temporary_name(path);
  handle->writable = true;
  handle->exceptions_in_flight = std::uncaught_exceptions();
  if (comm != nullptr) handle->comm = *comm;
  handle->run([&] {
    if (handle->is_root()) check_place(path);
  });
  handle->run([&] {
    handle->file =
        h5::Id(H5Fcreate(handle->part.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access_list(handle->ranks()).get()));
    if (!handle->file) refuse(path, fmt::format("cannot be made: {}", h5::reason()));
  });
  File file(std::move(handle));
  file.write_attributes("/", {{"version_major", std::int64_t{0}}, {"version_minor", std::int64_t{2}}});  // of EMD
  return file;
}

File File::open(const std::string& path) {
  auto handle = std::make_unique<Handle>();
  handle->path = path;
  handle->file = open_hdf5(path, H5F_ACC_RDONLY);
  return File(std::move(handle));
}

File File::append(const std::string& path) {
  auto handle = std::make_unique<Handle>();
  handle->path = path;
  handle->writable = true;
  handle->file = open_hdf5(path, H5F_ACC_RDWR);
  return File(std::move(handle));
}

void File::commit() {
  handle_->id();
  handle_->run([&] {
    if (H5Fclose(handle_->file.release()) < 0) refuse(path(), fmt::format("cannot be written: {}", h5::reason()));
  });
  if (handle_->part.empty()) return;
  handle_->run([&] {
    if (handle_->is_root()) publish_file(handle_->path);
  });
}

bool File::has(const std::string& path) const {
  const std::string name = absolute(path);
  return name == "/" || h5::exists(handle_->id(), name);
}

std::vector<std::string> File::children(const std::string& group) const {
  const std::string name = absolute(group);
  if (!has(name)) handle_->fail(name, "is not in the file");
  const h5::Id opened(H5Gopen2(handle_->id(), name.c_str(), H5P_DEFAULT));
  if (!opened) handle_->fail(name, "is not a group");
  const auto keep = [](hid_t, const char* child, const H5L_info_t*, void* names) -> herr_t {
    static_cast<std::vector<std::string>*>(names)->emplace_back(child);
    return 0;
  };
  std::vector<std::string> names;
  if (H5Literate(opened.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, keep, &names) < 0)
    handle_->fail_in_hdf5(name, "cannot be listed");
  return names;
}

const std::string& File::path() const { return handle_->path; }

}  // namespace vitrum::storage
