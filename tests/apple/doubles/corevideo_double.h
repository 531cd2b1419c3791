// CoreVideo's buffers of the doubles.
#pragma once

#include <CoreVideo/CVPixelBuffer.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "cf_double.h"
#include "iosurface_double.h"

// What is attached to any buffer.
struct __CVBuffer : zc::doubles::CFObject {
  struct Attachment {
    CFTypeRef key;
    CFTypeRef value;
    CVAttachmentMode mode;
  };

  ~__CVBuffer() override;
  std::mutex attachments_mutex;  // guards `attachments`
  std::vector<Attachment> attachments;

 protected:
  explicit __CVBuffer(const char* class_name) : CFObject(class_name) {}
};

namespace zc::doubles {

// What a picture that a texture was made of knows of the device's reads, and the other way round.
struct PictureReads {
  std::atomic<int> in_flight{0};  // command buffers not yet completed that read the texture
  std::atomic<bool> wrapper_released{false};
  std::atomic<bool> picture_released{false};
};

struct PixelBuffer final : __CVBuffer {
  PixelBuffer(const PictureLayout& shape, std::shared_ptr<PictureMemory> memory, IOSurfaceRef surface,
              bool metal_compatible);
  ~PixelBuffer() override;

  const PictureLayout layout;
  const std::shared_ptr<PictureMemory> memory;
  const IOSurfaceRef surface;  // null: plain memory
  const bool metal_compatible;
  // Where the memory goes for the next picture; null: freed.
  std::shared_ptr<void> pool;
  void (*give_back)(void* pool, std::shared_ptr<PictureMemory>) = nullptr;

  void add_reads(const std::shared_ptr<PictureReads>& reads);
  bool read_by_device() const;

 private:
  mutable std::mutex reads_mutex_;  // guards `reads_`
  std::vector<std::weak_ptr<PictureReads>> reads_;
};

// What a dictionary of pixel buffer attributes asks for.
struct PictureAttributes {
  std::optional<OSType> format;
  std::optional<int> width;
  std::optional<int> height;
  bool surface = false;
  bool metal_compatible = false;
};
PictureAttributes read_attributes(CFDictionaryRef attributes);

// A bounded pool, as a decompression session has one: the memory of a picture that was released becomes the
// next picture's, poisoned in between. Any thread.
class PicturePool {
 public:
  PicturePool(const PictureLayout& layout, bool metal_compatible, int limit);
  // The caller's reference; null when `limit` pictures are out.
  CVPixelBufferRef make();
  int outstanding() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// The memory of a picture for a double that fills it, such as a decoder: not counted as the host's access.
std::byte* device_address(CVPixelBufferRef picture, int plane);

}  // namespace zc::doubles
