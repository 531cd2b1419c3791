// The one pass of a packet: everything that can be worked out before there is a drawable, then the encoding.
#pragma once

#import <Metal/Metal.h>

#include <array>
#include <cstdint>
#include <vector>

#include "device/device.h"
#include "device/metal/draw_arguments.h"
#include "device/metal/metal_pipelines.h"

namespace zc::metal {

MTLClearColor clear_color(const Color& background);

class Pass {
 public:
  // What it holds points into the plan.
  explicit Pass(const FramePlan& plan);

  // Commands that clear the texture and draw the items, not committed. Nil: the queue has none.
  id<MTLCommandBuffer> encode(id<MTLCommandQueue> queue, const Pipelines& pipelines,
                              id<MTLTexture> into) const;
  std::uint64_t bytes_touched() const { return bytes_touched_; }
  // Frames bound in place, each once.
  std::vector<FrameHandle> imports() const;

 private:
  struct Draw {
    DrawArguments arguments;
    std::array<id<MTLTexture>, max_planes> textures{};
  };
  void add(const DrawItem& item, SizePx target);

  const FramePlan& plan_;
  std::vector<Draw> draws_;
  std::uint64_t bytes_touched_ = 0;
};

}  // namespace zc::metal
