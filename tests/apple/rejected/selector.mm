// Rejected: -Wobjc-method-access
#import <Metal/Metal.h>

// No device has this method; its real name is newCommandQueue.
id<MTLCommandQueue> queue_of(id<MTLDevice> device) { return [device newQueue]; }
