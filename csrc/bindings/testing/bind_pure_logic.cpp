// The core's pure logic, bare, for state-machine tests.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <memory>

#include "bindings/testing/bind_video_input.h"
#include "bindings/testing/testing_bindings.h"
#include "compose/damage.h"
#include "interop/frame_registry.h"
#include "interop/interop_policy.h"
#include "scene/packet_queue.h"

namespace py = pybind11;

namespace zc::testing {
namespace {

FallbackReason reason_from(const std::string& text) {
  for (int i = 0; i < fallback_reason_count; ++i)
    if (name(static_cast<FallbackReason>(i)) == text) return static_cast<FallbackReason>(i);
  throw py::value_error("Reason '" + text + "' is unknown.");
}

Tier tier_from(const std::string& text) {
  for (const Tier tier : {Tier::software, Tier::interop_handle, Tier::true_zero_copy})
    if (name(tier) == text) return tier;
  throw py::value_error("Tier '" + text + "' is unknown.");
}

py::object reason_name(std::optional<FallbackReason> reason) {
  return reason ? py::object(py::str(std::string(name(*reason)))) : py::none();
}

void bind_policy(py::module_& m) {
  py::class_<InteropPolicy>(m, "Policy")
      .def(py::init([](const std::string& mode, int streak, bool capable, bool profitable) {
             return InteropPolicy({mode_from_name(mode).value(), streak, capable, profitable});
           }),
           py::arg("mode") = "auto", py::arg("streak") = 12, py::arg("capable") = true,
           py::arg("profitable") = true)
      .def(
          "route",
          [](InteropPolicy& p, const std::string& format, std::uint64_t generation, bool importable,
             bool resident, bool bridgeable) {
            return name(p.route(
                {pixel_format_from_name(format).value(), generation, importable, resident, bridgeable}));
          },
          py::arg("format") = "nv12", py::arg("generation") = 0, py::arg("importable") = true,
          py::arg("resident") = true, py::arg("bridgeable") = true)
      .def(
          "import_failed",
          [](InteropPolicy& p, const std::string& reason) { p.import_failed(reason_from(reason), "import"); },
          py::arg("reason") = "import_failed")
      .def("bridge_failed", [](InteropPolicy& p) { p.bridge_failed("bridge"); })
      .def("upload_failed", [](InteropPolicy& p) { p.upload_failed("upload"); })
      .def(
          "delivered", [](InteropPolicy& p, const std::string& tier) { p.delivered(tier_from(tier)); },
          py::arg("tier"))
      .def("confirmed", &InteropPolicy::confirmed, py::arg("token"))
      .def(
          "failed_at_completion",
          [](InteropPolicy& p, std::uint64_t token) { p.failed_at_completion(token, "completion"); },
          py::arg("token"))
      .def("device_changed", &InteropPolicy::device_changed)
      .def_property_readonly("token", &InteropPolicy::token)
      .def_property_readonly("status", [](const InteropPolicy& p) { return name(p.status()); })
      .def_property_readonly("reason",
                             [](const InteropPolicy& p) { return reason_name(p.fallback().reason); })
      .def_property_readonly("retry_after_frames",
                             [](const InteropPolicy& p) { return p.fallback().retry_after_frames; })
      .def_property_readonly("streak", &InteropPolicy::streak)
      .def_property_readonly("longest_streak", &InteropPolicy::longest_streak)
      .def_property_readonly("fallback_switches", &InteropPolicy::fallback_switches)
      .def_property_readonly("transitions", [](const InteropPolicy& p) {
        py::list out;
        for (const Transition& t : p.transitions())
          out.append(py::make_tuple(t.frame, name(t.before), name(t.after), reason_name(t.reason)));
        return out;
      });
}

// A registry and the count of picture owners that it has not destroyed.
struct CountedRegistry {
  int owners = 0;
  FrameRegistry registry;
};

class CountingOwner final : public PictureOwner {
 public:
  explicit CountingOwner(int& owners) : owners_(owners) { ++owners_; }
  ~CountingOwner() override { --owners_; }

