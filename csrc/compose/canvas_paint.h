// What a canvas draws with: colours, gradients and pixels, shaded row by row.
#pragma once

#include <memory>

#include "scene/canvas.h"

namespace zc {

struct Premultiplied {  // 0...1
  float r = 0;
  float g = 0;
  float b = 0;
  float a = 0;
};

class Shader {
 public:
  virtual ~Shader() = default;
  // The paint at the centres of `count` pixels from (x, y) on.
  virtual void shade(int x, int y, int count, Premultiplied* out) const = 0;
  // Where it is the same everywhere; else null.
  virtual const Premultiplied* constant() const { return nullptr; }
};

// `user_from_surface`: from pixels to where the gradient is given.
std::unique_ptr<Shader> make_shader(const Paint& paint, const Affine& user_from_surface, double opacity);
// An image, or a mask filled with the paint.
std::unique_ptr<Shader> make_shader(const canvas::Pixels& step, const Affine& user_from_surface,
                                    double opacity);

}  // namespace zc
