// The compositor's arithmetic and its store of surfaces, without a device that draws.
#include <pybind11/stl.h>

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "bindings/testing/testing_bindings.h"
#include "compose/blur_plan.h"
#include "compose/culling.h"
#include "compose/surface_store.h"

namespace py = pybind11;

namespace zc::testing {
namespace {

using Edges = std::array<int, 4>;  // x0, y0, x1, y1

RectPx rect(const Edges& e) { return {e[0], e[1], e[2], e[3]}; }
Edges edges(const RectPx& r) { return {r.x0, r.y0, r.x1, r.y1}; }

// Items of one opaque or translucent rectangle each; the indices of those that are left, and how many are
// not.
std::pair<std::vector<std::uint64_t>, std::uint32_t> cull_items(const std::vector<py::dict>& given) {
  std::vector<DrawItem> items;
  for (const py::dict& each : given) {
    const auto e = each["rect"].cast<std::array<double, 4>>();
    const auto turned = each["turned"].cast<bool>();
    DrawItem item;
    item.opaque = each["opaque"].cast<bool>();
    item.blend = each["blends"].cast<bool>() ? Blend::add : Blend::normal;
    item.shape = {0, 0, e[2] - e[0], e[3] - e[1]};
    const double most = std::min(item.shape.width(), item.shape.height()) / 2;
    item.corner_radius = static_cast<float>(std::min(each["radius"].cast<double>(), most));
    item.target_from_local = Affine::translation(e[0], e[1]);
    if (turned) item.target_from_local.b = item.target_from_local.c = 1e-3;
    item.local_from_target = item.target_from_local.inverse();
    item.clip = {0, 0, 100, 100};
    item.clips.count = each["clipped"].cast<bool>() ? 1 : 0;
    item.bounds = intersect(outer_bounds(map_bounds(item.target_from_local, item.shape)), {0, 0, 100, 100});
    item.content = items.size();
    items.push_back(item);
  }
  const std::uint32_t culled = cull(items);
  std::vector<std::uint64_t> left;
  for (const DrawItem& item : items) left.push_back(item.content);
  return {left, culled};
}

class CountedTexture final : public Texture {
 public:
  CountedTexture(std::set<const CountedTexture*>& all, const TextureDesc& desc, int number)
      : all_(all), desc_(desc), number_(number) {
    all_.insert(this);
  }
  const TextureDesc& desc() const override { return desc_; }
  int number() const { return number_; }

 private:
  void recycle() noexcept override {
    all_.erase(this);
    delete this;
  }
  std::set<const CountedTexture*>& all_;
  const TextureDesc desc_;
  const int number_;
};

// Makes textures and does nothing else.
class MemoryDevice final : public Device {
 public:
  MemoryDevice(int largest, std::uint64_t memory_bytes) {
    caps_.max_size_px = largest;
    caps_.memory_bytes = memory_bytes;
  }
  const Caps& caps() const override { return caps_; }
  Result<TextureRef> create(const TextureDesc& desc) override {
    if (full) return no_use();
    return TextureRef(*new CountedTexture(textures, desc, ++made));
  }
  Result<ImportRef> import_frame(const FrameDesc&, FrameLease&&) override { return no_use(); }
  Result<void> write(Texture&, RectPx, HostPixels, CopyPurpose) override { return no_use(); }
  Result<std::unique_ptr<Target>> create_target(const TargetDesc&) override { return no_use(); }
  SubmitStatus submit(std::uint64_t, FramePlan&&, Target&, KeepAlive&&, CompletionSink&) override {
    return SubmitStatus::failed;
  }
  Result<void> read(const TextureRef&, RectPx, HostBuffer) override { return no_use(); }
  bool wait_idle(Deadline) override { return true; }
  void trim(MemoryPressure) override {}

  std::set<const CountedTexture*> textures;
  int made = 0;
  bool full = false;

