// A decoder of the system's, and its pictures as frames of the app.
#pragma once

#include <cstdint>
#include <memory>

#include "device/metal/vt_decoder.h"
#include "interop/gpu_frame.h"

namespace zc {

// What the container says of a picture; an unspecified colour field leaves the picture's own tag.
struct PictureNotes {
  std::int64_t pts_ns = 0;
  std::int64_t duration_ns = 0;
  std::uint64_t generation = 0;
  Ratio sample_aspect_ratio;
  int rotation_deg = 0;
  bool mirrored = false;
  ColorSpec color;
};

std::shared_ptr<GpuFrame> make_frame(AdoptedFrame picture, const PictureNotes& notes);

}  // namespace zc
