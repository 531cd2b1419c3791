// A display's refresh as a callback, for macOS 13.
#pragma once

#include <CoreVideo/CVBase.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct __attribute__((objc_bridge(id))) __CVDisplayLink* CVDisplayLinkRef;
typedef CVReturn (*CVDisplayLinkOutputCallback)(CVDisplayLinkRef displayLink, const CVTimeStamp* inNow,
                                                const CVTimeStamp* inOutputTime, CVOptionFlags flagsIn,
                                                CVOptionFlags* flagsOut, void* displayLinkContext);

CVReturn CVDisplayLinkCreateWithActiveCGDisplays(CVDisplayLinkRef* displayLinkOut);
CVReturn CVDisplayLinkCreateWithCGDisplay(uint32_t displayID, CVDisplayLinkRef* displayLinkOut);
CVReturn CVDisplayLinkSetCurrentCGDisplay(CVDisplayLinkRef displayLink, uint32_t displayID);
CVReturn CVDisplayLinkSetOutputCallback(CVDisplayLinkRef displayLink, CVDisplayLinkOutputCallback callback,
                                        void* userInfo);
CVReturn CVDisplayLinkStart(CVDisplayLinkRef displayLink);
CVReturn CVDisplayLinkStop(CVDisplayLinkRef displayLink);
Boolean CVDisplayLinkIsRunning(CVDisplayLinkRef displayLink);
void CVDisplayLinkRelease(CVDisplayLinkRef displayLink);

#ifdef __cplusplus
}
#endif
