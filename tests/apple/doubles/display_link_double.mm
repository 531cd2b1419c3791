// CADisplayLink and CVDisplayLink over one display, whose refresh is a thread of its own or a test's steps.
#import "display_link_double.h"

#import <CoreVideo/CoreVideo.h>
#import <Foundation/Foundation.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "cf_double.h"
#include "quartzcore_double.h"
#include "strict.h"

using namespace zc::doubles;

namespace {

constexpr auto refresh_period = std::chrono::milliseconds(4);  // quicker than real ones, for quick tests

struct ViewLink {
  id target = nil;
  SEL selector = nullptr;
  bool added = false;
  bool paused = false;
  bool invalid = false;
  bool due = false;
};

}  // namespace

@interface CADisplayLink (ZCDouble)
- (ViewLink*)link;
- (BOOL)takeTick;
- (void)deliver;
@end

struct __CVDisplayLink final : CFObject {
  __CVDisplayLink() : CFObject("CVDisplayLink") {}
  ~__CVDisplayLink() override;
  CVDisplayLinkOutputCallback callback = nullptr;
  void* context = nullptr;
  bool running = false;
  std::thread::id calling;  // the thread inside the callback
};

namespace {

struct Display {
  std::mutex mutex;  // guards what follows
  std::condition_variable changed;
  std::vector<ViewLink*> view_links;
  std::vector<CADisplayLink*> view_link_objects;
  std::vector<__CVDisplayLink*> screen_links;
  std::vector<std::function<void()>> wakes;
  bool held = false;
  bool thread_runs = false;
};

void tidy();

Display& display() {
  static auto* const made = [] {
    on_reset(&tidy);
    return new Display;
  }();
  return *made;
}

bool any_runs(const Display& d) {
  return std::any_of(d.view_links.begin(), d.view_links.end(),
                     [](const ViewLink* link) { return link->added && !link->paused; }) ||
         std::any_of(d.screen_links.begin(), d.screen_links.end(),
                     [](const __CVDisplayLink* link) { return link->running; });
}

void refresh(Display& d) {
  std::unique_lock lock(d.mutex);
  for (ViewLink* link : d.view_links)
    if (link->added && !link->paused) link->due = true;
  const auto wakes = d.wakes;
  const auto links = d.screen_links;
  for (__CVDisplayLink* link : links) {
    const bool there = std::find(d.screen_links.begin(), d.screen_links.end(), link) != d.screen_links.end();
    if (!there || !link->running) continue;
    link->calling = std::this_thread::get_id();
    lock.unlock();
    CVTimeStamp time{};
    CVOptionFlags flags = 0;
    link->callback(link, &time, &time, 0, &flags, link->context);
    lock.lock();
    link->calling = {};
    d.changed.notify_all();
  }
  lock.unlock();
  for (const auto& wake : wakes) wake();
}

// Runs while a link does.
void run_display() {
  Display& d = display();
  for (;;) {
    std::this_thread::sleep_for(refresh_period);
    bool held = false;
    {
      const std::scoped_lock lock(d.mutex);
      held = d.held;
      if (!any_runs(d)) {
        d.thread_runs = false;
        d.changed.notify_all();
        return;
      }
    }
    if (!held) refresh(d);
  }
}

void start_if_needed(Display& d) {
  if (d.thread_runs || !any_runs(d)) return;
  d.thread_runs = true;
  std::thread(&run_display).detach();
}

void tidy() {
  release_ticks();
  if (living_links() != 0)
    broken("%d display links were neither invalidated nor released by the end.", living_links());
  Display& d = display();
  std::unique_lock lock(d.mutex);
  d.changed.wait(lock, [&] { return !d.thread_runs; });
}

}  // namespace

__CVDisplayLink::~__CVDisplayLink() {
  Display& d = display();
  const std::scoped_lock lock(d.mutex);
  if (running) broken("A CVDisplayLink is released while it runs; stop it first.");
  std::erase(d.screen_links, this);
}

@implementation CADisplayLink
- (instancetype)init {
  self = [super init];
  _double = new ViewLink;
  Display& d = display();
  const std::scoped_lock lock(d.mutex);
  d.view_links.push_back(static_cast<ViewLink*>(_double));
  d.view_link_objects.push_back(self);
  return self;
}
- (ViewLink*)link {
  return static_cast<ViewLink*>(_double);
}
- (void)dealloc {
  if (![self link]->invalid) broken("A CADisplayLink is freed without having been invalidated.");
  delete[self link];
  [super dealloc];
}
- (void)addToRunLoop:(NSRunLoop*)runloop forMode:(NSRunLoopMode)mode {
  require_main_thread("-[CADisplayLink addToRunLoop:forMode:]");
  if (runloop != NSRunLoop.mainRunLoop)
    broken("A display link is added to another run loop than the main one.");
  if (![mode isEqualToString:NSRunLoopCommonModes])
    broken("A display link is not in the common modes: it stops while the user resizes the window.");
  if ([self link]->added) broken("A display link is added to its run loop twice.");
  [self retain];  // the run loop's
  Display& d = display();
  const std::scoped_lock lock(d.mutex);
  [self link]->added = true;
  start_if_needed(d);
}
- (void)invalidate {
  require_main_thread("-[CADisplayLink invalidate]");
  Display& d = display();
  ViewLink* const link = [self link];
  {
    const std::scoped_lock lock(d.mutex);
    if (link->invalid) return;
    link->invalid = true;
    std::erase(d.view_links, link);
    std::erase(d.view_link_objects, self);
  }
  [link->target release];
  if (link->added) [self autorelease];
}
- (CFTimeInterval)timestamp {
  return CACurrentMediaTime();
}
- (BOOL)isPaused {
  return [self link]->paused;
}
- (void)setPaused:(BOOL)paused {
  require_main_thread("-[CADisplayLink setPaused:]");
  Display& d = display();
  const std::scoped_lock lock(d.mutex);
  [self link]->paused = paused;
  if (paused) [self link]->due = false;
  start_if_needed(d);
}
- (BOOL)takeTick {
  Display& d = display();
  const std::scoped_lock lock(d.mutex);
  return std::exchange([self link]->due, false);
}
- (void)deliver {
  [[self link]->target performSelector:[self link]->selector withObject:self];
}
@end

