// SPDX-License-Identifier: Apache-2.0
// vitrum/storage/handle.hpp: the inside of a File, shared by the sources that write arrays, tables and attributes.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>

#include "hdf5.hpp"
#include "vitrum/comm/together.hpp"
#include "vitrum/core/error.hpp"
#include "vitrum/storage/file.hpp"

namespace vitrum::storage {

struct File::Handle {
  std::string path;                        // the final name
  std::string part;                        // the name until commit; "" for a file that was opened
  std::optional<comm::Communicator> comm;  // of a file that several ranks write
  bool writable = false;
  h5::Id file;
  int exceptions_in_flight = 0;  // when the file was made

  const comm::Communicator* ranks() const { return comm ? &*comm : nullptr; }
  bool is_root() const { return !comm || comm->is_root(); }
  hid_t id() const;
  /// Ends in an error on all ranks where `work` ends in one on any.
  template <class Work>
  void run(Work&& work) const {
    if (comm)
      comm::together(*comm, std::forward<Work>(work));
    else
      work();
  }
  [[noreturn]] void fail(const std::string& object, const std::string& what) const;
  /// Fails with HDF5's reason.
  [[noreturn]] void fail_in_hdf5(const std::string& object, const std::string& what) const;
  void check_writable() const;

  /// Moves the rank's slab between memory and dataset; an empty slab takes part in the collective. Alone in its run():
  /// what may fail on one rank must be agreed on before, or the others wait here for ever.
  void transfer(const h5::Id& dataset, const std::string& name, hid_t type, std::size_t item_bytes, const Slab& slab,
                void* to, const void* from) const;
  h5::Id create_dataset(const std::string& name, hid_t type, const std::vector<std::size_t>& shape,
                        const std::vector<std::size_t>& chunk) const;
  h5::Id open_group(const std::string& name) const;  // made where absent
  /// The dataset at `name`, or `data` in the EMD group there.
  h5::Id open_dataset(const std::string& name) const;
  void write_attributes_of(const h5::Id& object, const std::string& name, const Attributes& attributes) const;
};

/// "/a/b" for "a/b", "/a/b/" and the like.
std::string absolute(const std::string& path);

}  // namespace vitrum::storage
