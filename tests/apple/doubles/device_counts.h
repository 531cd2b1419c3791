// What the tests prove with: how often the doubles were asked for something.
#pragma once

#include <atomic>
#include <map>
#include <string>

namespace zc::doubles {

// The count of one name; monotonic until reset().
std::atomic<long>& count_of(const char* name);
// All counts, those of the listed names also where they are 0.
std::map<std::string, long> all_counts();

}  // namespace zc::doubles
