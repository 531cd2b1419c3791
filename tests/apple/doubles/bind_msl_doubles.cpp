// Draws with one pair of the shaders' functions, for the tests of the shim and its rasteriser.
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <map>
#include <string>
#include <vector>

#include "../msl/entry_points.h"
#include "bind_doubles.h"

namespace py = pybind11;

namespace zc::doubles {
namespace {

using Buffers = std::map<int, std::string>;
using Textures = std::map<int, std::pair<std::string, py::array>>;

const msl::EntryPoint& entry(const std::string& name) {
  for (const msl::ShippedLibrary& library : msl::shipped_libraries())
    for (const msl::EntryPoint& found : library.entry_points)
      if (name == found.name) return found;
  throw py::key_error("The shaders have no function " + name + ".");
}

msl::TexelFormat format_of(const std::string& name) {
  static const std::map<std::string, msl::TexelFormat> formats{
      {"r8", msl::TexelFormat::r8},        {"rg8", msl::TexelFormat::rg8},
      {"r16", msl::TexelFormat::r16},      {"rg16", msl::TexelFormat::rg16},
      {"rgba8", msl::TexelFormat::rgba8},  {"bgra8", msl::TexelFormat::bgra8},
      {"rgba16", msl::TexelFormat::rgba16}};
  return formats.at(name);
}

msl::TextureView view_of(const std::string& format, py::array& texels) {
  return {static_cast<std::byte*>(texels.mutable_data()), static_cast<int>(texels.shape(1)),
          static_cast<int>(texels.shape(0)), static_cast<std::size_t>(texels.strides(0)), format_of(format)};
}

msl::Arguments arguments_of(const Buffers& buffers, Textures& textures) {
  msl::Arguments arguments;
  for (const auto& [index, bytes] : buffers)
    arguments.buffers[static_cast<std::size_t>(index)] = reinterpret_cast<const std::byte*>(bytes.data());
  for (auto& [index, texture] : textures)
    arguments.textures[static_cast<std::size_t>(index)] = view_of(texture.first, texture.second);
  return arguments;
}

std::uint64_t shade(const std::string& vertex_name, const std::string& fragment_name,
                    const Buffers& vertex_buffers, const Buffers& fragment_buffers, Textures textures,
                    py::array target, const std::string& format, int vertex_count, bool source_over) {
  const msl::EntryPoint& vertices = entry(vertex_name);
  Textures none;
  const msl::Arguments vertex_arguments = arguments_of(vertex_buffers, none);
  const msl::Arguments fragment_arguments = arguments_of(fragment_buffers, textures);
  std::vector<std::byte> outputs(vertices.interface_size * static_cast<std::size_t>(vertex_count));
  for (unsigned i = 0; i < static_cast<unsigned>(vertex_count); ++i)
    vertices.run_vertex(vertex_arguments, i, 0, outputs.data() + i * vertices.interface_size);
  const msl::TextureView view = view_of(format, target);
  return entry(fragment_name)
      .shade_strip(fragment_arguments,
                   {view, {0, 0, view.width, view.height}, source_over ? msl::source_over : msl::replacing},
                   {outputs.data(), vertices.interface_size, vertices.position_offset, vertex_count});
}

py::list entry_points(const std::string& library_name) {
  py::list rows;
  for (const msl::ShippedLibrary& library : msl::shipped_libraries()) {
    if (library_name != library.name) continue;
    for (const msl::EntryPoint& found : library.entry_points) {
      py::list arguments;
      for (const msl::Argument& argument : found.arguments) {
        const char* const kind = argument.kind == msl::ArgumentKind::buffer ? "buffer" : "texture";
        arguments.append(py::make_tuple(kind, argument.index, argument.name, argument.size));
      }
      const char* const stage = found.stage == msl::Stage::vertices ? "vertex" : "fragment";
      rows.append(py::make_tuple(found.name, stage, found.interface_name, arguments));
    }
  }
  return rows;
}

void bind(py::module_& doubles) {
  py::module_ m = doubles.def_submodule("msl", "The shaders' functions, to be called one by one.");
  m.def("shade", &shade, py::arg("vertex"), py::arg("fragment"), py::arg("vertex_buffers"),
        py::arg("fragment_buffers"), py::arg("textures"), py::arg("target"), py::arg("format") = "rgba8",
        py::arg("vertex_count") = 4, py::arg("source_over") = false,
        "Draws a triangle strip into an array; returns the number of fragments.");
  m.def("entry_points", &entry_points, py::arg("library") = "shipped",
        "The functions of a library: name, stage, interface, (kind, index, name, bytes)…");
  m.def("source", [](const std::string& name) {
    for (const msl::ShippedLibrary& library : msl::shipped_libraries())
      if (name == library.name) return std::string(library.source);
    throw py::key_error(name);
  });
}

const Binding binding(&bind);

}  // namespace
}  // namespace zc::doubles
