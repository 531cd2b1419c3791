#include "device/metal/metal_device.h"
#include "device/metal/metal_window.h"

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

Result<std::shared_ptr<Window>> open_metal_window(SizePx, const std::string&) {
  return Error{ErrorCode::unsupported, probe_metal().reason};
}

Result<std::shared_ptr<Window>> attach_metal_window(void*) {
  return Error{ErrorCode::unsupported, probe_metal().reason};
}

}  // namespace zc
