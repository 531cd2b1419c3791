// Buffers and what is attached to them.
#pragma once

#include <CoreVideo/CVBase.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct __attribute__((objc_bridge(id))) __CVBuffer* CVBufferRef;
typedef uint32_t CVAttachmentMode;
enum {
  kCVAttachmentMode_ShouldNotPropagate = 0,
  kCVAttachmentMode_ShouldPropagate = 1,
};

void CVBufferSetAttachment(CVBufferRef buffer, CFStringRef key, CFTypeRef value, CVAttachmentMode attachmentMode);
CFTypeRef CVBufferCopyAttachment(CVBufferRef buffer, CFStringRef key, CVAttachmentMode* attachmentMode)
    __attribute__((cf_returns_retained));

#ifdef __cplusplus
}
#endif
