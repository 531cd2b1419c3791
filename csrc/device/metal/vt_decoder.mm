#include "device/metal/vt_decoder.h"

#import <Foundation/Foundation.h>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "core/live_count.h"
#include "core/log.h"
#include "device/metal/vt_input.h"
#include "device/metal/vt_picture_order.h"
#include "device/metal/vt_session.h"

namespace zc {
namespace metal {
namespace {

constexpr std::size_t most_in_flight = 4;     // samples, beyond what reordering holds back
constexpr int most_malfunctions = 3;          // in a row
constexpr std::uint64_t sound_pictures = 30;  // after which a malfunction is the first of its row
constexpr int most_damaged = 30;              // samples in a row
constexpr auto longest_silence = std::chrono::seconds(5);

// Counts how many of the decoder's pictures are alive, wherever they are.
class CountedPicture final : public NativePicture {
 public:
  CountedPicture(std::shared_ptr<NativePicture> picture, std::shared_ptr<std::atomic<int>> alive)
      : picture_(std::move(picture)), alive_(std::move(alive)) {
    alive_->fetch_add(1);
  }
  ~CountedPicture() override {
    picture_.reset();
    alive_->fetch_sub(1);
  }

 private:
  std::shared_ptr<NativePicture> picture_;
  std::shared_ptr<std::atomic<int>> alive_;
};

class Decoder final : public VtDecoder, private VtAnswers {
 public:
  explicit Decoder(const VtStream& stream)
      : stream_(stream), input_(std::in_place, stream), order_(stream.reorder_depth) {}
  ~Decoder() override { session_.reset(); }  // ends the callbacks before the rest goes

  Result<void> open();
  bool has_room() const override;
  void submit(VtSample sample) override;
  Result<std::optional<VtPicture>> take() override;
  void wait() override;
  void drain() override;
  void flush() override;
  void reconfigure(const std::vector<std::byte>& configuration) override;
  VtReport report() const override;

 private:
  struct Announced {
    std::int64_t time = 0;
    std::int64_t duration = 0;
  };
  struct Exhausted {
    int held_by_caller = 0;
    int pictures = 0;
  };

  void answer(std::uint64_t sample, OSStatus status, CVPixelBufferRef picture) noexcept override;
  // With output_mutex_:
  void judge(OSStatus status);
  void note_damage();
  bool room() const;
  void lose(std::string detail);
  void fail(VtFailure failure, std::string detail);
  // Without it:
  void recover();
  void change_format(FormatRef format);

  VtStream stream_;
  std::optional<VtInput> input_;
  FormatRef format_;
  bool needs_keyframe_ = false;
  const std::shared_ptr<std::atomic<int>> alive_ = std::make_shared<std::atomic<int>>(0);
  const Counted<Live::decoder> counted_;

  mutable std::mutex output_mutex_;  // guards everything below but session_
  std::condition_variable changed_;
  PictureOrder<VtPicture> order_;
  std::unordered_map<std::uint64_t, Announced> announced_;
  VtReport report_;
  bool own_pool_ = true;
  bool lost_ = false;
  int damaged_in_a_row_ = 0;
  int malfunctions_in_a_row_ = 0;
  std::uint64_t pictures_at_loss_ = 0;
  std::optional<Exhausted> exhausted_;

