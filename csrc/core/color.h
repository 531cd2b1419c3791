// Colour description of a picture and the matrices that follow from it (ITU-T H.273).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/geometry.h"

namespace zc {

// MatrixCoefficients of H.273 table 4 that are a plain Kr/Kb matrix.
enum class Matrix : std::uint8_t { unspecified, bt709, fcc, bt470bg, smpte170m, smpte240m, bt2020nc };
enum class Range : std::uint8_t { unspecified, limited, full };
enum class Primaries : std::uint8_t {
  unspecified,
  bt709,
  bt470m,
  bt470bg,
  smpte170m,
  smpte240m,
  bt2020,
  smpte431,
  smpte432
};
enum class Transfer : std::uint8_t {
  unspecified,
  bt709,
  gamma22,
  gamma28,
  smpte170m,
  smpte240m,
  linear,
  srgb,
  bt2020_10,
  bt2020_12,
  smpte2084,
  arib_std_b67
};
// Chroma sample location types 0..5 of H.273 section 8.7.
enum class Siting : std::uint8_t { unspecified, left, center, topleft, top, bottomleft, bottom };

struct ColorSpec {
  Matrix matrix = Matrix::unspecified;
  Range range = Range::unspecified;
  Primaries primaries = Primaries::unspecified;
  Transfer transfer = Transfer::unspecified;
  Siting siting = Siting::unspecified;
  friend bool operator==(const ColorSpec&, const ColorSpec&) = default;
};

std::string_view name(Matrix value);
std::string_view name(Range value);
std::string_view name(Primaries value);
std::string_view name(Transfer value);
std::string_view name(Siting value);
std::optional<Matrix> matrix_from_name(std::string_view text);
std::optional<Range> range_from_name(std::string_view text);
std::optional<Primaries> primaries_from_name(std::string_view text);
std::optional<Transfer> transfer_from_name(std::string_view text);
std::optional<Siting> siting_from_name(std::string_view text);

// What an untagged picture is taken for: BT.709 from 1280 wide or above 576 lines, else BT.601;
// limited range; 4:2:0 chroma sited left.
ColorSpec resolve(const ColorSpec& tagged, SizePx picture);

struct LumaWeights {
  double kr = 0;
  double kb = 0;
};
// H.273 table 4. Only for a resolved matrix.
LumaWeights luma_weights(Matrix matrix);

// rgb = luma_gain * (y - luma_zero) + {r_cr, g_cb|g_cr, b_cb} * (chroma - chroma_zero), with y and
// chroma as n-bit code values and rgb in 0..1, before clamping.
struct YuvToRgb {
  double luma_zero = 0;
  double chroma_zero = 0;
  double luma_gain = 0;
  double r_cr = 0;
  double g_cb = 0;
  double g_cr = 0;
  double b_cb = 0;
};
// H.273 equations 20 to 28 (quantisation) and 38 to 43 (Kr, Kb), inverted. Only for a resolved spec.
YuvToRgb yuv_to_rgb(const ColorSpec& resolved, int bit_depth);

// Where chroma sample (0, 0) lies, in luma samples from luma sample (0, 0).
struct ChromaOffset {
  double x = 0;
  double y = 0;
};
ChromaOffset chroma_offset(Siting resolved);

// Straight alpha, components 0..1, gamma-encoded sRGB.
struct Color {
  float r = 0;
  float g = 0;
  float b = 0;
  float a = 1;
  friend bool operator==(const Color&, const Color&) = default;
};

}  // namespace zc
