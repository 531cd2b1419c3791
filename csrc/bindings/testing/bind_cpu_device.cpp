// The CPU device driven by plans made by hand, and its filters on memory of the caller's.
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <memory>
#include <string>

#include "bindings/testing/testing_bindings.h"
#include "device/cpu/cpu_device.h"
#include "device/cpu/instruction_sets.h"
#include "device/cpu/surface_filters.h"
#include "device/device.h"

namespace py = pybind11;

namespace zc::testing {
namespace {

using Matrix6 = std::array<double, 6>;
using Edges = std::array<double, 4>;  // x0, y0, x1, y1
using Size = std::array<int, 2>;
using Rgba = std::array<float, 4>;
using Range = std::array<std::uint32_t, 2>;  // first, count
using Bytes8 = py::array_t<std::uint8_t, py::array::c_style | py::array::forcecast>;

template <std::size_t count>
std::size_t named(const std::array<const char*, count>& names, const std::string& name) {
  for (std::size_t i = 0; i < count; ++i)
    if (name == names[i]) return i;
  throw py::value_error("'" + name + "' is unknown.");
}

PassKind pass_kind(const std::string& name) {
  static constexpr std::array<const char*, 5> names{"draw", "halve", "convolve_x", "convolve_y", "enlarge"};
  return static_cast<PassKind>(named(names, name));
}
Affine affine(const Matrix6& m) { return {m[0], m[1], m[2], m[3], m[4], m[5]}; }
RectF rect(const Edges& e) { return {e[0], e[1], e[2], e[3]}; }
SizePx size_px(const Size& s) { return {s[0], s[1]}; }
Color color_of(const Rgba& c) { return {c[0], c[1], c[2], c[3]}; }

template <class T>
T unwrap(Result<T> result) {
  if (!result.ok()) throw py::value_error(result.error().message);
  return std::move(result).value();
}

// Textures are known by their numbers.
class HandDriven final : public CompletionSink {
 public:
  HandDriven(int threads, const std::string& isa, int completion_delay, const Size& target)
      : device_(create_cpu_device({threads, completion_delay, isa})) {
    TargetDesc desc;
    desc.size = size_px(target);
    target_ = unwrap(device_->create_target(desc));
  }

  std::size_t create(const Size& size, const std::string& format, bool surface) {
    static constexpr std::array<const char*, 7> names{"r8", "rg8", "r16", "rg16", "rgb8", "rgba8", "rgba16"};
    textures_.push_back(
        unwrap(device_->create({size_px(size), static_cast<TextureFormat>(named(names, format)), surface})));
    return textures_.size() - 1;
  }
  // Rows of bytes.
  void write(std::size_t texture, const Bytes8& rows) {
    Texture& to = *textures_.at(texture);
    const HostPixels pixels{reinterpret_cast<const std::byte*>(rows.data()), rows.strides(0)};
    auto done = device_->write(to, RectPx::of(to.desc().size), pixels, CopyPurpose::ui);
    if (!done.ok()) throw py::value_error(done.error().message);
  }
  Bytes8 read(std::optional<std::size_t> texture) {
    const TextureRef from = texture ? textures_.at(*texture) : unwrap(target_->picture());
    const SizePx size = from->desc().size;
    const py::ssize_t row_bytes = py::ssize_t{size.width} * bytes_per_texel(from->desc().format);
    Bytes8 out({py::ssize_t{size.height}, row_bytes});
    auto done = device_->read(from, RectPx::of(size),
                              {reinterpret_cast<std::byte*>(out.mutable_data()), out.strides(0)});
    if (!done.ok()) throw py::value_error(done.error().message);
    return out;
  }

