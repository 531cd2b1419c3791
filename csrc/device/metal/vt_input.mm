#include "device/metal/vt_input.h"

#include <utility>

namespace zc::metal {
namespace {

constexpr int own_length_size = 4;

Error damaged() {
  return {ErrorCode::invalid_argument, "The sample's NAL units do not add up to it; it is damaged."};
}

}  // namespace

VtInput::VtInput(const VtStream& stream)
    : stream_(stream),
      start_codes_(has_units() && (stream.configuration.empty() || is_annex_b(stream.configuration))),
      length_size_(start_codes_ ? own_length_size : length_size_of(stream.codec, stream.configuration)) {
  if (has_units())
    sets_.update(stream_.codec, start_codes_ ? split_annex_b(stream_.configuration)
                                             : parameter_sets_of(stream_.codec, stream_.configuration));
}

Result<FormatRef> VtInput::format() const {
  if (!start_codes_) return format_of_configuration(stream_);
  if (!sets_.complete(stream_.codec))
    return Error{ErrorCode::unsupported,
                 "The stream brings no parameter sets before its first keyframe; decode it in software."};
  return format_of_parameter_sets(stream_.codec, sets_, length_size_);
}

Result<VtInput::Converted> VtInput::convert(VtSample sample) {
  Converted out{std::move(sample), std::nullopt};
  if (!has_units()) return out;
  std::vector<Bytes> units;
  if (start_codes_) {
    units = split_annex_b(out.sample.bytes);
    if (units.empty()) return damaged();
  } else if (out.sample.keyframe) {  // elsewhere no parameter set can take effect
    auto split = split_length_prefixed(out.sample.bytes, length_size_);
    if (!split) return out;  // the decoder makes of it what it can
    units = std::move(*split);
  }
  if (sets_.update(stream_.codec, units) && sets_.complete(stream_.codec)) {
    auto changed = format_of_parameter_sets(stream_.codec, sets_, length_size_);
    if (!changed) return changed.error();
    out.format = std::move(changed).value();
  }
  if (start_codes_) {
    auto converted = std::make_shared<std::vector<std::byte>>(to_length_prefixed(stream_.codec, units));
    out.sample.bytes = *converted;
    out.sample.owner = std::move(converted);
  }
  return out;
}

}  // namespace zc::metal
