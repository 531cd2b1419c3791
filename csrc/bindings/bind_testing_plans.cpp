// Plans made by hand, drawn by a bare device: for tests of what devices do with surface passes.
#include <chrono>
#include <cstring>
#include <map>
#include <mutex>
#include <vector>

#include "bindings/python_support.h"
#include "session/device_list.h"

namespace zc::python {
namespace {

constexpr auto idle_timeout = std::chrono::seconds(20);

// A value of a dictionary, or what stands for it.
template <class T>
T get(const py::dict& from, const char* key, T otherwise) {
  return from.contains(key) ? from[key].cast<T>() : otherwise;
}

template <class T>
T named(const std::map<std::string, T>& names, const std::string& name) {
  const auto found = names.find(name);
  if (found == names.end()) throw py::key_error(name);
  return found->second;
}

SizePx size_of(const std::array<int, 2>& size) { return {size[0], size[1]}; }
RectF rect_of(const std::array<double, 4>& r) { return {r[0], r[1], r[2], r[3]}; }
Color color_of(const std::array<float, 4>& c) { return {c[0], c[1], c[2], c[3]}; }
Affine affine_of(const std::array<double, 6>& m) { return {m[0], m[1], m[2], m[3], m[4], m[5]}; }
ListRange range_of(const std::array<std::uint32_t, 2>& r) { return {r[0], r[1]}; }

TextureFormat format_of(const std::string& name) {
  static const std::map<std::string, TextureFormat> formats{{"r8", TextureFormat::r8},
                                                            {"rg8", TextureFormat::rg8},
                                                            {"rgb8", TextureFormat::rgb8},
                                                            {"rgba8", TextureFormat::rgba8},
                                                            {"rgba16", TextureFormat::rgba16}};
  return named(formats, name);
}

// Completions, as they come in.
class Told final : public CompletionSink {
 public:
  void completed(Completion&& completion) noexcept override {
    const std::scoped_lock lock(mutex_);
    last_ = std::move(completion);
    ++count_;
  }
  std::pair<int, Completion> last() {
    const std::scoped_lock lock(mutex_);
    return {count_, last_};
  }

 private:
  std::mutex mutex_;  // guards what follows
  int count_ = 0;
  Completion last_;
};

class PlanRig {
 public:
  PlanRig(const std::string& device, std::array<int, 2> size, std::uintptr_t layer)
      : device_(value_or_raise(create_device(device))) {
    TargetDesc desc{size_of(size), 1, {}, reinterpret_cast<void*>(layer)};
    target_ = value_or_raise(without_gil([&] { return device_->create_target(desc); }));
  }
  PlanRig(const PlanRig&) = delete;
  PlanRig& operator=(const PlanRig&) = delete;
  ~PlanRig() { close(); }

  void close() {
    if (!device_) return;
    settle();
    textures_.clear();
    target_.reset();
    device_.reset();
  }

  std::size_t make(std::array<int, 2> size, const std::string& format, bool surface) {
    textures_.push_back(value_or_raise(device_->create({size_of(size), format_of(format), surface})));
    return textures_.size() - 1;
  }
  void drop(std::size_t texture) { textures_.at(texture).reset(); }
  void write(std::size_t texture, const py::array& texels) {
    Texture& to = *textures_.at(texture);
    const HostPixels from{static_cast<const std::byte*>(texels.data()), texels.strides(0)};
    const RectPx rect{0, 0, static_cast<int>(texels.shape(1)), static_cast<int>(texels.shape(0))};
    check(device_->write(to, rect, from, CopyPurpose::ui));
  }
  py::array_t<std::uint8_t> read_texture(const TextureRef& texture) {
    const SizePx size = texture->desc().size;
    const int bytes = bytes_per_texel(texture->desc().format);
    py::array_t<std::uint8_t> out({size.height, size.width, bytes});
    const HostBuffer to{reinterpret_cast<std::byte*>(out.mutable_data()), out.strides(0)};
    check(without_gil([&] { return device_->read(texture, RectPx::of(size), to); }));
    return out;
  }
  py::array_t<std::uint8_t> read(std::size_t texture) { return read_texture(textures_.at(texture)); }
  py::array_t<std::uint8_t> picture() { return read_texture(value_or_raise(target_->picture())); }

