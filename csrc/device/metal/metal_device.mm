#include "device/metal/metal_device.h"

#import <Metal/Metal.h>
#import <QuartzCore/QuartzCore.h>

#include <chrono>
#include <utility>

#include "core/fault.h"
#include "core/log.h"
#include "core/process.h"
#include "device/device_checks.h"
#include "device/metal/metal_completion.h"
#include "device/metal/metal_import.h"
#include "device/metal/metal_limits.h"
#include "device/metal/metal_pass.h"
#include "device/metal/metal_pipelines.h"
#include "device/metal/metal_target.h"
#include "device/metal/surface_passes.h"

namespace zc {
namespace metal {
namespace {

constexpr auto read_timeout = std::chrono::seconds(5);

std::string description_of(id<MTLDevice> device) {
  const char* name = device.name.UTF8String;
  return std::string("Metal, ") + (name ? name : "unnamed GPU");
}

Caps caps_of(id<MTLDevice> device) {
  Caps caps;
  caps.name = "metal";
  caps.description = description_of(device);
  caps.gpu = true;
  caps.max_size_px = max_size_px;
  caps.max_in_flight = 3;
  caps.true_zero_copy = true;
  for (const PixelFormat format : {PixelFormat::nv12, PixelFormat::p010})
    caps.importable[static_cast<std::size_t>(format)] = true;
  caps.resident_memory = FrameMemory::cv_pixel_buffer;
  caps.import_cost = ImportCost::cheaper_than_copy;
  caps.content = TargetContent::undefined;
  caps.windows = true;
  caps.memory_bytes = device.recommendedMaxWorkingSetSize;
  return caps;
}

Error lost_error() {
  return {ErrorCode::device_lost, "The Metal device is gone; present again to continue on a new one."};
}

Error surface_error(const char* verb) {
  return {ErrorCode::unsupported, std::string("A surface of the Metal device cannot be ") + verb +
                                      " by the host; draw it into a target."};
}

}  // namespace

class MetalDevice final : public Device, public PictureMaker {
 public:
  MetalDevice(NSRef<id<MTLDevice>> device, NSRef<id<MTLCommandQueue>> queue,
              std::unique_ptr<TextureCache> cache)
      : device_(std::move(device)),
        queue_(std::move(queue)),
        cache_(std::move(cache)),
        caps_(caps_of(*device_)),
        pipelines_(Pipelines::compile(*device_)) {}

  const Caps& caps() const override { return caps_; }
  Result<ImportRef> import_frame(const FrameDesc& desc, FrameLease&& lease) override;
  Result<TextureRef> create(const TextureDesc& desc) override;
  Result<void> write(Texture& texture, RectPx rect, HostPixels pixels, CopyPurpose purpose) override;
  Result<std::unique_ptr<Target>> create_target(const TargetDesc& desc) override;
  SubmitStatus submit(std::uint64_t submission, FramePlan&& plan, Target& target, KeepAlive&& keep,
                      CompletionSink& sink) override;
  Result<void> read(const TextureRef& texture, RectPx rect, HostBuffer to) override;
  bool wait_idle(Deadline deadline) override { return tracker_->wait_idle(deadline); }
  void trim(MemoryPressure) override {
    imports_->trim();
    textures_->trim();
    cache_->flush();
  }

 private:
  Result<Ref<MetalTexture>> make_picture(SizePx size, const Color& background) override;
  SubmitStatus draw(std::uint64_t submission, const FramePlan& plan, MetalTarget& target, KeepAlive&& keep,
                    CompletionSink& sink);
  // Lets the device do what was encoded, for a packet that shows nothing.
  void commit_unseen(id<MTLCommandBuffer> commands, KeepAlive&& keep);

