// A target as Python owns it: closing waits for the device, and no wait holds the GIL.
#pragma once

#include "bindings/python_support.h"
#include "core/allocation_count.h"
#include "core/process.h"
#include "session/compositor.h"

namespace zc::python {

class BoundTarget {
 public:
  explicit BoundTarget(std::shared_ptr<Compositor> compositor) : compositor_(std::move(compositor)) {}
  BoundTarget(const BoundTarget&) = delete;
  BoundTarget& operator=(const BoundTarget&) = delete;
  ~BoundTarget() {
    if (in_forked_child()) {
      compositor_->abandon();
    } else if (!compositor_->closed()) {
      close();
    }
  }

  const std::shared_ptr<Compositor>& compositor() const { return compositor_; }
  void close() {
    without_gil([this] {
      compositor_->close();
      return true;
    });
  }

 private:
  std::shared_ptr<Compositor> compositor_;
};

class BoundWindow final : public BoundTarget {
 public:
  using BoundTarget::BoundTarget;
  Window& window() const { return *compositor()->window(); }
};

struct BoundLayer {
  std::shared_ptr<Compositor> compositor;
  std::unique_ptr<LayerControl> control;
};

// A packet that a caller has opened. Python's context variable `current_packet` holds the innermost.
struct BoundPacket {
  std::shared_ptr<Compositor> compositor;
  std::shared_ptr<OpenPacket> open;
  std::shared_ptr<BoundPacket> outer;
  py::list undo;  // what Python remembers of the values before

  BoundPacket() = default;
  BoundPacket(const BoundPacket&) = delete;
  BoundPacket& operator=(const BoundPacket&) = delete;
  ~BoundPacket() {
    if (!in_forked_child()) compositor->discard(*open);
  }
};

// The caller's innermost packet, for the duration of one edit.
class CurrentPacket {
 public:
  CurrentPacket();
  SceneEdits::Caller caller() const { return bound_ ? bound_->open : none_; }
  const std::shared_ptr<BoundPacket>& bound() const { return bound_; }
  // The undo list of the packet that took an edit, or None.
  py::object undo_of(const OpenPacket* packet) const;

 private:
  static const std::shared_ptr<OpenPacket> none_;
  std::shared_ptr<BoundPacket> bound_;
};

// operator new calls during the latest present() of the process (testing builds).
inline std::atomic<std::uint64_t> allocations_in_present{0};

}  // namespace zc::python
