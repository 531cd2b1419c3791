// One VTDecompressionSession: created, fed, drained and ended by one thread. Objective-C++.
#pragma once

#import <VideoToolbox/VideoToolbox.h>

#include <cstdint>
#include <memory>
#include <optional>

#include "device/metal/objc_ref.h"
#include "device/metal/vt_decoder.h"
#include "device/metal/vt_format.h"

namespace zc::metal {

// What the session's callback says of one sample. Called on the system's threads, in any order; never waits.
class VtAnswers {
 public:
  // `picture` is null where there is none.
  virtual void answer(std::uint64_t sample, OSStatus status, CVPixelBufferRef picture) noexcept = 0;

 protected:
  ~VtAnswers() = default;
};

class VtSession {
 public:
  // `answers` outlives the session.
  static Result<std::unique_ptr<VtSession>> create(const VtStream& stream, const FormatRef& format,
                                                   VtAnswers& answers);
  VtSession(const VtSession&) = delete;
  VtSession& operator=(const VtSession&) = delete;
  // Waits for the samples in flight.
  ~VtSession();

  // A status but noErr: there will be no answer. Never waits.
  OSStatus decode(const VtSample& sample, std::uint64_t number);
  // Until every sample that was handed over is answered.
  OSStatus drain();
  // The decoder does not answer: its destruction must not wait for it.
  void give_up() { answers_ = false; }
  // Whether it goes on with another format; does so if it can.
  bool accept(const FormatRef& format);
  VtHardware hardware() const;
  // Whether the pictures come out of the decoder's own pool, not converted into another one.
  bool own_pool() const { return own_pool_; }

 private:
  VtSession(FormatRef format) : format_(std::move(format)) {}

  FormatRef format_;
  CFRef<VTDecompressionSessionRef> session_;
  bool own_pool_ = true;
  bool answers_ = true;
};

// The status of a session that is lost, as by sleep or another GPU.
bool is_malfunction(OSStatus status);
// The status of a pool in which every picture is in use.
bool is_exhausted(OSStatus status);

}  // namespace zc::metal