  std::unique_ptr<VtSession> session_;  // its thread's
};

Result<void> Decoder::open() {
  if (!format_) {
    auto format = input_->format();
    if (!format) return format.error();
    format_ = std::move(format).value();
  }
  auto created = VtSession::create(stream_, format_, *this);
  if (!created) return created.error();
  session_ = std::move(created).value();
  const VtHardware hardware = session_->hardware();
  const std::scoped_lock lock(output_mutex_);
  // One that was required and opened is there, whether the system says so or not.
  report_.hardware = hardware == VtHardware::unknown && stream_.require_hardware ? VtHardware::yes : hardware;
  ++report_.sessions;
  own_pool_ = session_->own_pool();
  return {};
}

// Output: any thread ----------------------------------------

void Decoder::answer(std::uint64_t sample, OSStatus status, CVPixelBufferRef picture) noexcept {
  std::optional<VtPicture> made;
  std::string refused;
  if (status == noErr && picture) {
    auto adopted = adopt_pixel_buffer(picture);
    if (adopted) {
      made.emplace();
      made->frame = std::move(adopted).value();
      made->frame.owner = std::make_shared<CountedPicture>(std::move(made->frame.owner), alive_);
    } else {
      refused = adopted.error().message;
    }
  }
  const std::scoped_lock lock(output_mutex_);
  const auto announced = announced_.find(sample);
  if (announced == announced_.end()) return;  // forgotten meanwhile
  if (made) {
    made->time = announced->second.time;
    made->duration = announced->second.duration;
    made->session = report_.sessions;
    ++report_.pictures;
    if (!own_pool_) ++report_.device_copies;
    damaged_in_a_row_ = 0;
  } else if (!refused.empty()) {
    fail(VtFailure::unsupported_format, std::move(refused));
  } else if (status == noErr) {
    note_damage();  // dropped by the decoder
  } else {
    judge(status);
  }
  announced_.erase(announced);
  order_.answered(sample, std::move(made));
  changed_.notify_all();
}

void Decoder::judge(OSStatus status) {
  if (is_malfunction(status)) {
    lose("VideoToolbox lost its session (status " + std::to_string(status) +
         "); it is opened again at the next"
         " keyframe.");
    return;
  }
  const int alive = alive_->load();
  const int ours = static_cast<int>(order_.held());
  if (is_exhausted(status) && alive > ours) {
    exhausted_ = Exhausted{alive - ours, alive};
    return;
  }
  if (status == kVTVideoDecoderUnsupportedDataFormatErr) {
    fail(VtFailure::unsupported_format,
         "VideoToolbox does not decode this kind of the stream's format; it is decoded"
         " in software.");
    return;
  }
  note_damage();  // bad data, a missing reference, or what else befalls one sample
}

void Decoder::note_damage() {
  ++report_.damaged;
  if (++damaged_in_a_row_ < most_damaged) return;
  damaged_in_a_row_ = 0;
  lose("VideoToolbox decoded none of " + std::to_string(most_damaged) +
       " samples in a row; its session is opened again at the next keyframe.");
}

void Decoder::lose(std::string detail) {
  lost_ = true;
  report_.detail = std::move(detail);
  changed_.notify_all();
}

void Decoder::fail(VtFailure failure, std::string detail) {
  if (report_.failure != VtFailure::none) return;
  report_.failure = failure;
  report_.detail = std::move(detail);
  changed_.notify_all();
}

bool Decoder::room() const {
  return !exhausted_ &&
         order_.in_flight() + order_.held() < static_cast<std::size_t>(order_.depth()) + most_in_flight;
}

bool Decoder::has_room() const {
  const std::scoped_lock lock(output_mutex_);
  return room();
}

Result<std::optional<VtPicture>> Decoder::take() {
  recover();
  const std::scoped_lock lock(output_mutex_);
  if (auto picture = order_.take()) return picture;
  if (exhausted_ && order_.in_flight() == 0) {
    const Exhausted was = *std::exchange(exhausted_, std::nullopt);
    return Error{ErrorCode::frame_pool_exhausted,
                 "The decoder's pool of " + std::to_string(was.pictures) + " pictures is used up, " +
                     std::to_string(was.held_by_caller) +
                     " of them by frames that are open; close frames earlier, or hold fewer of them."};
  }
  return std::optional<VtPicture>();
}

void Decoder::wait() {
  std::unique_lock lock(output_mutex_);
  const bool answered = changed_.wait_for(lock, longest_silence, [this] {
    return order_.ready() || lost_ || room() || report_.failure != VtFailure::none ||
           (exhausted_ && order_.in_flight() == 0);
  });
  if (answered) return;
  if (session_) session_->give_up();
  lose("VideoToolbox gave no answer for 5 s; its session is opened again at the next keyframe.");
}

VtReport Decoder::report() const {
  const std::scoped_lock lock(output_mutex_);
  VtReport out = report_;
  out.late = order_.late();
  return out;
}

// Input: one thread ----------------------------------------

void Decoder::submit(VtSample sample) {
  recover();
  {
    const std::scoped_lock lock(output_mutex_);
    if (report_.failure != VtFailure::none) return;
    if (needs_keyframe_ && !sample.keyframe) {
      ++report_.skipped;
      return;
    }
  }
  @autoreleasepool {
    auto converted = input_->convert(std::move(sample));
    if (!converted) {
      const std::scoped_lock lock(output_mutex_);
      note_damage();
      return;
    }
    if (converted.value().format) change_format(*std::move(converted.value().format));
    if (converted.value().sample.bytes.empty()) return;
    if (!session_) {
      if (auto opened = open(); !opened) {
        const std::scoped_lock lock(output_mutex_);
        lose(opened.error().message);
        return;
      }
      needs_keyframe_ = false;
    }
    const VtSample& ready = converted.value().sample;
    std::uint64_t number = 0;
    {
      const std::scoped_lock lock(output_mutex_);
      number = order_.submitted(ready.time, ready.keyframe);
      announced_[number] = {ready.time, ready.duration};
      ++report_.samples;
    }
    const OSStatus status = session_->decode(ready, number);
    if (status == noErr) return;
    const std::scoped_lock lock(output_mutex_);
    judge(status);
    announced_.erase(number);
    order_.answered(number, std::nullopt);
    changed_.notify_all();
  }
}

void Decoder::change_format(FormatRef format) {
  format_ = std::move(format);
  const bool accepted = session_ && session_->accept(format_);
  if (!accepted && session_) {
    session_->drain();
    session_.reset();
  }
  const std::scoped_lock lock(output_mutex_);
  if (!accepted) order_.finish();
  ++report_.format_changes;
}

// After a malfunction: without the session and what it had in flight.
void Decoder::recover() {
  {
    const std::scoped_lock lock(output_mutex_);
    if (!lost_) return;
  }
  session_.reset();
  needs_keyframe_ = true;
  const std::scoped_lock lock(output_mutex_);
  lost_ = false;
  order_.abandon();
  announced_.clear();
  ++report_.malfunctions;
  if (report_.pictures - pictures_at_loss_ >= sound_pictures) malfunctions_in_a_row_ = 0;
  pictures_at_loss_ = report_.pictures;
  if (log_enabled(LogLevel::warning)) log_line(LogLevel::warning, "videotoolbox", report_.detail);
  if (++malfunctions_in_a_row_ >= most_malfunctions) fail(VtFailure::decoder_malfunction, report_.detail);
}

void Decoder::drain() {
  @autoreleasepool {
    if (session_) session_->drain();
  }
  {
    const std::scoped_lock lock(output_mutex_);
    order_.finish();
  }
  recover();
}

void Decoder::flush() {
  @autoreleasepool {
    if (session_) session_->drain();
  }
  recover();
  const std::scoped_lock lock(output_mutex_);
  order_.clear();
  announced_.clear();
  exhausted_.reset();
}

void Decoder::reconfigure(const std::vector<std::byte>& configuration) {
  stream_.configuration = configuration;
  input_.emplace(stream_);
  if (auto format = input_->format()) change_format(std::move(format).value());
}

}  // namespace
}  // namespace metal

std::optional<VtCodec> vt_codec_from_name(std::string_view name) {
  constexpr std::array names{"h264", "hevc", "vp9", "av1"};
  for (std::size_t i = 0; i < names.size(); ++i)
    if (name == names[i]) return static_cast<VtCodec>(i);
  return std::nullopt;
}

Result<std::unique_ptr<VtDecoder>> VtDecoder::create(const VtStream& stream) {
  @autoreleasepool {
    auto decoder = std::make_unique<metal::Decoder>(stream);
    if (auto opened = decoder->open(); !opened) return opened.error();
    return std::unique_ptr<VtDecoder>(std::move(decoder));
  }
}

}  // namespace zc
