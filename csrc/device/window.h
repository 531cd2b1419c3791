// A window of the system, or a view in another toolkit's window, whose one layer a Target presents to.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/geometry.h"
#include "core/result.h"

namespace zc {

struct WindowSize {
  SizePx px;         // of the layer's pictures
  double scale = 1;  // px per logical px
  bool operator==(const WindowSize&) const = default;
};

// What a window tells whoever draws in it. On the main thread, without locks.
class WindowClient {
 public:
  // Size or scale differ. The picture is made before this returns, so that it and the window's new frame
  // reach the screen together.
  virtual void window_resized(WindowSize size) = 0;
  // What was shown may be gone, or fell behind while nothing could be seen.
  virtual void window_exposed() = 0;
  // It was closed by its button, or with the window that it is attached to.
  virtual void window_closed() = 0;

 protected:
  ~WindowClient() = default;
};

// Any thread, unless said otherwise. Nothing waits for the main thread but what says so.
class Window {
 public:
  virtual ~Window() = default;

  virtual void set_client(std::weak_ptr<WindowClient> client) = 0;
  virtual void* layer() const = 0;  // CAMetalLayer*, alive as long as the window
  virtual WindowSize size() const = 0;
  virtual bool occluded() const = 0;
  virtual bool closed() const = 0;

  virtual std::string title() const = 0;
  virtual Result<void> set_title(const std::string& title) = 0;
  virtual bool fullscreen() const = 0;
  virtual Result<void> set_fullscreen(bool fullscreen) = 0;
  // Logical px. The client hears of it when it has happened.
  virtual Result<void> resize(SizePx logical) = 0;
  // Names of the keys that were pressed since the last call, oldest first.
  virtual std::vector<std::string> take_keys() = 0;

  virtual bool on_main_thread() const = 0;
  // Runs `work` on the main thread, when that runs its loop next; never waits.
  virtual void post(std::function<void()> work) = 0;
  // Waits until the display has ticked since `seen`, which is brought up to date; at most a tenth of a
  // second. The main thread handles events meanwhile, and those that wait in any case, unless they are an
  // app's own business: one whose loop runs, or that brought the view. `as_loop`: the caller is that loop.
  virtual void await_tick(std::uint64_t& seen, bool as_loop) = 0;
  // Main thread. Handles events, as a loop does that draws nothing: one that comes within a tenth of a
  // second, and what waits.
  virtual void handle_events() = 0;

  // Main thread. The user holds an edge of the window.
  virtual bool in_live_resize() const = 0;
  // Main thread. Sends what was drawn in its transaction on its way, without waiting for the main loop.
  virtual void flush_transaction() = 0;

  // Idempotent; what belongs to the main thread is let go of there.
  virtual void close() = 0;
};

}  // namespace zc
