// Rejected: cannot initialize a parameter of type
#import <Metal/Metal.h>

// The descriptor goes first, a string is none.
id<MTLTexture> texture_of(id<MTLDevice> device, NSString *name) {
  return [device newTextureWithDescriptor:name];
}
