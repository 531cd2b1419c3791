// The serial executor of one target: takes packets, composes, submits, and answers completions.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "compose/composer.h"
#include "session/scene_edits.h"
#include "session/session.h"

namespace zc {

class Compositor final : public CompletionSink, public std::enable_shared_from_this<Compositor> {
 public:
  static Result<std::shared_ptr<Compositor>> create(std::shared_ptr<Session> session, SizePx size,
                                                    Color background);
  ~Compositor();

  // Thread-safe edits, never blocking for long.
  SceneEdits& edits() { return edits_; }
  const Caps& caps() const { return caps_; }
  double scale() const { return scale_; }
  Result<std::unique_ptr<LayerControl>> add_layer(LayerKind kind);

  // Commits the open packet and drains the queue on this thread. Blocks while another thread drains,
  // and while every slot is in flight.
  Result<PacketEnd> present();
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

  void completed(Completion&& completion) noexcept override;  // any thread

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

  Compositor(std::shared_ptr<Session> session, std::shared_ptr<Device> device, SizePx size, Color background);

  void drain();
  void compose_and_submit(InFlight& slot);
  Result<void> configure_target();
  void repaint_if_bad();
  void prepare_videos();
  bool prepare(const LayerNode& node, const StagedFrame& frame, PreparedVideo& out);
  void prepare_textures();
  bool upload(LayerNode& node, const PixelBlock& pixels);
  void prepare_canvas(LayerNode& node);
  SubmitStatus submit(InFlight& slot);
  void count_presented(PacketEnd& record);
  void answer_completions(PacketEnd* record);
  void confirm(const InFlight& slot, const Completion& completion);
  void bridge_frame(FrameHandle frame);
  void release();
  InFlight* free_slot();
  void end_packets(const PacketEnd& record);
  void add_repaint(const PacketEnd& repaint);
  void drop_packets(std::string_view reason);
  void recover_device();

  const std::shared_ptr<Session> session_;
  const Caps caps_;  // the same for every device that recovery creates
  const double scale_ = 1;
  SceneEdits edits_;

  std::mutex executor_mutex_;  // held by the thread that drains; guards what follows up to completions_
  std::shared_ptr<Device> device_;
  std::unique_ptr<VideoInterop> interop_;
  std::unique_ptr<Target> target_;
  std::optional<Counted<Live::target>> open_{std::in_place};
  SceneMirror mirror_;
  FramePlan plan_;
  std::vector<RectPx> bounds_;  // of the mirror's layers in plan_
  std::vector<TakenPacket> taken_;
  std::vector<PacketEnd*> ended_;  // of this drain; their callers wait for executor_mutex_
  Released released_;
  std::vector<InFlight> in_flight_;
  std::vector<Completion> answering_;
  std::uint64_t last_submission_ = 0;
  std::uint64_t bridged_bytes_ = 0;  // of pictures reported bad, for the outcome of their repaint
  bool repaint_due_ = false;         // a picture was reported bad

  std::shared_ptr<Compositor> itself_;  // set by abandon()

  std::mutex completions_mutex_;  // guards completions_
  std::vector<Completion> completions_;
};

}  // namespace zc
