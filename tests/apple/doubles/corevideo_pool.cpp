// A bounded pool of pictures, whose memory is used again.
#include "corevideo_double.h"
#include "strict.h"

namespace zc::doubles {

struct PicturePool::State {
  State(const PictureLayout& of, bool compatible, int most)
      : layout(of), metal_compatible(compatible), limit(most) {}

  const PictureLayout layout;
  const bool metal_compatible;
  const int limit;
  std::mutex mutex;  // guards what follows
  int outstanding = 0;
  std::vector<std::shared_ptr<PictureMemory>> idle;
};

PicturePool::PicturePool(const PictureLayout& layout, bool metal_compatible, int limit)
    : state_(std::make_shared<State>(layout, metal_compatible, limit)) {}

CVPixelBufferRef PicturePool::make() {
  std::shared_ptr<PictureMemory> memory;
  {
    const std::scoped_lock lock(state_->mutex);
    if (state_->outstanding == state_->limit) return nullptr;
    ++state_->outstanding;
    if (!state_->idle.empty()) {
      memory = std::move(state_->idle.front());
      state_->idle.erase(state_->idle.begin());
    }
  }
  if (!memory) memory = std::make_shared<PictureMemory>(state_->layout.bytes);
  auto* const surface = new __IOSurface(state_->layout, memory);
  auto* const picture = new PixelBuffer(state_->layout, memory, surface, state_->metal_compatible);
  CFRelease(surface);
  picture->pool = state_;
  picture->give_back = [](void* pool, std::shared_ptr<PictureMemory> returned) {
    auto& state = *static_cast<State*>(pool);
    returned->recycle();
    const std::scoped_lock lock(state.mutex);
    --state.outstanding;
    state.idle.push_back(std::move(returned));
  };
  return picture;
}

int PicturePool::outstanding() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->outstanding;
}

}  // namespace zc::doubles
