// An off-screen picture in host memory, drawn in place and kept between presents.
#pragma once

#include <utility>

#include "device/cpu/cpu_resources.h"
#include "device/device.h"

namespace zc::cpu {

// What a target needs of its device, which outlives it.
class TargetOwner {
 public:
  // A picture of that size, cleared to the background.
  virtual Result<Ref<CpuTexture>> take_picture(SizePx size, const Color& background) = 0;
  // Completes every submission that is held back.
  virtual void finish_all() = 0;

 protected:
  ~TargetOwner() = default;
};

class CpuTarget final : public Target {
 public:
  CpuTarget(TargetOwner& owner, Ref<CpuTexture> picture, const Color& background)
      : owner_(owner), picture_(std::move(picture)), background_(background) {}
  ~CpuTarget() override { owner_.finish_all(); }

  SizePx size() const override { return picture_->desc().size; }
  Result<void> configure(SizePx size, double) override {
    owner_.finish_all();
    if (size == picture_->desc().size) return {};
    auto picture = owner_.take_picture(size, background_);
    if (!picture.ok()) return picture.error();
    picture_ = std::move(picture).value();
    return {};
  }
  Result<TextureRef> picture() override { return TextureRef(picture_); }
  CpuTexture& image() { return *picture_; }

 private:
  TargetOwner& owner_;
  Ref<CpuTexture> picture_;
  Color background_;
};

}  // namespace zc::cpu
