// Layers and drawables of the QuartzCore double, and the display that shows them.
#pragma once

#import <QuartzCore/QuartzCore.h>

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "quartzcore_double.h"

@interface CALayer (ZCDouble)
- (void*)zcDouble;
@end

namespace zc::doubles {

// Guarded by its layer's mutex, but for what never changes.
struct DrawableState {
  NSUInteger number = 0;
  id<MTLTexture> texture = nil;  // one reference, until the layer has it back
  id<MTLDrawable> object = nil;  // one reference, from present to the end of the handlers
  std::vector<MTLDrawablePresentedHandler> handlers;
  bool presented = false;
  bool in_transaction = false;  // it was presented in one
  bool committed = true;        // its transaction has been
  bool drawn = false;           // the device has done with it
  bool finished = false;        // shown, or passed over
  bool gone = false;            // nobody references it
  CFTimeInterval presented_time = 0;
};

struct LayerState {
  // Set up before the first drawable.
  id<MTLDevice> device = nil;
  MTLPixelFormat format = MTLPixelFormatBGRA8Unorm;
  bool framebuffer_only = true;
  CGColorSpaceRef colorspace = nullptr;
  CGFloat contents_scale = 1;
  NSUInteger most = 3;

  std::mutex mutex;  // guards what follows
  std::condition_variable drawable_free;
  CGSize size{0, 0};
  int sizes_since_drawable = 0;
  std::atomic<bool> with_transaction{false};
  NSUInteger last_number = 0;
  NSUInteger held = 0;                                    // given out, not presented
  NSUInteger finished_but_kept = 0;                       // shown, still referenced by somebody
  std::deque<std::shared_ptr<DrawableState>> on_the_way;  // presented, not shown
  int telling = 0;                                        // pictures whose handlers run
  std::shared_ptr<DrawableState> current;                 // on screen
  std::vector<id<MTLTexture>> spare;                      // of `size`
  LayerCounts counts;
};

std::shared_ptr<LayerState> shared_layer_state(CAMetalLayer* layer);
LayerState& layer_state(CAMetalLayer* layer);

bool has_free_drawable(const LayerState& state);
id<MTLTexture> take_texture(LayerState& state);
void present_drawable(const std::shared_ptr<LayerState>& state,
                      const std::shared_ptr<DrawableState>& drawable, id<MTLDrawable> object);
// The last reference has gone.
void abandon_drawable(const std::shared_ptr<LayerState>& state,
                      const std::shared_ptr<DrawableState>& drawable);
void forget_layer(LayerState& state);

// The display shows nothing by itself until it is released.
void hold_display();
void release_display();
// One refresh of a held display: each layer shows the next picture that is ready.
void refresh_display();

}  // namespace zc::doubles
