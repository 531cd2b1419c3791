// NSObject and NSAutoreleasePool on GCC's Objective-C runtime. A freed object becomes one of a class without
// methods, so that any message to it is recognised.
#import <Foundation/Foundation.h>
#include <objc/message.h>
#include <objc/runtime.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "strict.h"

using zc::doubles::broken;

__attribute__((objc_root_class))
@interface ZCFreedObject {
  Class isa;
}
@end
@implementation ZCFreedObject
+ (void)initialize {
}
@end

namespace {

// What making and destroying an object of a class takes, looked up once.
struct ClassFacts {
  std::string name;
  std::size_t size = 0;
  std::atomic<long>* alive = nullptr;
  std::vector<IMP> constructors;  // of C++ instance variables, the base's first
  std::vector<IMP> destructors;   // the base's last
};

IMP own_method(Class of, SEL wanted) {
  unsigned count = 0;
  Method* const methods = class_copyMethodList(of, &count);
  IMP found = nullptr;
  for (unsigned i = 0; i < count; ++i)
    if (sel_isEqual(method_getName(methods[i]), wanted)) found = method_getImplementation(methods[i]);
  std::free(methods);
  return found;
}

const ClassFacts& facts_of(Class of) {
  static std::shared_mutex mutex;  // guards `known`
  static auto* const known = new std::unordered_map<Class, std::unique_ptr<ClassFacts>>;
  {
    const std::shared_lock lock(mutex);
    const auto found = known->find(of);
    if (found != known->end()) return *found->second;
  }
  auto facts = std::make_unique<ClassFacts>();
  facts->name = class_getName(of);
  facts->size = class_getInstanceSize(of);
  facts->alive = &zc::doubles::counter(facts->name);
  static const SEL construct = sel_registerName(".cxx_construct");
  static const SEL destruct = sel_registerName(".cxx_destruct");
  for (Class c = of; c; c = class_getSuperclass(c)) {
    if (const IMP method = own_method(c, construct)) facts->constructors.push_back(method);
    if (const IMP method = own_method(c, destruct)) facts->destructors.push_back(method);
  }
  std::reverse(facts->constructors.begin(), facts->constructors.end());
  const std::scoped_lock lock(mutex);
  return *known->try_emplace(of, std::move(facts)).first->second;
}

void call(const std::vector<IMP>& methods, id object) {
  static const SEL selector = sel_registerName(".cxx");
  for (const IMP method : methods) reinterpret_cast<void (*)(id, SEL)>(method)(object, selector);
}

// The runtime asks this for what a receiver does not implement.
IMP refuse(id receiver, SEL selector) {
  const Class of = object_getClass(receiver);
  const std::string name = sel_getName(selector);
  if (of == objc_getClass("ZCFreedObject")) {
    const char* was = zc::doubles::buried_class(receiver);
    if (!was) was = "object";
    if (name == "release" || name == "autorelease" || name == "drain")
      broken("-%s was sent to %p, a %s that was already freed: it was released more often than retained.",
             name.c_str(), static_cast<void*>(receiver), was);
    broken("-%s was sent to %p, a %s that was already freed.", name.c_str(), static_cast<void*>(receiver),
           was);
  }
  broken("%c[%s %s] is not implemented by the double.", class_isMetaClass(of) ? '+' : '-', class_getName(of),
         name.c_str());
}

// The pools of a thread, the innermost last, and what waits for their end.
struct ThreadPools {
  std::vector<NSAutoreleasePool*> pools;
  std::vector<id> waiting;
};
thread_local ThreadPools thread_pools;

struct PoolMark {
  ThreadPools* thread;
  std::size_t start;  // of its objects among those that wait
};

}  // namespace

@implementation NSObject

+ (void)load {
  __objc_msg_forward2 = refuse;
}
+ (void)initialize {
}

+ (instancetype)alloc {
  const ClassFacts& facts = facts_of(self);
  NSObject* const made = class_createInstance(self, 0);
  made->zc_references = 1;
  ++*facts.alive;
  call(facts.constructors, made);
  return made;
}

- (void)dealloc {
  const ClassFacts& facts = facts_of(object_getClass(self));
  call(facts.destructors, self);
  --*facts.alive;
  object_setClass(self, objc_getClass("ZCFreedObject"));
  zc::doubles::bury(self, facts.size, sizeof(Class), facts.name.c_str());
}

- (instancetype)retain {
  if (__atomic_fetch_add(&zc_references, 1, __ATOMIC_RELAXED) <= 0)
    broken("A %s is retained while it is being destroyed.", class_getName(object_getClass(self)));
  return self;
}

