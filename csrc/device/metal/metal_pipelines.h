// The pipeline states of every kind of item and filter, compiled in the background.
#pragma once

#import <Metal/Metal.h>

#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <span>
#include <string>

#include "device/device.h"
#include "device/metal/draw_arguments.h"
#include "device/metal/objc_ref.h"

namespace zc::metal {

inline constexpr MTLPixelFormat picture_format = MTLPixelFormatRGBA8Unorm;  // off screen, and surfaces
inline constexpr MTLPixelFormat layer_format = MTLPixelFormatBGRA8Unorm;    // what a CAMetalLayer takes
inline constexpr MTLPixelFormat deep_format = MTLPixelFormatRGBA16Unorm;    // surfaces between filters

// One draw with fixed-function blending. `multiply` takes two: first the ground times 1 - (alpha - colour),
// its alpha untouched, then the source where the ground is transparent.
enum class BlendStep : std::uint8_t { normal, add, screen, multiply_ground, multiply_source };
inline constexpr std::size_t blend_step_count = 5;
std::span<const BlendStep> steps_of(Blend blend);

// What a picture takes: items with normal blending, or blend modes and filters too.
enum class PipelineGroup : std::uint8_t { plain, all };
PipelineGroup pipelines_for(const FramePlan& plan);

// Any thread. Shared with the compiler's completion handlers, which may outlive the device.
class Pipelines : public std::enable_shared_from_this<Pipelines> {
 public:
  // Returns at once. The plain ones come first, so that no first picture waits for the others.
  static std::shared_ptr<Pipelines> compile(id<MTLDevice> device);
  // Blocks until the group is there, or one of it has failed.
  Result<void> wait(PipelineGroup group);
  // After a wait() for their group without an error.
  id<MTLRenderPipelineState> get(Fragment fragment, BlendStep step, MTLPixelFormat target) const;
  id<MTLRenderPipelineState> get(PassKind filter, MTLPixelFormat target) const;

 private:
  static constexpr std::size_t plain_count = 2 * fragment_count;
  static constexpr std::size_t item_count = plain_count * blend_step_count;
  static constexpr std::size_t filter_count = 4;
  static constexpr std::size_t state_count = item_count + 2 * filter_count;

  // The states of one kind follow one another, by format.
  static std::size_t index_of(Fragment fragment, BlendStep step, MTLPixelFormat target) {
    return (static_cast<std::size_t>(step) * fragment_count + static_cast<std::size_t>(fragment)) * 2 +
           (target == layer_format ? 1 : 0);
  }
  static std::size_t index_of(PassKind filter, MTLPixelFormat target) {
    return item_count + (static_cast<std::size_t>(filter) - 1) * 2 + (target == deep_format ? 1 : 0);
  }
  void compile_range(id<MTLDevice> device, id<MTLLibrary> library, std::size_t first, std::size_t end);
  void compile_state(id<MTLDevice> device, id<MTLLibrary> library, std::size_t index);
  void state_ready(std::size_t index, id<MTLRenderPipelineState> state);
  void fail(PipelineGroup group, const std::string& what, NSError* error);
  static PipelineGroup group_of(std::size_t index) {
    return index < plain_count ? PipelineGroup::plain : PipelineGroup::all;
  }

  std::mutex states_mutex_;  // guards what follows; after wait() the states of its group are constant
  std::condition_variable ready_;
  struct Progress {
    std::size_t missing = 0;
    std::string error;
  };
  std::array<Progress, 2> groups_{Progress{plain_count, {}}, Progress{state_count, {}}};
  std::array<NSRef<id<MTLRenderPipelineState>>, state_count> states_;
};

}  // namespace zc::metal
