// Frames over the system's objects, and the objects behind frames.
#pragma once

#include <cstdint>
#include <memory>

#include "interop/gpu_frame.h"
#include "session/hardware_decoder.h"

namespace zc {

enum class NativeKind : std::uint8_t { pixel_buffer, iosurface };

// A claim on the object, as a frame. What the notes leave unspecified the object tells.
Result<std::shared_ptr<GpuFrame>> frame_of_native(NativeKind kind, void* object, PictureNotes notes);

// An object behind a frame. Keeps it and the picture; any thread.
class NativeHandle {
 public:
  NativeHandle(void* pointer, FrameLease lease, std::shared_ptr<NativePicture> owner)
      : pointer_(pointer), lease_(std::move(lease)), owner_(std::move(owner)) {}

  Result<void*> pointer() const;
  bool closed() const;
  void close();

 private:
  mutable std::mutex claim_mutex_;  // guards what follows
  void* pointer_;                   // null: closed
  FrameLease lease_;
  std::shared_ptr<NativePicture> owner_;  // of a texture; null otherwise
};

// Errors: the frame is closed, or has no such object.
Result<std::unique_ptr<NativeHandle>> native_of(const GpuFrame& frame, NativeKind kind);
Result<std::unique_ptr<NativeHandle>> plane_texture_of(const GpuFrame& frame, int plane);

#ifdef ZC_TESTING
// The same picture in memory that the Metal device binds. It is copied there.
Result<std::shared_ptr<GpuFrame>> resident_copy(const GpuFrame& frame);
#endif

}  // namespace zc
