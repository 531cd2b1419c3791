// MSL's samplers and two-dimensional textures, without mip maps.
#pragma once

#include <array>

#include "shim_math.h"
#include "texture_view.h"

namespace metal {

enum class coord { normalized, pixel };
enum class address { clamp_to_edge, repeat };
enum class filter { nearest, linear };
enum class mag_filter { nearest, linear };
enum class min_filter { nearest, linear };
enum class access { sample, read, write, read_write };

struct sampler {
  template <class... Options>
  constexpr sampler(Options... options) {
    (set(options), ...);
  }
  constexpr void set(coord to) { coordinates = to; }
  constexpr void set(address to) { addressing = to; }
  constexpr void set(filter to) { magnify = minify = to; }
  constexpr void set(mag_filter to) { magnify = static_cast<filter>(to); }
  constexpr void set(min_filter to) { minify = static_cast<filter>(to); }

  coord coordinates = coord::normalized;
  address addressing = address::clamp_to_edge;
  filter magnify = filter::nearest;
  filter minify = filter::nearest;
};

namespace shim {

using msl::TexelFormat;

// The texel at x in a row. What a format lacks reads as 0, alpha as 1.
template <TexelFormat format>
MSL_INLINE float4 load(const std::byte* row, int x) {
  constexpr float of_8_bits = 1.0f / 255.0f;
  constexpr float of_16_bits = 1.0f / 65535.0f;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(row);
  const auto* words = reinterpret_cast<const std::uint16_t*>(row);
  if constexpr (format == TexelFormat::r8) {
    return float4{static_cast<float>(bytes[x]) * of_8_bits, 0, 0, 1};
  } else if constexpr (format == TexelFormat::rg8) {
    return float4{static_cast<float>(bytes[2 * x]) * of_8_bits,
                  static_cast<float>(bytes[2 * x + 1]) * of_8_bits, 0, 1};
  } else if constexpr (format == TexelFormat::r16) {
    return float4{static_cast<float>(words[x]) * of_16_bits, 0, 0, 1};
  } else if constexpr (format == TexelFormat::rg16) {
    return float4{static_cast<float>(words[2 * x]) * of_16_bits,
                  static_cast<float>(words[2 * x + 1]) * of_16_bits, 0, 1};
  } else if constexpr (format == TexelFormat::rgba16) {
    const ushort4 texel = *reinterpret_cast<const ushort4*>(words + 4 * x);
    return __builtin_convertvector(texel, float4) * of_16_bits;
  } else {
    const uchar4 texel = *reinterpret_cast<const uchar4*>(bytes + 4 * x);
    const float4 value = __builtin_convertvector(texel, float4) * of_8_bits;
    return format == TexelFormat::bgra8 ? value.zyxw : value;
  }
}

MSL_INLINE int texel_index(float coordinate, int size, address addressing) {
  if (addressing == address::repeat) {
    const int wrapped = static_cast<int>(coordinate) % size;
    return wrapped < 0 ? wrapped + size : wrapped;
  }
  // Compared as floats: a coordinate may lie beyond what an int holds, or be no number.
  const float last = static_cast<float>(size - 1);
  return static_cast<int>(coordinate > 0.0f ? (coordinate < last ? coordinate : last) : 0.0f);
}

template <TexelFormat format>
MSL_INLINE float4 sample_as(const msl::TextureView& view, sampler how, float2 at) {
  const auto row = [&](int y) { return view.texels + static_cast<std::size_t>(y) * view.stride; };
  if (how.magnify == filter::nearest) {
    const int x = texel_index(floor(at.x), view.width, how.addressing);
    return load<format>(row(texel_index(floor(at.y), view.height, how.addressing)), x);
  }
  at -= 0.5f;
  const float left = floor(at.x);
  const float top = floor(at.y);
  const int x0 = texel_index(left, view.width, how.addressing);
  const int x1 = texel_index(left + 1.0f, view.width, how.addressing);
  const std::byte* row0 = row(texel_index(top, view.height, how.addressing));
  const std::byte* row1 = row(texel_index(top + 1.0f, view.height, how.addressing));
  const float across = at.x - left;
  float4 upper = load<format>(row0, x0);
  upper += (load<format>(row0, x1) - upper) * across;
  float4 lower = load<format>(row1, x0);
  lower += (load<format>(row1, x1) - lower) * across;
  return upper + (lower - upper) * (at.y - top);
}

// Calls `use` with the format as a constant.
template <class Use>
MSL_INLINE auto with_format(TexelFormat format, Use use) {
  switch (format) {
    case TexelFormat::r8:
      return use.template operator()<TexelFormat::r8>();
    case TexelFormat::rg8:
      return use.template operator()<TexelFormat::rg8>();
    case TexelFormat::r16:
      return use.template operator()<TexelFormat::r16>();
    case TexelFormat::rg16:
      return use.template operator()<TexelFormat::rg16>();
    case TexelFormat::bgra8:
      return use.template operator()<TexelFormat::bgra8>();
    case TexelFormat::rgba16:
      return use.template operator()<TexelFormat::rgba16>();
    case TexelFormat::rgba8:
      break;
  }
  return use.template operator()<TexelFormat::rgba8>();
}

}  // namespace shim

template <class T, access mode = access::sample>
class texture2d {
 public:
  using Texel = vec<T, 4>;

  texture2d() = default;
  explicit texture2d(const msl::TextureView& view) : view_(view) {}

  uint get_width() const { return static_cast<uint>(view_.width); }
  uint get_height() const { return static_cast<uint>(view_.height); }

  Texel sample(sampler how, float2 at) const {
    static_assert(mode == access::sample, "only a texture with access::sample is sampled");
    if (how.magnify != how.minify)
      msl::broken_by_shader("samples with filters that differ, which this machine can't", 0, 0, view_);
    if (how.coordinates == coord::normalized)
      at *= float2{static_cast<float>(view_.width), static_cast<float>(view_.height)};
    else if (how.addressing == address::repeat)
      msl::broken_by_shader("repeats with pixel coordinates, which Metal forbids", 0, 0, view_);
    return __builtin_convertvector(shim::with_format(view_.format,
                                                     [&]<shim::TexelFormat format>() {
                                                       return shim::sample_as<format>(view_, how, at);
                                                     }),
                                   Texel);
  }

  Texel read(uint2 at) const {
    static_assert(mode != access::write, "a texture with access::write is not read");
    if (at.x >= get_width() || at.y >= get_height())
      msl::broken_by_shader("reads a texel outside of the texture", static_cast<int>(at.x),
                            static_cast<int>(at.y), view_);
    const std::byte* row = view_.texels + static_cast<std::size_t>(at.y) * view_.stride;
    return __builtin_convertvector(shim::with_format(view_.format,
                                                     [&]<shim::TexelFormat format>() {
                                                       return shim::load<format>(row, static_cast<int>(at.x));
                                                     }),
                                   Texel);
  }

 private:
  msl::TextureView view_;
};

template <class T, std::size_t N>
using array = std::array<T, N>;

namespace shim {
inline thread_local bool discarded = false;
}  // namespace shim
MSL_INLINE void discard_fragment() { shim::discarded = true; }

}  // namespace metal
