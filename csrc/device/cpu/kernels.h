// The row operations that exist once per instruction set, as a table chosen at run time.
// Every pointer is to whole valid rows: no kernel reads or writes a byte beyond what it is given.
#pragma once

#include <cstddef>
#include <cstdint>

namespace zc::cpu {

// How a component lies in memory: 8 bit; 10 bit in the low or in the high end of 16.
enum class SampleKind : std::uint8_t { u8, low10, high10 };
inline constexpr int sample_kind_count = 3;

// Filtered rows hold 16-bit values of 128 per 8-bit code, whatever the bit depth: "ring units".
inline constexpr int ring_units = 128;
inline constexpr std::int16_t ring_chroma_zero = 128 * ring_units;
// Maps and filtered rows are padded to whole blocks, so that no vector is cut inside them.
inline constexpr int block_px = 16;
constexpr int round_down_to_block(int px) { return px / block_px * block_px; }
constexpr int round_up_to_block(int px) { return (px + block_px - 1) / block_px * block_px; }

// Between which two neighbouring samples each pixel of a row lies.
struct RowMap {
  const std::int32_t* first = nullptr;   // by pixel: the left one of the two samples
  const std::int16_t* weight = nullptr;  // by pixel: Q15 share of the right one
  // Windows of 16 source bytes that hold all that 8 (or 4) neighbouring pixels need.
  int pixels_per_window = 0;             // 8, 4, or 0: the pixels lie too far apart
  const std::int32_t* window = nullptr;  // by window: its first byte
  const std::uint8_t* pick = nullptr;    // by pixel, two: the bytes of its window that fill its lane
};

// Q13 factors from ring units to RGB with 5 fractional bits; the offset rounds the last shift.
struct YuvCoefficients {
  std::int16_t luma = 0;
  std::int16_t r_v = 0;
  std::int16_t g_u = 0;
  std::int16_t g_v = 0;
  std::int16_t b_u = 0;
  std::int16_t offset = 0;
};

// Filtered rows above and below a target row.
struct ScaledRows {
  const std::int16_t* y[2];
  const std::int16_t* u[2];
  const std::int16_t* v[2];
  std::int16_t luma_weight;  // Q15 share of row 1
  std::int16_t chroma_weight;
};

// A picture row at 1:1 from an even luma position. The chroma rows are of half its width, readable
// one sample before their first and one block past their last.
struct NativeRows {
  const std::uint8_t* luma_bytes;  // 8 bit: as it lies in memory
  const std::int16_t* luma;        // else: ring units, whole blocks
  const std::int16_t* u;
  const std::int16_t* v;
  std::int16_t even_weight;  // Q15 share of chroma k, beside k - 1, at luma 2k
  std::int16_t odd_weight;   // Q15 share of chroma k + 1, beside k, at luma 2k + 1
};

// A plane with the samples that may be read: [first, last] on each axis.
struct SampledPlane {
  const std::uint8_t* data = nullptr;
  std::ptrdiff_t stride_bytes = 0;
  int x_first = 0;
  int x_last = 0;
  int y_first = 0;
  int y_last = 0;
};
// The sample positions of a row's pixels. A pixel's is the same from wherever the row is begun.
struct AffineWalk {
  double x = 0;  // of pixel 0
  double y = 0;
  double x_step = 0;  // from each pixel to the next
  double y_step = 0;
  int first_px = 0;  // where to begin
};

enum class TexelAlpha : std::uint8_t { none, straight, premultiplied };
struct TexelKind {
  int bytes = 4;  // or 3
  bool blue_first = false;
  TexelAlpha alpha = TexelAlpha::premultiplied;
};

// Premultiplied colour with 7 fractional bits, and what is kept of the pixel below in Q15.
struct SolidColor {
  std::int16_t rgba[4];
  std::int16_t keep;
};
struct MaskColor {
  std::int16_t rgba[4];
  std::int16_t alpha;  // Q15
};

struct Kernels {
  const char* name;

