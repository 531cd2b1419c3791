// From the container's samples to those that a session takes, with the format in force. Objective-C++.
#pragma once

#include <optional>

#include "device/metal/vt_format.h"

namespace zc::metal {

class VtInput {
 public:
  explicit VtInput(const VtStream& stream);

  // Of the stream's own configuration; an error where samples have yet to bring it or there is none to be
  // had.
  Result<FormatRef> format() const;

  struct Converted {
    VtSample sample;                  // empty: it held nothing but parameter sets
    std::optional<FormatRef> format;  // a new one, from this sample on
  };
  // Start codes become lengths; parameter sets within the samples become a format. Errors: a damaged sample.
  Result<Converted> convert(VtSample sample);

 private:
  bool has_units() const { return stream_.codec == VtCodec::h264 || stream_.codec == VtCodec::hevc; }

  const VtStream stream_;
  const bool start_codes_;
  const int length_size_;
  ParameterSets sets_;
};

}  // namespace zc::metal
