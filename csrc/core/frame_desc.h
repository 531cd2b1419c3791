// What is known of one decoded picture: metadata and where its planes lie. No pixels.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/color.h"
#include "core/geometry.h"
#include "core/pixel_format.h"
#include "core/result.h"

namespace zc {

struct Ratio {
  int numerator = 1;
  int denominator = 1;
  double value() const { return static_cast<double>(numerator) / denominator; }
  friend bool operator==(const Ratio&, const Ratio&) = default;
};

enum class FrameMemory : std::uint8_t { host_planes, cv_pixel_buffer };

struct HostPlane {
  const std::byte* data = nullptr;
  std::ptrdiff_t stride_bytes = 0;
};

using HostPlanes = std::array<HostPlane, max_planes>;

// Host access to pictures that lie in a buffer of the system's (FrameDesc::native). Stateless and
// immortal; any thread. MappedPlanes (core/mapped_planes.h) is the way to use it.
class HostAccess {
 public:
  // Where the planes lie until unlock(). May block until the decoder has written them.
  virtual Result<HostPlanes> lock(void* native) const = 0;
  virtual void unlock(void* native) const noexcept = 0;

 protected:
  ~HostAccess() = default;
};

struct FrameDesc {
  SizePx size;                // coded picture, in luma samples
  RectPx visible;             // the crop to show, inside size
  Ratio sample_aspect_ratio;  // width of a sample to its height
  int rotation_deg = 0;       // clockwise, for display: 0, 90, 180 or 270; after mirroring
  bool mirrored = false;      // left and right swapped, before rotation
  PixelFormat format = PixelFormat::nv12;
  ColorSpec color;  // as tagged; resolve() fills the gaps
  std::int64_t pts_ns = 0;
  std::int64_t duration_ns = 0;
  std::uint64_t generation = 0;  // changes with the decoder's configuration
  std::int64_t decoded_ns = 0;   // monotonic clock
  FrameMemory memory = FrameMemory::host_planes;
  HostPlanes planes{};                      // host_planes
  void* native = nullptr;                   // cv_pixel_buffer: CVPixelBufferRef, kept by the lease
  const HostAccess* host_access = nullptr;  // of `native`; not owned
};

}  // namespace zc
