// What a user, the window server and other toolkits do to an app, as tests ask for it.
#pragma once

#import <AppKit/AppKit.h>
#import <QuartzCore/QuartzCore.h>

#include <functional>
#include <string>
#include <vector>

namespace zc::doubles {

struct ViewState {
  NSRect frame{};
  NSView* superview = nil;  // not owned
  NSWindow* window = nil;   // not owned
  std::vector<NSView*> subviews;
  CALayer* layer = nil;
  bool wants_layer = false;
  bool foreign = false;  // another toolkit's
  bool flipped = false;
  bool posts_frame_changes = false;
  NSAutoresizingMaskOptions autoresizing = 0;
  NSViewLayerContentsRedrawPolicy redraw = NSViewLayerContentsRedrawOnSetNeedsDisplay;
  NSViewLayerContentsPlacement placement = NSViewLayerContentsPlacementScaleAxesIndependently;
};

struct WindowState {
  NSString* title = nil;
  NSView* content = nil;
  id<NSWindowDelegate> delegate = nil;  // not owned, as AppKit's
  NSResponder* responder = nil;         // not owned
  NSWindowStyleMask style = 0;
  NSWindowCollectionBehavior behavior = 0;
  bool released_when_closed = true;
  bool visible = false;
  bool occluded = false;
  bool closed = false;
  bool live_resize = false;
  bool foreign = false;
  double scale = 1;
  NSSize before_fullscreen{};
};

ViewState& view_state(NSView* view);
WindowState& window_state(NSWindow* window);
// The windows alive, oldest first.
const std::vector<NSWindow*>& windows();

void set_view_window(NSView* view, NSWindow* window);
// Breaks when the window has more than one CAMetalLayer.
void check_one_metal_layer(NSWindow* window);
// The layer of the view below, or nil.
CAMetalLayer* find_metal_layer(NSView* view);
void tell_of_backing_change(NSWindow* window);
void post_occlusion(NSWindow* window);
void set_content_size(NSWindow* window, NSSize size);
double default_scale();
void set_default_scale(double scale);

struct EventFacts {
  NSEventType type = NSEventTypeApplicationDefined;
  NSEventModifierFlags modifiers = 0;
  std::string characters;
  unsigned short key_code = 0;
  std::function<void()> action;  // what AppKit itself does about the event
};
// The caller's reference.
NSEvent* make_event(EventFacts facts);
EventFacts& event_facts(NSEvent* event);
void post_event(EventFacts facts);  // any thread
void set_app_running(bool running);
NSApplicationActivationPolicy activation_policy();
bool app_finished_launching();
bool app_is_active();
void forget_app();

}  // namespace zc::doubles
