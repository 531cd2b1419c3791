#include "device/metal/metal_window.h"

#import <AppKit/AppKit.h>
#import <QuartzCore/QuartzCore.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <mutex>

#include "device/metal/application.h"
#include "device/metal/display_ticks.h"
#include "device/metal/metal_window_classes.h"
#include "device/metal/objc_ref.h"

namespace zc {
namespace metal {
namespace {

constexpr auto longest_wait = std::chrono::milliseconds(100);  // for a tick of a display that is there
constexpr auto blind_wait = std::chrono::milliseconds(16);     // where nothing ticks
constexpr std::size_t most_keys = 256;                         // that nobody has asked for

Error off_main_error(const char* call) {
  return {ErrorCode::unsupported,
          std::string(call) + " is called on another thread, but macOS makes windows and views on the "
                              "main thread only; call it there."};
}

Error foreign_error(const char* what) {
  return {ErrorCode::unsupported,
          std::string("This window belongs to the toolkit that made it; set its ") + what + " there."};
}

NSString* text(const std::string& utf8) {
  NSString* const made = [NSString stringWithUTF8String:utf8.c_str()];
  return made ? made : @"";
}

}  // namespace

class MetalWindow final : public Window,
                          private WindowEvents,
                          public std::enable_shared_from_this<MetalWindow> {
 public:
  Result<void> open(SizePx logical, const std::string& title);  // main thread
  Result<void> attach(id view_or_window);                       // main thread

  void set_client(std::weak_ptr<WindowClient> client) override;
  void* layer() const override { return *layer_; }
  WindowSize size() const override;
  bool occluded() const override { return occluded_; }
  bool closed() const override { return closed_; }

  std::string title() const override;
  Result<void> set_title(const std::string& title) override;
  bool fullscreen() const override { return fullscreen_; }
  Result<void> set_fullscreen(bool fullscreen) override;
  Result<void> resize(SizePx logical) override;
  std::vector<std::string> take_keys() override;

  bool on_main_thread() const override { return metal::on_main_thread(); }
  void post(std::function<void()> work) override { post_to_main(std::move(work)); }
  void await_tick(std::uint64_t& seen, bool as_loop) override;
  void handle_events() override;

  bool in_live_resize() const override {
    @autoreleasepool {
      return [*view_ inLiveResize];
    }
  }
  void flush_transaction() override {
    @autoreleasepool {
      [CATransaction flush];
    }
  }

  void close() override;

 private:
  void size_may_differ() override;
  void occlusion_may_differ() override;
  void screen_differs() override;
  void woke() override;
  void will_close() override;
  void key_pressed(std::string name) override;

  void start(bool as_delegate, NSView* foreign_view);
  void let_go();
  WindowSize measure() const;
  std::shared_ptr<WindowClient> client() const;
  // Runs `work` here when this is the main thread, else there, if the window still exists then.
  void on_main(std::function<void(MetalWindow&)> work);

  // Main thread only, but for the layer.
  NSRef<NSWindow*> window_;  // where the view is ours, or ours alone
  NSRef<NSView*> view_;      // with the layer
  NSRef<NSObject*> observer_;
  NSRef<CAMetalLayer*> layer_;
  bool owns_window_ = false;
  bool owns_view_ = false;
  std::shared_ptr<DisplayTicks> ticks_;

  std::atomic<bool> occluded_{false};  // until the system says so
  std::atomic<bool> closed_{false};
  std::atomic<bool> closing_{false};
  std::atomic<bool> fullscreen_{false};
  std::atomic<bool> run_asked_{false};  // the main thread has yet to let the display tick

  mutable std::mutex window_mutex_;  // guards what follows
  std::weak_ptr<WindowClient> client_;
  WindowSize size_;
  std::string title_;
  std::vector<std::string> keys_;
};

Result<void> MetalWindow::open(SizePx logical, const std::string& title) {
  start_application();
  const NSRect content = NSMakeRect(0, 0, logical.width, logical.height);
  const NSWindowStyleMask style = NSWindowStyleMaskTitled | NSWindowStyleMaskClosable |
                                  NSWindowStyleMaskMiniaturizable | NSWindowStyleMaskResizable;
  window_ = NSRef<NSWindow*>::adopt([[NSWindow alloc] initWithContentRect:content
                                                                styleMask:style
                                                                  backing:NSBackingStoreBuffered
                                                                    defer:NO]);
  if (!window_)
    return Error{ErrorCode::unsupported,
                 "The system opens no window for this process; draw with open_offscreen() instead."};
  owns_window_ = owns_view_ = true;
  NSWindow* const window = *window_;
  window.releasedWhenClosed = NO;  // it is ours to release
  window.collectionBehavior = NSWindowCollectionBehaviorFullScreenPrimary;
  window.title = text(title);
  title_ = title;
  view_ = make_layer_view(content, false, *this);
  window.contentView = *view_;
  [window makeFirstResponder:*view_];
  start(true, nil);
  [window center];
  [window makeKeyAndOrderFront:nil];
  return {};
}

Result<void> MetalWindow::attach(id view_or_window) {
  NSView* foreign = nil;
  if ([view_or_window isKindOfClass:[NSWindow class]]) {
    foreign = static_cast<NSWindow*>(view_or_window).contentView;
  } else if ([view_or_window isKindOfClass:[NSView class]]) {
    foreign = static_cast<NSView*>(view_or_window);
  }
  if (!foreign)
    return Error{ErrorCode::invalid_argument,
                 "attach() takes an NSView or an NSWindow with a content view; this object is neither."};
  if (!foreign.window)
    return Error{ErrorCode::invalid_argument,
                 "The view to attach to lies in no window yet; add it to its window first."};
  window_ = NSRef<NSWindow*>::retain(foreign.window);
  if ([foreign.layer isKindOfClass:[CAMetalLayer class]]) {
    view_ = NSRef<NSView*>::retain(foreign);
    start(false, foreign);
  } else {  // another layer is its toolkit's; ours goes above it
    owns_view_ = true;
    view_ = make_layer_view(foreign.bounds, true, *this);
    [foreign addSubview:*view_];
    start(false, nil);
  }
  return {};
}

void MetalWindow::start(bool as_delegate, NSView* foreign_view) {
  layer_ = NSRef<CAMetalLayer*>::retain(static_cast<CAMetalLayer*>([*view_ layer]));
  observer_ = make_window_observer(*window_, foreign_view, as_delegate, *this);
  ticks_ = std::make_shared<DisplayTicks>(*view_, [weak = weak_from_this()] {
    post_to_main([weak] {
      if (const auto self = weak.lock(); self && self->ticks_) self->ticks_->pause();
    });
  });
  size_ = measure();
  (*layer_).contentsScale = size_.scale;
}

WindowSize MetalWindow::measure() const {
  NSView* const view = *view_;
  const NSRect px = [view convertRectToBacking:view.bounds];
  const double scale = view.window ? view.window.backingScaleFactor : 1;
  return {{static_cast<int>(std::lround(px.size.width)), static_cast<int>(std::lround(px.size.height))},
          scale};
}

void MetalWindow::set_client(std::weak_ptr<WindowClient> client) {
  const std::scoped_lock lock(window_mutex_);
  client_ = std::move(client);
}

std::shared_ptr<WindowClient> MetalWindow::client() const {
  const std::scoped_lock lock(window_mutex_);
  return client_.lock();
}

WindowSize MetalWindow::size() const {
  const std::scoped_lock lock(window_mutex_);
  return size_;
}

void MetalWindow::on_main(std::function<void(MetalWindow&)> work) {
  if (metal::on_main_thread()) {
    @autoreleasepool {
      if (!closing_) work(*this);
    }
    return;
  }
  post_to_main([weak = weak_from_this(), work = std::move(work)] {
    if (const auto self = weak.lock(); self && !self->closing_) work(*self);
  });
}

std::string MetalWindow::title() const {
  const std::scoped_lock lock(window_mutex_);
  return title_;
}

Result<void> MetalWindow::set_title(const std::string& title) {
  if (!owns_window_) return foreign_error("title");
  {
    const std::scoped_lock lock(window_mutex_);
    title_ = title;
  }
  on_main([title](MetalWindow& self) { (*self.window_).title = text(title); });
  return {};
}

Result<void> MetalWindow::set_fullscreen(bool fullscreen) {
  if (!owns_window_) return foreign_error("full screen");
  on_main([fullscreen](MetalWindow& self) {
    NSWindow* const window = *self.window_;
    const bool now = (window.styleMask & NSWindowStyleMaskFullScreen) != 0;
    if (now != fullscreen) [window toggleFullScreen:nil];
  });
  fullscreen_ = fullscreen;
  return {};
}

Result<void> MetalWindow::resize(SizePx logical) {
  if (!owns_window_) return foreign_error("size");
  on_main([logical](MetalWindow& self) {
    [*self.window_ setContentSize:NSMakeSize(logical.width, logical.height)];
  });
  return {};
}

std::vector<std::string> MetalWindow::take_keys() {
  const std::scoped_lock lock(window_mutex_);
  return std::exchange(keys_, {});
}

void MetalWindow::await_tick(std::uint64_t& seen, bool as_loop) {
  using Clock = std::chrono::steady_clock;
  const auto ticks = ticks_;  // an event may close the window
  const auto deadline = [&] { return Clock::now() + (ticks->running() ? longest_wait : blind_wait); };
  if (!metal::on_main_thread()) {
    if (!occluded_ && !ticks->running() && !run_asked_.exchange(true))
      on_main([](MetalWindow& self) {
        self.run_asked_ = false;
        self.ticks_->run();
      });
    ticks->wait_beyond(seen, deadline());
  } else if (as_loop || (owns_window_ && !application_runs())) {
    @autoreleasepool {
      if (!occluded_) ticks->run();
    }
    ticks->set_posting(true);
    while (!closed_ && handle_event(0)) {
    }
    for (const auto end = deadline(); !closed_ && ticks->count() <= seen;) {
      const double left_s = std::chrono::duration<double>(end - Clock::now()).count();
      if (left_s <= 0) break;
      handle_event(left_s);
    }
    ticks->set_posting(false);
  }
  seen = ticks->count();
}

void MetalWindow::handle_events() {
  if (!metal::on_main_thread()) return;
  if (!handle_event(std::chrono::duration<double>(longest_wait).count())) return;
  while (!closed_ && handle_event(0)) {
  }
}

void MetalWindow::size_may_differ() {
  if (!layer_) return;  // being made
  const WindowSize size = measure();
  {
    const std::scoped_lock lock(window_mutex_);
    if (size == size_) return;
    size_ = size;
  }
  fullscreen_ = ([*window_ styleMask] & NSWindowStyleMaskFullScreen) != 0;
  (*layer_).contentsScale = size.scale;
  if (const auto told = client()) told->window_resized(size);
}

void MetalWindow::occlusion_may_differ() {
  const bool occluded = ([*window_ occlusionState] & NSWindowOcclusionStateVisible) == 0;
  if (occluded_.exchange(occluded) == occluded) return;
  if (occluded) return ticks_->pause();
  if (const auto told = client()) told->window_exposed();
}

void MetalWindow::screen_differs() {
  ticks_->follow([*window_ screen]);
  size_may_differ();
}

void MetalWindow::woke() {
  ticks_->renew();
  if (const auto told = client()) told->window_exposed();
}

void MetalWindow::will_close() {
  closed_ = true;
  if (const auto told = client()) told->window_closed();
}

void MetalWindow::key_pressed(std::string name) {
  const std::scoped_lock lock(window_mutex_);
  if (keys_.size() < most_keys) keys_.push_back(std::move(name));
}

void MetalWindow::close() {
  if (closing_.exchange(true)) return;
  if (metal::on_main_thread()) return let_go();
  post_to_main([self = shared_from_this()] { self->let_go(); });
}

void MetalWindow::let_go() {
  @autoreleasepool {
    ticks_->stop();
    silence(*observer_);
    if (owns_view_) silence(*view_);
    if (owns_window_) {
      NSWindow* const window = *window_;
      window.delegate = nil;
      [[window retain] autorelease];  // it may be closing just now
      if (!closed_.exchange(true)) [window close];
    } else if (owns_view_) {
      [*view_ removeFromSuperview];
    }
    closed_ = true;
    observer_.reset();
    view_.reset();
    window_.reset();
  }
}

}  // namespace metal

Result<std::shared_ptr<Window>> open_metal_window(SizePx logical, const std::string& title) {
  if (!metal::on_main_thread()) return metal::off_main_error("open_window()");
  @autoreleasepool {
    auto window = std::make_shared<metal::MetalWindow>();
    if (auto opened = window->open(logical, title); !opened) return opened.error();
    return std::shared_ptr<Window>(std::move(window));
  }
}

Result<std::shared_ptr<Window>> attach_metal_window(void* view_or_window) {
  if (!metal::on_main_thread()) return metal::off_main_error("attach()");
  @autoreleasepool {
    auto window = std::make_shared<metal::MetalWindow>();
    if (auto attached = window->attach(static_cast<id>(view_or_window)); !attached) return attached.error();
    return std::shared_ptr<Window>(std::move(window));
  }
}

}  // namespace zc
