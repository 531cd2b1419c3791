// CFDictionary and CFArray, with the predefined callbacks or with none (which then retain nothing).
#include <utility>
#include <vector>

#include "cf_double.h"

using zc::doubles::as;
using zc::doubles::broken;
using zc::doubles::CFObject;
using zc::doubles::type_id_of;

const CFDictionaryKeyCallBacks kCFTypeDictionaryKeyCallBacks{};
const CFDictionaryValueCallBacks kCFTypeDictionaryValueCallBacks{};
const CFArrayCallBacks kCFTypeArrayCallBacks{};

struct __CFDictionary final : CFObject {
  __CFDictionary(bool keys_are_objects, bool values_are_objects, bool is_mutable)
      : CFObject("CFDictionary"),
        owns_keys(keys_are_objects),
        owns_values(values_are_objects),
        changeable(is_mutable) {}
  ~__CFDictionary() override {
    for (const auto& [key, value] : entries) {
      if (owns_keys) CFRelease(key);
      if (owns_values) CFRelease(value);
    }
  }

  bool equals(const CFObject& other) const override {
    const auto* dictionary = dynamic_cast<const __CFDictionary*>(&other);
    if (!dictionary || dictionary->entries.size() != entries.size()) return false;
    for (const auto& [key, value] : entries) {
      const auto* found = dictionary->find(key);
      if (!found || !(owns_values ? CFEqual(*found, value) : *found == value)) return false;
    }
    return true;
  }
  CFHashCode hash() const override { return entries.size(); }

  bool same_key(const void* a, const void* b) const { return owns_keys ? CFEqual(a, b) : a == b; }
  const void* const* find(const void* key) const {
    for (const auto& entry : entries)
      if (same_key(entry.first, key)) return &entry.second;
    return nullptr;
  }
  void set(const void* key, const void* value) {
    if (owns_values) CFRetain(value);
    for (auto& entry : entries) {
      if (!same_key(entry.first, key)) continue;
      if (owns_values) CFRelease(entry.second);
      entry.second = value;
      return;
    }
    if (owns_keys) CFRetain(key);
    entries.emplace_back(key, value);
  }

  const bool owns_keys;
  const bool owns_values;
  const bool changeable;
  std::vector<std::pair<const void*, const void*>> entries;
};

struct __CFArray final : CFObject {
  explicit __CFArray(bool are_objects) : CFObject("CFArray"), owns(are_objects) {}
  ~__CFArray() override {
    if (!owns) return;
    for (const void* value : values) CFRelease(value);
  }
  bool equals(const CFObject& other) const override {
    const auto* array = dynamic_cast<const __CFArray*>(&other);
    if (!array || array->values.size() != values.size()) return false;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (!(owns ? CFEqual(values[i], array->values[i]) : values[i] == array->values[i])) return false;
    return true;
  }
  CFHashCode hash() const override { return values.size(); }

  const bool owns;
  std::vector<const void*> values;
};

CFTypeID CFDictionaryGetTypeID() { return type_id_of("CFDictionary"); }

CFDictionaryRef CFDictionaryCreate(CFAllocatorRef, const void** keys, const void** values, CFIndex numValues,
                                   const CFDictionaryKeyCallBacks* keyCallBacks,
                                   const CFDictionaryValueCallBacks* valueCallBacks) {
  auto* const made = new __CFDictionary(keyCallBacks, valueCallBacks, false);
  for (CFIndex i = 0; i < numValues; ++i) made->set(keys[i], values[i]);
  return made;
}

CFMutableDictionaryRef CFDictionaryCreateMutable(CFAllocatorRef, CFIndex capacity,
                                                 const CFDictionaryKeyCallBacks* keyCallBacks,
                                                 const CFDictionaryValueCallBacks* valueCallBacks) {
  if (capacity < 0) broken("CFDictionaryCreateMutable got the capacity %ld.", capacity);
  return new __CFDictionary(keyCallBacks, valueCallBacks, true);
}

CFIndex CFDictionaryGetCount(CFDictionaryRef theDict) {
  return static_cast<CFIndex>(as<__CFDictionary>(theDict, "CFDictionaryGetCount").entries.size());
}

Boolean CFDictionaryContainsKey(CFDictionaryRef theDict, const void* key) {
  return as<__CFDictionary>(theDict, "CFDictionaryContainsKey").find(key) != nullptr;
}

const void* CFDictionaryGetValue(CFDictionaryRef theDict, const void* key) {
  const void* const* found = as<__CFDictionary>(theDict, "CFDictionaryGetValue").find(key);
  return found ? *found : nullptr;
}

void CFDictionarySetValue(CFMutableDictionaryRef theDict, const void* key, const void* value) {
  auto& dictionary = as<__CFDictionary>(theDict, "CFDictionarySetValue");
  if (!dictionary.changeable) broken("CFDictionarySetValue got a dictionary that cannot be changed.");
  dictionary.set(key, value);
}

CFTypeID CFArrayGetTypeID() { return type_id_of("CFArray"); }

CFArrayRef CFArrayCreate(CFAllocatorRef, const void** values, CFIndex numValues,
                         const CFArrayCallBacks* callBacks) {
  auto* const made = new __CFArray(callBacks);
  for (CFIndex i = 0; i < numValues; ++i) {
    if (made->owns) CFRetain(values[i]);
    made->values.push_back(values[i]);
  }
  return made;
}

CFIndex CFArrayGetCount(CFArrayRef theArray) {
  return static_cast<CFIndex>(as<__CFArray>(theArray, "CFArrayGetCount").values.size());
}

const void* CFArrayGetValueAtIndex(CFArrayRef theArray, CFIndex idx) {
  const auto& values = as<__CFArray>(theArray, "CFArrayGetValueAtIndex").values;
  if (idx < 0 || static_cast<std::size_t>(idx) >= values.size())
    broken("CFArrayGetValueAtIndex got the index %ld of an array of %zu.", idx, values.size());
  return values[static_cast<std::size_t>(idx)];
}
