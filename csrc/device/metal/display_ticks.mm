#import "device/metal/display_ticks.h"

#import <QuartzCore/QuartzCore.h>

#include "core/log.h"
#include "device/metal/application.h"
#include "device/metal/availability.h"

namespace zc::metal {
namespace {

constexpr int most_unclaimed = 30;  // ticks that nobody waits for before the link pauses: half a second

}  // namespace

DisplayTicks::DisplayTicks(NSView* view, std::function<void()> idle)
    : view_(NSRef<NSView*>::retain(view)), idle_(std::move(idle)) {}

DisplayTicks::~DisplayTicks() = default;

bool DisplayTicks::make_link() {
  if (view_link_ || screen_link_) return true;
  if (ZC_AVAILABLE(14)) {
    target_ = make_tick_target(*this);
    CADisplayLink* const link = [*view_ displayLinkWithTarget:*target_ selector:@selector(tick:)];
    if (!link) return false;
    [link addToRunLoop:NSRunLoop.mainRunLoop forMode:NSRunLoopCommonModes];
    view_link_ = NSRef<id>::retain(link);
    return true;
  }
  CVDisplayLinkRef link = nullptr;
  if (CVDisplayLinkCreateWithActiveCGDisplays(&link) != kCVReturnSuccess || !link) return false;
  if (CVDisplayLinkSetOutputCallback(link, &DisplayTicks::display_link_callback, this) != kCVReturnSuccess) {
    CVDisplayLinkRelease(link);
    return false;
  }
  screen_link_ = link;
  follow([[*view_ window] screen]);
  return true;
}

void DisplayTicks::drop_link() {
  if (target_) silence(*target_);
  if (ZC_AVAILABLE(14)) {
    [static_cast<CADisplayLink*>(*view_link_) invalidate];
  }
  view_link_.reset();
  target_.reset();
  if (screen_link_) {
    if (CVDisplayLinkIsRunning(screen_link_)) CVDisplayLinkStop(screen_link_);  // joins its callback
    CVDisplayLinkRelease(screen_link_);
    screen_link_ = nullptr;
  }
  const std::scoped_lock lock(ticks_mutex_);
  running_ = false;
}

void DisplayTicks::run() {
  {
    const std::scoped_lock lock(ticks_mutex_);
    unclaimed_ = 0;
    if (running_ || stopped_) return;
  }
  if (!make_link()) {
    log_line(LogLevel::info, "window", "the display gives no ticks yet; it is asked again");
    return;
  }
  if (screen_link_) {
    if (CVDisplayLinkStart(screen_link_) != kCVReturnSuccess) return drop_link();
  } else if (ZC_AVAILABLE(14)) {
    static_cast<CADisplayLink*>(*view_link_).paused = NO;
  }
  const std::scoped_lock lock(ticks_mutex_);
  running_ = true;
}

void DisplayTicks::pause() {
  {
    const std::scoped_lock lock(ticks_mutex_);
    if (!running_) return;
    running_ = false;
  }
  if (screen_link_) {
    CVDisplayLinkStop(screen_link_);
  } else if (ZC_AVAILABLE(14)) {
    static_cast<CADisplayLink*>(*view_link_).paused = YES;
  }
}

void DisplayTicks::renew() {
  drop_link();
  run();
}

void DisplayTicks::follow(NSScreen* screen) {
  NSNumber* const number = [screen.deviceDescription objectForKey:@"NSScreenNumber"];
  if (screen_link_ && number) CVDisplayLinkSetCurrentCGDisplay(screen_link_, number.unsignedIntValue);
}

void DisplayTicks::stop() {
  {
    const std::scoped_lock lock(ticks_mutex_);
    stopped_ = true;
    ticks_changed_.notify_all();
  }
  drop_link();
  view_.reset();
}

bool DisplayTicks::running() const {
  const std::scoped_lock lock(ticks_mutex_);
  return running_;
}

std::uint64_t DisplayTicks::count() const {
  const std::scoped_lock lock(ticks_mutex_);
  return ticks_;
}

void DisplayTicks::wait_beyond(std::uint64_t seen, std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(ticks_mutex_);
  unclaimed_ = 0;
  ticks_changed_.wait_until(lock, deadline, [&] { return ticks_ > seen || stopped_; });
}

void DisplayTicks::set_posting(bool posting) {
  const std::scoped_lock lock(ticks_mutex_);
  posting_ = posting;
}

void DisplayTicks::ticked() {
  bool post = false;
  bool idle = false;
  {
    const std::scoped_lock lock(ticks_mutex_);
    ++ticks_;
    idle = ++unclaimed_ == most_unclaimed;
    post = posting_;
    ticks_changed_.notify_all();
  }
  if (post) post_wakeup_event();
  if (idle) idle_();
}

CVReturn DisplayTicks::display_link_callback(CVDisplayLinkRef, const CVTimeStamp*, const CVTimeStamp*,
                                             CVOptionFlags, CVOptionFlags*, void* context) {
  @autoreleasepool {
    static_cast<DisplayTicks*>(context)->ticked();
  }
  return kCVReturnSuccess;
}

}  // namespace zc::metal