 private:
  static Error no_use() { return {ErrorCode::device_error, "There is no memory."}; }
  Caps caps_;
};

int number_of(const Texture& texture) { return static_cast<const CountedTexture&>(texture).number(); }

struct Store {
  MemoryDevice device;
  SurfaceStore store;

  Store(std::uint64_t budget_bytes, std::uint64_t memory_bytes, int largest)
      : device(largest, memory_bytes), store(device, budget_bytes) {}

  // Whether it need not be drawn, the texture with its size, and the version; None without memory.
  py::object get(LayerId layer, int role, int width, int height, std::uint64_t tag) {
    SurfaceContent content;
    content.size = {width, height};
    DrawItem item;
    item.content = tag;
    content.items.push_back(item);
    bool valid = false;
    const auto* surface = store.get({layer, static_cast<SurfaceRole>(role)}, std::move(content), valid);
    if (!surface) return py::none();
    const SizePx has = surface->texture->desc().size;
    return py::make_tuple(valid, number_of(*surface->texture), std::pair(has.width, has.height),
                          surface->version);
  }
  std::optional<int> transient(int width, int height) {
    const TextureRef texture = store.transient({width, height}, TextureFormat::rgba16);
    if (!texture) return std::nullopt;
    return number_of(*texture);
  }
  void end(const std::set<LayerId>& alive) {
    store.end_plan([&](LayerId id) { return alive.count(id) > 0; });
  }
  // By the numbers of the textures that the device has: their bytes.
  std::map<int, std::uint64_t> textures() const {
    std::map<int, std::uint64_t> out;
    for (const CountedTexture* texture : device.textures) {
      const TextureDesc& desc = texture->desc();
      out[texture->number()] = static_cast<std::uint64_t>(RectPx::of(desc.size).area()) *
                               static_cast<std::uint64_t>(bytes_per_texel(desc.format));
    }
    return out;
  }
  std::map<std::string, std::uint64_t> stats() const {
    const SurfaceStats& s = store.stats();
    return {{"live", s.live},           {"bytes", s.bytes},   {"high_water_bytes", s.high_water_bytes},
            {"allocated", s.allocated}, {"reused", s.reused}, {"evicted", s.evicted}};
  }
};

}  // namespace

void bind_compose(py::module_& m) {
  m.def(
      "plan_blur",
      [](double sigma) {
        BlurPlan plan = plan_blur(sigma);
        return std::pair(plan.halvings, std::move(plan.weights));
      },
      py::arg("sigma"));
  m.def("blur_reach", &blur_reach, py::arg("sigma"));
  m.def(
      "blurred_area",
      [](double sigma, const Edges& content, const Edges& needed) {
        return edges(blurred_area(sigma, rect(content), rect(needed)));
      },
      py::arg("sigma"), py::arg("content"), py::arg("needed"));
  m.def("cull", &cull_items, py::arg("items"));
  py::class_<Store>(m, "SurfaceStore")
      .def(py::init<std::uint64_t, std::uint64_t, int>(), py::arg("budget_bytes") = 0,
           py::arg("memory_bytes") = 0, py::arg("largest") = 4096)
      .def("begin", [](Store& s) { s.store.begin_plan(); })
      .def("get", &Store::get, py::arg("layer"), py::arg("role"), py::arg("width"), py::arg("height"),
           py::arg("tag"))
      .def("transient", &Store::transient, py::arg("width"), py::arg("height"))
      .def("free_transients", [](Store& s) { s.store.free_transients(); })
      .def("end", &Store::end, py::arg("alive"))
      .def("invalidate_plan", [](Store& s) { s.store.invalidate_plan(); })
      .def("invalidate_all", [](Store& s) { s.store.invalidate_all(); })
      .def("textures", &Store::textures)
      .def("stats", &Store::stats)
      .def_property(
          "full", [](const Store& s) { return s.device.full; },
          [](Store& s, bool full) { s.device.full = full; });
}

}  // namespace zc::testing
