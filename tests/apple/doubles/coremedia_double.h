// CoreMedia's objects of the doubles: compressed bytes, their format and samples.
#pragma once

#include <CoreMedia/CoreMedia.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cf_double.h"

// Bytes of the caller's, until FreeBlock. They are filled with a pattern just before it, as memory that is
// used again would be.
struct OpaqueCMBlockBuffer final : zc::doubles::CFObject {
  OpaqueCMBlockBuffer(void* memory, std::size_t length, const CMBlockBufferCustomBlockSource& its_source);
  ~OpaqueCMBlockBuffer() override;
  // Breaks when they are not those that were handed over.
  std::vector<std::byte> read() const;

 private:
  std::byte* const memory_;
  const std::size_t length_;
  const CMBlockBufferCustomBlockSource source_;
  const std::uint64_t checksum_;
};

struct opaqueCMFormatDescription final : zc::doubles::CFObject {
  opaqueCMFormatDescription() : CFObject("CMFormatDescription") {}

  CMVideoCodecType codec = 0;
  int width = 0;  // 0: told by the parameter sets
  int height = 0;
  std::vector<std::uint8_t> record;  // avcC, hvcC, vpcC or av1C
  std::vector<std::vector<std::uint8_t>> parameter_sets;
  int length_size = 0;  // of parameter sets' samples
};

struct opaqueCMSampleBuffer final : zc::doubles::CFObject {
  opaqueCMSampleBuffer(CMBlockBufferRef its_data, CMFormatDescriptionRef its_format,
                       const CMSampleTimingInfo& its_timing);
  ~opaqueCMSampleBuffer() override;

  const CMBlockBufferRef data;
  const CMFormatDescriptionRef format;
  const CMSampleTimingInfo timing;
};
