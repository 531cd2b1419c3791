// NSArray and NSDictionary, which don't change.
#import <Foundation/Foundation.h>

#include "strict.h"

using zc::doubles::broken;

namespace {

template <class T>
id* retained(const T* objects, NSUInteger count, const char* where) {
  auto* const held = new id[count];
  for (NSUInteger i = 0; i < count; ++i) {
    if (!objects[i]) broken("%s got nil at %lu.", where, i);
    held[i] = [static_cast<id>(objects[i]) retain];
  }
  return held;
}

void release_all(id* held, NSUInteger count) {
  for (NSUInteger i = 0; i < count; ++i) [held[i] release];
  delete[] held;
}

}  // namespace

@implementation NSArray
+ (instancetype)array {
  return [self arrayWithObjects:nullptr count:0];
}
+ (instancetype)arrayWithObject:(id)object {
  return [self arrayWithObjects:&object count:1];
}
+ (instancetype)arrayWithObjects:(const id[])objects count:(NSUInteger)count {
  NSArray* const made = [[[self alloc] init] autorelease];
  made->_objects = retained(objects, count, "+[NSArray arrayWithObjects:count:]");
  made->_count = count;
  return made;
}
- (NSUInteger)count {
  return _count;
}
- (id)objectAtIndex:(NSUInteger)index {
  if (index >= _count) broken("-[NSArray objectAtIndex:%lu] was sent to an array of %lu.", index, _count);
  return _objects[index];
}
- (id)objectAtIndexedSubscript:(NSUInteger)index {
  return [self objectAtIndex:index];
}
- (id)firstObject {
  return _count ? _objects[0] : nil;
}
- (void)dealloc {
  release_all(_objects, _count);
  [super dealloc];
}
@end

@implementation NSDictionary
+ (instancetype)dictionary {
  return [self dictionaryWithObjects:nullptr forKeys:nullptr count:0];
}
+ (instancetype)dictionaryWithObject:(id)object forKey:(id)key {
  return [self dictionaryWithObjects:&object forKeys:&key count:1];
}
+ (instancetype)dictionaryWithObjects:(const id[])objects
                              forKeys:(const id<NSCopying>[])keys
                                count:(NSUInteger)count {
  NSDictionary* const made = [[[self alloc] init] autorelease];
  made->_objects = retained(objects, count, "+[NSDictionary dictionaryWithObjects:forKeys:count:]");
  made->_keys = retained(keys, count, "+[NSDictionary dictionaryWithObjects:forKeys:count:]");
  made->_count = count;
  return made;
}
- (NSUInteger)count {
  return _count;
}
- (id)objectForKey:(id)key {
  for (NSUInteger i = 0; i < _count; ++i)
    if ([_keys[i] isEqual:key]) return _objects[i];
  return nil;
}
- (void)dealloc {
  release_all(_objects, _count);
  release_all(_keys, _count);
  [super dealloc];
}
@end
