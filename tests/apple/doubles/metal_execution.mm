// What the device does with a render pass when its turn comes.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <span>

#include "device_counts.h"
#import "metal_objects.h"
#include "strict.h"

namespace {

thread_local const char* running_function = "A shader";

}  // namespace

void msl::broken_by_shader(const char* rule, int x, int y, const TextureView& texture) {
  zc::doubles::broken("%s %s: (%d, %d) of %dx%d.", running_function, rule, x, y, texture.width,
                      texture.height);
}

namespace zc::doubles {
namespace {

constexpr std::byte undefined_content{0xa7};

template <class Component>
std::vector<std::byte> unorm_pixel(const std::array<double, 4>& values) {
  std::array<Component, 4> components;
  for (std::size_t i = 0; i < values.size(); ++i)
    components[i] = static_cast<Component>(
        std::nearbyint(std::clamp(values[i], 0.0, 1.0) * std::numeric_limits<Component>::max()));
  const std::span<const std::byte> bytes = std::as_bytes(std::span(components));
  return {bytes.begin(), bytes.end()};
}

std::vector<std::byte> pixel_of(msl::TexelFormat format, const MTLClearColor& color) {
  if (format == msl::TexelFormat::rgba16)
    return unorm_pixel<std::uint16_t>({color.red, color.green, color.blue, color.alpha});
  if (format == msl::TexelFormat::bgra8)
    return unorm_pixel<std::uint8_t>({color.blue, color.green, color.red, color.alpha});
  return unorm_pixel<std::uint8_t>({color.red, color.green, color.blue, color.alpha});
}

void fill(const msl::TextureView& view, const std::vector<std::byte>& pixel) {
  for (int y = 0; y < view.height; ++y) {
    std::byte* const row = view.texels + static_cast<std::size_t>(y) * view.stride;
    for (std::size_t x = 0; x < static_cast<std::size_t>(view.width); ++x)
      std::memcpy(row + pixel.size() * x, pixel.data(), pixel.size());
  }
}

void make_undefined(const TextureState& target) {
  fill(target.view, std::vector(static_cast<std::size_t>(bytes_per_pixel(target.format)), undefined_content));
}

void begin(const RenderPass& pass) {
  const msl::TextureView& view = pass.target->view;
  if (pass.load == MTLLoadActionDontCare) make_undefined(*pass.target);
  if (pass.load == MTLLoadActionClear) fill(view, pixel_of(view.format, pass.clear));
}

// A picture is still what it was when it was bound.
void check_picture(const TextureState& texture) {
  if (!texture.picture_memory) return;
  if (texture.picture_memory->generation() != texture.picture_generation)
    broken("The device reads plane %zu of a picture whose memory its pool has given to another one.",
           texture.plane);
  if (texture.picture_reads->wrapper_released)
    broken("The device reads a texture whose CVMetalTexture was released.");
  if (texture.picture_reads->picture_released)
    broken("The device reads a texture whose CVPixelBuffer was released.");
}

void draw(const Draw& call, const msl::TextureView& target) {
  msl::Arguments vertex_arguments;
  msl::Arguments fragment_arguments;
  for (std::size_t i = 0; i < call.textures.size(); ++i) {
    if (call.vertex_bytes[i]) vertex_arguments.buffers[i] = call.vertex_bytes[i]->data();
    if (call.fragment_bytes[i]) fragment_arguments.buffers[i] = call.fragment_bytes[i]->data();
  }
  for (const msl::Argument& argument : call.pipeline.fragments->arguments) {
    if (argument.kind != msl::ArgumentKind::texture) continue;
    const TextureState& texture = *call.textures[static_cast<std::size_t>(argument.index)];
    check_picture(texture);
    fragment_arguments.textures[static_cast<std::size_t>(argument.index)] = texture.view;
  }
  const msl::EntryPoint& vertices = *call.pipeline.vertices;
  std::vector<std::byte> outputs(vertices.interface_size * call.vertex_count);
  running_function = vertices.name;
  for (unsigned i = 0; i < call.vertex_count; ++i)
    vertices.run_vertex(vertex_arguments, call.first_vertex + i, 0,
                        outputs.data() + i * vertices.interface_size);
  running_function = call.pipeline.fragments->name;
  const msl::RenderTarget into{target, {0, 0, target.width, target.height}, call.pipeline.blending};
  const msl::VertexOutputs given{outputs.data(), vertices.interface_size, vertices.position_offset,
                                 static_cast<int>(call.vertex_count)};
  count_of("fragments") +=
      static_cast<long>(call.pipeline.fragments->shade_strip(fragment_arguments, into, given));
  ++count_of("draws");
}

}  // namespace

void execute(const RenderPass& pass) {
  begin(pass);
  for (const Draw& call : pass.draws) draw(call, pass.target->view);
  if (pass.store == MTLStoreActionDontCare) make_undefined(*pass.target);
  ++count_of("render_passes");
}

}  // namespace zc::doubles
