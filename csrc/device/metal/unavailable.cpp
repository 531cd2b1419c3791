#include "device/metal/metal_device.h"
#include "device/metal/metal_frames.h"
#include "device/metal/metal_window.h"
#include "device/metal/vt_decoder.h"

namespace zc {
namespace {

Error no_pixel_buffers() {
  return {
      ErrorCode::unsupported,
      "Pixel buffers, IOSurfaces and Metal textures exist on macOS only, in a build with the Metal device; "
      "frames here lie in host planes."};
}

}  // namespace

MetalProbe probe_metal() {
#ifdef __APPLE__
  return {"Metal", "This build of zerocopy does not contain the Metal device; use the cpu device."};
#else
  return {"Metal", "Metal exists on macOS only; this machine uses the cpu device."};
#endif
}

Result<std::unique_ptr<Device>> create_metal_device() {
  return Error{ErrorCode::unsupported, probe_metal().reason};
}

Result<std::shared_ptr<Window>> open_metal_window(SizePx, const std::string&) {
  return Error{ErrorCode::unsupported, probe_metal().reason};
}

Result<std::shared_ptr<Window>> attach_metal_window(void*) {
  return Error{ErrorCode::unsupported, probe_metal().reason};
}

Result<AdoptedFrame> adopt_pixel_buffer(void*) { return no_pixel_buffers(); }

Result<AdoptedFrame> adopt_iosurface(void*) { return no_pixel_buffers(); }

void* pixel_buffer_of(const FrameDesc&) { return nullptr; }

void* iosurface_of(const FrameDesc&) { return nullptr; }

Result<PlaneTexture> bind_plane_texture(const FrameDesc&, int) { return no_pixel_buffers(); }

#ifdef ZC_TESTING
Result<AdoptedFrame> make_pixel_buffer(const FrameDesc&) { return no_pixel_buffers(); }
#endif

std::optional<VtCodec> vt_codec_from_name(std::string_view) { return std::nullopt; }

Result<std::unique_ptr<VtDecoder>> VtDecoder::create(const VtStream&) {
  return Error{ErrorCode::unsupported, probe_metal().reason};
}

}  // namespace zc
