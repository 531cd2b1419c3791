#include "bindings/python_support.h"

#include <atomic>
#include <cstdint>
#include <utility>

#include "core/process.h"

namespace zc::python {
namespace {

// The head of DLPack's DLManagedTensor (ABI version 0): all that keeping it alive takes.
struct DLManagedTensor {
  struct {
    void* data;
    std::int32_t device_type;
    std::int32_t device_id;
    std::int32_t ndim;
    std::uint8_t dtype_code;
    std::uint8_t dtype_bits;
    std::uint16_t dtype_lanes;
    std::int64_t* shape;
    std::int64_t* strides;
    std::uint64_t byte_offset;
  } tensor;
  void* manager_context;
  void (*deleter)(DLManagedTensor*);
};

struct DLPackDeleter {
  void operator()(DLManagedTensor* tensor) const noexcept {
    if (tensor->deleter) tensor->deleter(tensor);
  }
};

class CapsuleOwner final : public PictureOwner {
 public:
  explicit CapsuleOwner(DLManagedTensor* tensor) : tensor_(tensor) {}

 private:
  std::unique_ptr<DLManagedTensor, DLPackDeleter> tensor_;
};

// A Python reference that a thread without the GIL may let go of.
struct Parked {
  py::object object;
  Parked* next = nullptr;
};
std::atomic<Parked*> parked{nullptr};  // a stack; owns its nodes

class ObjectOwner final : public PictureOwner {
 public:
  explicit ObjectOwner(py::object object) : held_(std::make_unique<Parked>()) {
    held_->object = std::move(object);
  }
  ~ObjectOwner() override {
    if (PyGILState_Check()) return;  // let go of at once
    Parked* node = held_.release();
    node->next = parked.load(std::memory_order_relaxed);
    while (!parked.compare_exchange_weak(node->next, node, std::memory_order_release)) {
    }
  }

 private:
  std::unique_ptr<Parked> held_;
};

void release_parked() {
  if (!parked.load(std::memory_order_relaxed)) return;
  Parked* next = parked.exchange(nullptr, std::memory_order_acquire);
  while (next) {
    const std::unique_ptr<Parked> node(next);
    next = node->next;
  }
}

const char* exception_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
    case ErrorCode::invalid_size:
    case ErrorCode::unsupported_format:
      return "InvalidArgumentError";
    case ErrorCode::closed:
    case ErrorCode::stale_handle:
      return "ClosedError";
    case ErrorCode::unsupported:
      return "UnsupportedError";
    case ErrorCode::frame_pool_exhausted:
      return "FramePoolExhausted";
    default:
      return "DeviceError";
  }
}

[[noreturn]] void raise_named(const char* type, const std::string& message) {
  const py::object exception = py::module_::import("zerocopy.errors").attr(type);
  PyErr_SetObject(exception.ptr(), py::str(message).ptr());
  throw py::error_already_set();
}

}  // namespace

void raise(const Error& error) { raise_named(exception_name(error.code), error.message); }

void enter() {
  if (in_forked_child())
    raise_named("ForkedProcessError",
                "This process was forked after zerocopy was loaded, and devices and threads stayed in the "
                "parent; start it with the 'spawn' method or import zerocopy after the fork.");
  release_parked();
}

std::unique_ptr<PictureOwner> own(const py::object& object) {
  if (PyCapsule_IsValid(object.ptr(), "dltensor")) {
    auto* tensor = static_cast<DLManagedTensor*>(PyCapsule_GetPointer(object.ptr(), "dltensor"));
    PyCapsule_SetName(object.ptr(), "used_dltensor");  // the protocol's mark: its destructor stays away
    return std::make_unique<CapsuleOwner>(tensor);
  }
  return std::make_unique<ObjectOwner>(object);
}

py::object to_python(std::string_view text) { return py::str(text.data(), text.size()); }

py::object optional_name(std::optional<FallbackReason> reason) {
  return reason ? to_python(name(*reason)) : py::none();
}

py::tuple to_python(const Fallback& f) {
  return py::make_tuple(optional_name(f.reason), f.detail, py::cast(f.retry_after_frames));
}

py::tuple to_python(const VideoCounters& c) {
  py::dict reasons;
  for (std::size_t i = 0; i < c.fallback_reasons.size(); ++i)
    if (c.fallback_reasons[i])
      reasons[to_python(name(static_cast<FallbackReason>(i)))] = c.fallback_reasons[i];
  return py::make_tuple(c.frames_submitted, c.frames_presented, c.frames_dropped, c.imports,
                        c.import_failures, c.bridges, c.uploads, c.host_bytes_copied, c.device_bytes,
                        c.streak, c.longest_streak, c.fallback_switches, reasons);
}

}  // namespace zc::python

PYBIND11_MODULE(_core, m) {
  using namespace zc::python;
  m.doc() = "The native core. Private: the public classes of zerocopy wrap it.";
  m.def("check_process", &enter);
  bind_frame(m);
  bind_session(m);
  bind_canvas(m);
  bind_layer(m);
  bind_target(m);
  bind_packet(m);
  bind_telemetry(m);
  bind_window(m);
  bind_decoder(m);
  bind_native_frames(m);
  bind_faults(m);
}
