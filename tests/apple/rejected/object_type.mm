// Rejected: cannot initialize a variable of type
#import <Metal/Metal.h>

// A device is no string.
NSString *name_of(id<MTLDevice> device) {
  NSString *name = device;
  return name;
}
