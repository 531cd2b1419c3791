// Notifications are delivered on the thread that posts them. Observers are not retained: one that is freed
// before it is removed is noticed at the next delivery.
#import <Foundation/Foundation.h>

#include <mutex>
#include <vector>

#include "strict.h"

namespace {

struct Observer {
  id observer;
  SEL selector;
  NSNotificationName name;  // nil: every one
  id object;                // nil: of everybody
};

struct Observers {
  std::mutex mutex;  // guards `list`
  std::vector<Observer> list;
};

}  // namespace

@implementation NSNotification
- (instancetype)initWithName:(NSNotificationName)name object:(id)object {
  self = [super init];
  _name = [name copy];
  _object = [object retain];
  return self;
}
- (NSNotificationName)name {
  return _name;
}
- (id)object {
  return _object;
}
- (void)dealloc {
  [_name release];
  [_object release];
  [super dealloc];
}
@end

@implementation NSNotificationCenter
+ (NSNotificationCenter*)defaultCenter {
  static NSNotificationCenter* const made = [[NSNotificationCenter alloc] init];
  return made;
}
- (instancetype)init {
  self = [super init];
  _observers = new Observers;
  return self;
}
- (void)dealloc {
  delete static_cast<Observers*>(_observers);
  [super dealloc];
}
- (void)addObserver:(id)observer selector:(SEL)aSelector name:(NSNotificationName)aName object:(id)anObject {
  if (![observer respondsToSelector:aSelector])
    zc::doubles::broken("An observer of %s does not implement its selector.", aName.UTF8String);
  auto& observers = *static_cast<Observers*>(_observers);
  const std::scoped_lock lock(observers.mutex);
  observers.list.push_back({observer, aSelector, [aName copy], anObject});
}
- (void)removeObserver:(id)observer {
  auto& observers = *static_cast<Observers*>(_observers);
  const std::scoped_lock lock(observers.mutex);
  std::erase_if(observers.list, [&](const Observer& entry) {
    if (entry.observer != observer) return false;
    [entry.name release];
    return true;
  });
}
- (void)postNotificationName:(NSNotificationName)aName object:(id)anObject {
  auto& observers = *static_cast<Observers*>(_observers);
  std::vector<Observer> due;
  {
    const std::scoped_lock lock(observers.mutex);
    for (const Observer& entry : observers.list)
      if ((!entry.name || [entry.name isEqualToString:aName]) && (!entry.object || entry.object == anObject))
        due.push_back(entry);
  }
  NSNotification* const notification = [[NSNotification alloc] initWithName:aName object:anObject];
  for (const Observer& entry : due) [entry.observer performSelector:entry.selector withObject:notification];
  [notification release];
}
@end
