// VideoToolbox: compressed samples in, pixel buffers out, in order of time. Without Metal: an error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/frame_desc.h"
#include "core/result.h"
#include "device/metal/metal_frames.h"

namespace zc {

enum class VtCodec : std::uint8_t { h264, hevc, vp9, av1 };
std::optional<VtCodec> vt_codec_from_name(std::string_view name);

// What the container says of the stream.
struct VtStream {
  VtCodec codec = VtCodec::h264;
  SizePx size;
  // avcC, hvcC, vpcC or av1C; for H.264 and HEVC also parameter sets with start codes, or nothing where the
  // samples bring them.
  std::vector<std::byte> configuration;
  int bit_depth = 8;  // 8 or 10
  bool full_range = false;
  Ratio sample_aspect_ratio;
  int reorder_depth = 0;  // pictures that may precede one in decode order and follow it in time
  bool require_hardware = false;
};

struct VtSample {
  std::span<const std::byte> bytes;
  std::shared_ptr<void> owner;  // keeps the bytes; let go of on any thread
  std::int64_t time = 0;        // of presentation, in the stream's ticks
  std::int64_t duration = 0;
  bool keyframe = false;
};

struct VtPicture {
  AdoptedFrame frame;  // times are the caller's to set
  std::int64_t time = 0;
  std::int64_t duration = 0;
  std::uint64_t session = 0;  // counts the decoder's sessions: changes with its configuration
};

enum class VtHardware : std::uint8_t { unknown, no, yes };  // unknown: the system does not say

// Why a decoder is of no use any more. none: it is.
enum class VtFailure : std::uint8_t { none, decoder_malfunction, unsupported_format };

// Counts since the decoder's creation.
struct VtReport {
  VtHardware hardware = VtHardware::unknown;
  std::uint64_t samples = 0;         // handed to a session
  std::uint64_t pictures = 0;        // that came back
  std::uint64_t damaged = 0;         // samples that could not be decoded, or not fully
  std::uint64_t malfunctions = 0;    // sessions lost
  std::uint64_t sessions = 0;        // created
  std::uint64_t format_changes = 0;  // accepted by the session, or by a new one
  std::uint64_t skipped = 0;         // samples left out until a keyframe
  std::uint64_t late = 0;            // pictures left out because a later one had gone out
  std::uint64_t device_copies = 0;   // pictures that the system converted into a pool of its own
  VtFailure failure = VtFailure::none;
  std::string detail;  // of the failure, or of the last malfunction; a sentence
};

// One thread at a time. No call but drain(), flush(), wait() and the destructor blocks; the system's
// callbacks never do.
class VtDecoder {
 public:
  // Creates the session, which alone decides whether the system decodes this stream.
  static Result<std::unique_ptr<VtDecoder>> create(const VtStream& stream);
  virtual ~VtDecoder() = default;

  // Whether another sample may be handed over: those in flight and the pictures held are bounded.
  virtual bool has_room() const = 0;
  // A damaged sample is counted. Without effect after a failure (see the report).
  virtual void submit(VtSample sample) = 0;
  // The next picture in order of time; nothing while it is not there. Error frame_pool_exhausted: what the
  // caller holds leaves the session's pool no picture to decode into; the sample is lost.
  virtual Result<std::optional<VtPicture>> take() = 0;
  // Until take() or has_room() may have changed.
  virtual void wait() = 0;
  // Decodes all that was submitted: every picture can be taken then.
  virtual void drain() = 0;
  // Forgets all that was submitted; the next sample is a keyframe.
  virtual void flush() = 0;
  // From the next sample on, a keyframe.
  virtual void reconfigure(const std::vector<std::byte>& configuration) = 0;
  virtual VtReport report() const = 0;

 protected:
  VtDecoder() = default;
};

}  // namespace zc
