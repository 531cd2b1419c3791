#include "session/readback.h"

#include <vector>

#include "compose/composer.h"
#include "core/mapped_planes.h"
#include "device/cpu/cpu_device.h"

namespace zc {
namespace {

// RGB needs no drawing; alpha is left out.
void reorder(const FrameDesc& desc, std::uint8_t* to) {
  const int step = info(desc.format).planes[0].components;
  const bool blue_first = desc.format == PixelFormat::bgr24 || desc.format == PixelFormat::bgra;
  for (int y = 0; y < desc.size.height; ++y) {
    const std::byte* from = desc.planes[0].data + y * desc.planes[0].stride_bytes;
    for (int x = 0; x < desc.size.width; ++x, from += step)
      for (int c = 0; c < 3; ++c) *to++ = static_cast<std::uint8_t>(from[blue_first ? 2 - c : c]);
  }
}

class NoSink final : public CompletionSink {
 public:
  void completed(Completion&&) noexcept override {}
};

}  // namespace

Result<void> read_rgb(const GpuFrame& frame, std::uint8_t* to) {
  FrameDesc desc = frame.desc();
  desc.visible = RectPx::of(desc.size);
  desc.sample_aspect_ratio = {};
  desc.rotation_deg = 0;
  desc.mirrored = false;
  auto lease = frame.lease();
  if (!lease) return lease.error();
  const auto mapped = MappedPlanes::of(desc);
  if (!mapped) return mapped.error();
  desc.memory = FrameMemory::host_planes;
  desc.planes = mapped.value().planes();

  if (!info(desc.format).yuv) {
    reorder(desc, to);
    return {};
  }

  CpuOptions options;
  options.threads = 1;
  const auto device = create_cpu_device(options);
  if (const auto rejected = find_rejection(desc, device->caps()))
    return Error{ErrorCode::invalid_argument, rejected->detail};
  auto target = device->create_target({desc.size, 1, {}});
  if (!target) return target.error();

  LayerNode node;
  node.kind = LayerKind::video;
  node.props.fit = Fit::fill;
  node.frame.desc = desc;
  auto imported = device->import_frame(desc, std::move(lease).value());
  if (!imported) return imported.error();
  node.prepared.import = std::move(imported).value();
  FramePlan plan;
  compose_one(node, desc.size, plan);
  NoSink sink;
  KeepAlive::List keep;
  if (device->submit(1, std::move(plan), *target.value(), KeepAlive(keep), sink) != SubmitStatus::submitted)
    return Error{ErrorCode::device_error, "The picture could not be drawn; try again."};
  auto picture = target.value()->picture();
  if (!picture) return picture.error();
  std::vector<std::byte> row(static_cast<std::size_t>(desc.size.width) * 4);
  for (int y = 0; y < desc.size.height; ++y) {
    const HostBuffer buffer{row.data(), static_cast<std::ptrdiff_t>(row.size())};
    if (auto read = device->read(picture.value(), {0, y, desc.size.width, y + 1}, buffer); !read) return read;
    for (std::size_t x = 0; x < row.size(); x += 4)
      for (std::size_t c = 0; c < 3; ++c) *to++ = static_cast<std::uint8_t>(row[x + c]);
  }
  return {};
}

}  // namespace zc
