// The draws of a list of items: everything that can be worked out before their encoder is there, then the
// encoding.
#pragma once

#import <Metal/Metal.h>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "device/device.h"
#include "device/metal/draw_arguments.h"
#include "device/metal/metal_pipelines.h"

namespace zc::metal {

// Where the arguments of shaders/ are bound.
inline constexpr NSUInteger quad_index = 0;   // of the vertex stage
inline constexpr NSUInteger shape_index = 0;  // of the fragment stage, items
inline constexpr NSUInteger fill_index = 1;
inline constexpr NSUInteger outlines_index = 2;
inline constexpr NSUInteger filter_index = 0;  // of the fragment stage, filters
inline constexpr NSUInteger weights_index = 1;

// Null: none.
id<MTLTexture> native(const Texture* texture);

class ItemDraws {
 public:
  // What it holds points into the plan. The items are drawn into a texture of that size.
  ItemDraws(const FramePlan& plan, std::span<const DrawItem> items, SizePx attachment);

  void encode(id<MTLRenderCommandEncoder> encoder, const Pipelines& pipelines, MTLPixelFormat into) const;
  std::uint64_t texel_bytes() const { return texel_bytes_; }

 private:
  struct Draw {
    Blend blend;
    DrawArguments arguments;
    std::array<id<MTLTexture>, max_planes> textures{};
  };
  void add(const FramePlan& plan, const DrawItem& item, SizePx attachment);
  void encode(id<MTLRenderCommandEncoder> encoder, const Draw& draw) const;

  std::vector<Draw> draws_;
  std::vector<zc_shaders::Outline> outlines_;
  std::uint64_t texel_bytes_ = 0;
};

}  // namespace zc::metal
