// The serial executor of one target: takes packets, composes, submits, and answers completions.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "compose/composer.h"
#include "device/window.h"
#include "session/executor_mutex.h"
#include "session/scene_edits.h"
#include "session/session.h"
#include "session/telemetry_ring.h"

namespace zc {

class Compositor final : public CompletionSink,
                         public WindowClient,
                         public std::enable_shared_from_this<Compositor> {
 public:
  static Result<std::shared_ptr<Compositor>> create(std::shared_ptr<Session> session, SizePx size,
                                                    Color background);
  static Result<std::shared_ptr<Compositor>> create(std::shared_ptr<Session> session,
                                                    std::shared_ptr<Window> window, Color background);
  ~Compositor();

  // Thread-safe edits, never blocking for long.
  SceneEdits& edits() { return edits_; }
  const Caps& caps() const { return caps_; }
  Window* window() const { return window_.get(); }  // null off screen
  Result<std::unique_ptr<LayerControl>> add_layer(LayerKind kind, SceneEdits::Caller caller,
                                                  LayerControl* group = nullptr);

  // Commits the packet of edits that no other open packet took, and drains the queue on this thread. Blocks
  // while another thread drains, and while every slot is in flight; in a window first until the display's
  // next tick, while the main thread handles events, which may also close the window or draw the packet.
  // `time_ns`: when the picture is to be seen, for animations off screen.
  Result<PacketEnd> present(std::optional<std::int64_t> time_ns = {});
  // Commits it too, and leaves the rest to the compositor's own thread.
  Result<std::shared_ptr<PendingEnd>> present_later(std::optional<std::int64_t> time_ns = {});
  // Queues an open packet; it is composed by whoever drains next.
  Result<std::shared_ptr<PendingEnd>> commit(OpenPacket& packet);
  void discard(OpenPacket& packet);
  // Blocks until the packet has ended, draining on this thread where no other does. False: not in time.
  bool wait_ended(const PendingEnd& pending, std::int64_t latest_ns);
  // Rings that bell when the packet has ended, which the compositor's own thread sees to. False: it has.
  bool tell_ended(PendingEnd& pending, const std::shared_ptr<Bell>& bell);
  // Blocks until the device has completed that present. Nothing: not in time, or lost with its device.
  struct Completed {
    std::uint64_t submission = 0;
    std::int64_t completed_ns = 0;
    std::uint64_t bytes_touched = 0;
  };
  std::optional<Completed> wait_completed(std::uint64_t present_id, std::int64_t latest_ns);
  // What the effects and groups of the target are drawn to, as of the last composition; nothing once it is
  // closed. Any thread.
  SurfaceStats surface_stats();
  Result<SizePx> presented_size();
  // The last presented picture, presented_size() of RGBA8. Blocks until it is drawn. False: the
  // picture has another size by now.
  Result<bool> read(HostBuffer to, SizePx size);
  // Blocks until the device has completed what is in flight. Idempotent, any thread.
  void close();
  bool closed() const { return edits_.closed(); }
  // Never destroyed: in a forked child, where what it waits for stayed with the parent, and under a
  // device that does not complete.
  void abandon() { itself_ = shared_from_this(); }
  // Where the device reads the layer's current frame from (tests).
  std::vector<const std::byte*> sampled_addresses(LayerId id);
  std::optional<LayerProps> props_of(LayerId id);  // by the mirror (tests)

  // What is known of the last packets, as TelemetryRing::copy(); any thread, also after close().
  std::size_t copy_telemetry(std::span<PacketRecord> out);

  // Animations that have ended since the last call, in order.
  std::vector<EndedAnimation> take_ended_animations();
  // A frame of the display's clock: commits to lane animation where animations run and nothing is pending.
  // False: no need.
  bool tick();

  // Pictures of the window that the system did not show, though it had taken them.
  std::uint64_t not_shown() const { return not_shown_; }

  void completed(Completion&& completion) noexcept override;                              // any thread
  void presented(std::uint64_t submission, std::int64_t presented_ns) noexcept override;  // any thread
  void window_resized(WindowSize size) override;
  void window_exposed() override;
  void window_closed() override;

 private:
  // An import that a submission is to confirm.
  struct Confirmation {
    std::shared_ptr<VideoLayerState> video;
    FrameHandle frame;
    std::uint64_t token = 0;
  };
  struct InFlight {
    std::uint64_t submission = 0;  // 0: free
    KeepAlive::List keep;
    std::vector<Confirmation> confirmations;
  };

  // What the system did with a submission's picture.
  struct Shown {
    std::uint64_t submission = 0;
    std::int64_t presented_ns = 0;
  };

  Compositor(std::shared_ptr<Session> session, std::shared_ptr<Device> device, std::shared_ptr<Window> window,
             WindowSize size, Color background);
  static Result<std::shared_ptr<Compositor>> create(std::shared_ptr<Session> session,
                                                    std::shared_ptr<Window> window, WindowSize size,
                                                    Color background);

  // See compositor_presents.cpp.
  bool drain_to(std::uint64_t epoch, std::int64_t latest_ns, const std::atomic<bool>* stop = nullptr);
  void drain_safely();
  void drain_later(std::uint64_t epoch);
  void wake_thread();
  void run_thread();
  void stop_thread();
  void publish_ends();
  // See compositor_clock.cpp.
  struct ClockStep {
    std::int64_t length_ns = 0;
    std::optional<std::int64_t> now_ns;  // the time that it leads to
  };
  ClockStep clock_step() const;
  void advance_clock();
  void drain();
  void drain_rounds();
  void compose_and_submit(InFlight& slot);
  // In a window, see compositor_window.cpp.
  void take_turn();
  void drain_on_main();
  void drain_in_callback();
  void begin_transaction();
  void settle_transaction();
  std::string_view why_not_visible() const;
  void answer_shown(PacketEnd* record);
  Result<TextureRef> draw_off_screen();
  Result<void> configure_target();
  void repaint_if_bad();
  void prepare_videos();
  bool prepare(const LayerNode& node, const StagedFrame& frame, PreparedVideo& out);
  void prepare_textures();
  bool upload(LayerNode& node, const PixelBlock& pixels);
  void prepare_canvas(LayerNode& node);
  void warn_of_canvas(const LayerProps& props, const Space& space);
  SubmitStatus submit(InFlight& slot);
  static void keep_alive(const FramePlan& plan, KeepAlive::List& list);
  void count_presented(PacketEnd& record);
  void answer_completions(PacketEnd* record);
  void confirm(const InFlight& slot, const Completion& completion);
  void bridge_frame(FrameHandle frame);
  void release();
  InFlight* free_slot();
  void measure_plan(std::uint64_t ui_bytes_before);
  void publish_surfaces(const SurfaceStats& stats);
  void end_packets(const PacketEnd& record);
  void add_repaint(const PacketEnd& repaint);
  void drop_packets(std::string_view reason);
  void recover_device();
  void forget_screen();
  static Error inside_error(const char* call);

  const std::shared_ptr<Session> session_;
  const Caps caps_;                       // the same for every device that recovery creates
  const std::shared_ptr<Window> window_;  // null off screen
  std::atomic<std::uint64_t> ticks_seen_{0};
  std::atomic<std::uint64_t> not_shown_{0};
  // Pictures join the window's own changes, and only the main thread draws.
  std::atomic<bool> in_transaction_{false};
  std::atomic<bool> drain_again_{false};  // a window wants a picture and did not get its turn
  SceneEdits edits_;

  ExecutorMutex executor_mutex_;  // held by the thread that drains; guards what follows up to completions_
  std::shared_ptr<Device> device_;
  std::unique_ptr<VideoInterop> interop_;
  std::unique_ptr<Target> target_;
  std::optional<Counted<Live::target>> open_{std::in_place};
  SceneMirror mirror_;
  Composer composer_;
  std::unique_ptr<SurfaceStore> surfaces_;
  FramePlan plan_;
  std::vector<RectPx> bounds_;  // of the mirror's layers in plan_
  std::vector<TakenPacket> taken_;
  ClockStep step_;                     // of the composition at hand
  RoundMeasures round_;                // likewise
  std::optional<std::int64_t> clock_;  // of the last picture: the display's time, or the app's off screen
  std::vector<PacketEnd*> ended_;      // of this drain; their callers wait for executor_mutex_
  std::vector<std::shared_ptr<PendingEnd>> ended_pending_;  // likewise, to be published
  std::array<Completed, 64> completed_{};                   // by submission
  Released released_;
  std::vector<InFlight> in_flight_;
  std::vector<Completion> answering_;
  std::uint64_t last_submission_ = 0;
  std::uint64_t bridged_bytes_ = 0;  // of pictures reported bad, for the outcome of their repaint
  bool repaint_due_ = false;         // a picture was reported bad
  bool warned_of_canvas_ = false;
  bool resizing_ = false;          // the window waits for its picture
  std::int64_t submitted_ns_ = 0;  // when the last picture was
  int awaiting_screen_ = 0;        // pictures submitted of which the system has told nothing yet
  std::vector<Shown> answering_shown_;
  FramePlan read_plan_;  // of draw_off_screen()
  KeepAlive::List read_keep_;

  std::shared_ptr<Compositor> itself_;  // set by abandon()
  TelemetryRing telemetry_;

  std::mutex thread_mutex_;  // guards what follows up to completions_mutex_
  std::condition_variable thread_wanted_;
  std::thread thread_;              // drains for present_later(); started by the first
  std::uint64_t wanted_epoch_ = 0;  // drained by the thread up to this one
  std::uint64_t drained_epoch_ = 0;
  std::atomic<bool> thread_stops_{false};

  std::atomic<bool> animating_{false};

  std::mutex completions_mutex_;  // guards what follows
  SurfaceStats surface_stats_;
  std::condition_variable shown_changed_;
  std::vector<Completion> completions_;
  std::vector<Shown> shown_;
  std::vector<EndedAnimation> ended_animations_;
};

}  // namespace zc
