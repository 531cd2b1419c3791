// Queues and command buffers. The device's reads and writes happen when a command buffer completes.
#include <chrono>

#import <Block.h>
#include "device_counts.h"
#import "metal_objects.h"
#include "quartzcore_double.h"
#include "strict.h"

using namespace zc::doubles;

namespace {

constexpr int most_buffers = 64;  // of a queue; one more would wait

void require_encoding(ZCCommandBuffer* buffer, const char* what) {
  const std::scoped_lock lock(buffer->_mutex);
  if (buffer->_status >= MTLCommandBufferStatusCommitted)
    broken("%s is called for a command buffer that was already committed.", what);
}

NSError* command_buffer_error(long code) {
  NSDictionary* const words = [NSDictionary dictionaryWithObject:@"The double fails the command buffer."
                                                          forKey:NSLocalizedDescriptionKey];
  return [NSError errorWithDomain:MTLCommandBufferErrorDomain code:code userInfo:words];
}

template <class Reached>
void wait_for(ZCCommandBuffer* buffer, const char* what, Reached reached) {
  if (on_completion_thread()) broken("%s is called in a handler, where it waits for itself.", what);
  std::unique_lock lock(buffer->_mutex);
  if (buffer->_status < MTLCommandBufferStatusCommitted)
    broken("%s waits for a command buffer that was not committed.", what);
  if (!buffer->_changed.wait_for(lock, std::chrono::seconds(30), reached))
    broken("%s has waited for 30 seconds; are completions held?", what);
}

}  // namespace

