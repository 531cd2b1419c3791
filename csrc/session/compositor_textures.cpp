// How the pixels of images, masks and canvases reach the device.
#include <limits>

#include "compose/canvas_raster.h"
#include "compose/placement.h"
#include "core/log.h"
#include "session/compositor.h"

namespace zc {

void Compositor::prepare_textures() {
  for (LayerNode* node : mirror_.ordered()) {
    if (!node->props.enabled) continue;
    if (node->kind == LayerKind::canvas) {
      prepare_canvas(*node);
    } else if (node->texture_stale) {
      upload(*node, *node->props.pixels);
    }
  }
}

bool Compositor::upload(LayerNode& node, const PixelBlock& pixels) {
  const auto format = pixels.bytes_per_pixel == 1 ? TextureFormat::r8 : TextureFormat::rgba8;
  // A canvas comes with another size in each packet of a live resize: few sizes let the device find a
  // texture.
  SizePx room = pixels.size;
  if (node.kind == LayerKind::canvas) room = SurfaceStore::room_for(room, caps_.max_size_px);
  auto texture = device_->create({room, format});
  if (texture) {
    const HostRows rows{pixels.bytes.data(), std::ptrdiff_t{pixels.size.width} * pixels.bytes_per_pixel};
    if (device_->write(*texture.value(), RectPx::of(pixels.size), rows, CopyPurpose::ui)) {
      node.texture = std::move(texture).value();
      node.texels = pixels.size;
      node.texture_scale = pixels.scale;
      node.texture_stale = false;
      node.content = mirror_.new_content();
      return true;
    }
  }
  log_line(LogLevel::error, "compositor",
           "a layer's pixels did not reach the device; it is drawn without them");
  return false;
}

// Draws a canvas anew where its list or its size has changed; being moved changes neither.
void Compositor::prepare_canvas(LayerNode& node) {
  if (!node.props.drawing || node.props.opacity <= 0) return;
  const Space space = mirror_.space_of(node);
  const auto [size, scale] = canvas_surface(node.props, space, mirror_.target_scale(), caps_.max_size_px);
  if (size.empty()) return;
  if (scale < mirror_.target_scale()) warn_of_canvas(node.props, space);
  const bool fits = node.texture && node.texels == size && node.texture_scale == scale;
  if (fits && !node.texture_stale) return;
  if (!upload(node, render_canvas(*node.props.drawing, size, scale))) return;
  node.dirty = true;  // also without a rect of its own, when the target's size has changed
}

void Compositor::warn_of_canvas(const LayerProps& props, const Space& space) {
  if (std::exchange(warned_of_canvas_, true)) return;
  const auto wanted = canvas_surface(props, space, mirror_.target_scale(), std::numeric_limits<int>::max());
  log_line(LogLevel::warning, "compositor",
           "Canvas of " + to_text(wanted.size) + " px exceeds the device limit of " +
               std::to_string(caps_.max_size_px) +
               " px in a side and is drawn coarser than its target; split it into several canvases.");
}

}  // namespace zc
