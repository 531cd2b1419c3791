// From present to screen: a picture is shown when the device has drawn it, when its transaction is committed,
// and when the display refreshes (at once, unless a test holds it).
#include <Block.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <utility>

#include "metal_double.h"
#include "quartzcore_state.h"
#include "strict.h"

namespace zc::doubles {
namespace {

struct Joined {
  std::shared_ptr<LayerState> layer;
  std::shared_ptr<DrawableState> drawable;
};

std::mutex transaction_mutex;  // guards what follows
std::vector<Joined>& joined() {
  static auto* const made = new std::vector<Joined>;
  return *made;
}

std::atomic<bool> display_held{false};
std::mutex layers_mutex;  // guards showing_layers()
std::vector<std::weak_ptr<LayerState>>& showing_layers() {
  static auto* const made = new std::vector<std::weak_ptr<LayerState>>;
  return *made;
}

void give_back(LayerState& state, DrawableState& drawable) {
  if (!drawable.texture) return;
  const bool fits = drawable.texture.width == static_cast<NSUInteger>(state.size.width) &&
                    drawable.texture.height == static_cast<NSUInteger>(state.size.height);
  if (fits && state.spare.size() < state.most) {
    state.spare.push_back(drawable.texture);
  } else {
    [drawable.texture release];
  }
  drawable.texture = nil;
}

// One picture of the layer comes on screen, or several. Without the lock: handlers run.
void show_ready(const std::shared_ptr<LayerState>& state, bool one) {
  for (;;) {
    std::shared_ptr<DrawableState> next;
    std::vector<MTLDrawablePresentedHandler> handlers;
    {
      const std::scoped_lock lock(state->mutex);
      if (state->on_the_way.empty()) return;
      next = state->on_the_way.front();
      if (!next->drawn || !next->committed) return;
      state->on_the_way.pop_front();
      ++state->telling;
      handlers.swap(next->handlers);
      next->finished = true;
      ++state->finished_but_kept;
      if (armed("not_shown")) {
        ++state->counts.not_shown;
        give_back(*state, *next);
      } else {
        ++state->counts.shown;
        next->presented_time = CACurrentMediaTime();
        if (state->current) give_back(*state, *state->current);
        state->current = next;
      }
    }
    state->drawable_free.notify_all();
    for (const MTLDrawablePresentedHandler handler : handlers) {
      @autoreleasepool {
        handler(next->object);
        Block_release(handler);
      }
    }
    [std::exchange(next->object, nil) release];
    {
      const std::scoped_lock lock(state->mutex);
      --state->telling;
    }
    state->drawable_free.notify_all();
    if (one) return;
  }
}

void advance(const std::shared_ptr<LayerState>& state) {
  if (!display_held) show_ready(state, false);
}

}  // namespace

bool has_free_drawable(const LayerState& state) {
  const NSUInteger on_screen = state.current ? 1 : 0;
  return state.held + state.on_the_way.size() + on_screen < state.most;
}

id<MTLTexture> take_texture(LayerState& state) {
  const auto width = static_cast<NSUInteger>(state.size.width);
  const auto height = static_cast<NSUInteger>(state.size.height);
  while (!state.spare.empty()) {
    const id<MTLTexture> texture = state.spare.back();
    state.spare.pop_back();
    if (texture.width == width && texture.height == height) return texture;
    [texture release];
  }
  return make_drawable_texture(state.device, state.format, width, height, state.framebuffer_only);
}

void present_drawable(const std::shared_ptr<LayerState>& state,
                      const std::shared_ptr<DrawableState>& drawable, id<MTLDrawable> object) {
  {
    const std::scoped_lock lock(state->mutex);
    if (drawable->presented)
      broken("Drawable %lu is presented a second time.", static_cast<unsigned long>(drawable->number));
    drawable->presented = true;
    drawable->object = [object retain];
    ++state->counts.presented;
    --state->held;
    if (state->with_transaction) {
      require_main_thread("Presenting a drawable with the transaction");
      ++state->counts.with_transaction;
      drawable->in_transaction = true;
      drawable->committed = false;
      const std::scoped_lock transaction(transaction_mutex);
      joined().push_back({state, drawable});
    }
    state->on_the_way.push_back(drawable);
  }
  {
    const std::scoped_lock lock(layers_mutex);
    auto& layers = showing_layers();
    std::erase_if(layers, [](const auto& layer) { return layer.expired(); });
    if (std::none_of(layers.begin(), layers.end(), [&](const auto& layer) { return layer.lock() == state; }))
      layers.push_back(state);
  }
  when_unused(drawable->texture, [state, drawable] {
    {
      const std::scoped_lock lock(state->mutex);
      drawable->drawn = true;
    }
    advance(state);
  });
}

void abandon_drawable(const std::shared_ptr<LayerState>& state,
                      const std::shared_ptr<DrawableState>& drawable) {
  const std::scoped_lock lock(state->mutex);
  drawable->gone = true;
  if (drawable->finished) --state->finished_but_kept;
  state->drawable_free.notify_all();
  if (drawable->presented) return;
  --state->held;
  for (const MTLDrawablePresentedHandler handler : drawable->handlers) Block_release(handler);
  drawable->handlers.clear();
  give_back(*state, *drawable);
  state->drawable_free.notify_all();
}

void forget_layer(LayerState& state) {
  const std::scoped_lock lock(state.mutex);
  for (const id<MTLTexture> texture : state.spare) [texture release];
  state.spare.clear();
  if (state.current) {
    [state.current->texture release];
    state.current->texture = nil;
    state.current.reset();
  }
}

void commit_main_transaction() {
  std::vector<Joined> due;
  {
    const std::scoped_lock lock(transaction_mutex);
    due.swap(joined());
  }
  for (const Joined& entry : due) {
    {
      const std::scoped_lock lock(entry.layer->mutex);
      entry.drawable->committed = true;
    }
    advance(entry.layer);
  }
}

bool main_transaction_is_empty() {
  const std::scoped_lock lock(transaction_mutex);
  return joined().empty();
}

void hold_display() { display_held = true; }

void refresh_display() {
  std::vector<std::shared_ptr<LayerState>> layers;
  {
    const std::scoped_lock lock(layers_mutex);
    for (const auto& weak : showing_layers())
      if (auto layer = weak.lock()) layers.push_back(std::move(layer));
  }
  for (const auto& layer : layers) show_ready(layer, display_held);
}

void release_display() {
  display_held = false;
  refresh_display();
}

LayerPicture shown_picture(CAMetalLayer* layer) {
  const auto state = shared_layer_state(layer);
  if (!display_held) {  // what is on its way arrives, and is told of
    std::unique_lock lock(state->mutex);
    state->drawable_free.wait_for(lock, std::chrono::seconds(2), [&] {
      return state->held == 0 && state->telling == 0 &&
             std::none_of(state->on_the_way.begin(), state->on_the_way.end(),
                          [](const auto& drawable) { return drawable->committed; });
    });
  }
  const std::scoped_lock lock(state->mutex);
  if (!state->current) return {};
  const id<MTLTexture> texture = state->current->texture;
  return {static_cast<int>(texture.width), static_cast<int>(texture.height), shown_pixels(texture)};
}

}  // namespace zc::doubles

using namespace zc::doubles;

@implementation CATransaction
+ (void)begin {
  broken("Explicit transactions are not part of the double.");
}
+ (void)commit {
  broken("Explicit transactions are not part of the double.");
}
+ (void)flush {
  require_main_thread("+[CATransaction flush]");
  commit_main_transaction();
}
@end
