// The core's own Objective-C classes, as functions: each object tells its owner what AppKit tells it.
#pragma once

#import <AppKit/AppKit.h>

#include <string>

#include "device/metal/objc_ref.h"

namespace zc::metal {

// Called on the main thread.
class WindowEvents {
 public:
  virtual void size_may_differ() = 0;
  virtual void occlusion_may_differ() = 0;
  virtual void screen_differs() = 0;
  virtual void woke() = 0;
  virtual void will_close() = 0;
  virtual void key_pressed(std::string name) = 0;

 protected:
  ~WindowEvents() = default;
};

class TickEvents {
 public:
  virtual void ticked() = 0;

 protected:
  ~TickEvents() = default;
};

// A view with one CAMetalLayer behind it, which keeps its picture in the top left corner. Passive: the mouse
// and keys go to the view that it lies in.
NSRef<NSView*> make_layer_view(NSRect frame, bool passive, WindowEvents& events);
// Hears of the window's changes; also of a foreign view's, where one is given.
NSRef<NSObject*> make_window_observer(NSWindow* window, NSView* foreign_view, bool as_delegate,
                                      WindowEvents& events);
// Has the method tick:.
NSRef<NSObject*> make_tick_target(TickEvents& events);

// From here on the object tells nobody. Before the owner dies.
void silence(NSObject* object);

}  // namespace zc::metal
