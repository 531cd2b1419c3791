#import "device/metal/metal_window_classes.h"

#import <QuartzCore/QuartzCore.h>

@interface ZCLayerView : NSView {
 @public
  zc::metal::WindowEvents *zc_events;  // not owned; null when silenced
  bool zc_passive;                     // in another toolkit's view, which keeps its events
}
@end

@interface ZCWindowObserver : NSObject <NSWindowDelegate> {
 @public
  zc::metal::WindowEvents *zc_events;  // not owned; null when silenced
}
@end

@interface ZCTickTarget : NSObject {
 @public
  zc::metal::TickEvents *zc_events;  // not owned; null when silenced
}
- (void)tick:(id)sender;
@end

namespace {

// Names of keys that have no character of their own.
const char *name_of_key(unsigned short code) {
  switch (code) {  // kVK_… of Carbon
    case 0x24:
    case 0x4c:
      return "return";
    case 0x30:
      return "tab";
    case 0x31:
      return "space";
    case 0x33:
      return "backspace";
    case 0x35:
      return "escape";
    case 0x73:
      return "home";
    case 0x74:
      return "page_up";
    case 0x75:
      return "delete";
    case 0x77:
      return "end";
    case 0x79:
      return "page_down";
    case 0x7b:
      return "left";
    case 0x7c:
      return "right";
    case 0x7d:
      return "down";
    case 0x7e:
      return "up";
    default:
      return nullptr;
  }
}

std::string name_of_key(NSEvent *event) {
  if (const char *name = name_of_key(event.keyCode)) return name;
  const char *characters = event.charactersIgnoringModifiers.UTF8String;
  std::string name = characters ? characters : "";
  for (char &c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return name;
}

}  // namespace

@implementation ZCLayerView
- (CALayer *)makeBackingLayer {
  return [CAMetalLayer layer];
}
- (BOOL)acceptsFirstResponder {
  return !zc_passive;
}
- (NSView *)hitTest:(NSPoint)point {
  return zc_passive ? nil : [super hitTest:point];
}
- (void)setFrameSize:(NSSize)newSize {
  [super setFrameSize:newSize];
  if (zc_events) zc_events->size_may_differ();
}
- (void)viewDidChangeBackingProperties {
  [super viewDidChangeBackingProperties];
  if (zc_events) zc_events->size_may_differ();
}
- (void)keyDown:(NSEvent *)event {  // not handed on: AppKit would beep
  std::string name = name_of_key(event);
  if (zc_events && !name.empty()) zc_events->key_pressed(std::move(name));
}
- (BOOL)performKeyEquivalent:(NSEvent *)event {
  // There is no menu that would offer these.
  if (zc_events && !zc_passive && (event.modifierFlags & NSEventModifierFlagCommand)) {
    const std::string name = name_of_key(event);
    if (name == "w" || name == "q") {
      [self.window performClose:self];
      return YES;
    }
  }
  return [super performKeyEquivalent:event];
}
@end

@implementation ZCWindowObserver
- (void)windowWillClose:(NSNotification *)notification {
  if (zc_events) zc_events->will_close();
}
- (void)windowDidChangeOcclusionState:(NSNotification *)notification {
  if (zc_events) zc_events->occlusion_may_differ();
}
- (void)windowDidChangeScreen:(NSNotification *)notification {
  if (zc_events) zc_events->screen_differs();
}
- (void)sizeMayDiffer:(NSNotification *)notification {
  if (zc_events) zc_events->size_may_differ();
}
- (void)didWake:(NSNotification *)notification {
  if (zc_events) zc_events->woke();
}
@end

@implementation ZCTickTarget
- (void)tick:(id)sender {
  if (zc_events) zc_events->ticked();
}
@end

namespace zc::metal {

NSRef<NSView *> make_layer_view(NSRect frame, bool passive, WindowEvents &events) {
  ZCLayerView *view = [[ZCLayerView alloc] initWithFrame:frame];
  view.autoresizingMask = NSViewWidthSizable | NSViewHeightSizable;
  view.wantsLayer = YES;  // makes the layer, through makeBackingLayer
  view.layerContentsRedrawPolicy = NSViewLayerContentsRedrawNever;
  view.layerContentsPlacement = NSViewLayerContentsPlacementTopLeft;
  view->zc_events = &events;
  view->zc_passive = passive;
  return NSRef<NSView *>::adopt(view);
}

NSRef<NSObject *> make_window_observer(NSWindow *window, NSView *foreign_view, bool as_delegate,
                                       WindowEvents &events) {
  ZCWindowObserver *observer = [[ZCWindowObserver alloc] init];
  observer->zc_events = &events;
  NSNotificationCenter *center = NSNotificationCenter.defaultCenter;
  if (as_delegate) {
    window.delegate = observer;
  } else if (window) {  // another toolkit's window has its own delegate
    const struct {
      NSNotificationName name;
      SEL selector;
    } watched[] = {
        {NSWindowWillCloseNotification, @selector(windowWillClose:)},
        {NSWindowDidChangeOcclusionStateNotification, @selector(windowDidChangeOcclusionState:)},
        {NSWindowDidChangeScreenNotification, @selector(windowDidChangeScreen:)},
        {NSWindowDidChangeBackingPropertiesNotification, @selector(sizeMayDiffer:)},
    };
    for (const auto &[name, selector] : watched)
      [center addObserver:observer selector:selector name:name object:window];
  }
  if (foreign_view) {
    foreign_view.postsFrameChangedNotifications = YES;
    [center addObserver:observer
               selector:@selector(sizeMayDiffer:)
                   name:NSViewFrameDidChangeNotification
                 object:foreign_view];
  }
  NSNotificationCenter *workspace = NSWorkspace.sharedWorkspace.notificationCenter;
  for (NSNotificationName name : {NSWorkspaceDidWakeNotification, NSWorkspaceScreensDidWakeNotification})
    [workspace addObserver:observer selector:@selector(didWake:) name:name object:nil];
  return NSRef<NSObject *>::adopt(observer);
}

NSRef<NSObject *> make_tick_target(TickEvents &events) {
  ZCTickTarget *target = [[ZCTickTarget alloc] init];
  target->zc_events = &events;
  return NSRef<NSObject *>::adopt(target);
}

void silence(NSObject *object) {
  if ([object isKindOfClass:[ZCLayerView class]]) {
    static_cast<ZCLayerView *>(object)->zc_events = nullptr;
  } else if ([object isKindOfClass:[ZCTickTarget class]]) {
    static_cast<ZCTickTarget *>(object)->zc_events = nullptr;
  } else if ([object isKindOfClass:[ZCWindowObserver class]]) {
    static_cast<ZCWindowObserver *>(object)->zc_events = nullptr;
    [NSNotificationCenter.defaultCenter removeObserver:object];
    [NSWorkspace.sharedWorkspace.notificationCenter removeObserver:object];
  }
}

}  // namespace zc::metal
