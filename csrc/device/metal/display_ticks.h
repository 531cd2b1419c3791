// The ticks of the display that a view is on: what paces a window.
#pragma once

#import <AppKit/AppKit.h>
#import <CoreVideo/CoreVideo.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>

#include "device/metal/metal_window_classes.h"
#include "device/metal/objc_ref.h"

namespace zc::metal {

// Runs while somebody waits for ticks, and pauses itself when nobody has for a while. The link is that of
// the view (macOS 14), before that a CVDisplayLink, whose thread is its own.
class DisplayTicks final : private TickEvents {
 public:
  // Main thread. `idle`: called on any thread when nobody waits for the ticks any more; leads to pause().
  DisplayTicks(NSView* view, std::function<void()> idle);
  ~DisplayTicks();  // after stop()

  // Main thread. Makes sure that ticks come; makes the link where there is none, so that a failure is
  // tried again at the next wait.
  void run();
  void pause();
  // Main thread. The old link is dead after sleep, though it does not say so.
  void renew();
  void stop();
  void follow(NSScreen* screen);  // main thread; the view's own link does so by itself

  bool running() const;
  std::uint64_t count() const;
  // Blocks until there were more ticks than `seen`, at most until the deadline or stop().
  void wait_beyond(std::uint64_t seen, std::chrono::steady_clock::time_point deadline);
  // While the main thread waits in its event queue, ticks put an event there.
  void set_posting(bool posting);

 private:
  void ticked() override;
  bool make_link();
  void drop_link();
  static CVReturn display_link_callback(CVDisplayLinkRef link, const CVTimeStamp* now,
                                        const CVTimeStamp* shown, CVOptionFlags flags,
                                        CVOptionFlags* flags_out, void* context);

  NSRef<NSView*> view_;
  const std::function<void()> idle_;
  // Main thread only. At most one of the links is there.
  NSRef<NSObject*> target_;
  NSRef<id> view_link_;  // CADisplayLink, which older systems lack
  CVDisplayLinkRef screen_link_ = nullptr;

  mutable std::mutex ticks_mutex_;  // guards what follows
  std::condition_variable ticks_changed_;
  std::uint64_t ticks_ = 0;
  int unclaimed_ = 0;  // ticks since somebody waited
  bool running_ = false;
  bool posting_ = false;
  bool stopped_ = false;
};

}  // namespace zc::metal
