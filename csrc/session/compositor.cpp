#include "session/compositor.h"

#include <algorithm>

#include "compose/ideal_bytes.h"
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

Compositor::Compositor(std::shared_ptr<Session> session, std::shared_ptr<Device> device,
                       std::shared_ptr<Window> window, WindowSize size, Color background)
    : session_(std::move(session)),
      caps_(device->caps()),
      window_(std::move(window)),
      edits_(logical_size(size.px, size.scale), size.scale, background),
      device_(std::move(device)) {
  interop_ = std::make_unique<VideoInterop>(*device_);
  surfaces_ = std::make_unique<SurfaceStore>(*device_, session_->options().surface_budget_bytes);
  mirror_.set_target(size.px, size.scale, background);
  in_flight_.resize(
      static_cast<std::size_t>(std::clamp(session_->options().max_in_flight, 1, caps_.max_in_flight)));
  completions_.reserve(in_flight_.size());
  answering_.reserve(in_flight_.size());
}

Result<std::shared_ptr<Compositor>> Compositor::create(std::shared_ptr<Session> session, SizePx size,
                                                       Color background) {
  return create(std::move(session), nullptr, {size, 1}, background);
}

Result<std::shared_ptr<Compositor>> Compositor::create(std::shared_ptr<Session> session,
                                                       std::shared_ptr<Window> window, WindowSize size,
                                                       Color background) {
  auto device = session->device();
  auto target = device->create_target({size.px, size.scale, background, window ? window->layer() : nullptr});
  if (!target) return target.error();
  auto self = std::shared_ptr<Compositor>(
      new Compositor(std::move(session), std::move(device), std::move(window), size, background));
  self->target_ = std::move(target).value();
  return self;
}

Compositor::~Compositor() { close(); }

Result<std::unique_ptr<LayerControl>> Compositor::add_layer(LayerKind kind, SceneEdits::Caller caller,
                                                            LayerControl* group) {
  std::shared_ptr<VideoLayerState> video;
  if (kind == LayerKind::video) video = session_->add_video();
  auto layer = edits_.add_layer(kind, video, caller, group);
  if (layer) return layer;
  if (video) session_->retire_video(video);
  if (closed()) return closed_error();
  return Error{ErrorCode::closed, "The group was removed; add a new one."};
}

Error Compositor::inside_error(const char* call) {
  return {ErrorCode::unsupported, std::string(call) +
                                      " is called from within the drawing of the same target; "
                                      "call it when that has returned."};
}

void Compositor::repaint_if_bad() {
  answer_completions(nullptr);
  if (!std::exchange(repaint_due_, false)) return;
  edits_.commit_repaint();
  drain();
}

void Compositor::drain() {
  answer_completions(nullptr);
  settle_transaction();
  repaint_due_ = false;  // whatever is taken now repaints
  drain_rounds();
  publish_ends();
}

