#pragma once

#import <Foundation/Foundation.h>

#ifdef __cplusplus
extern "C" {
#endif

// Seconds of the clock that presentedTime and display links count.
CFTimeInterval CACurrentMediaTime(void);

#ifdef __cplusplus
}
#endif