namespace zc::doubles {

CFTimeInterval media_time() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace zc::doubles

// This thread has committed commands and not waited until they were scheduled.
static thread_local bool committed_unscheduled = false;

namespace zc::doubles {
bool committed_unscheduled_here() { return committed_unscheduled; }
}  // namespace zc::doubles

@implementation ZCCommandQueue

- (NSString*)label {
  return _label;
}
- (void)setLabel:(NSString*)label {
  NSString* const copied = [label copy];
  [_label release];
  _label = copied;
}
- (id<MTLCommandBuffer>)commandBuffer {
  if (_device->_removed || armed("commandBuffer")) return nil;
  if (++_buffers > most_buffers)
    broken("A command queue has %d command buffers that have not completed; one more would wait.",
           most_buffers);
  ++count_of("command_buffers");
  return [[[ZCCommandBuffer alloc] initWithQueue:self] autorelease];
}
- (void)dealloc {
  [_label release];
  [_device release];
  [super dealloc];
}

@end

@implementation ZCCommandBuffer

- (instancetype)initWithQueue:(ZCCommandQueue*)queue {
  self = [super init];
  _queue = [queue retain];
  return self;
}

- (void)dealloc {
  if (_encoder) broken("A command buffer is released while an encoder of it has not ended.");
  if (_status < MTLCommandBufferStatusCommitted)
    broken("A command buffer is released that was never committed.");
  [_label release];
  [_error release];
  [_queue release];
  [super dealloc];
}

- (NSString*)label {
  return _label;
}
- (void)setLabel:(NSString*)label {
  NSString* const copied = [label copy];
  [_label release];
  _label = copied;
}
- (CFTimeInterval)GPUStartTime {
  const std::scoped_lock lock(_mutex);
  return _start;
}
- (CFTimeInterval)GPUEndTime {
  const std::scoped_lock lock(_mutex);
  return _end;
}
- (MTLCommandBufferStatus)status {
  const std::scoped_lock lock(_mutex);
  return _status;
}
- (NSError*)error {
  const std::scoped_lock lock(_mutex);
  return [[_error retain] autorelease];
}

- (id<MTLRenderCommandEncoder>)renderCommandEncoderWithDescriptor:
    (MTLRenderPassDescriptor*)renderPassDescriptor {
  require_encoding(self, "-renderCommandEncoderWithDescriptor:");
  if (_encoder) broken("An encoder is made while another one of the command buffer has not ended.");
  ZCRenderEncoder* const made = [[[ZCRenderEncoder alloc] initWithBuffer:self
                                                                    pass:renderPassDescriptor] autorelease];
  _encoder = made;
  return made;
}

- (void)useTexture:(ZCTexture*)texture writes:(bool)writes {
  for (const Use& use : _uses)
    if (use.texture == texture && use.writes == writes) return;
  if (texture->_device != _queue->_device) broken("A command buffer uses a texture of another device.");
  texture->_state->begin_use(writes);
  _uses.push_back({[texture retain], writes});
}

- (void)encoder:(id)encoder endedWithPass:(RenderPass&&)pass {
  if (encoder != _encoder) broken("An encoder ends that is not the command buffer's open one.");
  _encoder = nil;
  _passes.push_back(std::move(pass));
}

- (void)addScheduledHandler:(MTLCommandBufferHandler)block {
  require_encoding(self, "-addScheduledHandler:");
  _scheduled_handlers.push_back(Block_copy(block));
}
- (void)addCompletedHandler:(MTLCommandBufferHandler)block {
  require_encoding(self, "-addCompletedHandler:");
  _completed_handlers.push_back(Block_copy(block));
}
- (void)presentDrawable:(id<MTLDrawable>)drawable {
  require_encoding(self, "-presentDrawable:");
  if (!drawable) broken("-presentDrawable: got nil.");
  check_present_with_commands(drawable);
  for (id<MTLDrawable> other : _drawables)
    if (other == drawable) broken("-presentDrawable: is called twice for one drawable.");
  _drawables.push_back([drawable retain]);
  ++count_of("presents");
}

- (void)commit {
  committed_unscheduled = true;
  require_encoding(self, "-commit");
  if (_encoder) broken("A command buffer is committed while an encoder of it has not ended.");
  {
    const std::scoped_lock lock(_mutex);
    _status = MTLCommandBufferStatusCommitted;
  }
  ++count_of("commits");
  enqueue(self);
}

- (void)waitUntilScheduled {
  committed_unscheduled = false;
  wait_for(self, "-waitUntilScheduled", [self] { return _status >= MTLCommandBufferStatusScheduled; });
}
- (void)waitUntilCompleted {
  hurry();
  wait_for(self, "-waitUntilCompleted", [self] { return _finished != NO; });
}

- (void)schedule {
  for (id<MTLDrawable> drawable : _drawables) [drawable present];
  {
    const std::scoped_lock lock(_mutex);
    _status = MTLCommandBufferStatusScheduled;
  }
  for (const MTLCommandBufferHandler handler : _scheduled_handlers) {
    handler(self);
    Block_release(handler);
  }
  _scheduled_handlers.clear();
  // Notified late: who waits for it may present, commit and let go.
  const std::scoped_lock lock(_mutex);
  _changed.notify_all();
}

- (void)complete {
  const CFTimeInterval start = media_time();
  long failure = 0;
  if (armed("device_removed")) _queue->_device->_removed = true;
  if (_queue->_device->_removed)
    failure = MTLCommandBufferErrorDeviceRemoved;
  else if (const auto fault = armed("command_buffer"))
    failure = *fault;
  if (failure == 0)
    for (const RenderPass& pass : _passes) execute(pass);
  _passes.clear();
  {
    const std::scoped_lock lock(_mutex);
    _start = start;
    _end = media_time();
    _status = failure == 0 ? MTLCommandBufferStatusCompleted : MTLCommandBufferStatusError;
    if (failure != 0) _error = [command_buffer_error(failure) retain];
  }
  ++count_of("completions");
  --_queue->_buffers;
  for (const Use& use : _uses) use.texture->_state->end_use(use.writes);
  for (const MTLCommandBufferHandler handler : _completed_handlers) {
    handler(self);
    Block_release(handler);
  }
  _completed_handlers.clear();
  for (const Use& use : _uses) [use.texture release];
  _uses.clear();
  for (id<MTLDrawable> drawable : _drawables) [drawable release];
  _drawables.clear();
  const std::scoped_lock lock(_mutex);
  _finished = YES;
  _changed.notify_all();
}

@end
