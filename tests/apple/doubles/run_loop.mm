#include "run_loop.h"

#include <Block.h>
#import <Foundation/Foundation.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

#include "cf_double.h"

using namespace zc::doubles;

struct __CFRunLoop final : CFObject {
  __CFRunLoop() : CFObject("CFRunLoop") { make_immortal(); }
};

const CFRunLoopMode kCFRunLoopDefaultMode = CFSTR("kCFRunLoopDefaultMode");
const CFRunLoopMode kCFRunLoopCommonModes = CFSTR("kCFRunLoopCommonModes");

namespace {

using Posted = void (^)(void);

struct Waiting {
  Posted block;
  bool common_modes;
  bool woken;
};

struct MainLoop {
  __CFRunLoop object;
  std::mutex mutex;  // guards `blocks`
  std::condition_variable posted;
  std::deque<Waiting> blocks;
};

void tidy();

MainLoop& main_loop() {
  static auto* const made = [] {
    on_reset(&tidy);
    return new MainLoop;
  }();
  return *made;
}

// Runs what waits by now and may run; what the blocks post waits for the next round.
int run_waiting(bool tracking) {
  MainLoop& loop = main_loop();
  std::vector<Posted> due;
  {
    const std::scoped_lock lock(loop.mutex);
    std::deque<Waiting> kept;
    for (const Waiting& waiting : loop.blocks) {
      if (waiting.woken && (waiting.common_modes || !tracking)) {
        due.push_back(waiting.block);
      } else {
        kept.push_back(waiting);
      }
    }
    loop.blocks.swap(kept);
  }
  for (const Posted block : due) {
    @autoreleasepool {
      block();
      Block_release(block);
    }
  }
  return static_cast<int>(due.size());
}

void tidy() {
  pump_main_run_loop();
  if (waiting_main_blocks() != 0)
    broken("A block was posted to the main run loop without CFRunLoopWakeUp; it would wait until something "
           "else wakes the loop.");
}

bool is_mode(CFTypeRef mode, CFRunLoopMode wanted) { return CFEqual(mode, wanted); }

}  // namespace

namespace zc::doubles {

int pump_main_run_loop(bool tracking) {
  require_main_thread("Running the main run loop");
  return run_waiting(tracking);
}

int waiting_main_blocks() {
  MainLoop& loop = main_loop();
  const std::scoped_lock lock(loop.mutex);
  return static_cast<int>(loop.blocks.size());
}

}  // namespace zc::doubles

CFRunLoopRef CFRunLoopGetMain() { return &main_loop().object; }

CFRunLoopRef CFRunLoopGetCurrent() {
  if (!on_main_thread()) broken("CFRunLoopGetCurrent is called on a thread whose run loop nobody runs.");
  return CFRunLoopGetMain();
}

void CFRunLoopPerformBlock(CFRunLoopRef rl, CFTypeRef mode, void (^block)(void)) {
  as<__CFRunLoop>(rl, "CFRunLoopPerformBlock");
  if (!block) broken("CFRunLoopPerformBlock got no block.");
  const bool common = is_mode(mode, kCFRunLoopCommonModes);
  if (!common && !is_mode(mode, kCFRunLoopDefaultMode))
    broken("CFRunLoopPerformBlock got a mode that is neither the default one nor the common ones.");
  MainLoop& loop = main_loop();
  const std::scoped_lock lock(loop.mutex);
  loop.blocks.push_back({Block_copy(block), common, false});
}

void CFRunLoopWakeUp(CFRunLoopRef rl) {
  as<__CFRunLoop>(rl, "CFRunLoopWakeUp");
  MainLoop& loop = main_loop();
  {
    const std::scoped_lock lock(loop.mutex);
    for (Waiting& waiting : loop.blocks) waiting.woken = true;
  }
  loop.posted.notify_all();
}

CFRunLoopRunResult CFRunLoopRunInMode(CFRunLoopMode mode, CFTimeInterval seconds,
                                      Boolean returnAfterSourceHandled) {
  require_main_thread("CFRunLoopRunInMode");
  static_cast<void>(is_mode(mode, kCFRunLoopDefaultMode));
  MainLoop& loop = main_loop();
  const auto limit =
      std::chrono::steady_clock::now() + std::chrono::duration_cast<std::chrono::nanoseconds>(
                                             std::chrono::duration<double>(seconds < 0    ? 0
                                                                           : seconds < 60 ? seconds
                                                                                          : 60));
  do {
    if (run_waiting(false) > 0 && returnAfterSourceHandled) return kCFRunLoopRunHandledSource;
    std::unique_lock lock(loop.mutex);
    loop.posted.wait_until(lock, limit, [&] {
      return std::any_of(loop.blocks.begin(), loop.blocks.end(), [](const Waiting& w) { return w.woken; });
    });
  } while (std::chrono::steady_clock::now() < limit);
  return kCFRunLoopRunTimedOut;
}

NSRunLoopMode const NSDefaultRunLoopMode = @"kCFRunLoopDefaultMode";
NSRunLoopMode const NSRunLoopCommonModes = @"kCFRunLoopCommonModes";

@implementation NSThread
+ (BOOL)isMainThread {
  return on_main_thread();
}
@end

@implementation NSRunLoop
+ (NSRunLoop*)mainRunLoop {
  static NSRunLoop* const made = [[NSRunLoop alloc] init];
  return made;
}
+ (NSRunLoop*)currentRunLoop {
  CFRunLoopGetCurrent();
  return [self mainRunLoop];
}
- (NSRunLoopMode)currentMode {
  return nil;
}
- (BOOL)runMode:(NSRunLoopMode)mode beforeDate:(NSDate*)limitDate {
  static_cast<void>(mode);
  CFRunLoopRunInMode(kCFRunLoopDefaultMode, limitDate.timeIntervalSinceNow, true);
  return YES;
}
- (instancetype)retain {
  return self;
}
- (oneway void)release {
}
@end
