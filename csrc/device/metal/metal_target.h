// What the final pass draws into: a texture off screen, or the drawables of a layer.
#pragma once

#import <Metal/Metal.h>
#import <QuartzCore/QuartzCore.h>

#include <memory>

#include "device/device.h"
#include "device/metal/metal_completion.h"
#include "device/metal/metal_resources.h"
#include "device/metal/objc_ref.h"

namespace zc::metal {

// For one pass. Nothing to draw into: no texture.
struct Attachment {
  id<MTLTexture> texture = nil;  // autoreleased, or kept by what follows
  Ref<MetalTexture> picture;     // off screen
  id<CAMetalDrawable> drawable = nil;
};

class MetalTarget : public Target {
 public:
  virtual MTLPixelFormat format() const = 0;
  // As late as possible: a layer may block here for up to a second.
  virtual Attachment acquire() = 0;
  // Commits the commands and presents what they draw.
  virtual void commit_and_present(id<MTLCommandBuffer> commands, const Attachment& attachment,
                                  std::uint64_t submission, CompletionSink& sink) = 0;
};

// What a target off screen needs of its device, which outlives it.
class PictureMaker {
 public:
  // A picture of that size, which shows the background.
  virtual Result<Ref<MetalTexture>> make_picture(SizePx size, const Color& background) = 0;

 protected:
  ~PictureMaker() = default;
};

class OffscreenTarget final : public MetalTarget {
 public:
  OffscreenTarget(PictureMaker& maker, Ref<MetalTexture> picture, const Color& background)
      : maker_(maker), picture_(std::move(picture)), background_(background) {}

  SizePx size() const override { return picture_->desc().size; }
  Result<void> configure(SizePx size, double scale) override;
  Result<TextureRef> picture() override { return TextureRef(picture_); }
  MTLPixelFormat format() const override;
  Attachment acquire() override { return {picture_->native(), picture_, nil}; }
  void commit_and_present(id<MTLCommandBuffer> commands, const Attachment&, std::uint64_t,
                          CompletionSink&) override {
    [commands commit];
  }

 private:
  PictureMaker& maker_;
  Ref<MetalTexture> picture_;
  Color background_;
};

class LayerTarget final : public MetalTarget {
 public:
  LayerTarget(CAMetalLayer* layer, id<MTLDevice> device, SizePx size);
  ~LayerTarget() override;

  SizePx size() const override { return size_; }
  Result<void> configure(SizePx size, double scale) override;
  void present_with_transaction(bool on) override;
  Result<TextureRef> picture() override;
  MTLPixelFormat format() const override;
  Attachment acquire() override;
  void commit_and_present(id<MTLCommandBuffer> commands, const Attachment& attachment,
                          std::uint64_t submission, CompletionSink& sink) override;

 private:
  const NSRef<CAMetalLayer*> layer_;
  const std::shared_ptr<PresentationReporter> reporter_ = std::make_shared<PresentationReporter>();
  SizePx size_;
  bool with_transaction_ = false;
};

}  // namespace zc::metal
