// The pipeline states of every kind of item, compiled in the background.
#pragma once

#import <Metal/Metal.h>

#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "device/device.h"
#include "device/metal/draw_arguments.h"
#include "device/metal/objc_ref.h"

namespace zc::metal {

inline constexpr MTLPixelFormat picture_format = MTLPixelFormatRGBA8Unorm;  // off screen
inline constexpr MTLPixelFormat layer_format = MTLPixelFormatBGRA8Unorm;    // what a CAMetalLayer takes

// Any thread. Shared with the compiler's completion handlers, which may outlive the device.
class Pipelines : public std::enable_shared_from_this<Pipelines> {
 public:
  // Returns at once.
  static std::shared_ptr<Pipelines> compile(id<MTLDevice> device);
  // Blocks until all are there, or one of them has failed.
  Result<void> wait();
  // After a wait() without an error.
  id<MTLRenderPipelineState> get(Fragment fragment, MTLPixelFormat target) const;

 private:
  static constexpr std::size_t state_count = 2 * fragment_count;

  static std::size_t index_of(std::size_t fragment, MTLPixelFormat target) {
    return (target == layer_format ? fragment_count : 0) + fragment;
  }
  void library_ready(id<MTLDevice> device, id<MTLLibrary> library, NSError* error);
  void compile_state(id<MTLDevice> device, id<MTLLibrary> library, std::size_t fragment,
                     MTLPixelFormat target);
  void state_ready(std::size_t index, id<MTLRenderPipelineState> state, NSError* error);
  void fail(const std::string& what, NSError* error);

  std::mutex states_mutex_;  // guards what follows; after wait() the states are constant
  std::condition_variable ready_;
  std::size_t missing_ = state_count;
  std::string error_;
  std::array<NSRef<id<MTLRenderPipelineState>>, state_count> states_;
};

}  // namespace zc::metal
