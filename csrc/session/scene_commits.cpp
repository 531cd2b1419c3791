// Commits: how open packets enter the queue, and leave it.
#include <algorithm>
#include <chrono>

#include "core/clock.h"
#include "session/scene_edits.h"

namespace zc {
namespace {

constexpr std::size_t most_named_lanes = lane_count - static_cast<std::size_t>(Lane::first_named);

}  // namespace

Result<Lane> SceneEdits::lane(const std::string& name) {
  if (name == "main") return Lane::main;
  if (name.empty() || name == "system" || name == "animation")
    return Error{ErrorCode::invalid_argument,
                 "Lane '" + name + "' is not for an app's packets; name it otherwise."};
  const std::scoped_lock lock(edits_mutex_);
  const auto known = std::find(lane_names_.begin(), lane_names_.end(), name);
  const auto index = known - lane_names_.begin();
  if (known == lane_names_.end()) {
    if (lane_names_.size() == most_named_lanes)
      return Error{ErrorCode::invalid_argument, "Lane '" + name + "' exceeds the limit of " +
                                                    std::to_string(most_named_lanes) +
                                                    " lanes of a target besides main; use one of those."};
    lane_names_.push_back(name);
  }
  return static_cast<Lane>(static_cast<std::ptrdiff_t>(Lane::first_named) + index);
}

std::vector<std::string> SceneEdits::lane_names() const {
  std::vector<std::string> names{"main", "system", "animation"};
  const std::scoped_lock lock(edits_mutex_);
  names.insert(names.end(), lane_names_.begin(), lane_names_.end());
  return names;
}

const OpenPacket* SceneEdits::innermost_of(Caller caller) const {
  const std::scoped_lock lock(edits_mutex_);
  return innermost(caller);
}

std::shared_ptr<OpenPacket> SceneEdits::open(Lane lane, std::uint64_t required_tree_epoch, Caller outer) {
  auto packet = std::make_shared<OpenPacket>(*this, outer);
  packet->packet.lane = lane;
  packet->packet.required_tree_epoch = required_tree_epoch;
  return packet;
}

std::uint64_t SceneEdits::queue(Packet&& packet) {
  const std::uint64_t required = packet.required_tree_epoch;
  if (packet.pending) packet.pending->epoch = queue_.last_epoch() + 1;
  const std::uint64_t epoch = queue_.commit(std::move(packet), now_ns());
  counts_.committed = epoch;
  if (required > epoch) ++counts_.gated;
  ++changes_;
  if (waiting_) changed_.notify_all();
  return epoch;
}

std::uint64_t SceneEdits::commit(OpenPacket& open, std::shared_ptr<PendingEnd> pending, Discarded& out) {
  const std::scoped_lock lock(edits_mutex_);
  if (open.state != OpenPacket::State::open) return 0;
  if (closed_) {
    take_back(open, out);
    return 0;
  }
  if (unborn_) take_births(open.packet);
  for (SaidSize& said : sizes_)
    if (said.packet == &open) said.packet = nullptr;
  forget_past_size();
  open.state = OpenPacket::State::committed;
  open.packet.end = &pending->end;
  open.packet.pending = std::move(pending);
  return queue(std::move(open.packet));
}

// Of two sizes that no open packet can take back the earlier is past.
void SceneEdits::forget_past_size() {
  const auto settled = [](const SaidSize& said) { return !said.packet; };
  if (std::count_if(sizes_.begin(), sizes_.end(), settled) > 1)
    sizes_.erase(std::find_if(sizes_.begin(), sizes_.end(), settled));
}

// A packet that is committed before the one of present() changes layers, or fills groups, that only that one
// adds: it takes them along as they are by now, or it would find no layer.
void SceneEdits::take_births(Packet& packet) {
  std::vector<LayerPatch> born;
  for (const LayerPatch& patch : packet.patches) {
    take_birth(patch.id, packet, born);
    if (patch.has(Prop::add)) take_birth(patch.parent, packet, born);
  }
  for (const AnimationStart& start : packet.animations) take_birth(start.layer, packet, born);
  if (born.empty()) return;
  packet.patches.insert(packet.patches.begin(), std::make_move_iterator(born.begin()),
                        std::make_move_iterator(born.end()));
}

void SceneEdits::take_birth(LayerId id, Packet& packet, std::vector<LayerPatch>& born) {
  const auto of_layer = [id](const auto& each) { return each.id == id && each.has(Prop::add); };
  const auto at = std::find_if(open_.patches.begin(), open_.patches.end(), of_layer);
  if (at == open_.patches.end()) return;
  const LayerId group = at->parent;
  LayerPatch birth = std::exchange(*at, LayerPatch{});
  at->id = id;  // its index is known to the layer
  --unborn_;
  if (group) take_birth(group, packet, born);
  born.push_back(std::move(birth));
  take_animations(id, packet);
}

// Moves those of a layer, ahead of the packet's own; a property that it sets ends them.
void SceneEdits::take_animations(LayerId id, Packet& packet) {
  std::vector<AnimationStart> taken;
  const auto of_layer = [id](const AnimationStart& start) { return start.layer == id; };
  std::copy_if(open_.animations.begin(), open_.animations.end(), std::back_inserter(taken), of_layer);
  std::erase_if(open_.animations, of_layer);
  for (AnimationStart& start : taken)
    for (const LayerPatch& patch : packet.patches)
      if (patch.id == id && patch.has(start.prop)) start.cancelled = true;
  packet.animations.insert(packet.animations.begin(), std::make_move_iterator(taken.begin()),
                           std::make_move_iterator(taken.end()));
}

void SceneEdits::discard(OpenPacket& open, Discarded& out) {
  const std::scoped_lock lock(edits_mutex_);
  if (open.state == OpenPacket::State::open) take_back(open, out);
}

void SceneEdits::take_back(OpenPacket& open, Discarded& out) {
  open.state = OpenPacket::State::discarded;
  std::erase_if(sizes_, [&](const SaidSize& said) { return said.packet == &open; });
  out.packet = std::move(open.packet);
  for (LayerPatch& patch : out.packet.patches) {
    if (patch.has(Prop::frame)) patch.video->drop(patch.frame.lease.handle());
    if (patch.has(Prop::add) && patch.video) out.videos.push_back(patch.video);
  }
}

std::uint64_t SceneEdits::commit(PacketEnd* end, std::shared_ptr<PendingEnd> pending,
                                 std::optional<std::int64_t> time_ns) {
  const std::scoped_lock lock(edits_mutex_);
  if (closed_) return 0;
  open_.end = pending ? &pending->end : end;
  open_.pending = std::move(pending);
  open_.time_ns = time_ns;
  const std::uint64_t epoch = queue(std::move(open_));
  open_ = std::move(spare_);
  open_.clear();
  spare_ = {};
  unborn_ = 0;
  ++serial_;
  return epoch;
}

void SceneEdits::commit_repaint() {
  const std::scoped_lock lock(edits_mutex_);
  Packet packet;
  packet.lane = Lane::system;
  if (!closed_) queue(std::move(packet));
}

std::uint64_t SceneEdits::commit_tick() {
  const std::scoped_lock lock(edits_mutex_);
  if (closed_ || !queue_.empty()) return 0;
  Packet packet;
  packet.lane = Lane::animation;
  return queue(std::move(packet));
}

void SceneEdits::take(std::vector<TakenPacket>& out) {
  const std::scoped_lock lock(edits_mutex_);
  queue_.take(now_ns(), out);
}

void SceneEdits::ended(Packet&& packet, const PacketEnd& end) {
  packet.clear();  // lets go of what it held before the lock
  const std::scoped_lock lock(edits_mutex_);
  counts_.count(end);
  if (packet.patches.capacity() > spare_.patches.capacity()) spare_ = std::move(packet);
}

PacketCounts SceneEdits::counts() const {
  const std::scoped_lock lock(edits_mutex_);
  return counts_;
}

void SceneEdits::close(std::vector<TakenPacket>& out) {
  const std::scoped_lock lock(edits_mutex_);
  if (closed_) return;
  closed_ = true;
  queue(std::move(open_));
  queue_.take_all(out);
}

bool SceneEdits::closed() const {
  const std::scoped_lock lock(edits_mutex_);
  return closed_;
}

std::uint64_t SceneEdits::first_pending() const {
  const std::scoped_lock lock(edits_mutex_);
  return queue_.first_pending();
}

std::uint64_t SceneEdits::changes() const {
  const std::scoped_lock lock(edits_mutex_);
  return changes_;
}

void SceneEdits::await_change(std::uint64_t seen, std::int64_t latest_ns) {
  std::unique_lock lock(edits_mutex_);
  const std::int64_t until_ns = std::min(latest_ns, queue_.next_gate_ns());
  const std::chrono::steady_clock::time_point until{std::chrono::nanoseconds(until_ns)};
  ++waiting_;
  changed_.wait_until(lock, until, [&] { return changes_ != seen || closed_; });
  --waiting_;
}

void SceneEdits::announce() {
  const std::scoped_lock lock(edits_mutex_);
  ++changes_;
  if (waiting_) changed_.notify_all();
}

}  // namespace zc
