// NSView: a tree, its layers, and what size it has on which screen.
#include <algorithm>

#include "appkit_double.h"
#include "device/metal/availability.h"
#include "display_link_double.h"
#include "quartzcore_double.h"
#include "strict.h"

using namespace zc::doubles;

NSNotificationName const NSViewFrameDidChangeNotification = @"NSViewFrameDidChangeNotification";

namespace {

bool same(NSSize a, NSSize b) { return a.width == b.width && a.height == b.height; }

void count_metal_layers(NSView* view, int& count) {
  ViewState& state = view_state(view);
  count += [state.layer isKindOfClass:[CAMetalLayer class]];
  for (NSView* const child : state.subviews) count_metal_layers(child, count);
}

}  // namespace

@interface NSView (ZCDouble)
- (ViewState*)zcState;
@end

@implementation NSView
- (instancetype)initWithFrame:(NSRect)frameRect {
  require_main_thread("-[NSView initWithFrame:]");
  self = [super init];
  auto* const state = new ViewState;
  state->frame = frameRect;
  _double = state;
  return self;
}
- (ViewState*)zcState {
  if (!_double) broken("A view is used that initWithFrame: never made.");
  return static_cast<ViewState*>(_double);
}
- (void)dealloc {
  require_main_thread("Freeing a view");
  ViewState* const state = [self zcState];
  for (NSView* const child : state->subviews) {
    set_view_window(child, nil);
    view_state(child).superview = nil;
    [child release];
  }
  [state->layer release];
  delete state;
  [super dealloc];
}
- (NSWindow*)window {
  return [self zcState]->window;
}
- (NSRect)frame {
  return [self zcState]->frame;
}
- (void)setFrame:(NSRect)frame {
  [self zcState]->frame.origin = frame.origin;
  [self setFrameSize:frame.size];
}
- (NSRect)bounds {
  const NSSize size = [self zcState]->frame.size;
  return NSMakeRect(0, 0, size.width, size.height);
}
- (void)setBounds:(NSRect)bounds {
  static_cast<void>(bounds);
  broken("The bounds of a view are set apart from its frame.");
}
- (BOOL)isFlipped {
  return [self zcState]->flipped;
}
- (NSAutoresizingMaskOptions)autoresizingMask {
  return [self zcState]->autoresizing;
}
- (void)setAutoresizingMask:(NSAutoresizingMaskOptions)mask {
  require_main_thread("-[NSView setAutoresizingMask:]");
  [self zcState]->autoresizing = mask;
}
- (BOOL)wantsLayer {
  return [self zcState]->wants_layer;
}
- (void)setWantsLayer:(BOOL)wants {
  require_main_thread("-[NSView setWantsLayer:]");
  ViewState* const state = [self zcState];
  state->wants_layer = wants;
  if (!wants || state->layer) return;
  state->layer = [[self makeBackingLayer] retain];
  if (state->window) check_one_metal_layer(state->window);
}
- (CALayer*)layer {
  return [self zcState]->layer;
}
- (void)setLayer:(CALayer*)layer {
  require_main_thread("-[NSView setLayer:]");
  ViewState* const state = [self zcState];
  if (state->foreign) broken("-setLayer: is sent to a view that another toolkit draws.");
  [layer retain];
  [state->layer release];
  state->layer = layer;
  if (state->window) check_one_metal_layer(state->window);
}
- (CALayer*)makeBackingLayer {
  return [CALayer layer];
}
- (NSViewLayerContentsRedrawPolicy)layerContentsRedrawPolicy {
  return [self zcState]->redraw;
}
- (void)setLayerContentsRedrawPolicy:(NSViewLayerContentsRedrawPolicy)policy {
  require_main_thread("-[NSView setLayerContentsRedrawPolicy:]");
  [self zcState]->redraw = policy;
}
- (NSViewLayerContentsPlacement)layerContentsPlacement {
  return [self zcState]->placement;
}
- (void)setLayerContentsPlacement:(NSViewLayerContentsPlacement)placement {
  require_main_thread("-[NSView setLayerContentsPlacement:]");
  [self zcState]->placement = placement;
}
- (BOOL)postsFrameChangedNotifications {
  return [self zcState]->posts_frame_changes;
}
- (void)setPostsFrameChangedNotifications:(BOOL)posts {
  [self zcState]->posts_frame_changes = posts;
}
- (BOOL)inLiveResize {
  require_main_thread("-[NSView inLiveResize]");
  NSWindow* const window = [self zcState]->window;
  return window && window_state(window).live_resize;
}
- (NSView*)hitTest:(NSPoint)point {
  const auto& children = [self zcState]->subviews;
  for (auto child = children.rbegin(); child != children.rend(); ++child)
    if (NSView* const hit = [*child hitTest:point]) return hit;
  return self;
}
- (void)addSubview:(NSView*)view {
  require_main_thread("-[NSView addSubview:]");
  ViewState& child = view_state(view);
  if (child.superview) broken("A view is added that has a superview already.");
  child.superview = self;
  [self zcState]->subviews.push_back([view retain]);
  set_view_window(view, [self zcState]->window);
  if (child.window) check_one_metal_layer(child.window);
}
- (void)removeFromSuperview {
  require_main_thread("-[NSView removeFromSuperview]");
  ViewState* const state = [self zcState];
  if (!state->superview) return;
  std::erase(view_state(state->superview).subviews, self);
  state->superview = nil;
  set_view_window(self, nil);
  [self autorelease];
}
- (void)setFrameSize:(NSSize)newSize {
  require_main_thread("-[NSView setFrameSize:]");
  ViewState* const state = [self zcState];
  const NSSize old = state->frame.size;
  if (same(old, newSize)) return;
  state->frame.size = newSize;
  if ([state->layer isKindOfClass:[CAMetalLayer class]] && !state->foreign &&
      (state->flipped || state->placement != NSViewLayerContentsPlacementTopLeft))
    broken(
        "A view with a CAMetalLayer changes its size, and its picture is not kept in the top left corner.");
  for (NSView* const child : state->subviews) {
    NSSize size = view_state(child).frame.size;
    if (view_state(child).autoresizing & NSViewWidthSizable) size.width += newSize.width - old.width;
    if (view_state(child).autoresizing & NSViewHeightSizable) size.height += newSize.height - old.height;
    [child setFrameSize:size];
  }
  if (state->posts_frame_changes)
    [NSNotificationCenter.defaultCenter postNotificationName:NSViewFrameDidChangeNotification object:self];
}
- (void)viewDidChangeBackingProperties {
}
- (NSRect)convertRectToBacking:(NSRect)rect {
  NSWindow* const window = [self zcState]->window;
  const double scale = window ? window_state(window).scale : 1;
  return NSMakeRect(rect.origin.x * scale, rect.origin.y * scale, rect.size.width * scale,
                    rect.size.height * scale);
}
- (CADisplayLink*)displayLinkWithTarget:(id)target selector:(SEL)selector {
  require_main_thread("-[NSView displayLinkWithTarget:selector:]");
  if (zc::metal::pretended_macos_major() < 14)
    broken("-[NSView displayLinkWithTarget:selector:] does not exist before macOS 14.");
  if (![self zcState]->window) broken("A display link is asked of a view that lies in no window.");
  if (armed("displayLinkWithTarget")) return nil;
  return [make_view_link(target, selector) autorelease];
}
@end

