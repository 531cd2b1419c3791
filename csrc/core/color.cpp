#include "core/color.h"

#include <cmath>
#include <span>

namespace zc {
namespace {

using Name = std::string_view;
// In the order of the enums.
constexpr std::array<Name, 7> matrix_names{"unspecified", "bt709",     "fcc",     "bt470bg",
                                           "smpte170m",   "smpte240m", "bt2020nc"};
constexpr std::array<Name, 3> range_names{"unspecified", "limited", "full"};
constexpr std::array<Name, 9> primaries_names{"unspecified", "bt709",  "bt470m",   "bt470bg", "smpte170m",
                                              "smpte240m",   "bt2020", "smpte431", "smpte432"};
constexpr std::array<Name, 12> transfer_names{"unspecified", "bt709",     "gamma22",   "gamma28",
                                              "smpte170m",   "smpte240m", "linear",    "srgb",
                                              "bt2020_10",   "bt2020_12", "smpte2084", "arib_std_b67"};
constexpr std::array<Name, 7> siting_names{"unspecified", "left",       "center", "topleft",
                                           "top",         "bottomleft", "bottom"};

template <class Enum>
std::optional<Enum> find(std::span<const Name> names, Name text) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == text) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace

std::string_view name(Matrix v) { return matrix_names[static_cast<std::size_t>(v)]; }
std::string_view name(Range v) { return range_names[static_cast<std::size_t>(v)]; }
std::string_view name(Primaries v) { return primaries_names[static_cast<std::size_t>(v)]; }
std::string_view name(Transfer v) { return transfer_names[static_cast<std::size_t>(v)]; }
std::string_view name(Siting v) { return siting_names[static_cast<std::size_t>(v)]; }
std::optional<Matrix> matrix_from_name(Name t) { return find<Matrix>(matrix_names, t); }
std::optional<Range> range_from_name(Name t) { return find<Range>(range_names, t); }
std::optional<Primaries> primaries_from_name(Name t) { return find<Primaries>(primaries_names, t); }
std::optional<Transfer> transfer_from_name(Name t) { return find<Transfer>(transfer_names, t); }
std::optional<Siting> siting_from_name(Name t) { return find<Siting>(siting_names, t); }

ColorSpec resolve(const ColorSpec& tagged, SizePx picture) {
  ColorSpec out = tagged;
  if (out.matrix == Matrix::unspecified)
    out.matrix = picture.width >= 1280 || picture.height > 576 ? Matrix::bt709 : Matrix::smpte170m;
  if (out.range == Range::unspecified) out.range = Range::limited;
  if (out.siting == Siting::unspecified) out.siting = Siting::left;
  return out;
}

LumaWeights luma_weights(Matrix matrix) {
  switch (matrix) {
    case Matrix::fcc:
      return {0.30, 0.11};
    case Matrix::bt470bg:
    case Matrix::smpte170m:
      return {0.299, 0.114};
    case Matrix::smpte240m:
      return {0.212, 0.087};
    case Matrix::bt2020nc:
      return {0.2627, 0.0593};
    case Matrix::bt709:
    case Matrix::unspecified:
      break;
  }
  return {0.2126, 0.0722};
}

YuvToRgb yuv_to_rgb(const ColorSpec& resolved, int bit_depth) {
  const auto [kr, kb] = luma_weights(resolved.matrix);
  const double kg = 1 - kr - kb;
  const double step = std::ldexp(1.0, bit_depth - 8);
  const bool full = resolved.range == Range::full;
  const double peak = std::ldexp(1.0, bit_depth) - 1;
  const double luma_span = full ? peak : 219 * step;
  const double chroma_span = full ? peak : 224 * step;
  YuvToRgb m;
  m.luma_zero = full ? 0 : 16 * step;
  m.chroma_zero = 128 * step;
  m.luma_gain = 1 / luma_span;
  m.r_cr = 2 * (1 - kr) / chroma_span;
  m.b_cb = 2 * (1 - kb) / chroma_span;
  m.g_cr = -2 * (1 - kr) * kr / kg / chroma_span;
  m.g_cb = -2 * (1 - kb) * kb / kg / chroma_span;
  return m;
}

ChromaOffset chroma_offset(Siting siting) {
  switch (siting) {
    case Siting::center:
      return {0.5, 0.5};
    case Siting::topleft:
      return {0, 0};
    case Siting::top:
      return {0.5, 0};
    case Siting::bottomleft:
      return {0, 1};
    case Siting::bottom:
      return {0.5, 1};
    case Siting::left:
    case Siting::unspecified:
      break;
  }
  return {0, 0.5};
}

}  // namespace zc
