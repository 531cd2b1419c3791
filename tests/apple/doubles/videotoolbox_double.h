// VideoToolbox of the doubles: a session that decodes for real, by what the test hands it, on a thread of its
// own, and calls back out of order.
#pragma once

#include <VideoToolbox/VideoToolbox.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "cf_double.h"
#include "coremedia_double.h"
#include "corevideo_double.h"

namespace zc::doubles {

// A picture as the test's decoder returns it: the planes of NV12 or P010 without padding.
struct DecodedPicture {
  std::int64_t time = 0;
  int width = 0;
  int height = 0;
  std::string luma;
  std::string chroma;
};

// What the test hands over to decode with. Used by one thread at a time.
class TestDecoder {
 public:
  virtual ~TestDecoder() = default;
  // Nothing: the data is bad. Null data: give out what is delayed, and be ready to begin anew.
  virtual std::optional<std::vector<DecodedPicture>> decode(const std::vector<std::byte>* data,
                                                            std::int64_t time) = 0;
};
// Null where the test has set none.
std::unique_ptr<TestDecoder> make_test_decoder(const opaqueCMFormatDescription& format, bool deep);

// How sessions that are created from now on behave.
struct VideoToolboxSettings {
  std::optional<bool> hardware = true;  // nothing: the property is not supported
  bool hardware_there = true;           // whether one that requires it can be created
  bool pool_shared = true;
  int pool_limit = 1 << 20;  // pictures
  int disorder = 3;          // pictures that are complete and wait to be called back in a random order
};
VideoToolboxSettings& videotoolbox_settings();
std::map<std::string, long> videotoolbox_counts();

}  // namespace zc::doubles

struct OpaqueVTDecompressionSession final : zc::doubles::CFObject {
  OpaqueVTDecompressionSession(const opaqueCMFormatDescription& format,
                               const zc::doubles::PictureAttributes& attributes,
                               const VTDecompressionOutputCallbackRecord& callback,
                               std::unique_ptr<zc::doubles::TestDecoder> decoder);
  ~OpaqueVTDecompressionSession() override;

  OSStatus decode(opaqueCMSampleBuffer& sample, void* number, VTDecodeFrameFlags flags);
  bool can_accept(const opaqueCMFormatDescription& format) const;
  void finish_delayed();
  OSStatus wait_for_asynchronous();
  void invalidate();

  // Breaks when another thread is within the session, or its callback, or when it was invalidated.
  class Call {
   public:
    Call(OpaqueVTDecompressionSession& session, const char* function);
    ~Call();

   private:
    OpaqueVTDecompressionSession& session_;
  };

  const zc::doubles::VideoToolboxSettings settings;

 private:
  struct Submitted {
    opaqueCMSampleBuffer* sample;  // retained; null: a request to give out what is delayed
    void* number;
    std::int64_t time;
  };
  struct Answer {
    Submitted of;
    OSStatus status;
    CVPixelBufferRef picture;  // retained; null: none
  };

  void run();
  void work_on(Submitted submitted);
  void sort_in(std::vector<zc::doubles::DecodedPicture> pictures);
  void answer_later(Submitted submitted, OSStatus status, CVPixelBufferRef picture);
  void call_back(std::size_t most_waiting);
  CVPixelBufferRef fill(const zc::doubles::DecodedPicture& decoded, OSStatus& status);

  const VTDecompressionOutputCallbackRecord callback_;
  const zc::doubles::PictureAttributes attributes_;
  const CMVideoCodecType codec_;
  std::atomic<std::thread::id> caller_{};
  std::atomic<bool> invalidated_{false};
  std::atomic<bool> lost_{false};

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::deque<Submitted> queue_;
  std::size_t unanswered_ = 0;
  bool draining_ = false;
  bool stop_ = false;

  // The thread's own:
  std::unique_ptr<zc::doubles::TestDecoder> decoder_;
  const opaqueCMFormatDescription* decoder_format_;  // retained
  std::vector<Submitted> decoding_;                  // without a picture yet
  std::vector<Answer> answers_;                      // to be called back
  std::unique_ptr<zc::doubles::PicturePool> pool_;
  int pool_width_ = 0;
  int pool_height_ = 0;
  std::uint32_t pool_format_ = 0;
  std::mt19937 random_{7};
  std::thread thread_;
};
