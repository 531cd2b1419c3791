#include "interop/video_interop.h"

#include "core/log.h"
#include "core/mapped_planes.h"

namespace zc {
namespace {

TextureFormat plane_texture_format(PixelFormat format, int plane) {
  const auto& f = info(format);
  const int components = f.planes[static_cast<std::size_t>(plane)].components;
  if (f.bytes_per_component == 2) return components == 2 ? TextureFormat::rg16 : TextureFormat::r16;
  switch (components) {
    case 1:
      return TextureFormat::r8;
    case 2:
      return TextureFormat::rg8;
    case 3:
      return TextureFormat::rgb8;
    default:
      return TextureFormat::rgba8;
  }
}

FallbackReason reason_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::unsupported_format:
      return FallbackReason::unsupported_format;
    case ErrorCode::invalid_size:
      return FallbackReason::invalid_size;
    case ErrorCode::not_device_resident:
      return FallbackReason::not_device_resident;
    case ErrorCode::stale_handle:
    case ErrorCode::closed:
      return FallbackReason::lifecycle_mismatch;
    case ErrorCode::device_lost:
      return FallbackReason::device_lost;
    default:
      return FallbackReason::import_failed;
  }
}

// Adds what this thread copies of video during its life, whoever does it: a device that copies in
// secret is counted too.
class CopyMeter {
 public:
  explicit CopyMeter(VideoLayerState& layer) : layer_(layer), before_(video_bytes_copied_by_this_thread()) {}
  CopyMeter(const CopyMeter&) = delete;
  CopyMeter& operator=(const CopyMeter&) = delete;
  ~CopyMeter() {
    const std::uint64_t copied = video_bytes_copied_by_this_thread() - before_;
    if (copied) layer_.edit([&](InteropPolicy&, VideoCounters& c) { c.host_bytes_copied += copied; });
  }

 private:
  VideoLayerState& layer_;
  std::uint64_t before_;
};

Result<void> copy_planes(Device& device, const FrameDesc& desc, CopyPurpose purpose, PreparedVideo& out) {
  out.reset();
  const auto mapped = MappedPlanes::of(desc);
  if (!mapped) return mapped.error();
  for (int plane = 0; plane < info(desc.format).plane_count; ++plane) {
    const auto p = static_cast<std::size_t>(plane);
    const SizePx size = plane_size(desc.format, plane, desc.size);
    auto texture = device.create({size, plane_texture_format(desc.format, plane)});
    if (!texture) return texture.error();
    if (auto written = device.write(*texture.value(), RectPx::of(size),
                                    {mapped.value()[p].data, mapped.value()[p].stride_bytes}, purpose);
        !written)
      return written.error();
    out.planes[p] = std::move(texture).value();
  }
  return {};
}

}  // namespace

std::optional<Rejection> find_rejection(const FrameDesc& desc, const Caps& caps) {
  if (desc.size.empty() || desc.visible.empty() || !contains(RectPx::of(desc.size), desc.visible))
    return Rejection{FallbackReason::invalid_size,
                     "The frame has no visible pixels; give it a size above 0x0."};
  if (desc.size.width > caps.max_size_px || desc.size.height > caps.max_size_px)
    return Rejection{FallbackReason::invalid_size,
                     "Frame of " + to_text(desc.size) + " exceeds the device limit of " +
                         std::to_string(caps.max_size_px) + " in " +
                         (desc.size.width > caps.max_size_px ? "width" : "height") +
                         "; scale it down below that."};
  return std::nullopt;
}

bool VideoInterop::prepare(VideoLayerState& layer, const FrameDesc& desc, const FrameLease& lease,
                           const ImportRef* shared, PreparedVideo& out) {
  const Caps& caps = device_.caps();
  const FrameFacts facts{desc.format, desc.generation, caps.importable[static_cast<std::size_t>(desc.format)],
                         desc.memory == caps.resident_memory, info(desc.format).yuv};
  const CopyMeter meter(layer);
  const auto [tier, noted] = layer.edit([&](InteropPolicy& policy, VideoCounters&) {
    const auto before = policy.fallback().reason;
    const Tier picked = policy.route(facts);
    const auto after = policy.fallback().reason;
    return std::pair(picked, after != before ? after : std::nullopt);
  });
  if (noted) layer.note(*noted);

  if (tier == Tier::true_zero_copy) {
    auto imported = shared ? Result<ImportRef>(*shared) : device_.import_frame(desc, lease.duplicate());
    if (imported) {
      out.path = Tier::true_zero_copy;
      out.import = std::move(imported).value();
      layer.edit([&](InteropPolicy& policy, VideoCounters& c) {
        if (!shared) ++c.imports;
        policy.delivered(Tier::true_zero_copy);
        out.token = policy.token();
      });
      return true;
    }
    const FallbackReason reason = reason_of(imported.error());
    layer.edit([&](InteropPolicy& policy, VideoCounters& c) {
      ++c.import_failures;
      policy.import_failed(reason, imported.error().message);
    });
    layer.note(reason);
    if (log_enabled(LogLevel::warning))
      log_line(LogLevel::warning, "interop", "import failed, bridging: " + imported.error().message);
  }
  return tier == Tier::software ? upload(layer, desc, out) : bridge(layer, desc, out);
}

bool VideoInterop::prepare_by_copy(VideoLayerState& layer, const FrameDesc& desc, PreparedVideo& out) {
  const CopyMeter meter(layer);
  return bridge(layer, desc, out);
}

bool VideoInterop::bridge(VideoLayerState& layer, const FrameDesc& desc, PreparedVideo& out) {
  if (const auto copied = copy_planes(device_, desc, CopyPurpose::video_bridge, out); !copied) {
    layer.edit([&](InteropPolicy& policy, VideoCounters&) { policy.bridge_failed(copied.error().message); });
    layer.note(FallbackReason::bridge_failed);
    return upload(layer, desc, out);
  }
  out.path = Tier::interop_handle;
  layer.edit([](InteropPolicy& policy, VideoCounters& c) {
    ++c.bridges;
    policy.delivered(Tier::interop_handle);
  });
  return true;
}

bool VideoInterop::upload(VideoLayerState& layer, const FrameDesc& desc, PreparedVideo& out) {
  if (const auto copied = copy_planes(device_, desc, CopyPurpose::video_upload, out); !copied) {
    layer.edit([&](InteropPolicy& policy, VideoCounters&) { policy.upload_failed(copied.error().message); });
    layer.note(FallbackReason::upload_failed);
    out.reset();
    return false;
  }
  out.path = Tier::software;
  layer.edit([](InteropPolicy& policy, VideoCounters& c) {
    ++c.uploads;
    policy.delivered(Tier::software);
  });
  return true;
}

}  // namespace zc
