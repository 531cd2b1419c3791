#include "device/metal/metal_pass.h"

#include <algorithm>

#include "device/metal/metal_import.h"
#include "device/metal/metal_resources.h"
#include "device/metal/touched_bytes.h"

namespace zc::metal {
namespace {

constexpr NSUInteger shape_index = 0;
constexpr NSUInteger fill_index = 1;

id<MTLTexture> native(const Texture* texture) {
  return texture ? static_cast<const MetalTexture*>(texture)->native() : nil;
}

}  // namespace

MTLClearColor clear_color(const Color& background) {
  const auto unit = [](float value) { return std::clamp(static_cast<double>(value), 0.0, 1.0); };
  const double alpha = unit(background.a);
  return MTLClearColorMake(unit(background.r) * alpha, unit(background.g) * alpha, unit(background.b) * alpha,
                           alpha);
}

Pass::Pass(const FramePlan& plan) : plan_(plan) {
  // A tile is cleared and blended on the chip: memory sees each target pixel once.
  bytes_touched_ = static_cast<std::uint64_t>(RectPx::of(plan.size).area()) * 4;
  draws_.reserve(plan.items.size());
  for (const DrawItem& item : plan.items)
    if (item.opacity > 0 && !item.bounds.empty()) add(item, plan.size);
}

void Pass::add(const DrawItem& item, SizePx target) {
  Draw& draw = draws_.emplace_back();
  draw.arguments = arguments_of(item, target);
  if (item.kind != ItemKind::video) {
    draw.textures[0] = native(item.texture);
  } else {
    const auto* import = static_cast<const MetalImport*>(item.video.import);
    const auto planes = static_cast<std::size_t>(info(item.video.format).plane_count);
    for (std::size_t plane = 0; plane < planes; ++plane)
      draw.textures[plane] = import ? import->plane(plane) : native(item.video.planes[plane]);
  }
  bytes_touched_ += texel_bytes_read(item);
}

std::vector<FrameHandle> Pass::imports() const {
  std::vector<FrameHandle> handles;
  for (const DrawItem& item : plan_.items) {
    if (!item.video.import) continue;
    const FrameHandle handle = item.video.import->handle();
    if (std::find(handles.begin(), handles.end(), handle) == handles.end()) handles.push_back(handle);
  }
  return handles;
}

id<MTLCommandBuffer> Pass::encode(id<MTLCommandQueue> queue, const Pipelines& pipelines,
                                  id<MTLTexture> into) const {
  id<MTLCommandBuffer> commands = [queue commandBuffer];
  if (!commands) return nil;
  MTLRenderPassDescriptor* descriptor = [MTLRenderPassDescriptor renderPassDescriptor];
  MTLRenderPassColorAttachmentDescriptor* attachment =
      [descriptor.colorAttachments objectAtIndexedSubscript:0];
  attachment.texture = into;
  attachment.loadAction = MTLLoadActionClear;
  attachment.storeAction = MTLStoreActionStore;
  attachment.clearColor = clear_color(plan_.background);
  id<MTLRenderCommandEncoder> encoder = [commands renderCommandEncoderWithDescriptor:descriptor];
  if (!encoder) {
    [commands commit];  // none is left uncommitted
    return nil;
  }
  for (const Draw& draw : draws_) {
    const DrawArguments& arguments = draw.arguments;
    [encoder setRenderPipelineState:pipelines.get(arguments.fragment, into.pixelFormat)];
    [encoder setVertexBytes:&arguments.shape length:sizeof arguments.shape atIndex:shape_index];
    [encoder setFragmentBytes:&arguments.shape length:sizeof arguments.shape atIndex:shape_index];
    [encoder setFragmentBytes:&arguments.fill length:arguments.fill_bytes atIndex:fill_index];
    for (std::size_t i = 0; i < draw.textures.size(); ++i)
      if (draw.textures[i]) [encoder setFragmentTexture:draw.textures[i] atIndex:i];
    [encoder drawPrimitives:MTLPrimitiveTypeTriangleStrip vertexStart:0 vertexCount:4];
  }
  [encoder endEncoding];
  return commands;
}

}  // namespace zc::metal
