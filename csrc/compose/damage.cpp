#include "compose/damage.h"

#include <limits>

namespace zc {
namespace {

void remove_at(DamageList& list, int index) {
  list.rects[static_cast<std::size_t>(index)] = list.rects[static_cast<std::size_t>(--list.count)];
}

// Joins `rect` with whatever it meets, until it meets nothing.
void insert_disjoint(DamageList& list, RectPx rect) {
  for (int i = 0; i < list.count;) {
    const RectPx& other = list.rects[static_cast<std::size_t>(i)];
    if (intersect(other, rect).empty()) {
      ++i;
    } else {
      rect = unite(other, rect);
      remove_at(list, i);
      i = 0;
    }
  }
  list.rects[static_cast<std::size_t>(list.count++)] = rect;
}

}  // namespace

void add_damage(DamageList& list, RectPx rect) {
  if (rect.empty()) return;
  if (list.count == max_damage_rects) {
    int cheapest = 0;
    std::int64_t least_waste = std::numeric_limits<std::int64_t>::max();
    for (int i = 0; i < list.count; ++i) {
      const RectPx& other = list.rects[static_cast<std::size_t>(i)];
      const std::int64_t waste = unite(other, rect).area() - other.area() - rect.area();
      if (waste < least_waste) {
        least_waste = waste;
        cheapest = i;
      }
    }
    rect = unite(list.rects[static_cast<std::size_t>(cheapest)], rect);
    remove_at(list, cheapest);
  }
  insert_disjoint(list, rect);
}

}  // namespace zc
