// SPDX-License-Identifier: Apache-2.0
// vitrum/scan/pixel_type.cpp: sizes and names of pixel types.
#include "vitrum/scan/source.hpp"

namespace vitrum::scan {

std::size_t bytes_of(PixelType type) {
  return visit_type(type, []<class T>() { return sizeof(T); });
}

const char* name_of(PixelType type) {
  switch (type) {
    case PixelType::u8:
      return "uint8";
    case PixelType::u16:
      return "uint16";
    case PixelType::u32:
      return "uint32";
    case PixelType::u64:
      return "uint64";
    case PixelType::i8:
      return "int8";
    case PixelType::i16:
      return "int16";
    case PixelType::i32:
      return "int32";
    case PixelType::i64:
      return "int64";
    case PixelType::f32:
      return "float32";
    default:
      return "float64";
  }
}

bool is_integer(PixelType type) { return type != PixelType::f32 && type != PixelType::f64; }

}  // namespace vitrum::scan
