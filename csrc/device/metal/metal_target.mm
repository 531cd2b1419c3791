#include "device/metal/metal_target.h"

#include <string>

#include "core/process.h"
#include "device/device_checks.h"
#include "device/metal/metal_limits.h"
#include "device/metal/metal_pipelines.h"

namespace zc::metal {

Result<void> OffscreenTarget::configure(SizePx size, double) {
  if (size == this->size()) return {};
  auto picture = maker_.make_picture(size, background_);
  if (!picture) return picture.error();
  picture_ = std::move(picture).value();
  return {};
}

MTLPixelFormat OffscreenTarget::format() const { return picture_format; }

LayerTarget::LayerTarget(CAMetalLayer* layer, id<MTLDevice> device, SizePx size)
    : layer_(NSRef<CAMetalLayer*>::retain(layer)), size_(size) {
  layer.device = device;
  layer.pixelFormat = layer_format;
  layer.framebufferOnly = YES;
  layer.maximumDrawableCount = 3;
  layer.allowsNextDrawableTimeout = YES;  // whatever the toolkit whose layer it is had chosen
  layer.displaySyncEnabled = YES;
  const auto srgb = CFRef<CGColorSpaceRef>::adopt(CGColorSpaceCreateWithName(kCGColorSpaceSRGB));
  layer.colorspace = srgb.get();
  layer.drawableSize = CGSizeMake(size.width, size.height);
}

LayerTarget::~LayerTarget() {
  if (!in_forked_child()) reporter_->stop();  // the lock stays with the parent
}

Result<void> LayerTarget::configure(SizePx size, double) {
  if (auto checked = check_size("Target", size, max_size_px); !checked) return checked;
  if (size == size_) return {};
  size_ = size;
  @autoreleasepool {
    (*layer_).drawableSize = CGSizeMake(size.width, size.height);
  }
  return {};
}

void LayerTarget::present_with_transaction(bool on) {
  if (on == with_transaction_) return;
  with_transaction_ = on;
  @autoreleasepool {
    (*layer_).presentsWithTransaction = on;
  }
}

Result<TextureRef> LayerTarget::picture() {
  return Error{ErrorCode::unsupported, "A window's drawable cannot be read; draw its picture off screen."};
}

MTLPixelFormat LayerTarget::format() const { return layer_format; }

Attachment LayerTarget::acquire() {
  id<CAMetalDrawable> drawable = [layer_.get() nextDrawable];
  if (!drawable) return {};
  id<MTLTexture> texture = drawable.texture;
  if (texture.width == static_cast<NSUInteger>(size_.width) &&
      texture.height == static_cast<NSUInteger>(size_.height))
    return {texture, {}, drawable};
  // Whoever shares the layer gave it another size.
  (*layer_).drawableSize = CGSizeMake(size_.width, size_.height);
  return {};
}

void LayerTarget::commit_and_present(id<MTLCommandBuffer> commands, const Attachment& attachment,
                                     std::uint64_t submission, CompletionSink& sink) {
  reporter_->watch(attachment.drawable, submission, sink);
  if (!with_transaction_) {
    [commands presentDrawable:attachment.drawable];
    [commands commit];
    return;
  }
  [commands commit];
  [commands waitUntilScheduled];
  [attachment.drawable present];
}

}  // namespace zc::metal