  ListRange clip(const Edges& shape, float radius, const Matrix6& target_from_local) {
    plan_.clips.push_back({rect(shape), radius, affine(target_from_local).inverse()});
    return {static_cast<std::uint32_t>(plan_.clips.size()) - 1, 1};
  }
  void item(const py::dict& given, bool surface) {
    static constexpr std::array<const char*, 4> kinds{"solid", "image", "mask", "video"};
    static constexpr std::array<const char*, 4> blends{"normal", "add", "multiply", "screen"};
    DrawItem item;
    item.kind = static_cast<ItemKind>(named(kinds, given["kind"].cast<std::string>()));
    item.blend = static_cast<Blend>(named(blends, given["blend"].cast<std::string>()));
    item.opaque = given["opaque"].cast<bool>();
    item.opacity = given["opacity"].cast<float>();
    item.corner_radius = given["corner_radius"].cast<float>();
    item.shape = rect(given["shape"].cast<Edges>());
    item.target_from_local = affine(given["target_from_local"].cast<Matrix6>());
    item.local_from_target = item.target_from_local.inverse();
    item.texel_from_local = affine(given["texel_from_local"].cast<Matrix6>());
    item.clip = rect(given["clip"].cast<Edges>());
    const auto clips = given["clips"].cast<Range>();
    item.clips = {clips[0], clips[1]};
    const RectPx touched = outer_bounds(map_bounds(item.target_from_local, item.shape));
    const RectPx all = RectPx::of(size_px(given["size"].cast<Size>()));
    item.bounds = intersect({touched.x0 - 1, touched.y0 - 1, touched.x1 + 1, touched.y1 + 1},
                            intersect(all, outer_bounds(item.clip)));
    item.color = color_of(given["color"].cast<Rgba>());
    const auto textures = given["textures"].cast<std::vector<std::size_t>>();
    if (item.kind == ItemKind::video) {
      const SizePx size = textures_.at(textures.at(0))->desc().size;
      for (std::size_t p = 0; p < textures.size(); ++p)
        item.video.planes[p] = textures_.at(textures[p]).get();
      item.video.size = size;
      item.video.visible = RectPx::of(size);
      const ColorSpec spec = resolve({}, size);
      item.video.to_rgb = yuv_to_rgb(spec, 8);
      item.video.chroma = chroma_offset(spec.siting);
    } else if (!textures.empty()) {
      item.texture = textures_.at(textures.at(0)).get();
      item.texels = size_px(given["texels"].cast<Size>());
    }
    (surface ? plan_.surface_items : plan_.items).push_back(item);
  }
  void draw_pass(std::size_t to, const Size& size, const Range& items) {
    SurfacePass pass;
    pass.to = textures_.at(to).get();
    pass.size = size_px(size);
    pass.items = {items[0], items[1]};
    plan_.passes.push_back(pass);
  }
  void filter_pass(const std::string& kind, std::size_t from, const Size& from_size, std::size_t to,
                   const Size& size, const std::vector<float>& weights, int factor,
                   const std::optional<Rgba>& tint) {
    SurfacePass pass;
    pass.kind = pass_kind(kind);
    pass.to = textures_.at(to).get();
    pass.size = size_px(size);
    pass.from = textures_.at(from).get();
    pass.from_size = size_px(from_size);
    pass.weights = {static_cast<std::uint32_t>(plan_.weights.size()),
                    static_cast<std::uint32_t>(weights.size())};
    plan_.weights.insert(plan_.weights.end(), weights.begin(), weights.end());
    pass.factor = factor;
    if (tint) pass.tint = color_of(*tint);
    plan_.passes.push_back(pass);
  }
  // Draws what was asked for since the last time, `repeats` times over. Returns the bytes touched by one.
  std::uint64_t submit(const std::vector<std::array<int, 4>>& damage, const Rgba& background, int repeats) {
    plan_.size = target_->size();
    plan_.background = color_of(background);
    plan_.damage = {};
    for (const auto& r : damage)
      plan_.damage.rects[static_cast<std::size_t>(plan_.damage.count++)] = {r[0], r[1], r[2], r[3]};
    for (int i = 0; i < repeats; ++i) {
      FramePlan plan = plan_;
      if (device_->submit(++submission_, std::move(plan), *target_, KeepAlive(), *this) !=
          SubmitStatus::submitted)
        throw py::value_error("The device did not take the plan.");
    }
    plan_ = {};
    return bytes_touched_;
  }
  void finish() { device_->wait_idle({}); }
  std::uint64_t memory_bytes() const { return device_->caps().memory_bytes; }
  int completions() const { return completions_; }

