// CAMetalLayer and its drawables: a pool of maximumDrawableCount, shown one after the other by a display.
#include <Block.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "metal_double.h"
#include "quartzcore_double.h"
#include "quartzcore_state.h"
#include "strict.h"

using namespace zc::doubles;

namespace {

constexpr auto drawable_timeout = std::chrono::seconds(1);
constexpr double largest_size = 16384;

std::atomic<int> layers_alive{0};

}  // namespace

// Not NSObject's count alone: the layer wants to know when the last reference goes.
@interface ZCDrawable : NSObject <CAMetalDrawable> {
 @public
  std::shared_ptr<LayerState> _state;
  std::shared_ptr<DrawableState> _drawable;
  CAMetalLayer* _layer;  // retained, as the real one is by its drawables
}
@end

@implementation ZCDrawable
- (id<MTLTexture>)texture {
  return _drawable->texture;
}
- (CAMetalLayer*)layer {
  return _layer;
}
- (NSUInteger)drawableID {
  return _drawable->number;
}
- (CFTimeInterval)presentedTime {
  const std::scoped_lock lock(_state->mutex);
  return _drawable->presented_time;
}
- (void)addPresentedHandler:(MTLDrawablePresentedHandler)block {
  const std::scoped_lock lock(_state->mutex);
  if (_drawable->presented) broken("A presented handler is added to a drawable that was already presented.");
  _drawable->handlers.push_back(Block_copy(block));
}
- (void)present {
  if (_layer.presentsWithTransaction && committed_unscheduled_here())
    broken(
        "A drawable joins a transaction before its commands are scheduled; call -waitUntilScheduled first.");
  present_drawable(_state, _drawable, self);
}
- (void)dealloc {
  abandon_drawable(_state, _drawable);
  [_layer release];
  [super dealloc];
}
@end

@implementation CALayer
+ (instancetype)layer {
  return [[[self alloc] init] autorelease];
}
- (void*)zcDouble {
  return _double;
}
- (CGRect)bounds {
  return CGRectMake(0, 0, 0, 0);
}
- (void)setBounds:(CGRect)bounds {
  static_cast<void>(bounds);
}
- (CGFloat)contentsScale {
  return 1;
}
- (void)setContentsScale:(CGFloat)scale {
  static_cast<void>(scale);
}
- (BOOL)isOpaque {
  return NO;
}
- (void)setOpaque:(BOOL)opaque {
  static_cast<void>(opaque);
}
@end

@implementation CAMetalLayer
- (instancetype)init {
  self = [super init];
  _double = new std::shared_ptr<LayerState>(std::make_shared<LayerState>());
  ++layers_alive;
  return self;
}
- (void)dealloc {
  --layers_alive;
  LayerState& state = layer_state(self);
  forget_layer(state);
  [state.device release];
  if (state.colorspace) CGColorSpaceRelease(state.colorspace);
  delete static_cast<std::shared_ptr<LayerState>*>(_double);
  [super dealloc];
}
- (CGFloat)contentsScale {
  return layer_state(self).contents_scale;
}
- (void)setContentsScale:(CGFloat)scale {
  require_main_thread("-[CAMetalLayer setContentsScale:]");
  if (!(scale > 0)) broken("The contentsScale of a layer is %g.", static_cast<double>(scale));
  layer_state(self).contents_scale = scale;
}
- (id<MTLDevice>)device {
  return layer_state(self).device;
}
- (void)setDevice:(id<MTLDevice>)device {
  LayerState& state = layer_state(self);
  [device retain];
  [state.device release];
  state.device = device;
}
- (MTLPixelFormat)pixelFormat {
  return layer_state(self).format;
}
- (void)setPixelFormat:(MTLPixelFormat)format {
  if (format != MTLPixelFormatBGRA8Unorm)
    broken("CAMetalLayer shows no pictures of pixel format %lu.", static_cast<unsigned long>(format));
  layer_state(self).format = format;
}
- (BOOL)framebufferOnly {
  return layer_state(self).framebuffer_only;
}
- (void)setFramebufferOnly:(BOOL)only {
  layer_state(self).framebuffer_only = only;
}
- (CGSize)drawableSize {
  const std::scoped_lock lock(layer_state(self).mutex);
  return layer_state(self).size;
}
- (void)setDrawableSize:(CGSize)size {
  if (!(size.width >= 1 && size.height >= 1 && size.width <= largest_size && size.height <= largest_size))
    broken("drawableSize %gx%g lies outside of 1…16384.", size.width, size.height);
  LayerState& state = layer_state(self);
  const std::scoped_lock lock(state.mutex);
  if (state.size.width == size.width && state.size.height == size.height) return;
  if (state.last_number > 0 && ++state.sizes_since_drawable > 1)
    broken("drawableSize is set a second time before a drawable was asked for; set it once per packet.");
  ++state.counts.sizes_set;
  state.size = size;
}
- (NSUInteger)maximumDrawableCount {
  return layer_state(self).most;
}
- (void)setMaximumDrawableCount:(NSUInteger)count {
  if (count != 2 && count != 3) broken("maximumDrawableCount %lu is neither 2 nor 3.", count);
  layer_state(self).most = count;
}
- (BOOL)presentsWithTransaction {
  return layer_state(self).with_transaction;
}
- (void)setPresentsWithTransaction:(BOOL)with {
  LayerState& state = layer_state(self);
  const std::scoped_lock lock(state.mutex);
  if (!with && state.with_transaction)
    for (const auto& drawable : state.on_the_way)
      if (drawable->in_transaction)
        broken(
            "presentsWithTransaction is switched off before the drawables of its transaction are on screen.");
  if (with) require_main_thread("-[CAMetalLayer setPresentsWithTransaction:YES]");
  state.with_transaction = with;
}
- (CGColorSpaceRef)colorspace {
  return layer_state(self).colorspace;
}
- (void)setColorspace:(CGColorSpaceRef)space {
  LayerState& state = layer_state(self);
  if (space) CGColorSpaceRetain(space);
  if (state.colorspace) CGColorSpaceRelease(state.colorspace);
  state.colorspace = space;
}
- (BOOL)displaySyncEnabled {
  return YES;
}
- (void)setDisplaySyncEnabled:(BOOL)enabled {
  if (!enabled) broken("displaySyncEnabled is switched off, which drops frames on some systems.");
}
- (BOOL)allowsNextDrawableTimeout {
  return YES;
}
- (void)setAllowsNextDrawableTimeout:(BOOL)allows {
  if (!allows) broken("allowsNextDrawableTimeout is switched off: nextDrawable may block for ever.");
}

