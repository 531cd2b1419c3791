// What the compositor does about its window: waits for its turn, draws when the window asks for it, and
// learns what came on screen.
#include <chrono>

#include "core/clock.h"
#include "core/log.h"
#include "session/compositor.h"

namespace zc {
namespace {

constexpr auto main_thread_timeout = std::chrono::seconds(1);
constexpr auto screen_timeout = std::chrono::milliseconds(100);
constexpr auto turn_timeout = std::chrono::milliseconds(20);  // of the main thread, in a resize
constexpr std::int64_t lost_picture_ns = 1'000'000'000;       // that the system tells nothing of

// One piece of work that another thread does for this one.
struct Errand {
  std::mutex mutex;  // guards done
  std::condition_variable changed;
  bool done = false;

  void finish() {
    const std::scoped_lock lock(mutex);
    done = true;
    changed.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex);
    changed.wait_for(lock, main_thread_timeout, [this] { return done; });
  }
};

class Unheard final : public CompletionSink {
 public:
  void completed(Completion&&) noexcept override {}
};

}  // namespace

Result<std::shared_ptr<Compositor>> Compositor::create(std::shared_ptr<Session> session,
                                                       std::shared_ptr<Window> window, Color background) {
  const WindowSize size = window->size();
  auto self = create(std::move(session), window, size, background);
  if (!self) {
    window->close();
    return self;
  }
  window->set_client(self.value());
  return self;
}

void Compositor::take_turn() {
  std::uint64_t seen = ticks_seen_;
  window_->await_tick(seen, false);
  ticks_seen_ = seen;
  if (in_transaction_ && !window_->on_main_thread()) drain_on_main();
}

// While pictures join the window's own changes, those of this thread would wait for a transaction of its own.
void Compositor::drain_on_main() {
  const auto errand = std::make_shared<Errand>();
  window_->post([weak = weak_from_this(), errand] {
    if (const auto self = weak.lock()) {
      const std::scoped_lock executor(self->executor_mutex_);
      self->drain_in_callback();
    }
    errand->finish();
  });
  errand->wait();
}

// No exception may pass through the system's frames.
void Compositor::drain_in_callback() {
  try {
    if (!closed()) drain();
  } catch (...) {
    log_line(LogLevel::error, "compositor", "there is no memory to draw the window with");
    drop_packets("failed");
    publish_ends();
  }
}

void Compositor::window_resized(WindowSize size) {
  if (!edits_.resize_window(size.px, size.scale)) return;
  if (executor_mutex_.held_here())
    return;  // the drain that brought it here, or the next one, takes the packet
  drain_again_ = true;
  std::unique_lock executor(executor_mutex_, turn_timeout);
  if (!executor) return;  // who holds it, maybe waiting for a drawable, draws once more
  drain_again_ = false;
  if (closed()) return;
  begin_transaction();
  resizing_ = true;
  drain_in_callback();
  resizing_ = false;
}

void Compositor::window_exposed() {
  edits_.commit_repaint();
  if (executor_mutex_.held_here()) return;
  const std::scoped_lock executor(executor_mutex_);
  mirror_.mark_everything_dirty();
  drain_in_callback();
}

void Compositor::window_closed() { close(); }

void Compositor::begin_transaction() {
  if (in_transaction_.exchange(true)) return;
  // What was submitted before presents itself when the device gets to it, and must not join.
  if (awaiting_screen_ > 0) device_->wait_idle(std::chrono::steady_clock::now() + screen_timeout);
  if (target_) target_->present_with_transaction(true);
}

// Pictures leave the window's transactions when every one of them is on screen and the window keeps its size.
void Compositor::settle_transaction() {
  if (!in_transaction_ || !window_->on_main_thread()) return;
  if (resizing_ || window_->in_live_resize()) return;
  if (awaiting_screen_ > 0) {
    window_->flush_transaction();
    {
      std::unique_lock lock(completions_mutex_);
      shown_changed_.wait_for(lock, screen_timeout,
                              [this] { return static_cast<int>(shown_.size()) >= awaiting_screen_; });
    }
    answer_shown(nullptr);
  }
  if (now_ns() - submitted_ns_ > lost_picture_ns) forget_screen();
  if (awaiting_screen_ != 0) return;
  if (target_) target_->present_with_transaction(false);
  in_transaction_ = false;
}

// No more is heard of what was submitted so far.
void Compositor::forget_screen() {
  const std::scoped_lock lock(completions_mutex_);
  shown_.clear();
  awaiting_screen_ = 0;
}

// Why a picture drawn now would be seen by nobody, or not in time; empty where it would.
std::string_view Compositor::why_not_visible() const {
  if (!window_) return {};
  if (window_->occluded()) return "occluded";
  if (in_transaction_ && !window_->on_main_thread()) return "main_thread_busy";
  return {};
}

void Compositor::presented(std::uint64_t submission, std::int64_t presented_ns) noexcept {
  const std::scoped_lock lock(completions_mutex_);
  shown_.push_back({submission, presented_ns});
  shown_changed_.notify_all();
}

void Compositor::answer_shown(PacketEnd* record) {
  {
    const std::scoped_lock lock(completions_mutex_);
    answering_shown_.swap(shown_);
  }
  for (const Shown& picture : answering_shown_) {
    if (awaiting_screen_ > 0) --awaiting_screen_;
    telemetry_.shown(picture.submission, picture.presented_ns);
    const bool last = record && picture.submission == last_submission_;
    if (last) record->presented_ns = picture.presented_ns;
    if (picture.presented_ns != 0) continue;
    ++not_shown_;
    mirror_.mark_everything_dirty();
    if (!last) continue;
    record->status = PacketStatus::dropped;
    record->reason = "not_shown";
  }
  answering_shown_.clear();
}

// What the window shows, in a texture that can be read. The device is idle.
Result<TextureRef> Compositor::draw_off_screen() {
  auto target = device_->create_target({mirror_.target_size(), mirror_.target_scale(), mirror_.background()});
  if (!target) return target.error();
  std::vector<RectPx> bounds;
  mirror_.resolve();
  SurfaceStore surfaces(*device_, 0);
  Composer().compose(mirror_, surfaces, read_plan_, bounds);
  for (const TextureRef& surface : surfaces.used()) read_keep_.emplace_back(surface);
  read_plan_.damage.count = 1;
  read_plan_.damage.rects[0] = RectPx::of(read_plan_.size);
  keep_alive(read_plan_, read_keep_);
  static Unheard unheard;
  const SubmitStatus status = device_->submit(++last_submission_, std::move(read_plan_), *target.value(),
                                              KeepAlive(read_keep_), unheard);
  if (status != SubmitStatus::submitted)
    return Error{ErrorCode::device_error, "The window's picture could not be drawn again; try again."};
  return target.value()->picture();
}

}  // namespace zc
