#include "device/metal/item_draws.h"

#include "device/metal/metal_import.h"
#include "device/metal/metal_resources.h"
#include "device/metal/touched_bytes.h"

namespace zc::metal {

id<MTLTexture> native(const Texture* texture) {
  return texture ? static_cast<const MetalTexture*>(texture)->native() : nil;
}

ItemDraws::ItemDraws(const FramePlan& plan, std::span<const DrawItem> items, SizePx attachment) {
  draws_.reserve(items.size());
  outlines_.reserve(items.size());
  for (const DrawItem& item : items)
    if (item.opacity > 0 && !item.bounds.empty()) add(plan, item, attachment);
}

void ItemDraws::add(const FramePlan& plan, const DrawItem& item, SizePx attachment) {
  Draw& draw = draws_.emplace_back();
  draw.blend = item.blend;
  const std::span clips = std::span(plan.clips).subspan(item.clips.first, item.clips.count);
  draw.arguments = arguments_of(item, clips, attachment, outlines_);
  if (item.kind != ItemKind::video) {
    draw.textures[0] = native(item.texture);
  } else {
    const auto* import = static_cast<const MetalImport*>(item.video.import);
    const auto planes = static_cast<std::size_t>(info(item.video.format).plane_count);
    for (std::size_t plane = 0; plane < planes; ++plane)
      draw.textures[plane] = import ? import->plane(plane) : native(item.video.planes[plane]);
  }
  texel_bytes_ += texel_bytes_read(item);
}

void ItemDraws::encode(id<MTLRenderCommandEncoder> encoder, const Pipelines& pipelines,
                       MTLPixelFormat into) const {
  for (const Draw& draw : draws_) {
    for (const BlendStep step : steps_of(draw.blend)) {
      zc_shaders::ShapeArguments shape = draw.arguments.shape;
      shape.complement = step == BlendStep::multiply_ground;
      [encoder setRenderPipelineState:pipelines.get(draw.arguments.fragment, step, into)];
      [encoder setFragmentBytes:&shape length:sizeof shape atIndex:shape_index];
      encode(encoder, draw);
    }
  }
}

void ItemDraws::encode(id<MTLRenderCommandEncoder> encoder, const Draw& draw) const {
  const DrawArguments& arguments = draw.arguments;
  const auto outlines = static_cast<NSUInteger>(arguments.shape.outlines);
  [encoder setVertexBytes:&arguments.quad length:sizeof arguments.quad atIndex:quad_index];
  [encoder setFragmentBytes:&arguments.fill length:arguments.fill_bytes atIndex:fill_index];
  [encoder setFragmentBytes:&outlines_[arguments.first_outline]
                     length:outlines * sizeof(zc_shaders::Outline)
                    atIndex:outlines_index];
  for (std::size_t i = 0; i < draw.textures.size(); ++i)
    if (draw.textures[i]) [encoder setFragmentTexture:draw.textures[i] atIndex:i];
  [encoder drawPrimitives:MTLPrimitiveTypeTriangleStrip vertexStart:0 vertexCount:4];
}

}  // namespace zc::metal
