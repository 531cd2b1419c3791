// CFString, CFNumber, CFBoolean and CFData.
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "cf_double.h"

using zc::doubles::as;
using zc::doubles::broken;
using zc::doubles::CFObject;
using zc::doubles::type_id_of;

struct __CFString final : CFObject {
  explicit __CFString(std::string characters) : CFObject("CFString"), text(std::move(characters)) {}
  bool equals(const CFObject& other) const override {
    const auto* string = dynamic_cast<const __CFString*>(&other);
    return string && string->text == text;
  }
  CFHashCode hash() const override { return std::hash<std::string>{}(text); }

  const std::string text;  // UTF-8
};

struct __CFBoolean final : CFObject {
  explicit __CFBoolean(bool boolean) : CFObject("CFBoolean"), value(boolean) { make_immortal(); }

  const bool value;
};

struct __CFNumber final : CFObject {
  __CFNumber(double as_real, long long as_integer, bool is_float)
      : CFObject("CFNumber"), real(as_real), integer(as_integer), floating(is_float) {}
  bool equals(const CFObject& other) const override {
    const auto* number = dynamic_cast<const __CFNumber*>(&other);
    return number && number->real == real && number->integer == integer;
  }
  CFHashCode hash() const override { return static_cast<CFHashCode>(integer); }

  const double real;
  const long long integer;
  const bool floating;
};

struct __CFData final : CFObject {
  explicit __CFData(std::vector<UInt8> content) : CFObject("CFData"), bytes(std::move(content)) {}
  bool equals(const CFObject& other) const override {
    const auto* data = dynamic_cast<const __CFData*>(&other);
    return data && data->bytes == bytes;
  }
  CFHashCode hash() const override { return bytes.size(); }

  const std::vector<UInt8> bytes;
};

