#pragma once

#import <Foundation/Foundation.h>

@interface CATransaction : NSObject
+ (void)begin;
+ (void)commit;
+ (void)flush;
@end
