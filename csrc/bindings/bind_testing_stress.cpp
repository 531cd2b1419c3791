// Many threads that commit at once, against a replay by one.
#include <atomic>
#include <chrono>
#include <map>
#include <thread>

#include "bindings/python_support.h"
#include "core/live_count.h"
#include "session/compositor.h"

namespace zc::python {
namespace {

constexpr int layers_per_thread = 8;
constexpr int shared_layers = 8;

struct Edit {
  std::size_t layer = 0;
  LayerProps props;
  Prop prop = Prop::opacity;
};
struct Committed {
  std::uint64_t epoch = 0;
  std::vector<Edit> edits;
};

// xorshift64: the same numbers everywhere.
struct Random {
  std::uint64_t state;
  std::uint64_t next() {
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
  }
  int below(int limit) { return static_cast<int>(next() % static_cast<std::uint64_t>(limit)); }
};

Edit random_edit(Random& random, int thread) {
  Edit edit;
  const int own = shared_layers + thread * layers_per_thread + random.below(layers_per_thread);
  edit.layer = static_cast<std::size_t>(random.below(2) ? own : random.below(shared_layers));
  const double x = random.below(24);
  switch (random.below(4)) {
    case 0:
      edit.prop = Prop::z;
      edit.props.z = random.below(5);
      break;
    case 1:
      edit.prop = Prop::rect;
      edit.props.rect = RectF{x, x / 2, x + 3, x + 5};
      break;
    case 2:
      edit.prop = Prop::color;
      edit.props.color = {static_cast<float>(x) / 24, 0.5f, 0.25f, 1};
      break;
    default:
      edit.props.opacity = static_cast<float>(random.below(9)) / 8;
  }
  return edit;
}

void copy(const Edit& edit, LayerProps& to) {
  if (edit.prop == Prop::z) to.z = edit.props.z;
  if (edit.prop == Prop::rect) to.rect = edit.props.rect;
  if (edit.prop == Prop::color) to.color = edit.props.color;
  if (edit.prop == Prop::opacity) to.opacity = edit.props.opacity;
}

bool same(const LayerProps& a, const LayerProps& b) {
  return a.z == b.z && a.rect == b.rect && a.color == b.color && a.opacity == b.opacity;
}

std::array<std::int64_t, live_names.size()> live_now() {
  std::array<std::int64_t, live_names.size()> out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = live_count(static_cast<Live>(i)).load();
  return out;
}

using Layers = std::vector<std::unique_ptr<LayerControl>>;

void produce(Compositor& target, const Layers& layers, int thread, int packets, int lanes,
             std::vector<Committed>& log) {
  SceneEdits& edits = target.edits();
  Random random{static_cast<std::uint64_t>(thread + 1) * 0x9e3779b97f4a7c15u};
  for (int i = 0; i < packets; ++i) {
    const Lane lane = edits.lane("lane " + std::to_string(random.below(lanes))).value();
    // Sometimes it needs what another thread has yet to commit.
    const std::uint64_t ahead = random.below(64) == 0 ? edits.counts().committed + 3 : 0;
    const auto packet = edits.open(lane, ahead, nullptr);
    Committed committed;
    for (int edit = random.below(3); edit >= 0; --edit) {
      committed.edits.push_back(random_edit(random, thread));
      const Edit& made = committed.edits.back();
      edits.edit(*layers[made.layer], made.prop, packet, [&](LayerProps& props) { copy(made, props); });
    }
    if (random.below(16) == 0) {
      target.discard(*packet);
      --i;
      continue;
    }
    committed.epoch = target.commit(*packet).value()->epoch;
    log.push_back(std::move(committed));
    // No further ahead of the pictures than a frame's worth of packets.
    while (committed.epoch > edits.first_pending() + 400) std::this_thread::yield();
  }
}

py::dict stress(const std::string& device, int packets, int lanes, int threads) {
  const auto live_before = live_now();
  const auto begin = std::chrono::steady_clock::now();
  PacketCounts counts;
  int wrong = 0;
  std::uint64_t presents = 0;
  without_gil([&] {
    SessionOptions options;
    options.device = device;
    const auto session = Session::create(options).value();
    const auto target = session->open_offscreen({32, 32}, {}).value();
    Layers layers;
    const int count = shared_layers + threads * layers_per_thread;
    for (int i = 0; i < count; ++i) layers.push_back(target->add_layer(LayerKind::solid, nullptr).value());
    target->present().value();

    std::vector<std::vector<Committed>> logs(static_cast<std::size_t>(threads));
    std::atomic<int> left{threads};
    std::vector<std::thread> producers;
    for (int thread = 0; thread < threads; ++thread)
      producers.emplace_back([&, thread] {
        produce(*target, layers, thread, packets / threads, lanes, logs[static_cast<std::size_t>(thread)]);
        --left;
      });
    while (left) {
      target->present().value();
      if (++presents % 8 == 0) target->present_later().value();
    }
    for (std::thread& producer : producers) producer.join();
    target->present().value();

    std::map<std::uint64_t, const Committed*> by_epoch;
    for (const auto& log : logs)
      for (const Committed& committed : log) by_epoch[committed.epoch] = &committed;
    std::vector<LayerProps> replay(layers.size());
    for (const auto& [epoch, committed] : by_epoch)
      for (const Edit& edit : committed->edits) copy(edit, replay[edit.layer]);
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const auto props = target->props_of(layers[i]->id);
      if (!props || !same(*props, replay[i])) ++wrong;
    }
    counts = target->edits().counts();
    session->close();
    return true;
  });
  const auto live_after = live_now();
  py::dict out;
  out["seconds"] = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  out["committed"] = counts.committed;
  out["presented"] = counts.presented;
  out["unchanged"] = counts.unchanged;
  out["dropped"] = counts.dropped;
  out["gated"] = counts.gated;
  out["presents"] = presents;
  out["wrong_layers"] = wrong;
  out["left_alive"] = live_before != live_after;
  return out;
}

}  // namespace

void bind_stress(py::module_& m) {
  m.def("stress", &stress, py::arg("device"), py::arg("packets"), py::arg("lanes"), py::arg("threads"));
}

}  // namespace zc::python