  std::string submit(const py::dict& plan) {
    FramePlan made;
    made.size = target_->size();
    made.background = color_of(get<std::array<float, 4>>(plan, "background", {0, 0, 0, 0}));
    for (const auto& item : get<std::vector<py::dict>>(plan, "items", {}))
      made.items.push_back(item_of(item));
    for (const auto& item : get<std::vector<py::dict>>(plan, "surface_items", {}))
      made.surface_items.push_back(item_of(item));
    for (const auto& pass : get<std::vector<py::dict>>(plan, "passes", {}))
      made.passes.push_back(pass_of(pass));
    for (const auto& clip : get<std::vector<py::dict>>(plan, "clips", {}))
      made.clips.push_back(clip_of(clip));
    made.weights = get<std::vector<float>>(plan, "weights", {});
    made.damage.rects[0] = RectPx::of(made.size);
    made.damage.count = get(plan, "shown", true) ? 1 : 0;
    auto keep = std::make_shared<KeepAlive::List>();
    for (const TextureRef& texture : textures_)
      if (texture) keep->emplace_back(texture);
    keeps_.push_back(keep);
    const SubmitStatus status = without_gil(
        [&] { return device_->submit(++submissions_, std::move(made), *target_, KeepAlive(*keep), told_); });
    static constexpr std::array<const char*, 4> names{"submitted", "no_drawable", "device_lost", "failed"};
    return names[static_cast<std::size_t>(status)];
  }
  bool settle() {
    return without_gil([&] { return device_->wait_idle(std::chrono::steady_clock::now() + idle_timeout); });
  }
  py::dict last() {
    const auto [count, completion] = told_.last();
    py::dict out;
    out["count"] = count;
    out["failed"] = completion.failed;
    out["bytes_touched"] = completion.bytes_touched;
    return out;
  }
  // How many resources the last submission's list still holds.
  std::size_t kept() const { return keeps_.empty() ? 0 : keeps_.back()->size(); }
  std::uint64_t memory_bytes() const { return device_->caps().memory_bytes; }

 private:
  const Texture* texture_of(const py::dict& from, const char* key) const {
    return from.contains(key) ? textures_.at(from[key].cast<std::size_t>()).get() : nullptr;
  }

