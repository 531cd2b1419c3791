#include "session/session.h"

#include <algorithm>
#include <cstdlib>

#include "device/metal/metal_window.h"
#include "session/compositor.h"
#include "session/device_list.h"

namespace zc {

namespace {

Error closed_error() { return {ErrorCode::closed, "The session is closed; open a new one."}; }

}  // namespace

Session::Session(const SessionOptions& options, std::shared_ptr<Device> device)
    : options_(options), device_(std::move(device)) {}

Session::~Session() { close(); }

Result<std::shared_ptr<Session>> Session::create(const SessionOptions& options) {
  auto device = create_device(options.device);
  if (!device) return device.error();
  const Caps& caps = device.value()->caps();
  if (options.mode == Mode::zero_copy && !(caps.true_zero_copy && zero_copy_enabled()))
    return Error{ErrorCode::unsupported,
                 "Mode zero_copy needs true zero copy, which " +
                     (zero_copy_enabled() ? "the " + caps.name + " device does not offer"
                                          : std::string("ZC_EXPERIMENTAL_TRUE_ZERO_COPY=0 switches off")) +
                     "; use mode auto to fall back."};
  return std::shared_ptr<Session>(new Session(options, std::move(device).value()));
}

Caps Session::caps() const { return device()->caps(); }

std::shared_ptr<Device> Session::device() const {
  const std::scoped_lock lock(session_mutex_);
  return device_;
}

Result<std::shared_ptr<Device>> Session::replace_device(const std::shared_ptr<Device>& lost) {
  const std::scoped_lock lock(session_mutex_);
  if (device_ != lost) return device_;
  auto fresh = create_device(lost->caps().name);
  if (!fresh) return fresh.error();
  device_ = std::move(fresh).value();
  return device_;
}

std::shared_ptr<VideoLayerState> Session::add_video() {
  const std::scoped_lock lock(session_mutex_);
  const Caps& caps = device_->caps();
  const PolicySettings settings{options_.mode, options_.streak, caps.true_zero_copy && zero_copy_enabled(),
                                caps.import_cost == ImportCost::cheaper_than_copy};
  videos_.push_back(std::make_shared<VideoLayerState>(settings));
  return videos_.back();
}

void Session::retire_video(const std::shared_ptr<VideoLayerState>& video) {
  const std::scoped_lock lock(session_mutex_);
  if (std::erase(videos_, video) == 0) return;
  const VideoSnapshot last = video->snapshot();
  retired_.add(last.counters);
  if (last.fallback.reason && last.fallback_serial > retired_fallback_serial_) {
    retired_fallback_serial_ = last.fallback_serial;
    retired_fallback_ = last.fallback;
  }
}

void Session::note_decoder(FallbackReason reason, std::string detail) {
  const std::uint64_t serial = next_fallback_serial();
  const std::scoped_lock lock(session_mutex_);
  ++retired_.fallback_reasons[static_cast<std::size_t>(reason)];
  retired_fallback_serial_ = serial;
  retired_fallback_ = {reason, std::move(detail), std::nullopt};
}

SessionSnapshot Session::snapshot() const {
  const std::scoped_lock lock(session_mutex_);
  SessionSnapshot out;
  out.counters = retired_;
  out.fallback = retired_fallback_;
  std::uint64_t newest = retired_fallback_serial_;
  bool any_visible = false;
  for (const auto& video : videos_) {
    const VideoSnapshot look = video->snapshot();
    out.counters.add(look.counters);
    if (look.fallback.reason && look.fallback_serial > newest) {
      newest = look.fallback_serial;
      out.fallback = look.fallback;
    }
    if (!look.visible) continue;
    out.status = any_visible ? std::min(out.status, look.status) : look.status;
    any_visible = true;
  }
  return out;
}

Result<std::shared_ptr<Compositor>> Session::open_offscreen(SizePx size, Color background) {
  if (closed()) return closed_error();
  return keep(Compositor::create(shared_from_this(), size, background));
}

Result<void> Session::check_windows() const {
  if (closed()) return closed_error();
  const Caps caps = this->caps();
  if (caps.windows) return {};
  return Error{ErrorCode::unsupported,
               "The " + caps.name + " device has no window system here; draw with open_offscreen() instead."};
}

Result<std::shared_ptr<Compositor>> Session::open_window(SizePx logical, const std::string& title,
                                                         Color background) {
  if (auto checked = check_windows(); !checked) return checked.error();
  auto window = open_metal_window(logical, title);
  if (!window) return window.error();
  return keep(Compositor::create(shared_from_this(), std::move(window).value(), background));
}

Result<std::shared_ptr<Compositor>> Session::attach(void* view_or_window, Color background) {
  if (auto checked = check_windows(); !checked) return checked.error();
  auto window = attach_metal_window(view_or_window);
  if (!window) return window.error();
  return keep(Compositor::create(shared_from_this(), std::move(window).value(), background));
}

Result<std::shared_ptr<Compositor>> Session::keep(Result<std::shared_ptr<Compositor>> target) {
  if (!target) return target.error();
  {
    const std::scoped_lock lock(session_mutex_);
    std::erase_if(targets_, [](const auto& weak) { return weak.expired(); });
    if (!closed_) {
      targets_.push_back(target.value());
      return target;
    }
  }
  target.value()->close();  // the session was closed meanwhile
  return closed_error();
}

void Session::close() {
  std::vector<std::weak_ptr<Compositor>> targets;
  {
    const std::scoped_lock lock(session_mutex_);
    if (closed_) return;
    closed_ = true;
    open_.reset();
    targets.swap(targets_);
  }
  for (const auto& weak : targets)
    if (const auto target = weak.lock()) target->close();
  device()->trim(MemoryPressure::critical);
}

bool Session::closed() const {
  const std::scoped_lock lock(session_mutex_);
  return closed_;
}

}  // namespace zc