- (oneway void)release {
  const int left = __atomic_sub_fetch(&zc_references, 1, __ATOMIC_ACQ_REL);
  if (left < 0) broken("A %s is released while it is being destroyed.", class_getName(object_getClass(self)));
  if (left == 0) [self dealloc];
}

- (instancetype)autorelease {
  if (thread_pools.pools.empty())
    broken("A %s is autoreleased on a thread without an autorelease pool; it would leak.",
           class_getName(object_getClass(self)));
  thread_pools.waiting.push_back(self);
  return self;
}

- (NSUInteger)retainCount {
  return static_cast<NSUInteger>(__atomic_load_n(&zc_references, __ATOMIC_RELAXED));
}

// A class lives for good.
+ (id)retain {
  return self;
}
+ (oneway void)release {
}
+ (id)autorelease {
  return self;
}

+ (instancetype)new {
  return [[self alloc] init];
}
+ (Class)class {
  return self;
}
+ (Class)superclass {
  return class_getSuperclass(self);
}
- (Class)class {
  return object_getClass(self);
}
- (Class)superclass {
  return class_getSuperclass(object_getClass(self));
}
- (instancetype)init {
  return self;
}
- (instancetype)self {
  return self;
}
- (id)copy {
  return [static_cast<id<NSCopying>>(self) copyWithZone:nullptr];
}
- (NSUInteger)hash {
  return reinterpret_cast<NSUInteger>(self);
}
- (BOOL)isEqual:(id)object {
  return object == self;
}
- (NSString*)description {
  return
      [NSString stringWithFormat:@"<%s: %p>", class_getName(object_getClass(self)), static_cast<void*>(self)];
}

- (BOOL)isKindOfClass:(Class)aClass {
  for (Class c = object_getClass(self); c; c = class_getSuperclass(c))
    if (c == aClass) return YES;
  return NO;
}
- (BOOL)isMemberOfClass:(Class)aClass {
  return object_getClass(self) == aClass;
}
+ (BOOL)conformsToProtocol:(Protocol*)protocol {
  for (Class c = self; c; c = class_getSuperclass(c))
    if (class_conformsToProtocol(c, protocol)) return YES;
  return NO;
}
- (BOOL)conformsToProtocol:(Protocol*)protocol {
  return [object_getClass(self) conformsToProtocol:protocol];
}
+ (BOOL)instancesRespondToSelector:(SEL)aSelector {
  return class_respondsToSelector(self, aSelector);
}
+ (BOOL)respondsToSelector:(SEL)aSelector {
  return class_respondsToSelector(object_getClass(self), aSelector);
}
- (BOOL)respondsToSelector:(SEL)aSelector {
  return class_respondsToSelector(object_getClass(self), aSelector);
}
- (id)performSelector:(SEL)aSelector {
  return reinterpret_cast<id (*)(id, SEL)>(objc_msg_lookup(self, aSelector))(self, aSelector);
}
- (id)performSelector:(SEL)aSelector withObject:(id)object {
  return reinterpret_cast<id (*)(id, SEL, id)>(objc_msg_lookup(self, aSelector))(self, aSelector, object);
}

@end

@implementation NSAutoreleasePool

- (instancetype)init {
  self = [super init];
  _mark = new PoolMark{&thread_pools, thread_pools.waiting.size()};
  thread_pools.pools.push_back(self);
  return self;
}

// A C++ exception leaves the pools of its @autoreleasepool blocks to the next one around, as on macOS.
- (void)drain {
  const PoolMark mark = *static_cast<PoolMark*>(_mark);
  if (mark.thread != &thread_pools) broken("An autorelease pool is drained on another thread than its own.");
  // What is released may autorelease more.
  auto& waiting = thread_pools.waiting;
  while (waiting.size() > mark.start) {
    const id last = waiting.back();
    waiting.pop_back();
    [last release];
  }
  for (bool found = false; !found;) {
    NSAutoreleasePool* const innermost = thread_pools.pools.back();
    thread_pools.pools.pop_back();
    found = innermost == self;
    [innermost end];
  }
}

- (void)end {
  delete static_cast<PoolMark*>(_mark);
  [super release];
}

- (oneway void)release {
  [self drain];
}
- (instancetype)retain {
  broken("An autorelease pool is retained.");
}
- (instancetype)autorelease {
  broken("An autorelease pool is autoreleased.");
}

@end
