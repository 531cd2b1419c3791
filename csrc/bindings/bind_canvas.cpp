#include "bindings/canvas_support.h"
#include "compose/canvas_raster.h"
#include "core/host_copy.h"

namespace zc::python {
namespace {

using Point = std::tuple<double, double>;
using RectTuple = std::tuple<double, double, double, double>;  // x, y, width, height
using AffineTuple = std::tuple<double, double, double, double, double, double>;
using Stops = std::vector<std::tuple<double, Rgba>>;

PointF to_point(const Point& p) { return {std::get<0>(p), std::get<1>(p)}; }
RectF to_rect(const RectTuple& rect) {
  const auto [x, y, width, height] = rect;
  return {x, y, x + width, y + height};
}

// Python has checked the words.
Spread to_spread(std::string_view word) {
  return word == "repeat" ? Spread::repeat : word == "reflect" ? Spread::reflect : Spread::pad;
}
FillRule to_rule(std::string_view word) { return word == "evenodd" ? FillRule::evenodd : FillRule::nonzero; }
Join to_join(std::string_view word) {
  return word == "round" ? Join::round : word == "bevel" ? Join::bevel : Join::miter;
}
Cap to_cap(std::string_view word) {
  return word == "round" ? Cap::round : word == "square" ? Cap::square : Cap::butt;
}

struct BoundPaint {
  Paint paint;
};

Gradient gradient(const Stops& stops, const std::string& spread) {
  Gradient g;
  for (const auto& [offset, color] : stops) g.stops.push_back({offset, to_color(color)});
  g.spread = to_spread(spread);
  return g;
}

template <class Step>
void add(BoundDisplayList& list, Step&& step) {
  list.list->steps.emplace_back(std::forward<Step>(step));
}

struct BoundPixels {
  std::shared_ptr<const PixelBlock> pixels;
};

void bind_path(py::module_& m) {
  py::class_<CanvasPath>(m, "Path")
      .def(py::init<>())
      .def(
          "move_to",
          [](CanvasPath& p, double x, double y) {
            p.move_to({x, y});
          },
          py::arg("x"), py::arg("y"))
      .def(
          "line_to",
          [](CanvasPath& p, double x, double y) {
            p.line_to({x, y});
          },
          py::arg("x"), py::arg("y"))
      .def(
          "quad_to",
          [](CanvasPath& p, const Point& c, const Point& to) { p.quad_to(to_point(c), to_point(to)); },
          py::arg("control"), py::arg("end"))
      .def(
          "cubic_to",
          [](CanvasPath& p, const Point& c1, const Point& c2, const Point& to) {
            p.cubic_to(to_point(c1), to_point(c2), to_point(to));
          },
          py::arg("control1"), py::arg("control2"), py::arg("end"))
      .def(
          "arc",
          [](CanvasPath& p, const Point& center, const Point& u, const Point& v, double start, double sweep) {
            p.arc(to_point(center), to_point(u), to_point(v), start, sweep);
          },
          py::arg("center"), py::arg("u"), py::arg("v"), py::arg("start"), py::arg("sweep"))
      .def("close", &CanvasPath::close)
      .def(
          "add_polyline",
          [](CanvasPath& p, const std::vector<Point>& points) {
            for (std::size_t i = 0; i < points.size(); ++i)
              i == 0 ? p.move_to(to_point(points[i])) : p.line_to(to_point(points[i]));
          },
          py::arg("points"))
      .def(
          "add_rect", [](CanvasPath& p, const RectTuple& r) { p.add_rect(to_rect(r)); }, py::arg("rect"))
      .def(
          "add_rounded_rect",
          [](CanvasPath& p, const RectTuple& r, double radius) { p.add_rounded_rect(to_rect(r), radius); },
          py::arg("rect"), py::arg("radius_px"))
      .def(
          "add_ellipse", [](CanvasPath& p, const RectTuple& r) { p.add_ellipse(to_rect(r)); },
          py::arg("rect"));
}

void bind_paint(py::module_& m) {
  py::class_<BoundPaint>(m, "Paint")
      .def_static(
          "solid", [](const Rgba& color) { return BoundPaint{to_color(color)}; }, py::arg("color"))
      .def_static(
          "linear",
          [](const Point& start, const Point& end, const Stops& stops, const std::string& spread) {
            Gradient g = gradient(stops, spread);
            g.shape = LinearGradient{to_point(start), to_point(end)};
            return BoundPaint{std::move(g)};
          },
          py::arg("start"), py::arg("end"), py::arg("stops"), py::arg("spread"))
      .def_static(
          "radial",
          [](const Point& center, double radius, const Point& focus, const Stops& stops,
             const std::string& spread) {
            Gradient g = gradient(stops, spread);
            g.shape = RadialGradient{to_point(center), radius, to_point(focus)};
            return BoundPaint{std::move(g)};
          },
          py::arg("center"), py::arg("radius"), py::arg("focus"), py::arg("stops"), py::arg("spread"));
  py::class_<BoundPixels>(m, "Pixels")
      .def_static(
          "image",
          [](const Pixels& rgba, bool premultiplied) {
            auto block = copy_pixels(rgba, 4);
            if (!premultiplied) premultiply(block->bytes);
            return BoundPixels{std::move(block)};
          },
          py::arg("rgba").noconvert(), py::arg("premultiplied"))
      .def_static(
          "mask", [](const Pixels& coverage) { return BoundPixels{copy_pixels(coverage, 1)}; },
          py::arg("coverage").noconvert());
}

py::array_t<std::uint8_t> render(const BoundDisplayList& list, int width, int height, double scale) {
  enter();
  const PixelBlock block = without_gil([&] { return render_canvas(*list.list, {width, height}, scale); });
  py::array_t<std::uint8_t> out({height, width, 4});
  std::copy(block.bytes.begin(), block.bytes.end(), reinterpret_cast<std::byte*>(out.mutable_data()));
  return out;
}

}  // namespace

void premultiply(std::vector<std::byte>& rgba) {
  for (std::size_t i = 0; i < rgba.size(); i += 4) {
    const auto alpha = static_cast<unsigned>(rgba[i + 3]);
    for (std::size_t c = 0; c < 3; ++c)
      rgba[i + c] = static_cast<std::byte>((static_cast<unsigned>(rgba[i + c]) * alpha + 127) / 255);
  }
}

std::shared_ptr<PixelBlock> copy_pixels(const Pixels& from, int bytes_per_pixel) {
  auto block = std::make_shared<PixelBlock>();
  block->size = {static_cast<int>(from.shape(1)), static_cast<int>(from.shape(0))};
  block->bytes_per_pixel = bytes_per_pixel;
  block->bytes.resize(static_cast<std::size_t>(from.size()));
  const std::int64_t row = std::int64_t{block->size.width} * bytes_per_pixel;
  copy_host_rows(CopyPurpose::ui, {reinterpret_cast<const std::byte*>(from.data()), row}, block->bytes.data(),
                 row, row, block->size.height);
  return block;
}

void bind_canvas(py::module_& m) {
  bind_path(m);
  bind_paint(m);
  py::class_<BoundDisplayList>(m, "DisplayList")
      .def(py::init([] {
        enter();
        return BoundDisplayList{};
      }))
      .def("__len__", [](const BoundDisplayList& l) { return l.list->steps.size(); })
      .def("save", [](BoundDisplayList& l) { add(l, canvas::Save{}); })
      .def("restore", [](BoundDisplayList& l) { add(l, canvas::Restore{}); })
      .def(
          "transform",
          [](BoundDisplayList& l, const AffineTuple& t) {
            add(l, canvas::Transform{std::make_from_tuple<Affine>(t)});
          },
          py::arg("transform"))
      .def(
          "opacity", [](BoundDisplayList& l, double value) { add(l, canvas::Opacity{value}); },
          py::arg("value"))
      .def(
          "clip",
          [](BoundDisplayList& l, const CanvasPath& path, const std::string& rule) {
            add(l, canvas::Clip{path, to_rule(rule)});
          },
          py::arg("path"), py::arg("rule"))
      .def(
          "fill",
          [](BoundDisplayList& l, const CanvasPath& path, const BoundPaint& paint, const std::string& rule) {
            add(l, canvas::Fill{path, to_rule(rule), paint.paint});
          },
          py::arg("path"), py::arg("paint"), py::arg("rule"))
      .def(
          "stroke",
          [](BoundDisplayList& l, const CanvasPath& path, const BoundPaint& paint, double width,
             const std::string& join, double miter_limit, const std::string& cap,
             const std::vector<double>& dashes, double dash_offset) {
            const StrokeStyle style{width, to_join(join), miter_limit, to_cap(cap), dashes, dash_offset};
            add(l, canvas::Stroke{path, style, paint.paint});
          },
          py::arg("path"), py::arg("paint"), py::arg("width"), py::arg("join"), py::arg("miter_limit"),
          py::arg("cap"), py::arg("dashes"), py::arg("dash_offset"))
      .def(
          "pixels",
          [](BoundDisplayList& l, const BoundPixels& pixels, const RectTuple& rect, const BoundPaint& paint) {
            add(l, canvas::Pixels{pixels.pixels, to_rect(rect), paint.paint});
          },
          py::arg("pixels"), py::arg("rect"), py::arg("paint"))
      .def("render", &render, py::arg("width"), py::arg("height"), py::arg("scale"));
}

}  // namespace zc::python
