// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/npy.cpp: the header of NumPy's format (versions 1 to 3) and the array behind it.
#include "scan/npy.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <regex>

#include "scan/frame_file.hpp"
#include "scan/position.hpp"
#include "scan/scan_shape.hpp"
#include "vitrum/core/error.hpp"

namespace vitrum::scan {
namespace {

constexpr std::string_view magic = "\x93NUMPY";

bool recognises(const std::string& path) { return PositionalFile(path).head(magic.size()) == magic; }

struct Header {
  std::size_t data_begin = 0;
  PixelType type = PixelType::f32;
  bool big_endian = false;
  std::vector<std::size_t> shape;
};

/// The Python dictionary of the header as text, and where the array begins.
std::string dictionary(const PositionalFile& file, const std::string& path, std::size_t& data_begin) {
  const auto start = file.head(12);
  const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(start[i])); };
  if (start.size() < 12) throw DataError(fmt::format("{}: the file ends within its NumPy header", path));
  const bool short_length = byte(6) == 1;
  const std::size_t from = short_length ? 10 : 12;
  const std::size_t length = byte(8) + (byte(9) << 8) + (short_length ? 0 : (byte(10) << 16) + (byte(11) << 24));
  data_begin = from + length;
  if (data_begin > file.size()) throw DataError(fmt::format("{}: the file ends within its NumPy header", path));
  return file.head(data_begin).substr(from);
}

PixelType type_of(const std::string& path, char kind, const std::string& size) {
  const std::string name = kind + size;
  static const std::map<std::string, PixelType> known{
      {"b1", PixelType::u8},  {"u1", PixelType::u8},  {"u2", PixelType::u16}, {"u4", PixelType::u32},
      {"u8", PixelType::u64}, {"i1", PixelType::i8},  {"i2", PixelType::i16}, {"i4", PixelType::i32},
      {"i8", PixelType::i64}, {"f4", PixelType::f32}, {"f8", PixelType::f64}};
  const auto found = known.find(name);
  if (found != known.end()) return found->second;
  throw DataError(fmt::format("{}: NumPy type '{}': vitrum reads u1 to u8, i1 to i8, f4 and f8", path, name));
}

Header parse(const PositionalFile& file, const std::string& path) {
  Header header;
  const auto text = dictionary(file, path, header.data_begin);
  std::smatch type, order, shape;
  const bool whole = std::regex_search(text, type, std::regex(R"('descr'\s*:\s*'([<>|=])([a-zA-Z])(\d+)')")) &&
                     std::regex_search(text, order, std::regex(R"('fortran_order'\s*:\s*(True|False))")) &&
                     std::regex_search(text, shape, std::regex(R"('shape'\s*:\s*\(([\d\s,]*)\))"));
  if (!whole) throw DataError(fmt::format("{}: not an array of plain numbers in NumPy's format", path));
  header.type = type_of(path, type[2].str()[0], type[3].str());
  header.big_endian = type[1].str() == ">";
  if (order[1].str() == "True") {
    throw DataError(fmt::format("{}: the array is in Fortran order: save it with numpy.ascontiguousarray", path));
  }
  const std::string lengths = shape[1].str();
  static const std::regex number(R"(\d{1,18})");
  for (std::sregex_iterator it(lengths.begin(), lengths.end(), number), end; it != end; ++it) {
    header.shape.push_back(std::stoull(it->str()));
  }
  return header;
}

std::size_t expected_positions(const std::string& path, const Header& header) {
  const auto& shape = header.shape;
  std::size_t positions = 1;
  bool empty = false;
  for (std::size_t d = 0; d < shape.size(); ++d) {
    empty = empty || shape[d] == 0;
    if (d + 2 < shape.size()) positions *= shape[d];
  }
  if (shape.size() < 2 || shape.size() > 4 || empty) {
    throw DataError(
        fmt::format("{}: array of shape ({}): a scan has four axes (scan row, scan column, pattern row, pattern "
                    "column), a row of patterns three",
                    path, fmt::join(shape, ", ")));
  }
  return positions;
}

Source open_npy(const OpenOptions& options) {
  ScanInfo info;
  info.path = options.path;
  info.format = "NPY";
  info.files = {options.path};
  const PositionalFile file(options.path);
  const auto header = parse(file, options.path);
  const std::size_t expected = expected_positions(options.path, header);
  const auto n = header.shape.size();
  info.type = header.type;
  info.qy = header.shape[n - 2];
  info.qx = header.shape[n - 1];
  const std::size_t held = (file.size() - header.data_begin) / info.pattern_bytes();
  const std::optional<Shape> said = n == 4 ? std::optional<Shape>({header.shape[0], header.shape[1]}) : std::nullopt;
  const bool folded = options.scan_ny || options.scan_nx;
  if (held < expected && !folded) {
    throw DataError(fmt::format("{}: the file ends at {}: {} of {} patterns are whole", options.path,
                                position_text(said ? said->nx : expected, held), held, expected));
  }
  set_shape(info, std::min(held, expected), options, said);
  const std::size_t stride = info.pattern_bytes();
  return source_of_frames(
      std::move(info), options.path,
      {.first = header.data_begin, .header = 0, .stride = stride, .big_endian = header.big_endian, .magic = ""});
}

}  // namespace

Format npy_format() { return {"NPY", "NumPy .npy of four axes in C order", recognises, open_npy}; }

}  // namespace vitrum::scan
