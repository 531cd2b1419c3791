// What the doubles of QuartzCore, AppKit and Metal know of each other.
#pragma once

#import <QuartzCore/QuartzCore.h>

#include <functional>
#include <string>
#include <vector>

namespace zc::doubles {

// For the Metal double. At presentDrawable:, which a layer that presents with the transaction must not see.
void check_present_with_commands(id<MTLDrawable> drawable);

// The implicit transaction of the main thread: what joined it takes effect.
void commit_main_transaction();
bool main_transaction_is_empty();

// Delivers ticks of view links that are due; on the main thread, from its run loop.
void deliver_due_ticks();
// Called on any thread whenever the main run loop has something to do.
void on_display_event(std::function<void()> wake);

struct LayerPicture {
  int width = 0;
  int height = 0;
  std::vector<unsigned char> rgba;  // empty: nothing was ever shown
};
// What the layer shows, once every picture that is on its way has arrived.
LayerPicture shown_picture(CAMetalLayer* layer);

struct LayerCounts {
  long acquired = 0;   // nextDrawable gave one
  long presented = 0;  // present was called
  long shown = 0;
  long not_shown = 0;
  long sizes_set = 0;  // drawableSize changed
  long with_transaction = 0;
};
LayerCounts layer_counts(CAMetalLayer* layer);

// CAMetalLayers alive.
int metal_layers();

}  // namespace zc::doubles
