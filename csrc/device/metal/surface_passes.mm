#include "device/metal/surface_passes.h"

#include <span>

#include "device/metal/item_draws.h"
#include "device/metal/metal_resources.h"
#include "device/metal/touched_bytes.h"

namespace zc::metal {
namespace {

std::span<const DrawItem> items_of(const FramePlan& plan, const SurfacePass& pass) {
  return std::span(plan.surface_items).subspan(pass.items.first, pass.items.count);
}

// A filter writes every pixel that is read later; items leave some of the ground as it is.
MTLRenderPassDescriptor* descriptor_of(const SurfacePass& pass) {
  MTLRenderPassDescriptor* descriptor = [MTLRenderPassDescriptor renderPassDescriptor];
  MTLRenderPassColorAttachmentDescriptor* attachment =
      [descriptor.colorAttachments objectAtIndexedSubscript:0];
  attachment.texture = native(pass.to);
  attachment.loadAction = pass.kind == PassKind::draw ? MTLLoadActionClear : MTLLoadActionDontCare;
  attachment.storeAction = MTLStoreActionStore;
  attachment.clearColor = MTLClearColorMake(0, 0, 0, 0);
  return descriptor;
}

void encode_filter(const FramePlan& plan, const SurfacePass& pass, id<MTLRenderCommandEncoder> encoder,
                   const Pipelines& pipelines) {
  const zc_shaders::QuadArguments quad = quad_arguments(RectPx::of(pass.size), pass.to->desc().size);
  const zc_shaders::FilterArguments filter = filter_arguments(pass);
  [encoder setRenderPipelineState:pipelines.get(pass.kind, native(pass.to).pixelFormat)];
  [encoder setVertexBytes:&quad length:sizeof quad atIndex:quad_index];
  [encoder setFragmentBytes:&filter length:sizeof filter atIndex:filter_index];
  if (pass.kind == PassKind::convolve_x || pass.kind == PassKind::convolve_y)
    [encoder setFragmentBytes:&plan.weights[pass.weights.first]
                       length:pass.weights.count * sizeof(float)
                      atIndex:weights_index];
  [encoder setFragmentTexture:native(pass.from) atIndex:0];
  [encoder drawPrimitives:MTLPrimitiveTypeTriangleStrip vertexStart:0 vertexCount:4];
}

std::uint64_t bytes_of(SizePx size, const Texture& texture) {
  return static_cast<std::uint64_t>(RectPx::of(size).area()) *
         static_cast<std::uint64_t>(bytes_per_texel(texture.desc().format));
}

}  // namespace

bool encode_surface_passes(const FramePlan& plan, id<MTLCommandBuffer> commands, const Pipelines& pipelines) {
  for (const SurfacePass& pass : plan.passes) {
    if (pass.size.empty()) continue;
    id<MTLRenderCommandEncoder> encoder = [commands renderCommandEncoderWithDescriptor:descriptor_of(pass)];
    if (!encoder) return false;
    if (pass.kind == PassKind::draw)
      ItemDraws(plan, items_of(plan, pass), pass.to->desc().size)
          .encode(encoder, pipelines, native(pass.to).pixelFormat);
    else
      encode_filter(plan, pass, encoder, pipelines);
    [encoder endEncoding];
  }
  return true;
}

std::uint64_t surface_bytes_touched(const FramePlan& plan) {
  std::uint64_t bytes = 0;
  for (const SurfacePass& pass : plan.passes) {
    bytes += bytes_of(pass.size, *pass.to);
    if (pass.from) bytes += bytes_of(pass.from_size, *pass.from);
    for (const DrawItem& item : items_of(plan, pass))
      if (item.opacity > 0 && !item.bounds.empty()) bytes += texel_bytes_read(item);
  }
  return bytes;
}

}  // namespace zc::metal
