// Owns a device's resources of one kind, in use or free, so that a warm device allocates none.
#pragma once

#include <algorithm>
#include <memory>
#include <mutex>
#include <vector>

namespace zc {

// Any thread. A resource in use shares in its pool's ownership and may outlive the device.
template <class T>
class ResourcePool {
 public:
  // A free resource of which `fits` gives the lowest cost, where negative means unfit; else a new one.
  template <class Cost>
  T& take(Cost cost_of) {
    const std::scoped_lock lock(free_mutex_);
    auto best = free_.end();
    auto best_cost = decltype(cost_of(std::declval<T&>())){};
    for (auto it = free_.begin(); it != free_.end(); ++it) {
      const auto cost = cost_of(**it);
      if (cost < 0 || (best != free_.end() && cost >= best_cost)) continue;
      best = it;
      best_cost = cost;
      if (cost == 0) break;
    }
    if (best != free_.end()) {
      T& resource = **best;
      *best = free_.back();
      free_.pop_back();
      return resource;
    }
    all_.push_back(std::make_unique<T>());
    free_.reserve(all_.size());  // give_back() must not allocate
    return *all_.back();
  }

  void give_back(T& resource) noexcept {
    const std::scoped_lock lock(free_mutex_);
    free_.push_back(&resource);
  }

  // Destroys what is free.
  void trim() {
    const std::scoped_lock lock(free_mutex_);
    std::erase_if(all_, [this](const std::unique_ptr<T>& resource) {
      return std::find(free_.begin(), free_.end(), resource.get()) != free_.end();
    });
    free_.clear();
  }

 private:
  std::mutex free_mutex_;  // guards both lists
  std::vector<std::unique_ptr<T>> all_;
  std::vector<T*> free_;
};

}  // namespace zc