namespace {

template <class T>
void store(void* to, T value) {
  std::memcpy(to, &value, sizeof value);
}

template <class T>
T load(const void* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

}  // namespace

// CFAllocator: the doubles ask for identity alone. Never dereferenced.
struct __CFAllocator {};
namespace {
constexpr __CFAllocator malloc_allocator, null_allocator;
}
const CFAllocatorRef kCFAllocatorDefault = nullptr;
const CFAllocatorRef kCFAllocatorMalloc = &malloc_allocator;
const CFAllocatorRef kCFAllocatorNull = &null_allocator;

// CFString

CFStringRef __CFStringMakeConstantString(const char* text) {
  static std::mutex mutex;  // guards `made`
  static auto* const made = new std::map<std::string, CFStringRef, std::less<>>;
  const std::scoped_lock lock(mutex);
  CFStringRef& constant = (*made)[text];
  if (!constant) {
    auto* const string = new __CFString(text);
    string->make_immortal();
    constant = string;
  }
  return constant;
}

CFTypeID CFStringGetTypeID() { return type_id_of("CFString"); }

CFStringRef CFStringCreateWithCString(CFAllocatorRef, const char* cStr, CFStringEncoding encoding) {
  if (!cStr) broken("CFStringCreateWithCString got null.");
  if (encoding != kCFStringEncodingUTF8 && encoding != kCFStringEncodingASCII)
    broken("CFStringCreateWithCString knows UTF-8 and ASCII, not the encoding 0x%x.", encoding);
  return new __CFString(cStr);
}

Boolean CFStringGetCString(CFStringRef theString, char* buffer, CFIndex bufferSize, CFStringEncoding) {
  const std::string& text = as<__CFString>(theString, "CFStringGetCString").text;
  if (static_cast<CFIndex>(text.size()) >= bufferSize) return false;
  std::memcpy(buffer, text.c_str(), text.size() + 1);
  return true;
}

CFIndex CFStringGetLength(CFStringRef theString) {
  return static_cast<CFIndex>(as<__CFString>(theString, "CFStringGetLength").text.size());
}

// CFBoolean

const CFBooleanRef kCFBooleanTrue = new __CFBoolean(true);
const CFBooleanRef kCFBooleanFalse = new __CFBoolean(false);
CFTypeID CFBooleanGetTypeID() { return type_id_of("CFBoolean"); }
Boolean CFBooleanGetValue(CFBooleanRef boolean) {
  return as<__CFBoolean>(boolean, "CFBooleanGetValue").value;
}

// CFNumber

CFTypeID CFNumberGetTypeID() { return type_id_of("CFNumber"); }

CFNumberRef CFNumberCreate(CFAllocatorRef, CFNumberType theType, const void* valuePtr) {
  const auto integer = [](long long value) {
    return new __CFNumber(static_cast<double>(value), value, false);
  };
  const auto real = [](double value) { return new __CFNumber(value, static_cast<long long>(value), true); };
  switch (theType) {
    case kCFNumberSInt8Type:
    case kCFNumberCharType:
      return integer(load<std::int8_t>(valuePtr));
    case kCFNumberSInt16Type:
    case kCFNumberShortType:
      return integer(load<std::int16_t>(valuePtr));
    case kCFNumberSInt32Type:
    case kCFNumberIntType:
      return integer(load<std::int32_t>(valuePtr));
    case kCFNumberSInt64Type:
    case kCFNumberLongType:
    case kCFNumberLongLongType:
    case kCFNumberCFIndexType:
      return integer(load<std::int64_t>(valuePtr));
    case kCFNumberFloat32Type:
    case kCFNumberFloatType:
      return real(static_cast<double>(load<float>(valuePtr)));
    case kCFNumberFloat64Type:
    case kCFNumberDoubleType:
      return real(load<double>(valuePtr));
  }
  broken("CFNumberCreate got the unknown number type %ld.", theType);
}

// Numbers convert as C does; true says that nothing was lost.
Boolean CFNumberGetValue(CFNumberRef number, CFNumberType theType, void* valuePtr) {
  const auto& n = as<__CFNumber>(number, "CFNumberGetValue");
  const auto integer = [&]<class T>(T) {
    store(valuePtr, static_cast<T>(n.integer));
    return n.real == static_cast<double>(static_cast<T>(n.integer));
  };
  switch (theType) {
    case kCFNumberSInt8Type:
    case kCFNumberCharType:
      return integer(std::int8_t{});
    case kCFNumberSInt16Type:
    case kCFNumberShortType:
      return integer(std::int16_t{});
    case kCFNumberSInt32Type:
    case kCFNumberIntType:
      return integer(std::int32_t{});
    case kCFNumberSInt64Type:
    case kCFNumberLongType:
    case kCFNumberLongLongType:
    case kCFNumberCFIndexType:
      return integer(std::int64_t{});
    case kCFNumberFloat32Type:
    case kCFNumberFloatType:
      store(valuePtr, static_cast<float>(n.real));
      return n.real == static_cast<double>(static_cast<float>(n.real));
    case kCFNumberFloat64Type:
    case kCFNumberDoubleType:
      store(valuePtr, n.real);
      return true;
  }
  broken("CFNumberGetValue got the unknown number type %ld.", theType);
}

// CFData

CFTypeID CFDataGetTypeID() { return type_id_of("CFData"); }
CFDataRef CFDataCreate(CFAllocatorRef, const UInt8* bytes, CFIndex length) {
  if (length < 0 || (length > 0 && !bytes)) broken("CFDataCreate got %ld bytes without an address.", length);
  return new __CFData({bytes, bytes + length});
}
CFIndex CFDataGetLength(CFDataRef theData) {
  return static_cast<CFIndex>(as<__CFData>(theData, "CFDataGetLength").bytes.size());
}
const UInt8* CFDataGetBytePtr(CFDataRef theData) {
  return as<__CFData>(theData, "CFDataGetBytePtr").bytes.data();
}