namespace zc::doubles {

ViewState& view_state(NSView* view) { return *[view zcState]; }

void set_view_window(NSView* view, NSWindow* window) {
  ViewState& state = view_state(view);
  state.window = window;
  for (NSView* const child : state.subviews) set_view_window(child, window);
  if (window) [view viewDidChangeBackingProperties];
}

void check_one_metal_layer(NSWindow* window) {
  int count = 0;
  if (window_state(window).content) count_metal_layers(window_state(window).content, count);
  if (count > 1) broken("A window has %d CAMetalLayers; everything in it is drawn into one.", count);
}

CAMetalLayer* find_metal_layer(NSView* view) {
  ViewState& state = view_state(view);
  if ([state.layer isKindOfClass:[CAMetalLayer class]]) return static_cast<CAMetalLayer*>(state.layer);
  for (NSView* const child : state.subviews)
    if (CAMetalLayer* const found = find_metal_layer(child)) return found;
  return nil;
}

void tell_of_backing_change(NSWindow* window) {
  const auto tell = [](const auto& self, NSView* view) -> void {
    [view viewDidChangeBackingProperties];
    for (NSView* const child : view_state(view).subviews) self(self, child);
  };
  if (window_state(window).content) tell(tell, window_state(window).content);
  [NSNotificationCenter.defaultCenter postNotificationName:NSWindowDidChangeBackingPropertiesNotification
                                                    object:window];
}

}  // namespace zc::doubles
