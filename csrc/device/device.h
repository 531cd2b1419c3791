// The seam between the core and whatever draws. Rooms above it never know which device runs.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "core/frame_desc.h"
#include "core/frame_lease.h"
#include "core/host_copy.h"
#include "core/result.h"
#include "device/frame_plan.h"
#include "device/resource.h"

namespace zc {

enum class TargetContent : std::uint8_t { undefined, kept };  // after a present
enum class ImportCost : std::uint8_t { cheaper_than_copy, dearer_than_copy };

struct Caps {
  std::string name;         // "metal", "cpu"
  std::string description;  // for people
  bool gpu = false;
  int max_size_px = 0;  // either axis, of targets, textures and frames
  int max_in_flight = 3;
  bool true_zero_copy = false;                             // import_frame() can bind decoded memory in place
  std::array<bool, pixel_format_count> importable{};       // by PixelFormat
  FrameMemory resident_memory = FrameMemory::host_planes;  // what import_frame() can bind
  ImportCost import_cost = ImportCost::cheaper_than_copy;
  TargetContent content = TargetContent::undefined;
  bool windows = false;            // create_target() takes a layer
  std::uint64_t memory_bytes = 0;  // what the device has for its work; 0: it doesn't say
};

enum class TextureFormat : std::uint8_t { r8, rg8, r16, rg16, rgb8, rgba8, rgba16 };
inline constexpr std::array<int, 7> texel_bytes{1, 2, 2, 4, 3, 4, 8};
inline int bytes_per_texel(TextureFormat f) { return texel_bytes[static_cast<std::size_t>(f)]; }

struct TextureDesc {
  SizePx size;
  TextureFormat format = TextureFormat::rgba8;
  bool surface = false;  // written by surface passes; rgba8 and rgba16 only. Not by write().
};

// A decoded picture bound in place. Holds its lease and the device's native wrappers.
class ImportedFrame : public Resource {
 public:
  virtual FrameHandle handle() const = 0;
  // Where the device reads a plane from; null where that memory has no host address.
  virtual const std::byte* plane_address(int plane) const = 0;
};
class Texture : public Resource {
 public:
  virtual const TextureDesc& desc() const = 0;
};
using ImportRef = Ref<ImportedFrame>;
using TextureRef = Ref<Texture>;

// Everything that a submission reads. Dies after the device has completed it, on any thread.
// The list is borrowed from its owner and handed back empty with its capacity, so that a warm
// present allocates nothing.
class KeepAlive {
 public:
  using List = std::vector<Ref<Resource>>;
  KeepAlive() = default;
  explicit KeepAlive(List& list) : list_(&list) {}
  KeepAlive(KeepAlive&& other) noexcept : list_(std::exchange(other.list_, nullptr)) {}
  KeepAlive& operator=(KeepAlive&& other) noexcept {
    std::swap(list_, other.list_);
    return *this;
  }
  ~KeepAlive() {
    if (list_) list_->clear();
  }
  // What it holds, for a device that needs it longer than the list is lent.
  List take() {
    List held;
    if (list_) held.assign(std::make_move_iterator(list_->begin()), std::make_move_iterator(list_->end()));
    return held;
  }

 private:
  List* list_ = nullptr;  // not owned
};

enum class SubmitStatus : std::uint8_t { submitted, no_drawable, device_lost, failed };

// What a device tells of one submission, once.
struct Completion {
  std::uint64_t submission = 0;          // the plan's ticket, as given to submit()
  bool failed = false;                   // the picture is not to be trusted
  std::vector<FrameHandle> bad_imports;  // imports whose reads failed; empty for all good
  std::int64_t completed_ns = 0;
  std::int64_t presented_ns = 0;    // off screen: as completed_ns; a layer's comes by presented()
  std::uint64_t bytes_touched = 0;  // read and written by the device, by row spans
};

// completed() is called exactly once for each submission that returned `submitted`, on any thread, after
// its KeepAlive died. Only enqueues.
class CompletionSink {
 public:
  virtual void completed(Completion&& completion) noexcept = 0;
  // For targets with a layer: when the display showed the submission, 0 for never. At most once for each,
  // before or after completed(), and not once the target is gone.
  virtual void presented(std::uint64_t submission, std::int64_t presented_ns) noexcept {
    static_cast<void>(submission);
    static_cast<void>(presented_ns);
  }

 protected:
  ~CompletionSink() = default;
};

struct TargetDesc {
  SizePx size;
  double scale = 1;
  Color background;       // what an off-screen target shows before its first present
  void* layer = nullptr;  // CAMetalLayer* of a window, retained by the target; null: off screen
};

// One picture that is presented to. Used by one executor at a time.
class Target {
 public:
  virtual ~Target() = default;
  virtual SizePx size() const = 0;
  // Between submits. The content after it is undefined even where it is otherwise kept.
  virtual Result<void> configure(SizePx size, double scale) = 0;
  // Between submits. True: presents join the calling thread's transaction, as a live resize needs it.
  virtual void present_with_transaction(bool on) { static_cast<void>(on); }
  // The last presented picture, RGBA8 premultiplied, to read(). Unsupported for a layer, whose drawables
  // cannot be read: its picture is drawn again off screen.
  virtual Result<TextureRef> picture() = 0;
};

using HostPixels = HostRows;
struct HostBuffer {
  std::byte* data = nullptr;
  std::ptrdiff_t stride_bytes = 0;
};

using Deadline = std::chrono::steady_clock::time_point;
enum class MemoryPressure : std::uint8_t { idle, critical };

// create and caps: any thread. The rest: a compositor executor; several targets may call at once.
class Device {
 public:
  virtual ~Device() = default;
  virtual const Caps& caps() const = 0;
  // Binds the picture's memory, no copy. On error the lease stays the caller's.
  virtual Result<ImportRef> import_frame(const FrameDesc& desc, FrameLease&& lease) = 0;
  virtual Result<TextureRef> create(const TextureDesc& desc) = 0;
  // The counted copy into a texture that no submission in flight reads.
  virtual Result<void> write(Texture& texture, RectPx rect, HostPixels pixels, CopyPurpose purpose) = 0;
  virtual Result<std::unique_ptr<Target>> create_target(const TargetDesc& desc) = 0;
  // Draws plan.damage (a target with undefined content: everything) and presents. On any status but
  // `submitted` the KeepAlive has died and the sink is not called. A device that draws at once leaves
  // the plan's storage to the caller for the next one.
  virtual SubmitStatus submit(std::uint64_t submission, FramePlan&& plan, Target& target, KeepAlive&& keep,
                              CompletionSink& sink) = 0;
  // Blocks until the device has written the texture.
  virtual Result<void> read(const TextureRef& texture, RectPx rect, HostBuffer to) = 0;
  // Blocks until every submission has completed; false at the deadline.
  virtual bool wait_idle(Deadline deadline) = 0;
  // Frees pooled memory.
  virtual void trim(MemoryPressure pressure) = 0;
};

}  // namespace zc