namespace zc::doubles {

CADisplayLink* make_view_link(id target, SEL selector) {
  if (![target respondsToSelector:selector])
    broken("The target of a display link does not implement its selector.");
  CADisplayLink* const link = [[CADisplayLink alloc] init];
  [link link]->target = [target retain];
  [link link]->selector = selector;
  return link;
}

void deliver_due_ticks() {
  std::vector<CADisplayLink*> links;
  Display& d = display();
  {
    const std::scoped_lock lock(d.mutex);
    for (CADisplayLink* link : d.view_link_objects) links.push_back([link retain]);
  }
  for (CADisplayLink* const link : links) {
    @autoreleasepool {
      if (![link link]->invalid && [link takeTick]) [link deliver];
      [link release];
    }
  }
}

void on_display_event(std::function<void()> wake) {
  Display& d = display();
  const std::scoped_lock lock(d.mutex);
  d.wakes.push_back(std::move(wake));
}

int living_links() {
  Display& d = display();
  const std::scoped_lock lock(d.mutex);
  return static_cast<int>(d.view_links.size() + d.screen_links.size());
}

int running_links() {
  Display& d = display();
  const std::scoped_lock lock(d.mutex);
  int count = 0;
  for (const ViewLink* link : d.view_links) count += link->added && !link->paused;
  for (const __CVDisplayLink* link : d.screen_links) count += link->running;
  return count;
}

void hold_ticks() {
  Display& d = display();
  const std::scoped_lock lock(d.mutex);
  d.held = true;
}

void release_ticks() {
  Display& d = display();
  const std::scoped_lock lock(d.mutex);
  d.held = false;
}

void tick() { refresh(display()); }

}  // namespace zc::doubles

CVReturn CVDisplayLinkCreateWithActiveCGDisplays(CVDisplayLinkRef* displayLinkOut) {
  if (const auto status = armed("CVDisplayLinkCreate")) return static_cast<CVReturn>(*status);
  auto* const link = new __CVDisplayLink;
  Display& d = display();
  const std::scoped_lock lock(d.mutex);
  d.screen_links.push_back(link);
  *displayLinkOut = link;
  return kCVReturnSuccess;
}

CVReturn CVDisplayLinkSetCurrentCGDisplay(CVDisplayLinkRef displayLink, uint32_t displayID) {
  as<__CVDisplayLink>(displayLink, "CVDisplayLinkSetCurrentCGDisplay");
  return displayID == 0 ? kCVReturnInvalidDisplay : kCVReturnSuccess;
}

CVReturn CVDisplayLinkSetOutputCallback(CVDisplayLinkRef displayLink, CVDisplayLinkOutputCallback callback,
                                        void* userInfo) {
  auto& link = as<__CVDisplayLink>(displayLink, "CVDisplayLinkSetOutputCallback");
  link.callback = callback;
  link.context = userInfo;
  return kCVReturnSuccess;
}

CVReturn CVDisplayLinkStart(CVDisplayLinkRef displayLink) {
  auto& link = as<__CVDisplayLink>(displayLink, "CVDisplayLinkStart");
  if (const auto status = armed("CVDisplayLinkStart")) return static_cast<CVReturn>(*status);
  Display& d = display();
  const std::scoped_lock lock(d.mutex);
  if (!link.callback) return kCVReturnDisplayLinkCallbacksNotSet;
  if (link.running) return kCVReturnDisplayLinkAlreadyRunning;
  link.running = true;
  start_if_needed(d);
  return kCVReturnSuccess;
}

CVReturn CVDisplayLinkStop(CVDisplayLinkRef displayLink) {
  auto& link = as<__CVDisplayLink>(displayLink, "CVDisplayLinkStop");
  Display& d = display();
  std::unique_lock lock(d.mutex);
  if (link.calling == std::this_thread::get_id())
    broken("CVDisplayLinkStop is called from the link's own callback, where it would wait for itself.");
  if (!link.running) return kCVReturnDisplayLinkNotRunning;
  link.running = false;
  d.changed.wait(lock, [&] { return link.calling == std::thread::id(); });
  return kCVReturnSuccess;
}

Boolean CVDisplayLinkIsRunning(CVDisplayLinkRef displayLink) {
  auto& link = as<__CVDisplayLink>(displayLink, "CVDisplayLinkIsRunning");
  Display& d = display();
  const std::scoped_lock lock(d.mutex);
  return link.running;
}

void CVDisplayLinkRelease(CVDisplayLinkRef displayLink) {
  if (displayLink) release(displayLink, "CVDisplayLinkRelease");
}
