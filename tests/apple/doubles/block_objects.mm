#include "block_objects.h"

#import <Foundation/Foundation.h>

namespace zc::doubles {

const void* retain_captured(const void* object) {
  return [static_cast<id>(const_cast<void*>(object)) retain];
}
void release_captured(const void* object) { [static_cast<id>(const_cast<void*>(object)) release]; }

}  // namespace zc::doubles
