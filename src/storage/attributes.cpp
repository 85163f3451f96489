// SPDX-License-Identifier: Apache-2.0
// vitrum/storage/attributes.cpp: attributes: whole numbers, fractions, UTF-8 texts, and lists of numbers.
#include <algorithm>
#include <chrono>
#include <optional>

#include "handle.hpp"
#include "pack.hpp"
#include "vitrum/core/version.hpp"
#include "vitrum/storage/file.hpp"

namespace vitrum::storage {
namespace {

struct Raw {
  h5::Id type;
  h5::Id space;
  const void* data;
};

Raw raw(const std::int64_t& value) { return {h5::Id(H5Tcopy(H5T_NATIVE_INT64)), h5::dataspace({}), &value}; }
Raw raw(const double& value) { return {h5::Id(H5Tcopy(H5T_NATIVE_DOUBLE)), h5::dataspace({}), &value}; }
Raw raw(const std::vector<std::int64_t>& values) {
  return {h5::Id(H5Tcopy(H5T_NATIVE_INT64)), h5::dataspace({values.size()}), values.data()};
}
Raw raw(const std::vector<double>& values) {
  return {h5::Id(H5Tcopy(H5T_NATIVE_DOUBLE)), h5::dataspace({values.size()}), values.data()};
}

bool write_raw(hid_t object, const std::string& name, const Raw& what) {
  const h5::Id attribute(H5Acreate2(object, name.c_str(), what.type.get(), what.space.get(), H5P_DEFAULT, H5P_DEFAULT));
  return attribute && (what.data == nullptr || H5Awrite(attribute.get(), what.type.get(), what.data) >= 0);
}

bool write_value(hid_t object, const std::string& name, const Value& value) {
  if (H5Aexists(object, name.c_str()) > 0) H5Adelete(object, name.c_str());
  if (const auto* text = std::get_if<std::string>(&value)) {
    const char* letters = text->c_str();
    return write_raw(object, name, {h5::text_type(0), h5::dataspace({}), &letters});
  }
  return std::visit(
      [&](const auto& held) {
        if constexpr (std::is_same_v<std::decay_t<decltype(held)>, std::string>)
          return false;
        else
          return write_raw(object, name, raw(held));
      },
      value);
}

std::string read_text(hid_t attribute, hid_t file_type) {
  if (H5Tis_variable_str(file_type) > 0) {
    char* letters = nullptr;
    const h5::Id type(H5Tcopy(file_type));
    if (H5Aread(attribute, type.get(), &letters) < 0 || letters == nullptr) return {};
    std::string text(letters);
    H5free_memory(letters);
    return text;
  }
  std::string text(H5Tget_size(file_type), '\0');
  if (H5Aread(attribute, file_type, text.data()) < 0) return {};
  text.resize(std::min(text.find('\0'), text.size()));
  return text;
}

template <class T>
Value read_numbers(hid_t attribute, const std::vector<std::size_t>& shape) {
  std::size_t count = 1;
  for (const auto n : shape) count *= n;
  std::vector<T> values(count);
  if (count > 0) H5Aread(attribute, h5::native<T>(), values.data());
  if (shape.empty()) return values.front();
  return values;
}

// Nothing for kinds that vitrum has no use for (compounds, lists of texts).
std::optional<Value> read_value(hid_t attribute) {
  const h5::Id type(H5Aget_type(attribute));
  const auto shape = h5::shape_of(h5::Id(H5Aget_space(attribute)).get());
  switch (H5Tget_class(type.get())) {
    case H5T_INTEGER:
    case H5T_ENUM:
      return read_numbers<std::int64_t>(attribute, shape);
    case H5T_FLOAT:
      return read_numbers<double>(attribute, shape);
    case H5T_STRING:
      if (shape.empty() || (shape.size() == 1 && shape[0] == 1)) return read_text(attribute, type.get());
      return {};
    default:
      return {};
  }
}

std::string name_of(hid_t attribute) {
  std::string name(static_cast<std::size_t>(H5Aget_name(attribute, 0, nullptr)) + 1, '\0');
  H5Aget_name(attribute, name.size(), name.data());
  name.pop_back();
  return name;
}

Attributes facts_of(const comm::Provenance& provenance) {
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - provenance.start;
  return {{"program", std::string("vitrum")},
          {"version", std::string(version())},
          {"revision", std::string(revision())},
          {"command", provenance.command},
          {"deck", provenance.deck},
          {"ranks", std::int64_t{provenance.ranks}},
          {"threads_per_rank", std::int64_t{provenance.threads}},
          {"backend", provenance.backend},
          {"host", provenance.host},
          {"started", provenance.started},
          {"duration_s", elapsed.count()}};
}

std::vector<Column> table_of(const std::vector<comm::InputFile>& inputs) {
  std::vector<std::string> paths;
  std::vector<std::int64_t> bytes;
  std::vector<std::string> modified;
  for (const auto& input : inputs) {
    paths.push_back(input.path);
    bytes.push_back(static_cast<std::int64_t>(input.bytes));
    modified.push_back(input.modified);
  }
  return {{"path", "", paths}, {"bytes", "B", bytes}, {"modified", "", modified}};
}

}  // namespace

void File::Handle::write_attributes_of(const h5::Id& object, const std::string& name,
                                       const Attributes& attributes) const {
  for (const auto& [key, value] : attributes) {
    if (!write_value(object.get(), key, value))
      fail_in_hdf5(name, fmt::format("attribute \"{}\" cannot be written", key));
  }
}

void File::write_attributes(const std::string& group, const Attributes& mine) {
  const Attributes attributes = as_on_root(handle_->ranks(), mine);
  handle_->run([&] {
    handle_->check_writable();
    const std::string name = absolute(group);
    if (name != "/" && !h5::exists(handle_->id(), name)) handle_->open_group(name);
    const h5::Id object(H5Oopen(handle_->id(), name.c_str(), H5P_DEFAULT));
    if (!object) handle_->fail_in_hdf5(name, "cannot be opened");
    handle_->write_attributes_of(object, name, attributes);
  });
}

void File::write_provenance(const comm::Provenance& provenance) {
  write_attributes("/provenance", facts_of(provenance));
  write_table("/provenance/inputs", table_of(provenance.inputs));
}

Attributes File::read_attributes(const std::string& path) const {
  const std::string name = absolute(path);
  if (!has(name)) handle_->fail(name, "is not in the file; \"vitrum inspect\" lists what is");
  const h5::Id object(H5Oopen(handle_->id(), name.c_str(), H5P_DEFAULT));
  Attributes attributes;
  const int count = object ? H5Aget_num_attrs(object.get()) : -1;
  if (count < 0) handle_->fail_in_hdf5(name, "has attributes that cannot be read");
  for (int i = 0; i < count; ++i) {
    const h5::Id attribute(H5Aopen_by_idx(object.get(), ".", H5_INDEX_NAME, H5_ITER_INC, static_cast<hsize_t>(i),
                                          H5P_DEFAULT, H5P_DEFAULT));
    if (!attribute) handle_->fail_in_hdf5(name, "has an attribute that cannot be read");
    if (auto value = read_value(attribute.get())) attributes.emplace(name_of(attribute.get()), std::move(*value));
  }
  return attributes;
}

}  // namespace vitrum::storage
