// Edits, packets and the mirror without a device, for a state machine.
#include <pybind11/stl.h>

#include "bindings/testing/testing_bindings.h"
#include "scene/scene_mirror.h"
#include "session/scene_edits.h"

namespace py = pybind11;

namespace zc::testing {
namespace {

// Layers and packets are known by their numbers; -1: no packet, no group.
struct Scene {
  SceneEdits edits{{16, 16}, 1, {}};
  SceneMirror mirror;
  std::vector<std::unique_ptr<LayerControl>> layers;
  std::vector<std::shared_ptr<OpenPacket>> packets;
  std::vector<TakenPacket> taken;
  Released released;

  Scene() = default;
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;
  ~Scene() {
    edits.close(taken);
    end();
  }

  std::shared_ptr<OpenPacket> packet(int index) const {
    return index < 0 ? nullptr : packets.at(static_cast<std::size_t>(index));
  }
  LayerControl& layer(int index) const { return *layers.at(static_cast<std::size_t>(index)); }

  std::pair<int, std::uint32_t> add(int packet_index, int group) {
    const auto kind = group == -2 ? LayerKind::group : LayerKind::solid;
    layers.push_back(
        edits.add_layer(kind, nullptr, packet(packet_index), group < 0 ? nullptr : &layer(group)));
    return {static_cast<int>(layers.size()) - 1, layers.back()->id};
  }
  bool set(int index, const std::string& name, double value, int packet_index) {
    const bool z = name == "z";
    return edits
        .edit(layer(index), z ? Prop::z : Prop::opacity, packet(packet_index),
              [&](LayerProps& props) {
                if (z) props.z = static_cast<int>(value);
                if (!z) props.opacity = static_cast<float>(value);
              })
        .accepted;
  }
  bool remove(int index, int packet_index) {
    return edits.remove(layer(index), packet(packet_index)).accepted;
  }
  int open(const std::string& lane, int outer) {
    packets.push_back(edits.open(edits.lane(lane).value(), 0, packet(outer)));
    return static_cast<int>(packets.size()) - 1;
  }
  std::uint64_t commit(int index) {
    if (index < 0) return edits.commit(nullptr, nullptr, std::nullopt);
    Discarded discarded;
    return edits.commit(*packet(index), std::make_shared<PendingEnd>(), discarded);
  }
  void discard(int index) {
    Discarded discarded;
    edits.discard(*packet(index), discarded);
  }
  py::list take() {
    static constexpr std::array<const char*, 3> fates{"survivor", "superseded", "gate_timeout"};
    edits.take(taken);
    py::list out;
    for (TakenPacket& t : taken) {
      mirror.apply(t.packet, released);
      out.append(py::make_tuple(t.packet.epoch, fates[static_cast<std::size_t>(t.fate)]));
    }
    end();
    return out;
  }
  void end() {
    for (TakenPacket& t : taken) {
      PacketEnd end;
      end.status = t.fate == Fate::survivor ? PacketStatus::presented : PacketStatus::dropped;
      if (t.fate == Fate::superseded) end.reason = "superseded";
      edits.ended(std::move(t.packet), end);
      live_count(Live::packet).fetch_sub(1, std::memory_order_relaxed);
    }
    taken.clear();
  }
  // Bottom to top: id, z, opacity.
  std::vector<std::tuple<LayerId, int, float>> drawn() {
    std::vector<std::tuple<LayerId, int, float>> out;
    for (const LayerNode* node : mirror.ordered())
      out.emplace_back(node->id, node->props.z, node->props.opacity);
    return out;
  }
};

}  // namespace

void bind_scene(py::module_& m) {
  py::class_<Scene>(m, "Scene")
      .def(py::init<>())
      .def("add", &Scene::add, py::arg("packet") = -1, py::arg("group") = -1)
      .def("set", &Scene::set, py::arg("layer"), py::arg("name"), py::arg("value"), py::arg("packet") = -1)
      .def("remove", &Scene::remove, py::arg("layer"), py::arg("packet") = -1)
      .def("open", &Scene::open, py::arg("lane"), py::arg("outer") = -1)
      .def("commit", &Scene::commit, py::arg("packet") = -1)
      .def("discard", &Scene::discard, py::arg("packet"))
      .def("take", &Scene::take)
      .def("drawn", &Scene::drawn)
      .def("counts", [](const Scene& s) {
        const PacketCounts counts = s.edits.counts();
        return std::tuple(counts.committed, counts.presented, counts.unchanged, counts.dropped);
      });
}

}  // namespace zc::testing