- (id<CAMetalDrawable>)nextDrawable {
  const std::shared_ptr<LayerState> state = shared_layer_state(self);
  if (!state->device) broken("nextDrawable is called on a layer without a device.");
  if (!state->colorspace) broken("nextDrawable is called on a layer without an explicit colour space.");
  if (!state->framebuffer_only) broken("The layer's framebufferOnly is NO; its drawables would be slower.");
  std::unique_lock lock(state->mutex);
  if (state->size.width < 1 || state->size.height < 1)
    broken("nextDrawable is called on a layer without a drawableSize.");
  state->sizes_since_drawable = 0;
  if (armed("nextDrawable")) return nil;
  if (armed("nextDrawable_timeout")) {
    lock.unlock();
    std::this_thread::sleep_for(drawable_timeout);
    return nil;
  }
  if (state->held >= state->most)
    broken("nextDrawable is called while all %lu drawables are held without being presented.", state->most);
  // Who just let one go may still be about it.
  state->drawable_free.wait_for(lock, drawable_timeout,
                                [&] { return state->finished_but_kept < state->most; });
  if (state->finished_but_kept >= state->most)
    broken("%lu drawables are still referenced after they were shown; the pool runs dry.",
           state->finished_but_kept);
  if (!state->drawable_free.wait_for(lock, drawable_timeout, [&] { return has_free_drawable(*state); }))
    return nil;
  auto drawable = std::make_shared<DrawableState>();
  drawable->number = ++state->last_number;
  drawable->texture = take_texture(*state);
  ++state->held;
  ++state->counts.acquired;
  lock.unlock();
  ZCDrawable* const made = [[ZCDrawable alloc] init];
  made->_state = state;
  made->_drawable = std::move(drawable);
  made->_layer = [self retain];
  return [made autorelease];
}
@end

namespace zc::doubles {

std::shared_ptr<LayerState> shared_layer_state(CAMetalLayer* layer) {
  if (![layer isKindOfClass:[CAMetalLayer class]]) broken("This layer is no CAMetalLayer.");
  return *static_cast<std::shared_ptr<LayerState>*>([layer zcDouble]);
}

LayerState& layer_state(CAMetalLayer* layer) { return *shared_layer_state(layer); }

void check_present_with_commands(id<MTLDrawable> drawable) {
  if (![drawable isKindOfClass:[ZCDrawable class]]) return;
  if (static_cast<ZCDrawable*>(drawable)->_state->with_transaction)
    broken("presentDrawable: is used on a layer that presents with the transaction; call present on the "
           "drawable after waitUntilScheduled.");
}

int metal_layers() { return layers_alive; }

LayerCounts layer_counts(CAMetalLayer* layer) {
  LayerState& state = layer_state(layer);
  const std::scoped_lock lock(state.mutex);
  return state.counts;
}

}  // namespace zc::doubles

CFTimeInterval CACurrentMediaTime() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}
