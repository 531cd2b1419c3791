// How the bindings edit a layer.
#pragma once

#include "bindings/bound_target.h"

namespace zc::python {

inline void check_open(const BoundLayer& layer, bool accepted) {
  if (!accepted)
    raise({ErrorCode::closed, layer.compositor->closed() ? "The layer's target is closed; open a new one."
                                                         : "The layer was removed; add a new one."});
}

// The undo list of the open packet that took the edit, or None.
template <class Set>
py::object edit(BoundLayer& layer, Prop prop, Set&& set) {
  enter();
  const CurrentPacket current;
  const auto edited =
      layer.compositor->edits().edit(*layer.control, prop, current.caller(), std::forward<Set>(set));
  check_open(layer, edited.accepted);
  return current.undo_of(edited.packet);
}

// Those that are set a thousand times per picture, without pybind11's dispatch; and animate().
void bind_layer_properties(py::class_<BoundLayer>& layer);

}  // namespace zc::python
