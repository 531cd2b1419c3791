#include "iosurface_double.h"

#include <atomic>

namespace {

IOSurfaceID next_identity() {
  static std::atomic<IOSurfaceID> last{0};
  return ++last;
}

}  // namespace

__IOSurface::__IOSurface(const zc::doubles::PictureLayout& shape,
                         std::shared_ptr<zc::doubles::PictureMemory> its_memory)
    : CFObject("IOSurface"), layout(shape), memory(std::move(its_memory)), identity(next_identity()) {}

CFTypeID IOSurfaceGetTypeID() { return zc::doubles::type_id_of("IOSurface"); }

IOSurfaceID IOSurfaceGetID(IOSurfaceRef buffer) {
  return zc::doubles::as<__IOSurface>(buffer, "IOSurfaceGetID").identity;
}
