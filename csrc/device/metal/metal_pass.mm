#include "device/metal/metal_pass.h"

#include <algorithm>
#include <span>

namespace zc::metal {
namespace {

void add_imports(std::vector<FrameHandle>& handles, std::span<const DrawItem> items) {
  for (const DrawItem& item : items) {
    if (!item.video.import) continue;
    const FrameHandle handle = item.video.import->handle();
    if (std::find(handles.begin(), handles.end(), handle) == handles.end()) handles.push_back(handle);
  }
}

}  // namespace

MTLClearColor clear_color(const Color& background) {
  const auto unit = [](float value) { return std::clamp(static_cast<double>(value), 0.0, 1.0); };
  const double alpha = unit(background.a);
  return MTLClearColorMake(unit(background.r) * alpha, unit(background.g) * alpha, unit(background.b) * alpha,
                           alpha);
}

std::vector<FrameHandle> imports_of(const FramePlan& plan) {
  std::vector<FrameHandle> handles;
  add_imports(handles, plan.items);
  add_imports(handles, plan.surface_items);
  return handles;
}

Pass::Pass(const FramePlan& plan) : plan_(plan), draws_(plan, plan.items, plan.size) {}

// A tile is cleared and blended on the chip: memory sees each target pixel once.
std::uint64_t Pass::bytes_touched() const {
  return static_cast<std::uint64_t>(RectPx::of(plan_.size).area()) * 4 + draws_.texel_bytes();
}

bool Pass::encode(id<MTLCommandBuffer> commands, const Pipelines& pipelines, id<MTLTexture> into) const {
  MTLRenderPassDescriptor* descriptor = [MTLRenderPassDescriptor renderPassDescriptor];
  MTLRenderPassColorAttachmentDescriptor* attachment =
      [descriptor.colorAttachments objectAtIndexedSubscript:0];
  attachment.texture = into;
  attachment.loadAction = MTLLoadActionClear;
  attachment.storeAction = MTLStoreActionStore;
  attachment.clearColor = clear_color(plan_.background);
  id<MTLRenderCommandEncoder> encoder = [commands renderCommandEncoderWithDescriptor:descriptor];
  if (!encoder) return false;
  draws_.encode(encoder, pipelines, into.pixelFormat);
  [encoder endEncoding];
  return true;
}

}  // namespace zc::metal
