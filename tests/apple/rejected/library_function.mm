// Rejected: is unavailable
#import <Foundation/Foundation.h>

// The target's C++ library lacks what a newer macOS brought.
#include <format>
#include <string>

std::string text_of(double value) { return std::format("{}", value); }
