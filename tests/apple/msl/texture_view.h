// A texture's texels, as the Metal double hands them to a shader. Plain C++: shared by both sides.
#pragma once

#include <cstddef>
#include <cstdint>

namespace msl {

enum class TexelFormat : std::uint8_t { r8, rg8, r16, rg16, rgba8, bgra8, rgba16 };

struct TextureView {
  std::byte* texels = nullptr;
  int width = 0;
  int height = 0;
  std::size_t stride = 0;  // bytes from row to row
  TexelFormat format = TexelFormat::rgba8;
};

// Says which rule a shader broke, and aborts. The Metal double names the function.
[[noreturn]] void broken_by_shader(const char* rule, int x, int y, const TextureView& texture);

}  // namespace msl
