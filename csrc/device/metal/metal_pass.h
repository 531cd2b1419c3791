// The final pass of a packet: everything that can be worked out before there is a drawable, then the
// encoding.
#pragma once

#import <Metal/Metal.h>

#include <cstdint>
#include <vector>

#include "device/device.h"
#include "device/metal/item_draws.h"
#include "device/metal/metal_pipelines.h"

namespace zc::metal {

MTLClearColor clear_color(const Color& background);

// Frames that the plan binds in place, each once.
std::vector<FrameHandle> imports_of(const FramePlan& plan);

class Pass {
 public:
  // What it holds points into the plan.
  explicit Pass(const FramePlan& plan);

  // Clears the texture and draws the items. False: the device makes no encoder.
  bool encode(id<MTLCommandBuffer> commands, const Pipelines& pipelines, id<MTLTexture> into) const;
  std::uint64_t bytes_touched() const;

 private:
  const FramePlan& plan_;
  const ItemDraws draws_;
};

}  // namespace zc::metal
