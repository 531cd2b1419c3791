// NSWindow.
#include <algorithm>

#include "appkit_double.h"
#include "strict.h"

using namespace zc::doubles;

NSNotificationName const NSWindowDidChangeBackingPropertiesNotification =
    @"NSWindowDidChangeBackingPropertiesNotification";
NSNotificationName const NSWindowDidChangeOcclusionStateNotification =
    @"NSWindowDidChangeOcclusionStateNotification";
NSNotificationName const NSWindowDidChangeScreenNotification = @"NSWindowDidChangeScreenNotification";
NSNotificationName const NSWindowWillCloseNotification = @"NSWindowWillCloseNotification";

namespace {

std::vector<NSWindow*> all_windows;
double screen_scale = 1;

// To the delegate, if it cares, and to observers.
void tell(NSWindow* window, SEL selector, NSNotificationName name) {
  const id delegate = window_state(window).delegate;
  if ([delegate respondsToSelector:selector]) [delegate performSelector:selector withObject:nil];
  [NSNotificationCenter.defaultCenter postNotificationName:name object:window];
}

}  // namespace

@interface NSWindow (ZCDouble)
- (WindowState*)zcState;
@end

@implementation NSWindow
- (instancetype)initWithContentRect:(NSRect)contentRect
                          styleMask:(NSWindowStyleMask)style
                            backing:(NSBackingStoreType)backingStoreType
                              defer:(BOOL)flag {
  static_cast<void>(backingStoreType), static_cast<void>(flag);
  require_main_thread("-[NSWindow initWithContentRect:styleMask:backing:defer:]");
  if (!NSApp) broken("A window is made before there is an NSApplication.");
  self = [super init];
  auto* const state = new WindowState;
  state->style = style;
  state->scale = screen_scale;
  state->before_fullscreen = contentRect.size;
  _double = state;
  all_windows.push_back(self);
  if (armed("NSWindow")) {
    [self release];
    return nil;
  }
  return self;
}
- (WindowState*)zcState {
  return static_cast<WindowState*>(_double);
}
- (void)dealloc {
  require_main_thread("Freeing a window");
  std::erase(all_windows, self);
  WindowState* const state = [self zcState];
  if (state->content) {
    set_view_window(state->content, nil);
    [state->content release];
  }
  [state->title release];
  delete state;
  [super dealloc];
}
- (NSString*)title {
  return [self zcState]->title;
}
- (void)setTitle:(NSString*)title {
  require_main_thread("-[NSWindow setTitle:]");
  if (!title) broken("The title of a window is set to nil.");
  WindowState* const state = [self zcState];
  NSString* const copy = [title copy];
  [state->title release];
  state->title = copy;
}
- (BOOL)isReleasedWhenClosed {
  return [self zcState]->released_when_closed;
}
- (void)setReleasedWhenClosed:(BOOL)released {
  [self zcState]->released_when_closed = released;
}
- (NSView*)contentView {
  return [self zcState]->content;
}
- (void)setContentView:(NSView*)view {
  require_main_thread("-[NSWindow setContentView:]");
  WindowState* const state = [self zcState];
  [view retain];
  if (state->content) {
    set_view_window(state->content, nil);
    [state->content release];
  }
  state->content = view;
  if (!view) return;
  set_view_window(view, self);
  [view setFrameSize:state->before_fullscreen];
  check_one_metal_layer(self);
}
- (id<NSWindowDelegate>)delegate {
  return [self zcState]->delegate;
}
- (void)setDelegate:(id<NSWindowDelegate>)delegate {
  require_main_thread("-[NSWindow setDelegate:]");
  [self zcState]->delegate = delegate;
}
- (NSWindowStyleMask)styleMask {
  return [self zcState]->style;
}
- (void)setStyleMask:(NSWindowStyleMask)style {
  [self zcState]->style = style;
}
- (NSWindowCollectionBehavior)collectionBehavior {
  return [self zcState]->behavior;
}
- (void)setCollectionBehavior:(NSWindowCollectionBehavior)behavior {
  require_main_thread("-[NSWindow setCollectionBehavior:]");
  [self zcState]->behavior = behavior;
}
- (NSWindowOcclusionState)occlusionState {
  const WindowState* const state = [self zcState];
  return state->visible && !state->occluded ? NSWindowOcclusionStateVisible : 0;
}
- (CGFloat)backingScaleFactor {
  return [self zcState]->scale;
}
- (NSScreen*)screen {
  return [self zcState]->visible ? NSScreen.mainScreen : nil;
}
- (void)center {
  require_main_thread("-[NSWindow center]");
}
- (void)close {
  require_main_thread("-[NSWindow close]");
  WindowState* const state = [self zcState];
  if (state->closed) broken("A window is closed twice.");
  if (state->released_when_closed && !state->foreign)
    broken("A window is closed that releases itself when closed, and its owner releases it too.");
  [self retain];
  tell(self, @selector(windowWillClose:), NSWindowWillCloseNotification);
  state->closed = true;
  state->visible = false;
  [self release];
}
- (void)performClose:(id)sender {
  static_cast<void>(sender);
  require_main_thread("-[NSWindow performClose:]");
  if (([self zcState]->style & NSWindowStyleMaskClosable) != 0) [self close];
}
- (void)makeKeyAndOrderFront:(id)sender {
  static_cast<void>(sender);
  require_main_thread("-[NSWindow makeKeyAndOrderFront:]");
  [self zcState]->visible = true;
  post_occlusion(self);
}
- (BOOL)makeFirstResponder:(NSResponder*)responder {
  require_main_thread("-[NSWindow makeFirstResponder:]");
  if (!responder.acceptsFirstResponder) return NO;
  [self zcState]->responder = responder;
  return YES;
}
- (void)setContentSize:(NSSize)size {
  require_main_thread("-[NSWindow setContentSize:]");
  set_content_size(self, size);
}
- (void)toggleFullScreen:(id)sender {
  static_cast<void>(sender);
  require_main_thread("-[NSWindow toggleFullScreen:]");
  WindowState* const state = [self zcState];
  if ((state->behavior & NSWindowCollectionBehaviorFullScreenPrimary) == 0)
    broken("toggleFullScreen: is sent to a window whose collection behaviour does not allow it.");
  const bool leaving = (state->style & NSWindowStyleMaskFullScreen) != 0;
  if (!leaving) state->before_fullscreen = state->content.frame.size;
  state->style ^= NSWindowStyleMaskFullScreen;
  set_content_size(self, leaving ? state->before_fullscreen : NSMakeSize(320, 200));
}
@end

namespace zc::doubles {

WindowState& window_state(NSWindow* window) { return *[window zcState]; }

const std::vector<NSWindow*>& windows() { return all_windows; }

double default_scale() { return screen_scale; }
void set_default_scale(double scale) { screen_scale = scale; }

void set_content_size(NSWindow* window, NSSize size) {
  NSView* const content = window_state(window).content;
  if (content) [content setFrameSize:size];
}

// The window server tells later.
void post_occlusion(NSWindow* window) {
  EventFacts facts;
  facts.action = [window] {
    if (std::find(all_windows.begin(), all_windows.end(), window) == all_windows.end()) return;
    tell(window, @selector(windowDidChangeOcclusionState:), NSWindowDidChangeOcclusionStateNotification);
  };
  post_event(std::move(facts));
}

}  // namespace zc::doubles
