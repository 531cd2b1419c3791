#include "device/metal/metal_device.h"
#include "device/metal/vt_decoder.h"

namespace zc {

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

std::optional<VtCodec> vt_codec_from_name(std::string_view) { return std::nullopt; }

Result<std::unique_ptr<VtDecoder>> VtDecoder::create(const VtStream&) {
  return Error{ErrorCode::unsupported, probe_metal().reason};
}

}  // namespace zc
