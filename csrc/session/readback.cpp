#include "session/readback.h"

#include <vector>

#include "compose/composer.h"
#include "device/cpu/cpu_device.h"
#include "interop/video_interop.h"

namespace zc {
namespace {

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
  if (auto ready = prepare_readback(*device, desc, std::move(lease).value(), node.prepared); !ready)
    return ready.error();
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
