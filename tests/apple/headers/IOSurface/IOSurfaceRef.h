// What the core uses of IOSurface.
#pragma once

#include <CoreFoundation/CoreFoundation.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct __attribute__((objc_bridge(id))) __IOSurface* IOSurfaceRef;
typedef uint32_t IOSurfaceID;

CFTypeID IOSurfaceGetTypeID(void);
IOSurfaceID IOSurfaceGetID(IOSurfaceRef buffer);

#ifdef __cplusplus
}
#endif
