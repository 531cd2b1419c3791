// The session's thread: it decodes, fills pictures of a bounded pool and calls back.
#include <algorithm>
#include <chrono>
#include <cstring>
#include <utility>

#include "strict.h"
#include "videotoolbox_double.h"

using namespace zc::doubles;
using Session = OpaqueVTDecompressionSession;

namespace {

thread_local const Session* calling_back = nullptr;

bool same_format(const opaqueCMFormatDescription& a, const opaqueCMFormatDescription& b) {
  return a.codec == b.codec && a.record == b.record && a.parameter_sets == b.parameter_sets &&
         a.length_size == b.length_size;
}

bool is_deep(const PictureAttributes& attributes) {
  return attributes.format == kCVPixelFormatType_420YpCbCr10BiPlanarVideoRange ||
         attributes.format == kCVPixelFormatType_420YpCbCr10BiPlanarFullRange;
}

void copy_rows(const std::string& from, std::byte* to, const PlaneShape& shape) {
  const auto row = static_cast<std::size_t>(shape.width * shape.bytes_per_element);
  for (std::size_t y = 0; y < static_cast<std::size_t>(shape.height); ++y)
    std::memcpy(to + y * shape.bytes_per_row, from.data() + y * row, row);
}

}  // namespace

Session::Call::Call(Session& session, const char* function) : session_(session) {
  if (calling_back == &session)
    broken("%s is called from the session's own callback, which it may wait for.", function);
  if (session_.invalidated_) broken("%s got a VTDecompressionSession that was invalidated.", function);
  std::thread::id nobody{};
  if (!session_.caller_.compare_exchange_strong(nobody, std::this_thread::get_id()))
    broken(
        "%s is called while another thread is within the same VTDecompressionSession, which is not "
        "thread-safe.",
        function);
}

Session::Call::~Call() { session_.caller_ = std::thread::id{}; }

Session::OpaqueVTDecompressionSession(const opaqueCMFormatDescription& format,
                                      const PictureAttributes& attributes,
                                      const VTDecompressionOutputCallbackRecord& callback,
                                      std::unique_ptr<TestDecoder> decoder)
    : CFObject("VTDecompressionSession"),
      settings(videotoolbox_settings()),
      callback_(callback),
      attributes_(attributes),
      codec_(format.codec),
      decoder_(std::move(decoder)),
      decoder_format_(&format) {
  CFRetain(decoder_format_);
  thread_ = std::thread([this] { run(); });
}

Session::~OpaqueVTDecompressionSession() {
  if (!invalidated_) broken("A VTDecompressionSession is released without having been invalidated.");
}

OSStatus Session::decode(opaqueCMSampleBuffer& sample, void* number, VTDecodeFrameFlags flags) {
  if (!(flags & kVTDecodeFrame_EnableAsynchronousDecompression))
    broken("VTDecompressionSessionDecodeFrame is called without the flag for asynchronous decompression.");
  if (flags & kVTDecodeFrame_EnableTemporalProcessing)
    broken(
        "VTDecompressionSessionDecodeFrame is called with temporal processing, which may hold pictures "
        "back.");
  if (sample.format->codec != codec_)
    broken("A sample's codec is not the one of its VTDecompressionSession.");
  if (!same_format(*sample.format, *decoder_format_) && !can_accept(*sample.format))
    return kVTFormatDescriptionChangeNotSupportedErr;
  if (armed("vt_lost")) lost_ = true;
  if (lost_) return kVTInvalidSessionErr;
  if (const auto fault = armed("vt_decode")) return static_cast<OSStatus>(*fault);
  CFRetain(&sample);
  const std::scoped_lock lock(mutex_);
  queue_.push_back({&sample, number, sample.timing.presentationTimeStamp.value});
  ++unanswered_;
  changed_.notify_all();
  return noErr;
}

bool Session::can_accept(const opaqueCMFormatDescription& format) const {
  return format.codec == codec_ && !armed("vt_accept");
}

void Session::finish_delayed() {
  const std::scoped_lock lock(mutex_);
  draining_ = true;
  queue_.push_back({nullptr, nullptr, 0});
  changed_.notify_all();
}

OSStatus Session::wait_for_asynchronous() {
  finish_delayed();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !draining_ && unanswered_ == 0; });
  return lost_ ? OSStatus{kVTInvalidSessionErr} : OSStatus{noErr};
}

void Session::invalidate() {
  {
    const std::scoped_lock lock(mutex_);
    if (unanswered_)
      broken(
          "A VTDecompressionSession is invalidated while %zu samples are in flight, whose callbacks may "
          "still come.",
          unanswered_);
    stop_ = true;
    changed_.notify_all();
  }
  thread_.join();
  invalidated_ = true;
}

// The session's thread ----------------------------------------

void Session::run() {
  while (true) {
    Submitted next{};
    {
      std::unique_lock lock(mutex_);
      // Real decoders don't wait for more input before they give out what is complete.
      if (!changed_.wait_for(lock, std::chrono::milliseconds(2),
                             [this] { return stop_ || !queue_.empty(); })) {
        lock.unlock();
        call_back(0);
        lock.lock();
        changed_.wait(lock, [this] { return stop_ || !queue_.empty(); });
      }
      if (stop_ && queue_.empty()) break;
      next = queue_.front();
      queue_.pop_front();
    }
    work_on(next);
  }
  decoder_.reset();
  pool_.reset();
  CFRelease(decoder_format_);
}

