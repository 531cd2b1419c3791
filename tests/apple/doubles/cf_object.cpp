#include <cstdlib>
#include <map>
#include <mutex>
#include <string>

#include "cf_double.h"

namespace zc::doubles {
namespace {

constexpr std::size_t kept_header = 2 * sizeof(void*);  // the table of virtual functions and state_
thread_local const char* dying_class = "";              // between a destructor and its operator delete

}  // namespace

CFTypeID type_id_of(const char* class_name) {
  static std::mutex mutex;  // guards `ids`
  static auto* const ids = new std::map<std::string, CFTypeID>;
  const std::scoped_lock lock(mutex);
  return ids->try_emplace(class_name, ids->size() + 1).first->second;
}

CFObject::CFObject(const char* class_name) : class_name_(class_name), counter_(&counter(class_name)) {
  ++*counter_;
}

CFObject::~CFObject() {
  if (!immortal_) --*counter_;
  state_ = 0;
  dying_class = class_name_;
}

CFTypeID CFObject::type_id() const { return type_id_of(class_name_); }

void CFObject::make_immortal() {
  if (!immortal_) --*counter_;
  immortal_ = true;
}

void* CFObject::operator new(std::size_t size) { return std::malloc(size); }

void CFObject::operator delete(void* memory, std::size_t size) {
  bury(memory, size, kept_header, dying_class);
}

CFObject& checked(CFTypeRef object, const char* function) {
  if (!object) broken("%s got null.", function);
  auto& found = *static_cast<CFObject*>(const_cast<void*>(object));
  if (found.state_.load(std::memory_order_relaxed) == CFObject::living) return found;
  if (const char* class_name = buried_class(object))
    broken("%s got %p, a %s that was already freed: it was released more often than retained.", function,
           object, class_name);
  broken("%s got %p, which is no CoreFoundation object.", function, object);
}

CFTypeRef retain(CFTypeRef object, const char* function) {
  CFObject& found = checked(object, function);
  if (!found.immortal_) found.references_.fetch_add(1, std::memory_order_relaxed);
  return object;
}

void release(CFTypeRef object, const char* function) {
  CFObject& found = checked(object, function);
  if (found.immortal_) return;
  const CFIndex left = found.references_.fetch_sub(1, std::memory_order_acq_rel) - 1;
  if (left < 0) broken("%s got a %s that is being destroyed.", function, found.class_name());
  if (left == 0) delete &found;
}

}  // namespace zc::doubles

using namespace zc::doubles;

CFTypeRef CFRetain(CFTypeRef cf) { return retain(cf, "CFRetain"); }
void CFRelease(CFTypeRef cf) { release(cf, "CFRelease"); }
CFIndex CFGetRetainCount(CFTypeRef cf) { return checked(cf, "CFGetRetainCount").references(); }
CFTypeID CFGetTypeID(CFTypeRef cf) { return checked(cf, "CFGetTypeID").type_id(); }
Boolean CFEqual(CFTypeRef cf1, CFTypeRef cf2) {
  return checked(cf1, "CFEqual").equals(checked(cf2, "CFEqual"));
}
CFHashCode CFHash(CFTypeRef cf) { return checked(cf, "CFHash").hash(); }
