#include "session/compositor.h"

#include <algorithm>

#include "core/clock.h"
#include "core/log.h"
#include "core/process.h"

namespace zc {
namespace {

constexpr auto in_flight_timeout = std::chrono::seconds(1);  // nextDrawable's own limit on the home platform
constexpr auto close_timeout = std::chrono::seconds(5);
constexpr int most_rounds = 2;  // of one drain: the packet, and the repaint of a picture reported bad

Error closed_error() { return {ErrorCode::closed, "The target is closed; open a new one."}; }

}  // namespace

Compositor::Compositor(std::shared_ptr<Session> session, std::shared_ptr<Device> device, SizePx size,
                       Color background)
    : session_(std::move(session)),
      caps_(device->caps()),
      edits_(size, background),
      device_(std::move(device)) {
  interop_ = std::make_unique<VideoInterop>(*device_);
  mirror_.set_target(size, background);
  in_flight_.resize(
      static_cast<std::size_t>(std::clamp(session_->options().max_in_flight, 1, caps_.max_in_flight)));
  completions_.reserve(in_flight_.size());
  answering_.reserve(in_flight_.size());
}

Result<std::shared_ptr<Compositor>> Compositor::create(std::shared_ptr<Session> session, SizePx size,
                                                       Color background) {
  auto device = session->device();
  auto target = device->create_target({size, 1, background});
  if (!target) return target.error();
  auto self =
      std::shared_ptr<Compositor>(new Compositor(std::move(session), std::move(device), size, background));
  self->target_ = std::move(target).value();
  return self;
}

Compositor::~Compositor() { close(); }

Result<std::unique_ptr<LayerControl>> Compositor::add_layer(LayerKind kind) {
  std::shared_ptr<VideoLayerState> video;
  if (kind == LayerKind::video) video = session_->add_video();
  auto layer = edits_.add_layer(kind, video);
  if (layer) return layer;
  if (video) session_->retire_video(video);
  return closed_error();
}

Result<PacketEnd> Compositor::present() {
  PacketEnd end;
  if (!edits_.commit(&end)) return closed_error();
  const std::scoped_lock executor(executor_mutex_);
  // Another thread may have taken this packet along, or close() may have ended it.
  if (end.status != PacketStatus::pending) return end;
  try {
    drain();
  } catch (...) {  // out of memory: no packet may be left that points at a caller who is gone
    drop_packets("failed");
    ended_.clear();
    throw;
  }
  return end;
}

void Compositor::repaint_if_bad() {
  answer_completions(nullptr);
  if (!std::exchange(repaint_due_, false)) return;
  edits_.commit_repaint();
  drain();
}

void Compositor::drain() {
  answer_completions(nullptr);
  repaint_due_ = false;  // whatever is taken now repaints
  ended_.clear();
  for (int round = 0; round < most_rounds; ++round) {
    InFlight* slot = free_slot();
    edits_.take(taken_);
    if (taken_.empty()) return;
    for (TakenPacket& taken : taken_) mirror_.apply(taken.packet, released_);
    release();
    if (slot) {
      compose_and_submit(*slot);
    } else {
      drop_packets("in_flight_timeout");
    }
    if (!std::exchange(repaint_due_, false)) return;
    edits_.commit_repaint();
  }
}

void Compositor::compose_and_submit(InFlight& slot) {
  if (mirror_.target_size().empty()) return drop_packets("zero_size");
  if (const auto configured = configure_target(); !configured) return drop_packets("no_target");
  PacketEnd record;
  const std::uint64_t copied_before = video_bytes_copied_by_this_thread();
  prepare_textures();
  prepare_videos();
  compose(mirror_, scale_, plan_, bounds_);
  record.composed_ns = now_ns();
  record.host_bytes = video_bytes_copied_by_this_thread() - copied_before + std::exchange(bridged_bytes_, 0);
  if (plan_.damage.count == 0) {
    mirror_.mark_shown(bounds_);
    record.status = PacketStatus::unchanged;
    return end_packets(record);
  }
  switch (submit(slot)) {
    case SubmitStatus::submitted:
      break;
    case SubmitStatus::no_drawable:
      return drop_packets("no_drawable");
    case SubmitStatus::failed:
      return drop_packets("submit_failed");
    case SubmitStatus::device_lost:
      recover_device();
      return drop_packets("device_lost");
  }
  record.status = PacketStatus::presented;
  record.presented_ns = now_ns();  // off screen: there is no later moment
  count_presented(record);
  mirror_.mark_shown(bounds_);
  answer_completions(&record);
  end_packets(record);
}

Result<void> Compositor::configure_target() {
  if (target_ && target_->size() == mirror_.target_size()) return {};
  mirror_.mark_everything_dirty();
  if (target_) return target_->configure(mirror_.target_size(), scale_);
  auto target = device_->create_target({mirror_.target_size(), scale_, mirror_.background()});
  if (!target) return target.error();
  target_ = std::move(target).value();
  return {};
}

void Compositor::prepare_videos() {
  for (LayerNode* node : mirror_.ordered()) {
    if (!node->video || !node->props.enabled || node->props.opacity <= 0) continue;
    if (node->incoming.lease) {
      PreparedVideo prepared;
      if (prepare(*node, node->incoming, prepared)) {
        mirror_.accept_frame(*node, std::move(prepared), released_);
      } else {
        mirror_.drop_frame(*node, released_);
      }
    } else if (node->frame.lease && !node->prepared) {  // on a new device
      prepare(*node, node->frame, node->prepared);
    }
    if (node->prepared && node->prepared.path != Tier::true_zero_copy)
      node->frame.lease.release();  // the copy is all that is needed
  }
  release();
}

bool Compositor::prepare(const LayerNode& node, const StagedFrame& frame, PreparedVideo& out) {
  const ImportRef* shared = nullptr;
  for (const LayerNode* other : mirror_.ordered())
    if (other->frame_handle == frame.lease.handle() && other->prepared.import)
      shared = &other->prepared.import;
  return interop_->prepare(*node.video, frame.desc, frame.lease, shared, out);
}

SubmitStatus Compositor::submit(InFlight& slot) {
  for (std::size_t i = 0; i < bounds_.size(); ++i) {
    const LayerNode& node = *mirror_.ordered()[i];
    if (bounds_[i].empty()) continue;
    if (node.texture) slot.keep.emplace_back(node.texture);
    if (node.prepared.import) slot.keep.emplace_back(node.prepared.import);
    for (const TextureRef& plane : node.prepared.planes)
      if (plane) slot.keep.emplace_back(plane);
    if (node.prepared.import && !node.frame_confirmed)
      slot.confirmations.push_back({node.video, node.frame_handle, node.prepared.token});
  }
  slot.submission = ++last_submission_;
  const SubmitStatus status =
      device_->submit(slot.submission, std::move(plan_), *target_, KeepAlive(slot.keep), *this);
  if (status != SubmitStatus::submitted) {
    slot.submission = 0;
    slot.confirmations.clear();
  }
  return status;
}

void Compositor::count_presented(PacketEnd& record) {
  for (std::size_t i = 0; i < bounds_.size(); ++i) {
    LayerNode& node = *mirror_.ordered()[i];
    if (node.kind != LayerKind::video) continue;
    const bool drawn = !bounds_[i].empty();
    node.video->set_visible(drawn);
    if (!drawn) continue;
    if (node.prepared.import) node.frame_confirmed = true;
    const Tier path = node.prepared.path;
    record.path = record.path ? std::min(*record.path, path) : path;
    const FrameDesc& frame = node.frame.desc;
    const auto bytes = picture_bytes(frame.format, {frame.visible.width(), frame.visible.height()});
    const bool first = !std::exchange(node.frame_presented, true);
    node.video->edit([&](InteropPolicy&, VideoCounters& c) {
      c.device_bytes += static_cast<std::uint64_t>(bytes);
      if (first) ++c.frames_presented;
    });
    if (first && node.frame.submitted_ns >= record.submitted_ns) {
      record.submitted_ns = node.frame.submitted_ns;
      record.decoded_ns = frame.decoded_ns;
    }
  }
}

void Compositor::release() {
  for (const auto& video : released_.videos) {
    video->set_visible(false);
    session_->retire_video(video);
  }
  released_.clear();
}

Compositor::InFlight* Compositor::free_slot() {
  const auto find = [&]() -> InFlight* {
    for (InFlight& slot : in_flight_)
      if (slot.submission == 0) return &slot;
    return nullptr;
  };
  if (InFlight* slot = find()) return slot;
  device_->wait_idle(std::chrono::steady_clock::now() + in_flight_timeout);
  answer_completions(nullptr);
  return find();
}

void Compositor::end_packets(const PacketEnd& record) {
  for (TakenPacket& taken : taken_) {
    if (PacketEnd* end = taken.packet.end) {
      if (taken.fate == Fate::survivor) {
        *end = record;
        ended_.push_back(end);
      } else {
        end->status = PacketStatus::dropped;
        end->reason = taken.fate == Fate::superseded ? "superseded" : "gate_timeout";
      }
      end->epoch = taken.packet.epoch;
    } else if (record.status == PacketStatus::presented) {
      add_repaint(record);
    }
    live_count(Live::packet).fetch_sub(1, std::memory_order_relaxed);
    edits_.recycle(std::move(taken.packet));
  }
  taken_.clear();
}

// What a packet's picture took when it was made again because the device had reported it bad.
void Compositor::add_repaint(const PacketEnd& repaint) {
  for (PacketEnd* end : ended_) {
    if (end->status != PacketStatus::presented) continue;
    end->path = repaint.path;
    end->host_bytes += repaint.host_bytes;
    end->device_bytes += repaint.device_bytes;
    end->composed_ns = repaint.composed_ns;
    end->completed_ns = repaint.completed_ns;
    end->presented_ns = repaint.presented_ns;
  }
}

void Compositor::drop_packets(std::string_view reason) {
  PacketEnd record;
  record.status = PacketStatus::dropped;
  record.reason = reason;
  end_packets(record);
}

void Compositor::recover_device() {
  log_line(LogLevel::error, "compositor", "the device was lost; a new one is created");
  device_->wait_idle(std::chrono::steady_clock::now() + in_flight_timeout);
  answer_completions(nullptr);
  mirror_.forget_device();
  for (LayerNode* node : mirror_.ordered()) {
    if (!node->video) continue;
    node->video->edit([](InteropPolicy& policy, VideoCounters&) { policy.device_changed(); });
    node->video->note(FallbackReason::device_lost);
  }
  auto fresh = session_->replace_device(device_);
  if (!fresh) return;  // the next present asks again
  target_.reset();
  interop_ = std::make_unique<VideoInterop>(*fresh.value());
  device_ = std::move(fresh).value();
}

Result<SizePx> Compositor::presented_size() {
  const std::scoped_lock executor(executor_mutex_);
  if (closed()) return closed_error();
  return target_ ? target_->size() : mirror_.target_size();
}

Result<bool> Compositor::read(HostBuffer to, SizePx size) {
  const std::scoped_lock executor(executor_mutex_);
  if (closed()) return closed_error();
  device_->wait_idle(std::chrono::steady_clock::now() + in_flight_timeout);
  if (!target_) {  // lost with its device
    edits_.commit_repaint();
    drain();
  }
  repaint_if_bad();
  if (!target_ || target_->size() != size) return false;
  auto picture = target_->picture();
  if (!picture) return picture.error();
  if (auto read = device_->read(picture.value(), RectPx::of(size), to); !read) return read.error();
  return true;
}

std::vector<const std::byte*> Compositor::sampled_addresses(LayerId id) {
  const std::scoped_lock executor(executor_mutex_);
  std::vector<const std::byte*> out;
  for (const LayerNode* node : mirror_.ordered()) {
    if (node->id != id || !node->prepared.import) continue;
    for (int plane = 0; plane < info(node->frame.desc.format).plane_count; ++plane)
      out.push_back(node->prepared.import->plane_address(plane));
  }
  return out;
}

void Compositor::close() {
  const std::scoped_lock executor(executor_mutex_);
  if (closed()) return;
  edits_.close(taken_);
  for (TakenPacket& taken : taken_) mirror_.apply(taken.packet, released_);  // so that its frames are counted
  if (!device_->wait_idle(std::chrono::steady_clock::now() + close_timeout)) {
    log_line(LogLevel::error, "compositor",
             "the device does not complete; what it still reads is kept for ever");
    abandon();
  }
  answer_completions(nullptr);
  mirror_.clear(released_);
  release();
  drop_packets("closed");
  if (!itself_) target_.reset();
  open_.reset();
}

}  // namespace zc