 private:
  int& owners_;
};

// The registry outlives its leases, as in the core.
struct CountedLease {
  std::shared_ptr<CountedRegistry> registry;
  FrameLease lease;
};

void bind_registry(py::module_& m) {
  py::class_<CountedLease>(m, "Lease")
      .def("duplicate",
           [](const CountedLease& l) {
             return CountedLease{l.registry, l.lease.duplicate()};
           })
      .def("release", [](CountedLease& l) { l.lease.release(); })
      .def("handle", [](const CountedLease& l) {
        return std::pair(l.lease.handle().index, l.lease.handle().generation);
      });
  py::class_<CountedRegistry, std::shared_ptr<CountedRegistry>>(m, "Registry")
      .def(py::init<>())
      .def(
          "add",
          [](const std::shared_ptr<CountedRegistry>& r, std::int64_t pts_ns) {
            FrameDesc desc;
            desc.pts_ns = pts_ns;
            return CountedLease{r, r->registry.add(desc, std::make_unique<CountingOwner>(r->owners))};
          },
          py::arg("pts_ns"))
      .def(
          "pts_ns",
          [](const CountedRegistry& r, std::uint32_t index,
             std::uint32_t generation) -> std::optional<std::int64_t> {
            const auto desc = r.registry.desc({index, generation});
            if (!desc) return std::nullopt;
            return desc.value().pts_ns;
          },
          py::arg("index"), py::arg("generation"))
      .def_property_readonly("size", [](const CountedRegistry& r) { return r.registry.size(); })
      .def_readonly("owners", &CountedRegistry::owners);
}

// Packets that the queue gives out are ended here, so that they are counted as the core counts them.
struct Queue {
  PacketQueue queue;
  std::vector<TakenPacket> taken;

  Queue() = default;
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;
  ~Queue() {
    queue.take_all(taken);
    end();
  }
  void end() {
    live_count(Live::packet).fetch_sub(static_cast<std::int64_t>(taken.size()), std::memory_order_relaxed);
    taken.clear();
  }
};

void bind_queue(py::module_& m) {
  py::class_<Queue>(m, "Queue")
      .def(py::init<>())
      .def(
          "commit",
          [](Queue& q, int lane, std::uint64_t required, std::int64_t now_ns) {
            Packet packet;
            packet.lane = static_cast<Lane>(lane);
            packet.required_tree_epoch = required;
            return q.queue.commit(std::move(packet), now_ns);
          },
          py::arg("lane"), py::arg("required_tree_epoch"), py::arg("now_ns"))
      .def(
          "take",
          [](Queue& q, std::int64_t now_ns) {
            static constexpr std::array<const char*, 3> fates{"survivor", "superseded", "gate_timeout"};
            q.queue.take(now_ns, q.taken);
            py::list out;
            for (const TakenPacket& t : q.taken)
              out.append(py::make_tuple(t.packet.epoch, static_cast<int>(t.packet.lane),
                                        fates[static_cast<std::size_t>(t.fate)]));
            q.end();
            return out;
          },
          py::arg("now_ns"))
      .def_property_readonly("empty", [](const Queue& q) { return q.queue.empty(); })
      .def_property_readonly("next_gate_ns", [](const Queue& q) { return q.queue.next_gate_ns(); })
      .def_property_readonly("last_epoch", [](const Queue& q) { return q.queue.last_epoch(); });
}

using Rect = std::tuple<int, int, int, int>;  // x0, y0, x1, y1

std::vector<Rect> damage(const std::vector<Rect>& rects) {
  DamageList list;
  for (const auto& [x0, y0, x1, y1] : rects) add_damage(list, {x0, y0, x1, y1});
  std::vector<Rect> out;
  for (int i = 0; i < list.count; ++i) {
    const RectPx& r = list.rects[static_cast<std::size_t>(i)];
    out.emplace_back(r.x0, r.y0, r.x1, r.y1);
  }
  return out;
}

}  // namespace
}  // namespace zc::testing

PYBIND11_MODULE(_core_testing, m) {
  using namespace zc::testing;
  m.doc() = "The core's pure logic, bare, for tests.";
  m.attr("gate_timeout_ns") = zc::gate_timeout_ns;
  m.attr("first_retry_frames") = zc::first_retry_frames;
  m.attr("longest_retry_frames") = zc::longest_retry_frames;
  m.attr("calm_frames") = zc::calm_frames;
  bind_policy(m);
  bind_registry(m);
  bind_queue(m);
  bind_animation(m);
  bind_compose(m);
  bind_cpu_filters(m);
  bind_scene(m);
  bind_video_input(m);
  m.def("damage", &damage, py::arg("rects"));
}
