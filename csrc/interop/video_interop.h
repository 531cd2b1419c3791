// The orchestration boundary of video: validates a frame, tries the tier that the layer's policy
// picks, falls back, counts. Never blocks the decoder or the compositor.
#pragma once

#include <array>
#include <memory>
#include <optional>

#include "core/frame_desc.h"
#include "core/frame_lease.h"
#include "device/device.h"
#include "interop/video_layer_state.h"

namespace zc {

// A frame as the device reads it. Tier 1 holds an import; tiers 2 and 3 hold textures.
struct PreparedVideo {
  Tier path = Tier::software;
  ImportRef import;
  std::array<TextureRef, max_planes> planes;
  std::uint64_t token = 0;  // of the policy, to confirm the import with

  explicit operator bool() const { return import || planes[0]; }
  void reset() { *this = {}; }
};

struct Rejection {
  FallbackReason reason = FallbackReason::invalid_size;
  std::string detail;
};
// What no tier of this device can show. Any thread.
std::optional<Rejection> find_rejection(const FrameDesc& desc, const Caps& caps);

// Executor only.
class VideoInterop {
 public:
  explicit VideoInterop(Device& device) : device_(device) {}

  // Brings a frame to the device for its first composition on this layer. `shared` is the same frame
  // as another layer has imported it, or null. False: no tier can show it; it is to be dropped.
  bool prepare(VideoLayerState& layer, const FrameDesc& desc, const FrameLease& lease,
               const ImportRef* shared, PreparedVideo& out);
  // After an import was reported bad at completion: the same frame by the tiers below.
  bool prepare_by_copy(VideoLayerState& layer, const FrameDesc& desc, PreparedVideo& out);

 private:
  bool bridge(VideoLayerState& layer, const FrameDesc& desc, PreparedVideo& out);
  bool upload(VideoLayerState& layer, const FrameDesc& desc, PreparedVideo& out);

  Device& device_;
};

}  // namespace zc
