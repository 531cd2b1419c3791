// The animations that run on a target's layers, on its animation clock.
#pragma once

#include <cstdint>
#include <vector>

#include "scene/animation.h"
#include "scene/packet.h"

namespace zc {

struct LayerNode;

// One frame of the clock off screen, and where a display does not say.
inline constexpr std::int64_t frame_interval_ns = 16'666'667;
inline constexpr std::int64_t most_step_ns = 2 * frame_interval_ns;
inline constexpr double most_sigma = 1000;  // logical px, of what is animated and what is set

struct EndedAnimation {
  AnimationId id = 0;
  bool finished = false;  // false: replaced, or its layer was removed
};

// Executor only.
class Animator {
 public:
  // From the value that the layer has now, and the velocity of an animation of the same property, which it
  // replaces. `whole`: the rect of layers that have none of their own.
  void start(LayerNode& node, const AnimationStart& start, const RectF& whole);
  // Ends those of the properties in `changed`, where the layer is.
  void stop(LayerId layer, std::uint32_t changed);
  // Writes the values of one step later, which advance() then makes the present. A step that is not
  // advanced is written anew.
  void write(std::int64_t step_ns);
  void advance(std::int64_t step_ns);
  bool running() const { return !running_.empty(); }
  bool any_ended() const { return !ended_.empty(); }
  // Of those that are to be told, since the last call, to the end of `out`.
  void take_ended(std::vector<EndedAnimation>& out);
  void clear() { running_.clear(); }

 private:
  struct Running {
    LayerNode* node = nullptr;
    LayerId layer = 0;
    Prop prop = Prop::opacity;
    AnimationId id = 0;
    bool told = false;
    Animation animation;
    std::int64_t elapsed_ns = 0;
    bool begun = false;  // a picture has shown its first value
  };

  void end(const Running& running, bool finished);

  std::vector<Running> running_;
  std::vector<EndedAnimation> ended_;
};

}  // namespace zc
