// What tests do to windows and learn of them: `zerocopy._core.doubles`.
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <cstring>
#include <map>

#include "appkit_double.h"
#include "bind_doubles.h"
#include "display_link_double.h"
#include "quartzcore_double.h"
#include "quartzcore_state.h"
#include "run_loop.h"
#include "strict.h"

namespace py = pybind11;

namespace zc::doubles {
namespace {

// -1: the newest.
NSWindow* window_at(int index) {
  const auto& all = windows();
  const int at = index < 0 ? static_cast<int>(all.size()) + index : index;
  if (at < 0 || at >= static_cast<int>(all.size())) throw py::index_error("there is no such window");
  return all[static_cast<std::size_t>(at)];
}

CAMetalLayer* layer_at(int index) {
  NSView* const content = window_state(window_at(index)).content;
  CAMetalLayer* const layer = content ? find_metal_layer(content) : nil;
  if (!layer) throw py::index_error("the window has no CAMetalLayer");
  return layer;
}

// One turn of the main loop.
void turn() {
  @autoreleasepool {
    pump_main_run_loop();
    deliver_due_ticks();
    commit_main_transaction();
  }
}

// Now, or when the app handles events next.
void act(bool later, std::function<void()> action) {
  if (later) {
    EventFacts facts;
    facts.action = std::move(action);
    return post_event(std::move(facts));
  }
  py::gil_scoped_release released;
  @autoreleasepool {
    action();
  }
}

void resize_window(int width, int height, bool live, bool later, int index) {
  NSWindow* const window = window_at(index);
  act(later, [=] {
    window_state(window).live_resize = live;
    set_content_size(window, NSMakeSize(width, height));
    commit_main_transaction();
  });
}

void end_live_resize(int index) { window_state(window_at(index)).live_resize = false; }

void close_window(bool later, int index) {
  NSWindow* const window = window_at(index);
  act(later, [=] { [window performClose:nil]; });
}

void occlude(bool occluded, int index) {
  NSWindow* const window = window_at(index);
  window_state(window).occluded = occluded;
  post_occlusion(window);
}

void set_scale(double scale, int index) {
  NSWindow* const window = window_at(index);
  act(false, [=] {
    window_state(window).scale = scale;
    id const delegate = window_state(window).delegate;
    if ([delegate respondsToSelector:@selector(windowDidChangeScreen:)])
      [delegate performSelector:@selector(windowDidChangeScreen:) withObject:nil];
    tell_of_backing_change(window);
    commit_main_transaction();
  });
}

void wake(bool screens) {
  act(false, [=] {
    [NSWorkspace.sharedWorkspace.notificationCenter
        postNotificationName:screens ? NSWorkspaceScreensDidWakeNotification : NSWorkspaceDidWakeNotification
                      object:nil];
    commit_main_transaction();
  });
}

void press(const std::string& name, bool command) {
  static const std::map<std::string, std::pair<const char*, unsigned short>> known{
      {"space", {" ", 0x31}}, {"escape", {"\x1b", 0x35}}, {"left", {"", 0x7b}},    {"right", {"", 0x7c}},
      {"down", {"", 0x7d}},   {"up", {"", 0x7e}},         {"return", {"\r", 0x24}}};
  EventFacts facts;
  facts.type = NSEventTypeKeyDown;
  facts.modifiers = command ? NSEventModifierFlagCommand : 0;
  const auto found = known.find(name);
  facts.characters = found == known.end() ? name : found->second.first;
  facts.key_code = found == known.end() ? 0 : found->second.second;
  post_event(std::move(facts));
}

py::object window_pixels(int index) {
  CAMetalLayer* const layer = layer_at(index);
  LayerPicture picture;
  {
    py::gil_scoped_release released;
    commit_main_transaction();
    picture = shown_picture(layer);
  }
  if (picture.rgba.empty()) return py::none();
  py::array_t<std::uint8_t> out({picture.height, picture.width, 4});
  std::memcpy(out.mutable_data(), picture.rgba.data(), picture.rgba.size());
  return out;
}

py::dict window_info(int index) {
  NSWindow* const window = window_at(index);
  const WindowState& state = window_state(window);
  py::dict out;
  @autoreleasepool {
    out["title"] = state.title ? std::string(state.title.UTF8String) : std::string();
    const NSRect frame = state.content ? state.content.frame : NSMakeRect(0, 0, 0, 0);
    out["size"] = std::pair(frame.size.width, frame.size.height);
    out["scale"] = state.scale;
    out["fullscreen"] = (state.style & NSWindowStyleMaskFullScreen) != 0;
    out["visible"] = state.visible;
    out["released_when_closed"] = state.released_when_closed;
    out["subviews"] = state.content ? view_state(state.content).subviews.size() : 0;
    out["content_gets_the_mouse"] =
        state.content && [state.content hitTest:NSMakePoint(1, 1)] == state.content;
    out["content_has_own_layer"] =
        state.content && [view_state(state.content).layer isKindOfClass:[CAMetalLayer class]];
  }
  return out;
}

py::dict layer_info(int index) {
  CAMetalLayer* const layer = layer_at(index);
  const LayerCounts counts = layer_counts(layer);
  py::dict out;
  out["acquired"] = counts.acquired;
  out["presented"] = counts.presented;
  out["shown"] = counts.shown;
  out["not_shown"] = counts.not_shown;
  out["sizes_set"] = counts.sizes_set;
  out["with_transaction"] = counts.with_transaction;
  out["presents_with_transaction"] = static_cast<bool>(layer.presentsWithTransaction);
  out["scale"] = static_cast<double>(layer.contentsScale);
  out["size"] = std::pair(layer.drawableSize.width, layer.drawableSize.height);
  return out;
}

py::dict app_info() {
  py::dict out;
  out["regular"] = activation_policy() == NSApplicationActivationPolicyRegular;
  out["launched"] = app_finished_launching();
  out["active"] = app_is_active();
  out["windows"] = windows().size();
  out["metal_layers"] = metal_layers();
  out["links"] = living_links();
  out["running_links"] = running_links();
  return out;
}

// A window of another toolkit; it and its view, as numbers.
std::pair<std::uintptr_t, std::uintptr_t> make_foreign_window(int width, int height, bool metal_layer) {
  @autoreleasepool {
    NSApplication* const app = [NSApplication sharedApplication];
    if (!app_finished_launching()) [app finishLaunching];  // the toolkit's doing
    const NSRect rect = NSMakeRect(0, 0, width, height);
    NSWindow* const window = [[NSWindow alloc] initWithContentRect:rect
                                                         styleMask:NSWindowStyleMaskClosable
                                                           backing:NSBackingStoreBuffered
                                                             defer:NO];
    window_state(window).foreign = true;
    NSView* const view = [[NSView alloc] initWithFrame:rect];
    view.wantsLayer = YES;
    ViewState& state = view_state(view);
    state.foreign = true;
    if (metal_layer) {
      [state.layer release];
      state.layer = [[CAMetalLayer layer] retain];
    }
    window.contentView = view;
    [view release];
    window_state(window).visible = true;
    return {reinterpret_cast<std::uintptr_t>(window), reinterpret_cast<std::uintptr_t>(view)};
  }
}

// The CAMetalLayer of a foreign window that was made with one.
std::uintptr_t foreign_layer(std::uintptr_t view) {
  return reinterpret_cast<std::uintptr_t>(view_state(reinterpret_cast<NSView*>(view)).layer);
}

void free_foreign_window(std::uintptr_t window) {
  @autoreleasepool {
    [reinterpret_cast<NSWindow*>(window) release];
  }
}

// Breaks one rule of the window doubles.
void misuse(const std::string& name) {
  static const std::map<std::string, std::function<void()>> all{
      {"set_layer_of_foreign_view",
       [] {
         NSView* const view = reinterpret_cast<NSView*>(make_foreign_window(8, 8, false).second);
         view.layer = [CALayer layer];
       }},
      {"second_metal_layer",
       [] {
         NSView* const view = reinterpret_cast<NSView*>(make_foreign_window(8, 8, true).second);
         NSView* const child = [[NSView alloc] initWithFrame:NSMakeRect(0, 0, 8, 8)];
         view_state(child).layer = [[CAMetalLayer layer] retain];
         [view addSubview:child];
       }},
      {"released_when_closed",
       [] {
         [NSApplication sharedApplication];
         [[[NSWindow alloc] initWithContentRect:NSMakeRect(0, 0, 8, 8)
                                      styleMask:NSWindowStyleMaskTitled
                                        backing:NSBackingStoreBuffered
                                          defer:NO] close];
       }},
      {"layer_without_device", [] { [[CAMetalLayer layer] nextDrawable]; }},
      {"drawable_size", [] { [CAMetalLayer layer].drawableSize = CGSizeMake(0, 8); }},
      {"no_display_sync", [] { [CAMetalLayer layer].displaySyncEnabled = NO; }},
      {"no_timeout", [] { [CAMetalLayer layer].allowsNextDrawableTimeout = NO; }},
      {"view_off_main",
       [] { std::thread([] { [[NSView alloc] initWithFrame:NSMakeRect(0, 0, 8, 8)]; }).join(); }},
      {"view_without_anchor",
       [] {
         NSView* const view = [[NSView alloc] initWithFrame:NSMakeRect(0, 0, 8, 8)];
         view.layer = [CAMetalLayer layer];
         [view setFrameSize:NSMakeSize(9, 9)];
       }},
      {"link_not_invalidated",
       [] {
         NSView* const view = reinterpret_cast<NSView*>(make_foreign_window(8, 8, false).second);
         set_macos_major(14);
         [[view displayLinkWithTarget:view
                             selector:@selector(removeFromSuperview)] addToRunLoop:NSRunLoop.mainRunLoop
                                                                           forMode:NSRunLoopCommonModes];
         reset();
       }},
      {"link_in_one_mode",
       [] {
         NSView* const view = reinterpret_cast<NSView*>(make_foreign_window(8, 8, false).second);
         set_macos_major(14);
         [[view displayLinkWithTarget:view
                             selector:@selector(removeFromSuperview)] addToRunLoop:NSRunLoop.mainRunLoop
                                                                           forMode:NSDefaultRunLoopMode];
       }},
      {"link_on_macos_13",
       [] {
         NSView* const view = reinterpret_cast<NSView*>(make_foreign_window(8, 8, false).second);
         set_macos_major(13);
         [view displayLinkWithTarget:view selector:@selector(removeFromSuperview)];
       }},
  };
  @autoreleasepool {
    all.at(name)();
  }
}

void tidy() {
  release_display();
  set_default_scale(1);
  turn();
}

void bind(py::module_& m) {
  on_reset(&tidy);
  @autoreleasepool {  // what lives for good is made before tests count
    static_cast<void>(NSScreen.mainScreen);
    static_cast<void>(NSRunLoop.mainRunLoop);
    static_cast<void>(NSNotificationCenter.defaultCenter);
    static_cast<void>(NSWorkspace.sharedWorkspace.notificationCenter);
  }
  const auto index = py::arg("index") = -1;
  m.def("turn", &turn, py::call_guard<py::gil_scoped_release>(), "One turn of the main run loop.");
  m.def("resize_window", &resize_window, py::arg("width"), py::arg("height"), py::arg("live") = false,
        py::arg("later") = false, index);
  m.def("end_live_resize", &end_live_resize, index);
  m.def("close_window", &close_window, py::arg("later") = false, index, "By its button.");
  m.def("occlude", &occlude, py::arg("occluded"), index);
  m.def("set_scale", &set_scale, py::arg("scale"), index);
  m.def("set_default_scale", &set_default_scale, py::arg("scale"), "Of windows made from now on.");
  m.def("wake", &wake, py::arg("screens") = false);
  m.def("press", &press, py::arg("name"), py::arg("command") = false);
  m.def("window_pixels", &window_pixels, index,
        "What the newest window shows, once it has arrived; or None.");
  m.def("window_info", &window_info, index);
  m.def("layer_info", &layer_info, index);
  m.def("app_info", &app_info);
  m.def("set_app_running", &set_app_running, py::arg("running"));
  m.def("hold_display", &hold_display);
  m.def("refresh_display", &refresh_display, py::call_guard<py::gil_scoped_release>());
  m.def("release_display", &release_display, py::call_guard<py::gil_scoped_release>());
  m.def("hold_ticks", &hold_ticks);
  m.def("release_ticks", &release_ticks);
  m.def("tick", &tick, py::call_guard<py::gil_scoped_release>());
  m.def("make_foreign_window", &make_foreign_window, py::arg("width"), py::arg("height"),
        py::arg("metal_layer") = false);
  m.def("foreign_layer", &foreign_layer, py::arg("view"));
  m.def("free_foreign_window", &free_foreign_window, py::arg("window"));
  m.def("window_misuse", &misuse, py::arg("name"));
}

const Binding binding(&bind);

}  // namespace
}  // namespace zc::doubles
