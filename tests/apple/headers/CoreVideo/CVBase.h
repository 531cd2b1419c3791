// What the core uses of CoreVideo: types of the whole framework.
#pragma once

#include <CoreFoundation/CoreFoundation.h>

typedef uint64_t CVOptionFlags;
typedef int32_t CVReturn;

enum {
  kCVReturnSuccess = 0,
  kCVReturnFirst = -6660,
  kCVReturnError = -6660,
  kCVReturnInvalidArgument = -6661,
  kCVReturnAllocationFailed = -6662,
  kCVReturnUnsupported = -6663,
  kCVReturnInvalidDisplay = -6670,
  kCVReturnDisplayLinkAlreadyRunning = -6671,
  kCVReturnDisplayLinkNotRunning = -6672,
  kCVReturnDisplayLinkCallbacksNotSet = -6673,
  kCVReturnInvalidPixelFormat = -6680,
  kCVReturnInvalidSize = -6681,
  kCVReturnInvalidPixelBufferAttributes = -6682,
  kCVReturnPixelBufferNotOpenGLCompatible = -6683,
  kCVReturnPixelBufferNotMetalCompatible = -6684,
  kCVReturnWouldExceedAllocationThreshold = -6689,
  kCVReturnPoolAllocationFailed = -6690,
  kCVReturnInvalidPoolAttributes = -6691,
  kCVReturnRetry = -6692,
};

typedef struct {
  int16_t subframes;
  int16_t subframeDivisor;
  uint32_t counter;
  uint32_t type;
  uint32_t flags;
  int16_t hours;
  int16_t minutes;
  int16_t seconds;
  int16_t frames;
} CVSMPTETime;

typedef struct {
  uint32_t version;
  int32_t videoTimeScale;
  int64_t videoTime;
  uint64_t hostTime;
  double rateScalar;
  int64_t videoRefreshPeriod;
  CVSMPTETime smpteTime;
  uint64_t flags;
  uint64_t reserved;
} CVTimeStamp;