  void completed(Completion&& completion) noexcept override {
    ++completions_;
    bytes_touched_ = completion.bytes_touched;
  }

 private:
  // In this order: a target outlives neither its device nor the sink.
  std::unique_ptr<Device> device_;
  std::vector<TextureRef> textures_;
  FramePlan plan_;
  std::uint64_t submission_ = 0;
  std::uint64_t bytes_touched_ = 0;
  int completions_ = 0;
  std::unique_ptr<Target> target_;
};

cpu::SurfaceView view_of(py::buffer& pixels) {
  const py::buffer_info info = pixels.request(true);
  const bool wide = info.itemsize == 2;
  return {static_cast<std::uint8_t*>(info.ptr),
          static_cast<std::ptrdiff_t>(info.strides[0]),
          {static_cast<int>(info.shape[1]), static_cast<int>(info.shape[0])},
          wide};
}

// One filter between arrays of (height, width, 4) values of 8 or 16 bits, where they lie.
void filter(const std::string& kind, py::buffer from, py::buffer to, const std::vector<float>& weights,
            int factor, const std::optional<Rgba>& tint, const std::string& isa, int threads) {
  cpu::WorkerPool pool(threads);
  cpu::SurfaceFilters filters(cpu::kernels_named(isa), pool);
  cpu::FilterJob job;
  job.kind = pass_kind(kind);
  job.from = view_of(from);
  job.to = view_of(to);
  job.weights = weights;
  job.factor = factor;
  if (tint) job.tint = color_of(*tint);
  filters.run(job);
}

}  // namespace

void bind_cpu_device(py::module_& m) {
  py::class_<HandDriven>(m, "CpuDevice")
      .def(py::init<int, const std::string&, int, const Size&>(), py::arg("threads"), py::arg("isa"),
           py::arg("completion_delay"), py::arg("target"))
      .def("create", &HandDriven::create, py::arg("size"), py::arg("format"), py::arg("surface"))
      .def("write", &HandDriven::write, py::arg("texture"), py::arg("rows"))
      .def("read", &HandDriven::read, py::arg("texture"))
      .def(
          "clip",
          [](HandDriven& d, const Edges& shape, float radius, const Matrix6& target_from_local) {
            const ListRange range = d.clip(shape, radius, target_from_local);
            return std::pair(range.first, range.count);
          },
          py::arg("shape"), py::arg("radius"), py::arg("target_from_local"))
      .def("item", &HandDriven::item, py::arg("given"), py::arg("surface"))
      .def("draw_pass", &HandDriven::draw_pass, py::arg("to"), py::arg("size"), py::arg("items"))
      .def("filter_pass", &HandDriven::filter_pass, py::arg("kind"), py::arg("from_"), py::arg("from_size"),
           py::arg("to"), py::arg("size"), py::arg("weights"), py::arg("factor"), py::arg("tint"))
      .def("submit", &HandDriven::submit, py::arg("damage"), py::arg("background"), py::arg("repeats"))
      .def("finish", &HandDriven::finish)
      .def_property_readonly("memory_bytes", &HandDriven::memory_bytes)
      .def_property_readonly("completions", &HandDriven::completions);
  m.def("filter", &filter, py::arg("kind"), py::arg("from_"), py::arg("to"), py::arg("weights"),
        py::arg("factor"), py::arg("tint"), py::arg("isa"), py::arg("threads"));
  m.def("instruction_sets", &cpu_instruction_sets);
}

}  // namespace zc::testing
