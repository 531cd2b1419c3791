// The objects of the Metal double, as its own files see them. Textures: metal_texture.h.
#pragma once

#import <Metal/Metal.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "../msl/entry_points.h"
#include "metal_texture.h"

namespace zc::doubles {

// What is bound to one index of a stage.
using BoundBytes = std::shared_ptr<const std::vector<std::byte>>;

struct PipelineFacts {
  const msl::EntryPoint* vertices = nullptr;
  const msl::EntryPoint* fragments = nullptr;
  MTLPixelFormat format = MTLPixelFormatInvalid;
  msl::Blending blending;
};

struct Draw {
  PipelineFacts pipeline;
  std::array<BoundBytes, msl::max_bindings> vertex_bytes;
  std::array<BoundBytes, msl::max_bindings> fragment_bytes;
  std::array<std::shared_ptr<TextureState>, msl::max_bindings> textures;
  unsigned first_vertex = 0;
  unsigned vertex_count = 0;
};

struct RenderPass {
  std::shared_ptr<TextureState> target;
  MTLLoadAction load = MTLLoadActionDontCare;
  MTLStoreAction store = MTLStoreActionStore;
  MTLClearColor clear{};
  std::vector<Draw> draws;
};

// Draws it: what the device does when its turn comes.
void execute(const RenderPass& pass);

// A name for shaders that break a rule while they run, per thread.
void set_running_function(const char* name);

}  // namespace zc::doubles

@interface ZCDevice : NSObject <MTLDevice> {
 @public
  std::atomic<bool> _removed;
  std::atomic<bool> _has_texture_cache;
}
@end

@interface ZCLibrary : NSObject <MTLLibrary> {
 @public
  const msl::ShippedLibrary* _shipped;
}
@end

@interface ZCFunction : NSObject <MTLFunction> {
 @public
  const msl::EntryPoint* _entry;
}
@end

@interface ZCPipeline : NSObject <MTLRenderPipelineState> {
 @public
  zc::doubles::PipelineFacts _facts;
  NSString* _label;
}
@end

@interface ZCCommandQueue : NSObject <MTLCommandQueue> {
 @public
  ZCDevice* _device;
  NSString* _label;
  std::atomic<int> _buffers;  // not yet completed
}
@end

@interface ZCCommandBuffer : NSObject <MTLCommandBuffer> {
 @public
  struct Use {
    ZCTexture* texture;  // retained
    bool writes;
  };
  ZCCommandQueue* _queue;
  NSString* _label;
  std::mutex _mutex;  // guards what follows
  std::condition_variable _changed;
  MTLCommandBufferStatus _status;
  BOOL _finished;  // its handlers have run
  NSError* _error;
  CFTimeInterval _start;
  CFTimeInterval _end;
  // Encoding: one thread at a time. Then the device's.
  id _encoder;  // open, not retained: it retains the buffer
  std::vector<zc::doubles::RenderPass> _passes;
  std::vector<Use> _uses;
  std::vector<MTLCommandBufferHandler> _scheduled_handlers;
  std::vector<MTLCommandBufferHandler> _completed_handlers;
  std::vector<id<MTLDrawable>> _drawables;
}
- (instancetype)initWithQueue:(ZCCommandQueue*)queue;
- (void)useTexture:(ZCTexture*)texture writes:(bool)writes;
- (void)encoder:(id)encoder endedWithPass:(zc::doubles::RenderPass&&)pass;
// What the device does, on its thread.
- (void)schedule;
- (void)complete;
@end

@interface ZCRenderEncoder : NSObject <MTLRenderCommandEncoder> {
 @public
  ZCCommandBuffer* _buffer;  // retained
  ZCTexture* _target;        // retained
  NSString* _label;
  BOOL _ended;
  zc::doubles::RenderPass _pass;
  zc::doubles::Draw _state;
  ZCPipeline* _pipeline;  // retained
  // Set since the last draw.
  std::array<bool, msl::max_bindings> _fresh_vertex_bytes;
  std::array<bool, msl::max_bindings> _fresh_fragment_bytes;
  std::array<bool, msl::max_bindings> _fresh_textures;
}
- (instancetype)initWithBuffer:(ZCCommandBuffer*)buffer pass:(MTLRenderPassDescriptor*)descriptor;
@end

namespace zc::doubles {

// Hands a committed command buffer to the device.
void enqueue(ZCCommandBuffer* buffer);
// The device's thread is in one of the buffer's handlers: waiting there never ends.
bool on_completion_thread();
// Somebody waits for the buffer: no delay holds it back, but hold_completions() does.
void hurry();

CFTimeInterval media_time();

}  // namespace zc::doubles