  // Horizontal bilinear filter of pixels [begin, end), whole blocks, of `map`.
  void (*filter[sample_kind_count])(const std::uint8_t* row, const RowMap& map, int begin, int end,
                                    std::int16_t zero, std::int16_t* out);
  void (*filter_pairs[sample_kind_count])(const std::uint8_t* row, const RowMap& map, int begin, int end,
                                          std::int16_t* out_u, std::int16_t* out_v);
  // Vertical bilinear filter of `count` samples at 1:1.
  void (*blend_rows[sample_kind_count])(const std::uint8_t* row0, const std::uint8_t* row1,
                                        std::int16_t weight, int count, std::int16_t zero, std::int16_t* out);
  void (*blend_row_pairs[sample_kind_count])(const std::uint8_t* row0, const std::uint8_t* row1,
                                             std::int16_t weight, int count, std::int16_t* out_u,
                                             std::int16_t* out_v);
  // Bilinear samples along any line, of one component or two: a filtered row of each.
  void (*sample[sample_kind_count][2])(const SampledPlane& plane, const AffineWalk& line, int count,
                                       std::int16_t zero, std::int16_t* const* out);
  // The same of 8-bit colour texels, to RGBA8 premultiplied. Reads four bytes of every texel.
  void (*sample_texels)(const SampledPlane& plane, const AffineWalk& line, int count, TexelKind kind,
                        std::uint8_t* to);
  // To opaque RGBA8. `stream` stores past the caches where `to` is aligned to 32 bytes.
  void (*finish_scaled)(const ScaledRows& rows, int count, const YuvCoefficients& matrix, bool stream,
                        std::uint8_t* to);
  void (*finish_native)(const NativeRows& rows, int count, const YuvCoefficients& matrix, bool stream,
                        std::uint8_t* to);

  // A filtered row of a mask to 8 bits.
  void (*finish_mask)(const std::int16_t* values, int count, std::uint8_t* to);

  void (*fill)(std::uint8_t* to, int count, std::uint32_t rgba);
  void (*blend_solid)(std::uint8_t* to, int count, const SolidColor& color);
  void (*blend_image)(std::uint8_t* to, const std::uint8_t* rgba, int count);
  void (*blend_image_alpha)(std::uint8_t* to, const std::uint8_t* rgba, int count, std::int16_t alpha);
  void (*blend_mask)(std::uint8_t* to, const std::uint8_t* mask, int count, const MaskColor& color);

  // Rows of RGBA in ring units, to be blended: from texels, or from a mask and a colour.
  void (*widen_texels)(const std::uint8_t* rgba, int count, std::int16_t* to);
  void (*widen_mask)(const std::uint8_t* mask, int count, const std::int16_t* color, std::int16_t* to);
  void (*scale_source)(std::int16_t* source, int count, std::int16_t share);  // Q15
  void (*blend_add)(std::uint8_t* to, const std::int16_t* source, int count);
  void (*blend_multiply)(std::uint8_t* to, const std::int16_t* source, int count);
  void (*blend_screen)(std::uint8_t* to, const std::int16_t* source, int count);

  // Between surfaces: `count` values of 16 bits, where 65535 is 1. Four of them are a pixel.
  void (*widen_row)(const std::uint8_t* from, int count, std::uint16_t* to);
  void (*narrow_row)(const std::uint16_t* from, int count, std::uint8_t* to);
  // Each pixel becomes its alpha times `tint`, which has 16 fractional bits.
  void (*tint_row)(std::uint16_t* row, int pixels, const std::uint16_t* tint);
  // Four rows to one by [1 3 3 1] / 8.
  void (*halve_rows_8)(const std::uint8_t* const* rows, int count, std::uint16_t* to);
  void (*halve_rows_16)(const std::uint16_t* const* rows, int count, std::uint16_t* to);
  // The same along a row, for `pixels` of the result. `row` is readable from the pixel before it to a block
  // past the last pixel that counts.
  void (*halve_row)(const std::uint16_t* row, int pixels, std::uint16_t* to);
  // taps: the centre, then before and after it for each offset. weights: of the centre, then of both of each
  // offset together, 65536 in all.
  void (*convolve)(const std::uint16_t* const* taps, const std::uint16_t* weights, int radius, int count,
                   std::uint16_t* to);
  // A row between two, in ring units; `weight` is the lower one's, Q15.
  void (*mix_rows)(const std::uint16_t* upper, const std::uint16_t* lower, std::int16_t weight, int count,
                   std::int16_t* to);
  // A row in ring units enlarged by 2^factor_bits, to `pixels` of RGBA8 or RGBA16. shares: by place between
  // two texels, four times each, the right one's in Q15. `row` is readable from the texel before it to a
  // block past its last.
  void (*enlarge_row_8)(const std::int16_t* row, int pixels, int factor_bits, const std::int16_t* shares,
                        std::uint8_t* to);
  void (*enlarge_row_16)(const std::int16_t* row, int pixels, int factor_bits, const std::int16_t* shares,
                         std::uint8_t* to);

  // Makes streamed stores visible to other threads.
  void (*fence)();
};

const Kernels& scalar_kernels();
const Kernels& ssse3_kernels();
const Kernels& avx2_kernels();
const Kernels& neon_kernels();

}  // namespace zc::cpu
