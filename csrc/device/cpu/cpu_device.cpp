#include "device/cpu/cpu_device.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <deque>
#include <memory>
#include <mutex>
#include <new>
#include <string_view>
#include <thread>
#include <utility>

#include "core/clock.h"
#include "core/fault.h"
#include "core/process.h"
#include "device/cpu/cpu_resources.h"
#include "device/cpu/cpu_target.h"
#include "device/cpu/instruction_sets.h"
#include "device/cpu/plan_renderer.h"
#include "device/device_checks.h"

namespace zc {
namespace cpu {
namespace {

constexpr int max_size_px = 16384;

int default_threads() {
  const auto cores = static_cast<int>(std::thread::hardware_concurrency());
  return std::clamp(cores, 1, 4);
}

std::uint64_t physical_memory_bytes() {
#ifdef _SC_PHYS_PAGES
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long page_bytes = sysconf(_SC_PAGESIZE);
  if (pages > 0 && page_bytes > 0)
    return static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page_bytes);
#endif
  return 0;
}

std::string upper(std::string_view name) {
  std::string out(name);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

Caps caps_of(int threads, const Kernels& kernels) {
  Caps caps;
  caps.name = "cpu";
  caps.description =
      "CPU, " + std::to_string(threads) + (threads == 1 ? " thread, " : " threads, ") + upper(kernels.name);
  caps.gpu = false;
  caps.max_size_px = max_size_px;
  caps.max_in_flight = 3;
  caps.true_zero_copy = true;
  for (const PixelFormat format :
       {PixelFormat::nv12, PixelFormat::i420, PixelFormat::p010, PixelFormat::i010})
    caps.importable[static_cast<std::size_t>(format)] = true;
  caps.resident_memory = FrameMemory::host_planes;
  caps.import_cost = ImportCost::cheaper_than_copy;
  caps.content = TargetContent::kept;
  caps.memory_bytes = physical_memory_bytes();
  return caps;
}

}  // namespace

class CpuDevice final : public Device, public TargetOwner {
 public:
  explicit CpuDevice(const CpuOptions& options)
      : threads_(options.threads > 0 ? options.threads : default_threads()),
        kernels_(kernels_named(options.isa)),
        caps_(caps_of(threads_, kernels_)),
        completion_delay_(std::max(options.completion_delay, 0)),
        renderer_(kernels_, threads_) {}
  ~CpuDevice() override { finish_all(); }

  const Caps& caps() const override { return caps_; }
  Result<ImportRef> import_frame(const FrameDesc& desc, FrameLease&& lease) override;
  Result<TextureRef> create(const TextureDesc& desc) override;
  Result<void> write(Texture& texture, RectPx rect, HostPixels pixels, CopyPurpose purpose) override;
  Result<std::unique_ptr<Target>> create_target(const TargetDesc& desc) override;
  SubmitStatus submit(std::uint64_t submission, FramePlan&& plan, Target& target, KeepAlive&& keep,
                      CompletionSink& sink) override;
  Result<void> read(const TextureRef& texture, RectPx rect, HostBuffer to) override;
  bool wait_idle(Deadline) override {
    finish_all();
    return true;
  }
  void trim(MemoryPressure pressure) override;

 private:
  // A submission that the test mode holds back.
  struct Pending {
    std::uint64_t submission = 0;
    FramePlan plan;
    CpuTarget* target = nullptr;  // not owned; finishes its submissions before it dies
    KeepAlive keep;
    CompletionSink* sink = nullptr;  // not owned
  };

  Result<Ref<CpuTexture>> take_picture(SizePx size, const Color& background) override;
  void finish_all() override { finish_until(0); }
  void finish_until(std::size_t left);
  void execute(std::uint64_t submission, const FramePlan& plan, CpuTarget& target, KeepAlive&& keep,
               CompletionSink& sink);