void Compositor::drain_rounds() {
  for (int round = 0; round < most_rounds; ++round) {
    InFlight* slot = free_slot();
    edits_.take(taken_);
    if (taken_.empty()) return;
    round_.taken_ns = now_ns();
    for (TakenPacket& taken : taken_) mirror_.apply(taken.packet, released_);
    release();
    step_ = clock_step();
    if (const auto why = why_not_visible(); !why.empty()) {
      drop_packets(why);
    } else if (slot) {
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
  const std::uint64_t ui_before = bytes_copied_by_this_thread(CopyPurpose::ui);
  mirror_.animator().write(step_.length_ns);
  mirror_.resolve();
  prepare_textures();
  prepare_videos();
  round_.compose = composer_.compose(mirror_, *surfaces_, plan_, bounds_);
  publish_surfaces(surfaces_->stats());
  record.composed_ns = now_ns();
  record.host_bytes = video_bytes_copied_by_this_thread() - copied_before + std::exchange(bridged_bytes_, 0);
  measure_plan(ui_before);
  if (plan_.damage.count == 0) {
    surfaces_->invalidate_plan();
    mirror_.mark_shown(bounds_, true);
    advance_clock();
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
  record.present_id = last_submission_;
  if (!window_) record.presented_ns = now_ns();  // there is no later moment
  count_presented(record);
  mirror_.mark_shown(bounds_);
  advance_clock();
  answer_completions(&record);
  end_packets(record);
}

void Compositor::measure_plan(std::uint64_t ui_bytes_before) {
  round_.ui_bytes = bytes_copied_by_this_thread(CopyPurpose::ui) - ui_bytes_before;
  if (plan_.damage.count == 0) return;
  for (int i = 0; i < plan_.damage.count; ++i)
    round_.damage_px += plan_.damage.rects[static_cast<std::size_t>(i)].area();
  round_.ideal_bytes = ideal_bytes(plan_);
}

Result<void> Compositor::configure_target() {
  if (target_ && target_->size() == mirror_.target_size()) return {};
  mirror_.mark_everything_dirty();
  if (target_) return target_->configure(mirror_.target_size(), mirror_.target_scale());
  auto target = device_->create_target({mirror_.target_size(), mirror_.target_scale(), mirror_.background(),
                                        window_ ? window_->layer() : nullptr});
  if (!target) return target.error();
  target_ = std::move(target).value();
  target_->present_with_transaction(in_transaction_);
  return {};
}

void Compositor::prepare_videos() {
  for (LayerNode* node : mirror_.ordered()) {
    if (!node->video || !mirror_.shown(*node)) continue;
    if (node->incoming.lease) {
      PreparedVideo prepared;
      if (prepare(*node, node->incoming, prepared)) {
        mirror_.accept_frame(*node, std::move(prepared), released_);
      } else {
        mirror_.drop_frame(*node, released_);
      }
    } else if (node->frame.lease && !node->prepared) {  // on a new device
      prepare(*node, node->frame, node->prepared);
      node->content = mirror_.new_content();
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
  keep_alive(plan_, slot.keep);
  for (const TextureRef& surface : surfaces_->used()) slot.keep.emplace_back(surface);
  for (std::size_t i = 0; i < bounds_.size(); ++i) {
    const LayerNode& node = *mirror_.ordered()[i];
    if (bounds_[i].empty()) continue;
    if (node.prepared.import && !node.frame_confirmed)
      slot.confirmations.push_back({node.video, node.frame_handle, node.prepared.token});
  }
  slot.submission = ++last_submission_;
  round_.issued_ns = now_ns();
  const SubmitStatus status =
      device_->submit(slot.submission, std::move(plan_), *target_, KeepAlive(slot.keep), *this);
  if (status != SubmitStatus::submitted) {
    slot.submission = 0;
    slot.confirmations.clear();
    surfaces_->invalidate_plan();
  } else if (window_) {
    ++awaiting_screen_;
    submitted_ns_ = now_ns();
  }
  return status;
}

// What the plan's items read.
void Compositor::keep_alive(const FramePlan& plan, KeepAlive::List& list) {
  const auto keep = [&](const Resource* resource) {
    if (resource) list.emplace_back(*const_cast<Resource*>(resource));  // a claim changes nothing of it
  };
  for (const auto* items : {&plan.items, &plan.surface_items}) {
    for (const DrawItem& item : *items) {
      keep(item.texture);
      keep(item.video.import);
      for (const Texture* plane : item.video.planes) keep(plane);
    }
  }
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
  forget_screen();
  interop_ = std::make_unique<VideoInterop>(*fresh.value());
  surfaces_ = std::make_unique<SurfaceStore>(*fresh.value(), session_->options().surface_budget_bytes,
                                             surfaces_->stats());
  publish_surfaces(surfaces_->stats());
  device_ = std::move(fresh).value();
}

Result<SizePx> Compositor::presented_size() {
  const std::scoped_lock executor(executor_mutex_);
  if (closed()) return closed_error();
  return target_ ? target_->size() : mirror_.target_size();
}

Result<bool> Compositor::read(HostBuffer to, SizePx size) {
  if (executor_mutex_.held_here()) return inside_error("read_pixels()");
  const std::scoped_lock executor(executor_mutex_);
  if (closed()) return closed_error();
  device_->wait_idle(std::chrono::steady_clock::now() + in_flight_timeout);
  if (!target_) {  // lost with its device
    edits_.commit_repaint();
    drain();
  }
  repaint_if_bad();
  if (!target_ || target_->size() != size) return false;
  auto picture = window_ ? draw_off_screen() : target_->picture();
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
  if (executor_mutex_.held_here())  // the window's system calls from within a drain: right after it
    return window_->post([self = shared_from_this()] { self->close(); });
  stop_thread();
  std::unique_lock executor(executor_mutex_);
  if (closed()) return;
  edits_.close(taken_);
  for (TakenPacket& taken : taken_) {
    taken.fate = Fate::survivor;             // it is the closing that ends it
    mirror_.apply(taken.packet, released_);  // so that its frames are counted
  }
  if (!device_->wait_idle(std::chrono::steady_clock::now() + close_timeout)) {
    log_line(LogLevel::error, "compositor",
             "the device does not complete; what it still reads is kept for ever");
    abandon();
  }
  answer_completions(nullptr);
  mirror_.clear(released_);
  release();
  drop_packets("closed");
  publish_ends();
  publish_surfaces({});
  if (!itself_) surfaces_.reset();
  if (!itself_) target_.reset();
  open_.reset();
  executor.unlock();
  if (window_) window_->close();  // which may call back
}

}  // namespace zc
