#include "session/hardware_decoder.h"

#include <utility>

#include "core/clock.h"

namespace zc {
namespace {

class NativeOwner final : public PictureOwner {
 public:
  explicit NativeOwner(std::shared_ptr<NativePicture> picture) : picture_(std::move(picture)) {}

 private:
  std::shared_ptr<NativePicture> picture_;
};

template <class Tag>
void prefer(Tag& tag, Tag told) {
  if (told != Tag::unspecified) tag = told;
}

}  // namespace

std::shared_ptr<GpuFrame> make_frame(AdoptedFrame picture, const PictureNotes& notes) {
  FrameDesc desc = picture.desc;
  desc.pts_ns = notes.pts_ns;
  desc.duration_ns = notes.duration_ns;
  desc.generation = notes.generation;
  desc.decoded_ns = now_ns();
  desc.sample_aspect_ratio = notes.sample_aspect_ratio;
  desc.rotation_deg = notes.rotation_deg;
  desc.mirrored = notes.mirrored;
  prefer(desc.color.matrix, notes.color.matrix);
  prefer(desc.color.primaries, notes.color.primaries);
  prefer(desc.color.transfer, notes.color.transfer);
  prefer(desc.color.siting, notes.color.siting);
  // The range is that of the buffer's pixel format, which the decoder has met.
  return std::make_shared<GpuFrame>(desc, std::make_unique<NativeOwner>(std::move(picture.owner)));
}

}  // namespace zc