  const int threads_;
  const Kernels& kernels_;
  const Caps caps_;
  const int completion_delay_;
  std::shared_ptr<ImportPool> imports_ = std::make_shared<ImportPool>();
  std::shared_ptr<TexturePool> textures_ = std::make_shared<TexturePool>();
  std::mutex draw_mutex_;  // guards renderer_: one picture is drawn at a time, by all threads
  PlanRenderer renderer_;
  std::mutex finish_mutex_;   // held by the thread that executes what was pending, so that others wait for it
  std::mutex pending_mutex_;  // guards pending_
  std::deque<Pending> pending_;
};

Result<ImportRef> CpuDevice::import_frame(const FrameDesc& desc, FrameLease&& lease) {
  const PixelFormatInfo& format = info(desc.format);
  if (desc.memory != FrameMemory::host_planes)
    return Error{ErrorCode::not_device_resident,
                 "The frame does not lie in host memory; the CPU device binds host planes only."};
  if (!caps_.importable[static_cast<std::size_t>(desc.format)])
    return Error{ErrorCode::unsupported_format, "The CPU device does not import frames of format " +
                                                    std::string(format.name) + "; upload them."};
  if (auto checked = check_size("Frame", desc.size, max_size_px); !checked.ok()) return checked.error();
  if (desc.visible.empty() || !contains(RectPx::of(desc.size), desc.visible))
    return Error{ErrorCode::invalid_size,
                 "The visible rectangle of the frame is empty or reaches beyond its " + to_text(desc.size) +
                     "; crop inside the frame."};
  for (int plane = 0; plane < format.plane_count; ++plane) {
    if (!desc.planes[static_cast<std::size_t>(plane)].data)
      return Error{ErrorCode::invalid_argument,
                   "Plane " + std::to_string(plane) + " of the frame has no memory; decode it again."};
  }
  if (fault(FaultPoint::import_frame))
    return Error{ErrorCode::import_failed, "The import fails at the fault point import_frame."};
  return ImportRef(CpuImport::take(imports_, desc, std::move(lease)));
}

Result<TextureRef> CpuDevice::create(const TextureDesc& desc) {
  if (auto checked = check_size("Texture", desc.size, max_size_px); !checked.ok()) return checked.error();
  if (desc.surface && desc.format != TextureFormat::rgba8 && desc.format != TextureFormat::rgba16)
    return Error{ErrorCode::unsupported_format,
                 "A surface has four components; create it as rgba8 or rgba16."};
  Ref<CpuTexture> texture = CpuTexture::take(textures_, desc);
  if (!texture)
    return Error{ErrorCode::device_error,
                 "There is no memory for a texture of " + to_text(desc.size) + "; use a smaller one."};
  return TextureRef(std::move(texture));
}

Result<Ref<CpuTexture>> CpuDevice::take_picture(SizePx size, const Color& background) {
  if (auto checked = check_size("Target", size, max_size_px); !checked.ok()) return checked.error();
  Ref<CpuTexture> texture = CpuTexture::take(textures_, {size, TextureFormat::rgba8});
  if (!texture)
    return Error{ErrorCode::device_error,
                 "There is no memory for a target of " + to_text(size) + "; use a smaller one."};
  const std::uint32_t rgba = rgba8(background);
  for (int y = 0; y < size.height; ++y) kernels_.fill(texture->row(y), size.width, rgba);
  return texture;
}

Result<void> CpuDevice::write(Texture& texture, RectPx rect, HostPixels pixels, CopyPurpose purpose) {
  auto& to = static_cast<CpuTexture&>(texture);
  if (auto checked = check_inside("written", to.desc(), rect); !checked) return checked;
  if (to.desc().surface)
    return Error{ErrorCode::invalid_argument,
                 "A surface is written by passes alone; write to a texture and draw that."};
  if (auto failed = check_copy_faults(purpose); !failed) return failed;
  if (rect.empty()) return {};
  const int bytes = bytes_per_texel(to.desc().format);
  auto* first = reinterpret_cast<std::byte*>(to.row(rect.y0) + std::ptrdiff_t{rect.x0} * bytes);
  copy_host_rows(purpose, pixels, first, to.stride_bytes(), std::int64_t{rect.width()} * bytes,
                 rect.height());
  return {};
}

Result<std::unique_ptr<Target>> CpuDevice::create_target(const TargetDesc& desc) {
  auto picture = take_picture(desc.size, desc.background);
  if (!picture.ok()) return picture.error();
  return std::unique_ptr<Target>(
      std::make_unique<CpuTarget>(*this, std::move(picture).value(), desc.background));
}

SubmitStatus CpuDevice::submit(std::uint64_t submission, FramePlan&& plan, Target& target, KeepAlive&& keep,
                               CompletionSink& sink) {
  KeepAlive claims(std::move(keep));  // dies on every way out
  if (fault(FaultPoint::device_lost)) return SubmitStatus::device_lost;
  if (fault(FaultPoint::no_drawable)) return SubmitStatus::no_drawable;
  if (fault(FaultPoint::submit_error)) return SubmitStatus::failed;
  auto& cpu_target = static_cast<CpuTarget&>(target);
  if (completion_delay_ == 0) {
    execute(submission, plan, cpu_target, std::move(claims), sink);
    return SubmitStatus::submitted;
  }
  {
    const std::scoped_lock lock(pending_mutex_);
    pending_.push_back({submission, std::move(plan), &cpu_target, std::move(claims), &sink});
  }
  finish_until(static_cast<std::size_t>(completion_delay_));
  return SubmitStatus::submitted;
}

void CpuDevice::finish_until(std::size_t left) {
  const std::scoped_lock finishing(finish_mutex_);
  if (in_forked_child()) return;  // the parent draws them
  while (true) {
    std::unique_lock lock(pending_mutex_);
    if (pending_.size() <= left) return;
    Pending oldest = std::move(pending_.front());
    pending_.pop_front();
    lock.unlock();
    execute(oldest.submission, oldest.plan, *oldest.target, std::move(oldest.keep), *oldest.sink);
  }
}

void CpuDevice::execute(std::uint64_t submission, const FramePlan& plan, CpuTarget& target, KeepAlive&& keep,
                        CompletionSink& sink) {
  Completion completion;
  completion.submission = submission;
  try {
    const std::scoped_lock lock(draw_mutex_);
    completion.bytes_touched = renderer_.draw(plan, target.image());
  } catch (const std::bad_alloc&) {
    completion.failed = true;
  }
  const auto has_import = [](const DrawItem& item) { return item.video.import != nullptr; };
  const std::vector<DrawItem>* const lists[] = {&plan.items, &plan.surface_items};
  const bool reads_imports = std::any_of(std::begin(lists), std::end(lists), [&](const auto* items) {
    return std::any_of(items->begin(), items->end(), has_import);
  });
  if (reads_imports && fault(FaultPoint::import_completion)) {
    for (const auto* items : lists) {
      for (const DrawItem& item : *items) {
        if (!has_import(item)) continue;
        const FrameHandle handle = item.video.import->handle();
        auto& bad = completion.bad_imports;
        if (std::find(bad.begin(), bad.end(), handle) == bad.end()) bad.push_back(handle);
      }
    }
  }
  completion.completed_ns = completion.presented_ns = now_ns();
  { const KeepAlive dies_first(std::move(keep)); }
  sink.completed(std::move(completion));
}

Result<void> CpuDevice::read(const TextureRef& texture, RectPx rect, HostBuffer to) {
  finish_all();
  auto& from = static_cast<CpuTexture&>(*texture);
  if (auto checked = check_inside("read", from.desc(), rect); !checked) return checked;
  if (rect.empty()) return {};
  const int bytes = bytes_per_texel(from.desc().format);
  const auto* first = reinterpret_cast<const std::byte*>(from.row(rect.y0) + std::ptrdiff_t{rect.x0} * bytes);
  copy_host_rows(CopyPurpose::readback, {first, from.stride_bytes()}, to.data, to.stride_bytes,
                 std::int64_t{rect.width()} * bytes, rect.height());
  return {};
}

void CpuDevice::trim(MemoryPressure) {
  imports_->trim();
  textures_->trim();
  const std::scoped_lock lock(draw_mutex_);
  renderer_.trim();
}

}  // namespace cpu

std::unique_ptr<Device> create_cpu_device(const CpuOptions& options) {
  return std::make_unique<cpu::CpuDevice>(options);
}

Caps cpu_caps() { return cpu::caps_of(cpu::default_threads(), *cpu::available_kernels().front()); }

std::vector<std::string> cpu_instruction_sets() {
  std::vector<std::string> names;
  for (const cpu::Kernels* kernels : cpu::available_kernels()) names.emplace_back(kernels->name);
  return names;
}

}  // namespace zc