  const NSRef<id<MTLDevice>> device_;
  const NSRef<id<MTLCommandQueue>> queue_;
  const std::unique_ptr<TextureCache> cache_;
  const Caps caps_;
  const std::shared_ptr<Pipelines> pipelines_;
  const std::shared_ptr<CompletionTracker> tracker_ = std::make_shared<CompletionTracker>();
  const std::shared_ptr<MetalImport::Pool> imports_ = std::make_shared<MetalImport::Pool>();
  const std::shared_ptr<MetalTexture::Pool> textures_ = std::make_shared<MetalTexture::Pool>();
};

Result<ImportRef> MetalDevice::import_frame(const FrameDesc& desc, FrameLease&& lease) {
  if (!caps_.importable[static_cast<std::size_t>(desc.format)])
    return Error{ErrorCode::unsupported_format, "The Metal device does not import frames of format " +
                                                    std::string(info(desc.format).name) + "; copy them."};
  if (auto checked = check_size("Frame", desc.size, max_size_px); !checked) return checked.error();
  if (auto checked = check_importable(desc); !checked) return checked.error();
  if (tracker_->lost()) return lost_error();
  if (fault(FaultPoint::import_frame))
    return Error{ErrorCode::import_failed, "The import fails at the fault point import_frame."};
  @autoreleasepool {
    auto planes = bind_planes(*cache_, desc);
    if (!planes) return planes.error();
    return ImportRef(MetalImport::take(imports_, std::move(planes).value(), std::move(lease)));
  }
}

Result<TextureRef> MetalDevice::create(const TextureDesc& desc) {
  if (auto checked = check_size("Texture", desc.size, max_size_px); !checked) return checked.error();
  @autoreleasepool {
    const TextureUse use = desc.surface ? TextureUse::surface : TextureUse::sampled;
    Ref<MetalTexture> texture = MetalTexture::take(textures_, *device_, desc, use);
    if (texture) return TextureRef(std::move(texture));
  }
  return Error{ErrorCode::device_error,
               "There is no memory for a texture of " + to_text(desc.size) + "; use a smaller one."};
}

Result<void> MetalDevice::write(Texture& texture, RectPx rect, HostPixels pixels, CopyPurpose purpose) {
  auto& to = static_cast<MetalTexture&>(texture);
  if (!to.host_visible()) return surface_error("written");
  if (auto checked = check_inside("written", to.desc(), rect); !checked) return checked;
  if (auto failed = check_copy_faults(purpose); !failed) return failed;
  if (rect.empty()) return {};
  @autoreleasepool {
    to.write(rect, pixels, purpose);
  }
  return {};
}

Result<Ref<MetalTexture>> MetalDevice::make_picture(SizePx size, const Color& background) {
  if (auto checked = check_size("Target", size, max_size_px); !checked) return checked.error();
  if (auto compiled = pipelines_->wait(PipelineGroup::plain); !compiled) return compiled.error();
  @autoreleasepool {
    auto picture = MetalTexture::take(textures_, *device_, {size, TextureFormat::rgba8}, TextureUse::picture);
    FramePlan clear;
    clear.size = size;
    clear.background = background;
    id<MTLCommandBuffer> commands = picture ? [*queue_ commandBuffer] : nil;
    if (!commands)
      return Error{ErrorCode::device_error,
                   "There is no memory for a target of " + to_text(size) + "; use a smaller one."};
    const bool encoded = Pass(clear).encode(commands, *pipelines_, picture->native());
    auto cleared = std::make_shared<Submission>();
    cleared->picture = picture;
    tracker_->track(commands, std::move(cleared));
    [commands commit];
    if (!encoded)
      return Error{ErrorCode::device_error,
                   "Metal does not clear a target of " + to_text(size) + "; use a smaller one."};
    return picture;
  }
}

Result<std::unique_ptr<Target>> MetalDevice::create_target(const TargetDesc& desc) {
  if (desc.layer) {
    if (auto checked = check_size("Target", desc.size, max_size_px); !checked) return checked.error();
    if (auto compiled = pipelines_->wait(PipelineGroup::plain); !compiled) return compiled.error();
    @autoreleasepool {
      return std::unique_ptr<Target>(
          std::make_unique<LayerTarget>(static_cast<CAMetalLayer*>(desc.layer), *device_, desc.size));
    }
  }
  auto picture = make_picture(desc.size, desc.background);
  if (!picture) return picture.error();
  return std::unique_ptr<Target>(
      std::make_unique<OffscreenTarget>(*this, std::move(picture).value(), desc.background));
}

SubmitStatus MetalDevice::submit(std::uint64_t submission, FramePlan&& plan, Target& target, KeepAlive&& keep,
                                 CompletionSink& sink) {
  KeepAlive claims(std::move(keep));  // dies on every way out
  if (tracker_->lost() || fault(FaultPoint::device_lost)) return SubmitStatus::device_lost;
  if (fault(FaultPoint::no_drawable)) return SubmitStatus::no_drawable;
  if (fault(FaultPoint::submit_error)) return SubmitStatus::failed;
  if (const auto compiled = pipelines_->wait(pipelines_for(plan)); !compiled) {
    log_line(LogLevel::error, "metal", compiled.error().message);
    return SubmitStatus::failed;
  }
  SubmitStatus status = SubmitStatus::failed;
  @autoreleasepool {
    status = draw(submission, plan, static_cast<MetalTarget&>(target), std::move(claims), sink);
  }
  @autoreleasepool {
    cache_->flush();
  }
  return status;
}

SubmitStatus MetalDevice::draw(std::uint64_t submission, const FramePlan& plan, MetalTarget& target,
                               KeepAlive&& keep, CompletionSink& sink) {
  const Pass pass(plan);
  auto record = std::make_shared<Submission>();
  record->number = submission;
  record->sink = &sink;
  record->bytes_touched = pass.bytes_touched() + surface_bytes_touched(plan);
  if (auto imports = imports_of(plan); !imports.empty() && fault(FaultPoint::import_completion))
    record->bad_imports = std::move(imports);
  id<MTLCommandBuffer> commands = nil;
  if (!plan.passes.empty()) {
    commands = [*queue_ commandBuffer];
    if (!commands) return SubmitStatus::failed;
    if (!encode_surface_passes(plan, commands, *pipelines_)) {
      commit_unseen(commands, std::move(keep));
      return SubmitStatus::failed;
    }
  }
  // Last: from here on every moment keeps the display waiting.
  const Attachment attachment = target.acquire();
  if (!attachment.texture) {
    if (commands) commit_unseen(commands, std::move(keep));
    return SubmitStatus::no_drawable;
  }
  if (!commands) commands = [*queue_ commandBuffer];
  if (!commands) return SubmitStatus::failed;
  if (!pass.encode(commands, *pipelines_, attachment.texture)) {
    commit_unseen(commands, std::move(keep));
    return SubmitStatus::failed;
  }
  record->keep = std::move(keep);
  record->picture = attachment.picture;
  tracker_->track(commands, std::move(record));
  target.commit_and_present(commands, attachment, submission, sink);
  return SubmitStatus::submitted;
}

void MetalDevice::commit_unseen(id<MTLCommandBuffer> commands, KeepAlive&& keep) {
  auto record = std::make_shared<Submission>();
  record->held = KeepAlive(std::move(keep)).take();
  tracker_->track(commands, std::move(record));
  [commands commit];
}

Result<void> MetalDevice::read(const TextureRef& texture, RectPx rect, HostBuffer to) {
  const auto& from = static_cast<const MetalTexture&>(*texture);
  if (!from.host_visible()) return surface_error("read");
  if (auto checked = check_inside("read", from.desc(), rect); !checked) return checked;
  if (!wait_idle(std::chrono::steady_clock::now() + read_timeout))
    return Error{ErrorCode::device_error, "The GPU does not complete; present again, then read."};
  if (rect.empty()) return {};
  @autoreleasepool {
    from.read(rect, to);
  }
  return {};
}

}  // namespace metal

MetalProbe probe_metal() {
  @autoreleasepool {
    const auto device = metal::NSRef<id<MTLDevice>>::adopt(MTLCreateSystemDefaultDevice());
    if (!device) return {"Metal", "This Mac offers no Metal device; use the cpu device."};
    return {metal::description_of(*device), ""};
  }
}

Result<std::unique_ptr<Device>> create_metal_device() {
  @autoreleasepool {
    auto device = metal::NSRef<id<MTLDevice>>::adopt(MTLCreateSystemDefaultDevice());
    if (!device) return Error{ErrorCode::unsupported, "This Mac offers no Metal device; use the cpu device."};
    auto queue = metal::NSRef<id<MTLCommandQueue>>::adopt([*device newCommandQueue]);
    if (!queue)
      return Error{ErrorCode::device_error,
                   "The Metal device has no command queue left; close other sessions."};
    auto cache = metal::TextureCache::create(*device);
    if (!cache) return cache.error();
    return std::unique_ptr<Device>(
        std::make_unique<metal::MetalDevice>(std::move(device), std::move(queue), std::move(cache).value()));
  }
}

}  // namespace zc