  DrawItem item_of(const py::dict& d) const {
    static const std::map<std::string, ItemKind> kinds{{"solid", ItemKind::solid},
                                                       {"image", ItemKind::image},
                                                       {"mask", ItemKind::mask},
                                                       {"video", ItemKind::video}};
    static const std::map<std::string, Blend> blends{{"normal", Blend::normal},
                                                     {"add", Blend::add},
                                                     {"multiply", Blend::multiply},
                                                     {"screen", Blend::screen}};
    DrawItem item;
    item.kind = named(kinds, get<std::string>(d, "kind", "solid"));
    item.blend = named(blends, get<std::string>(d, "blend", "normal"));
    item.opaque = get(d, "opaque", false);
    item.opacity = get(d, "opacity", 1.0F);
    item.corner_radius = get(d, "corner_radius", 0.0F);
    item.shape = rect_of(d["shape"].cast<std::array<double, 4>>());
    item.target_from_local =
        affine_of(get<std::array<double, 6>>(d, "target_from_local", {1, 0, 0, 1, 0, 0}));
    item.local_from_target = item.target_from_local.inverse();
    item.texel_from_local = affine_of(get<std::array<double, 6>>(d, "texel_from_local", {1, 0, 0, 1, 0, 0}));
    const auto bounds = d["bounds"].cast<std::array<int, 4>>();
    item.bounds = {bounds[0], bounds[1], bounds[2], bounds[3]};
    item.clip = rect_of(get<std::array<double, 4>>(d, "clip", {-1e6, -1e6, 1e6, 1e6}));
    item.clips = range_of(get<std::array<std::uint32_t, 2>>(d, "clips", {0, 0}));
    item.color = color_of(get<std::array<float, 4>>(d, "color", {0, 0, 0, 1}));
    item.texture = texture_of(d, "texture");
    if (item.texture) item.texels = item.texture->desc().size;
    if (d.contains("texels")) item.texels = size_of(d["texels"].cast<std::array<int, 2>>());
    if (d.contains("planes")) item.video = video_of(d["planes"].cast<std::vector<std::size_t>>());
    return item;
  }
  // Of 8 bits, untagged.
  VideoSamples video_of(const std::vector<std::size_t>& planes) const {
    VideoSamples video;
    for (std::size_t i = 0; i < planes.size(); ++i) video.planes.at(i) = textures_.at(planes[i]).get();
    video.size = video.planes[0]->desc().size;
    video.visible = RectPx::of(video.size);
    const ColorSpec color = resolve({}, video.size);
    video.to_rgb = yuv_to_rgb(color, 8);
    video.chroma = chroma_offset(color.siting);
    return video;
  }
  static ClipShape clip_of(const py::dict& d) {
    return {rect_of(d["shape"].cast<std::array<double, 4>>()), get(d, "corner_radius", 0.0F),
            affine_of(get<std::array<double, 6>>(d, "target_from_local", {1, 0, 0, 1, 0, 0})).inverse()};
  }
  SurfacePass pass_of(const py::dict& d) const {
    static const std::map<std::string, PassKind> kinds{{"draw", PassKind::draw},
                                                       {"halve", PassKind::halve},
                                                       {"convolve_x", PassKind::convolve_x},
                                                       {"convolve_y", PassKind::convolve_y},
                                                       {"enlarge", PassKind::enlarge}};
    SurfacePass pass;
    pass.kind = named(kinds, d["kind"].cast<std::string>());
    pass.to = texture_of(d, "to");
    pass.size = size_of(d["size"].cast<std::array<int, 2>>());
    pass.items = range_of(get<std::array<std::uint32_t, 2>>(d, "items", {0, 0}));
    pass.from = texture_of(d, "from");
    pass.from_size = size_of(get<std::array<int, 2>>(d, "from_size", {0, 0}));
    pass.weights = range_of(get<std::array<std::uint32_t, 2>>(d, "weights", {0, 0}));
    pass.factor = get(d, "factor", 1);
    if (d.contains("tint")) pass.tint = color_of(d["tint"].cast<std::array<float, 4>>());
    return pass;
  }

  std::shared_ptr<Device> device_;
  std::unique_ptr<Target> target_;
  std::vector<TextureRef> textures_;
  std::vector<std::shared_ptr<KeepAlive::List>> keeps_;  // lent to submissions
  std::uint64_t submissions_ = 0;
  Told told_;
};

}  // namespace

void bind_plans(py::module_& m) {
  py::class_<PlanRig>(m, "PlanRig")
      .def(py::init<const std::string&, std::array<int, 2>, std::uintptr_t>(), py::arg("device"),
           py::arg("size"), py::arg("layer") = 0)
      .def("close", &PlanRig::close)
      .def("make", &PlanRig::make, py::arg("size"), py::arg("format") = "rgba8", py::arg("surface") = false)
      .def("drop", &PlanRig::drop, py::arg("texture"))
      .def("write", &PlanRig::write, py::arg("texture"), py::arg("texels"))
      .def("read", &PlanRig::read, py::arg("texture"))
      .def("picture", &PlanRig::picture)
      .def("submit", &PlanRig::submit, py::arg("plan"))
      .def("settle", &PlanRig::settle)
      .def("last", &PlanRig::last)
      .def_property_readonly("kept", &PlanRig::kept)
      .def_property_readonly("memory_bytes", &PlanRig::memory_bytes);
}

}  // namespace zc::python
