// The block runtime: unlike Debian's, it retains the objects that a block captures. A freed block stays
// recognisable for a while.
#include <Block.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "block_objects.h"
#include "strict.h"

using zc::doubles::broken;

namespace {

// The layouts and flags of the block ABI.
struct Descriptor {
  unsigned long reserved;
  unsigned long size;
  void (*copy)(void*, const void*);
  void (*dispose)(const void*);
};
struct Block {
  void* isa;
  int flags;
  int reserved;
  void (*invoke)(void*, ...);
  Descriptor* descriptor;
};
struct Variable {  // declared with __block
  void* isa;
  Variable* forwarding;
  int flags;
  std::uint32_t size;
  void (*copy)(Variable*, Variable*);
  void (*dispose)(Variable*);
};
constexpr int count_mask = 0xffff;
constexpr int on_heap = 1 << 24;
constexpr int has_helpers = 1 << 25;
constexpr int is_global = 1 << 28;
constexpr int is_freed = 1 << 23;

// What a helper says of a captured thing.
constexpr int field_object = 3;
constexpr int field_block = 7;
constexpr int field_variable = 8;
constexpr int field_caller = 128;  // the inside of a __block variable, which is not retained

std::atomic<long>& alive() {
  static std::atomic<long>& count = zc::doubles::counter("block");
  return count;
}

void called_after_its_end(void* block, ...) {
  broken("The block %p is called after its last release.", block);
}

void check(const Block& block, const char* function) {
  if (block.flags & is_freed)
    broken("%s got the block %p after its last release.", function, static_cast<const void*>(&block));
}

}  // namespace

extern "C" {

void* _NSConcreteStackBlock[32];
void* _NSConcreteGlobalBlock[32];
void* _NSConcreteMallocBlock[32];

void* _Block_copy(const void* aBlock) {
  if (!aBlock) return nullptr;
  auto* const block = static_cast<Block*>(const_cast<void*>(aBlock));
  if (block->flags & is_global) return block;
  check(*block, "Block_copy");
  if (block->flags & on_heap) {
    __atomic_add_fetch(&block->flags, 1, __ATOMIC_RELAXED);
    return block;
  }
  auto* const copy = static_cast<Block*>(std::malloc(block->descriptor->size));
  std::memcpy(static_cast<void*>(copy), block, block->descriptor->size);
  copy->flags = (copy->flags & ~count_mask) | on_heap | 1;
  copy->isa = _NSConcreteMallocBlock;
  if (copy->flags & has_helpers) block->descriptor->copy(copy, block);
  ++alive();
  return copy;
}

void _Block_release(const void* aBlock) {
  if (!aBlock) return;
  auto* const block = static_cast<Block*>(const_cast<void*>(aBlock));
  if (block->flags & is_global) return;
  check(*block, "Block_release");
  if (!(block->flags & on_heap)) return;
  if ((__atomic_sub_fetch(&block->flags, 1, __ATOMIC_ACQ_REL) & count_mask) != 0) return;
  if (block->flags & has_helpers) block->descriptor->dispose(block);
  --alive();
  block->flags = is_freed;
  block->invoke = called_after_its_end;
  zc::doubles::bury(block, block->descriptor->size, sizeof(Block), "block");
}

// Called by the helpers that the compiler writes for a block.
void _Block_object_assign(void* to, const void* captured, int field) {
  if (field & field_caller) {
    *static_cast<const void**>(to) = captured;
  } else if ((field & field_variable) == field_variable) {
    auto* const variable = static_cast<Variable*>(const_cast<void*>(captured));
    if (variable->forwarding->flags & on_heap) {
      __atomic_add_fetch(&variable->forwarding->flags, 1, __ATOMIC_RELAXED);
    } else {
      auto* const copy = static_cast<Variable*>(std::malloc(variable->size));
      std::memcpy(static_cast<void*>(copy), variable, variable->size);
      copy->flags = variable->flags | on_heap | 2;  // the scope's reference and the block's
      copy->forwarding = copy;
      variable->forwarding = copy;
      if (variable->flags & has_helpers) variable->copy(copy, variable);
    }
    *static_cast<Variable**>(to) = variable->forwarding;
  } else if ((field & field_block) == field_block) {
    *static_cast<void**>(to) = _Block_copy(captured);
  } else if ((field & field_block) == field_object) {
    *static_cast<const void**>(to) = zc::doubles::retain_captured(captured);
  }
}

void _Block_object_dispose(const void* captured, int field) {
  if (field & field_caller) return;
  if ((field & field_variable) == field_variable) {
    Variable* const variable = static_cast<Variable*>(const_cast<void*>(captured))->forwarding;
    if (!(variable->flags & on_heap)) return;
    if ((__atomic_sub_fetch(&variable->flags, 1, __ATOMIC_ACQ_REL) & count_mask) != 0) return;
    if (variable->flags & has_helpers) variable->dispose(variable);
    std::free(variable);
  } else if ((field & field_block) == field_block) {
    _Block_release(captured);
  } else if ((field & field_block) == field_object) {
    zc::doubles::release_captured(captured);
  }
}

}  // extern "C"
