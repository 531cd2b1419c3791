#include "bindings/bound_target.h"
#include "core/clock.h"

namespace zc::python {
namespace {

PyObject* current_packet = nullptr;  // the context variable, alive as long as the module

const char* status_name(PacketStatus status) {
  switch (status) {
    case PacketStatus::presented:
      return "presented";
    case PacketStatus::unchanged:
      return "unchanged";
    default:
      return "dropped";
  }
}

std::shared_ptr<BoundPacket> open_packet(BoundTarget& target, const std::string& lane,
                                         std::uint64_t required_tree_epoch) {
  enter();
  const CurrentPacket current;
  SceneEdits& edits = target.compositor()->edits();
  if (edits.closed()) raise({ErrorCode::closed, "The target is closed; open a new one."});
  const Lane chosen = value_or_raise(edits.lane(lane));
  auto packet = std::make_shared<BoundPacket>();
  packet->compositor = target.compositor();
  packet->open = edits.open(chosen, required_tree_epoch, current.caller());
  packet->outer = current.bound();
  return packet;
}

std::shared_ptr<PendingEnd> commit(BoundPacket& packet) {
  enter();
  auto pending = value_or_raise(without_gil([&] { return packet.compositor->commit(*packet.open); }));
  packet.undo = py::list();
  return pending;
}

// The undo list of what is taken back.
py::list discard(BoundPacket& packet) {
  if (!in_forked_child()) packet.compositor->discard(*packet.open);
  return std::exchange(packet.undo, py::list());
}

std::shared_ptr<PendingEnd> present_later(BoundTarget& target, std::optional<std::int64_t> time_ns) {
  enter();
  return value_or_raise(target.compositor()->present_later(time_ns));
}

std::int64_t latest_from(std::optional<double> timeout_s) {
  constexpr std::int64_t far = std::numeric_limits<std::int64_t>::max();
  if (!timeout_s || *timeout_s > 1e9) return far;
  return now_ns() + static_cast<std::int64_t>(*timeout_s * 1e9);
}

bool wait_ended(BoundTarget& target, const PendingEnd& pending, std::optional<double> timeout_s) {
  enter();
  const std::int64_t latest_ns = latest_from(timeout_s);
  return without_gil([&] { return target.compositor()->wait_ended(pending, latest_ns); });
}

bool tell_ended(BoundTarget& target, PendingEnd& pending, const std::shared_ptr<Bell>& bell) {
  enter();
  return without_gil([&] { return target.compositor()->tell_ended(pending, bell); });
}

std::optional<std::pair<std::int64_t, std::uint64_t>> wait_completed(BoundTarget& target,
                                                                     std::uint64_t present_id,
                                                                     std::optional<double> timeout_s) {
  enter();
  const std::int64_t latest_ns = latest_from(timeout_s);
  const auto completed =
      without_gil([&] { return target.compositor()->wait_completed(present_id, latest_ns); });
  if (!completed) return std::nullopt;
  return std::pair(completed->completed_ns, completed->bytes_touched);
}

py::tuple surface_stats(BoundTarget& target) {
  const SurfaceStats stats = target.compositor()->surface_stats();
  return py::make_tuple(stats.live, stats.bytes, stats.high_water_bytes, stats.allocated, stats.reused,
                        stats.evicted);
}

py::tuple packet_counts(BoundTarget& target) {
  const PacketCounts counts = target.compositor()->edits().counts();
  py::dict reasons;
  for (const auto& dropped : counts.reasons)
    if (dropped.packets) reasons[to_python(dropped.reason)] = dropped.packets;
  return py::make_tuple(counts.committed, counts.presented, counts.unchanged, counts.dropped, counts.gated,
                        reasons);
}

std::vector<std::pair<AnimationId, bool>> take_ended_animations(BoundTarget& target) {
  std::vector<std::pair<AnimationId, bool>> out;
  for (const EndedAnimation& ended : target.compositor()->take_ended_animations())
    out.emplace_back(ended.id, ended.finished);
  return out;
}

}  // namespace

const std::shared_ptr<OpenPacket> CurrentPacket::none_;

CurrentPacket::CurrentPacket() {
  PyObject* value = nullptr;
  if (PyContextVar_Get(current_packet, nullptr, &value) < 0) throw py::error_already_set();
  if (!value) return;
  const auto held = py::reinterpret_steal<py::object>(value);
  bound_ = held.cast<std::shared_ptr<BoundPacket>>();
}

py::object CurrentPacket::undo_of(const OpenPacket* packet) const {
  for (const BoundPacket* bound = packet ? bound_.get() : nullptr; bound; bound = bound->outer.get())
    if (bound->open.get() == packet) return bound->undo;
  return py::none();
}

py::tuple to_python(const PacketEnd& end) {
  return py::make_tuple(
      py::str(status_name(end.status)), end.reason.empty() ? py::none() : to_python(end.reason), end.epoch,
      end.path ? to_python(name(*end.path)) : py::none(), end.host_bytes, end.device_bytes, end.decoded_ns,
      end.submitted_ns, end.composed_ns, end.completed_ns, end.presented_ns, end.present_id);
}

void bind_packet(py::module_& m) {
  current_packet = PyContextVar_New("zerocopy_packet", nullptr);
  if (!current_packet) throw py::error_already_set();
  m.attr("current_packet") = py::reinterpret_borrow<py::object>(current_packet);
  py::class_<BoundPacket, std::shared_ptr<BoundPacket>>(m, "Packet")
      .def("commit", &commit)
      .def("discard", &discard);
  py::class_<PendingEnd, std::shared_ptr<PendingEnd>>(m, "Pending")
      .def_readonly("epoch", &PendingEnd::epoch)
      .def_property_readonly("done", &PendingEnd::done)
      .def("end", [](const PendingEnd& p) { return to_python(p.end); });
  py::class_<Bell, std::shared_ptr<Bell>>(m, "Bell")
      .def(py::init([] {
        enter();
        auto bell = Bell::create();
        if (!bell) {
          PyErr_SetFromErrno(PyExc_OSError);
          throw py::error_already_set();
        }
        return bell;
      }))
      .def("fileno", &Bell::readable)
      .def("silence", &Bell::silence);
  const py::object target = m.attr("Target");
  const auto add = [&](const char* name, auto function, auto... extra) {
    target.attr(name) = py::cpp_function(function, py::name(name), py::is_method(target), extra...);
  };
  add("open_packet", &open_packet, py::arg("lane"), py::arg("required_tree_epoch"));
  add("present_later", &present_later, py::arg("time_ns"));
  add("wait_ended", &wait_ended, py::arg("pending"), py::arg("timeout_s"));
  add("tell_ended", &tell_ended, py::arg("pending"), py::arg("bell"));
  add("wait_completed", &wait_completed, py::arg("present_id"), py::arg("timeout_s"));
  add("packet_counts", &packet_counts);
  add("surface_stats", &surface_stats);
  add("take_ended_animations", &take_ended_animations);
  add("tick", [](BoundTarget& t) { return without_gil([&] { return t.compositor()->tick(); }); });
  // The undo list of the packet that an edit of this target would go to now, or None.
  add("undo_list", [](BoundTarget& t) {
    enter();
    const CurrentPacket current;
    return current.undo_of(t.compositor()->edits().innermost_of(current.caller()));
  });
}

}  // namespace zc::python
