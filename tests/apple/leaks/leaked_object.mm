// Found: Potential leak of an object
#import <Metal/Metal.h>

// new… hands over a reference, and nobody gives it back.
bool has_queue(id<MTLDevice> device) {
  id<MTLCommandQueue> queue = [device newCommandQueue];
  return queue != nil;
}