void Session::work_on(Submitted submitted) {
  if (!submitted.sample) {
    if (auto rest = decoder_->decode(nullptr, 0)) sort_in(std::move(*rest));
    for (Submitted& left : std::exchange(decoding_, {}))
      answer_later(left, lost_ ? OSStatus{kVTInvalidSessionErr} : OSStatus{noErr}, nullptr);
    call_back(0);
    const std::scoped_lock lock(mutex_);
    draining_ = std::any_of(queue_.begin(), queue_.end(), [](const Submitted& s) { return !s.sample; });
    changed_.notify_all();
    return;
  }
  const std::vector<std::byte> data = submitted.sample->data->read();
  if (lost_) return answer_later(submitted, kVTInvalidSessionErr, nullptr);
  if (const auto fault = armed("vt_callback")) {
    if (auto others = decoder_->decode(&data, submitted.time)) sort_in(std::move(*others));
    answer_later(submitted, static_cast<OSStatus>(*fault), nullptr);
    return call_back(static_cast<std::size_t>(settings.disorder));
  }
  if (!same_format(*submitted.sample->format, *decoder_format_)) {
    if (auto rest = decoder_->decode(nullptr, 0)) sort_in(std::move(*rest));
    CFRetain(submitted.sample->format);
    CFRelease(std::exchange(decoder_format_, submitted.sample->format));
    decoder_ = make_test_decoder(*decoder_format_, is_deep(attributes_));
  }
  decoding_.push_back(submitted);
  auto pictures = decoder_->decode(&data, submitted.time);
  if (pictures) {
    sort_in(std::move(*pictures));
  } else {
    std::erase_if(decoding_, [&](const Submitted& s) { return s.number == submitted.number; });
    answer_later(submitted, kVTVideoDecoderBadDataErr, nullptr);
  }
  call_back(static_cast<std::size_t>(settings.disorder));
}

// The test's decoder returns pictures in order of time; samples that it passed by have none.
void Session::sort_in(std::vector<DecodedPicture> pictures) {
  for (const DecodedPicture& decoded : pictures) {
    for (std::size_t i = 0; i < decoding_.size();) {
      if (decoding_[i].time > decoded.time) {
        ++i;
        continue;
      }
      const Submitted found = decoding_[i];
      decoding_.erase(decoding_.begin() + static_cast<std::ptrdiff_t>(i));
      OSStatus status = noErr;
      CVPixelBufferRef const picture = found.time == decoded.time ? fill(decoded, status) : nullptr;
      answer_later(found, status, picture);
    }
  }
}

CVPixelBufferRef Session::fill(const DecodedPicture& decoded, OSStatus& status) {
  if (const auto fault = armed("vt_pool")) {
    status = static_cast<OSStatus>(*fault);
    return nullptr;
  }
  const auto other = armed("vt_pixel_format");
  const std::uint32_t format = other ? static_cast<std::uint32_t>(*other) : *attributes_.format;
  if (!pool_ || decoded.width != pool_width_ || decoded.height != pool_height_ || format != pool_format_) {
    PictureLayout layout;
    if (!lay_out(format, decoded.width, decoded.height, layout)) {
      lay_out(*attributes_.format, decoded.width, decoded.height, layout);
      layout.format = format;  // one that the core does not read
    }
    pool_ = std::make_unique<PicturePool>(layout, attributes_.metal_compatible, settings.pool_limit);
    pool_width_ = decoded.width;
    pool_height_ = decoded.height;
    pool_format_ = format;
  }
  CVPixelBufferRef const picture = pool_->make();
  if (!picture) {
    status = kCVReturnWouldExceedAllocationThreshold;
    return nullptr;
  }
  const auto& layout = as<PixelBuffer>(picture, "the session").layout;
  copy_rows(decoded.luma, device_address(picture, 0), layout.planes[0]);
  copy_rows(decoded.chroma, device_address(picture, 1), layout.planes[1]);
  return picture;
}

void Session::answer_later(Submitted submitted, OSStatus status, CVPixelBufferRef picture) {
  answers_.push_back({submitted, status, picture});
}

void Session::call_back(std::size_t most_waiting) {
  while (answers_.size() > most_waiting) {
    const std::size_t at = most_waiting ? random_() % answers_.size() : 0;
    const Answer answer = answers_[at];
    answers_.erase(answers_.begin() + static_cast<std::ptrdiff_t>(at));
    CFRelease(answer.of.sample);  // the bytes are read: they may go before the callback
    calling_back = this;
    const VTDecodeInfoFlags flags =
        answer.picture || answer.status ? kVTDecodeInfo_Asynchronous : kVTDecodeInfo_FrameDropped;
    callback_.decompressionOutputCallback(callback_.decompressionOutputRefCon, answer.of.number,
                                          answer.status, flags, answer.picture, CMTimeMake(answer.of.time, 1),
                                          kCMTimeInvalid);
    calling_back = nullptr;
    if (answer.picture) CFRelease(answer.picture);
    const std::scoped_lock lock(mutex_);
    --unanswered_;
    changed_.notify_all();
  }
}
