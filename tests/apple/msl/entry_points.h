// The shipped shaders' functions, as generate_entry_points.py lists them: what the Metal double draws with.
// Plain C++: nothing of MSL is seen from here.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "texture_view.h"

namespace msl {

// Metal's limit for each kind.
inline constexpr int max_bindings = 31;

enum class Stage : std::uint8_t { vertices, fragments };  // not the words that the shaders take
enum class ArgumentKind : std::uint8_t { buffer, texture };

// One argument that the host binds.
struct Argument {
  ArgumentKind kind;
  int index;
  std::size_t size;  // of a buffer's type: at least so many bytes are bound
  const char* name;
};

struct Arguments {
  std::array<const std::byte*, max_bindings> buffers{};
  std::array<TextureView, max_bindings> textures{};
};

// Half-open, in target px.
struct PixelRect {
  int left, top, right, bottom;
};

// What source and target are multiplied with before they are added.
enum class Factor : std::uint8_t {
  zero,
  one,
  one_minus_source_color,
  one_minus_source_alpha,
  one_minus_target_alpha,
};
struct Blending {
  Factor source_rgb = Factor::one;
  Factor target_rgb = Factor::zero;
  Factor source_alpha = Factor::one;
  Factor target_alpha = Factor::zero;
  friend bool operator==(const Blending&, const Blending&) = default;
};
inline constexpr Blending replacing{};
inline constexpr Blending source_over{Factor::one, Factor::one_minus_source_alpha, Factor::one,
                                      Factor::one_minus_source_alpha};

struct RenderTarget {
  TextureView view;  // rgba8, bgra8 or rgba16
  PixelRect scissor;
  Blending blending;
};

// What a vertex function wrote, one after the other.
struct VertexOutputs {
  const std::byte* bytes;
  std::size_t stride;
  std::size_t position_offset;  // of its float4 [[position]]
  int count;
};

struct EntryPoint {
  const char* name;
  Stage stage;
  std::span<const Argument> arguments;
  // The struct that a vertex function returns, or that a fragment function takes; "" for a bare position.
  const char* interface_name;
  std::size_t interface_size;
  std::size_t position_offset;
  void (*run_vertex)(const Arguments&, unsigned vertex_id, unsigned instance_id, std::byte* output);
  // A triangle strip; returns the number of fragments shaded.
  std::uint64_t (*shade_strip)(const Arguments&, const RenderTarget&, const VertexOutputs&);
};

// All functions of one embedded source.
struct ShippedLibrary {
  const char* name;
  std::string_view source;  // exactly what newLibraryWithSource: is to get
  std::span<const EntryPoint> entry_points;
};

std::span<const ShippedLibrary> shipped_libraries();

}  // namespace msl
