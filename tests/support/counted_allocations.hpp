// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Counts every allocation of the program: replaces its operator new, so that one source of a test program may
// include it. Sanitizers have an operator new of their own; such programs are not built with them.

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace saggar::testing_support {

inline std::atomic<long> allocations{0};

inline void* counted(std::size_t size, std::size_t alignment) {
    ++allocations;
    size = (size + alignment - 1) / alignment * alignment;
    if (void* const p = std::aligned_alloc(alignment, size == 0 ? alignment : size); p != nullptr) {
        return p;
    }
    throw std::bad_alloc{};
}

} // namespace saggar::testing_support

void* operator new(std::size_t size) {
    return saggar::testing_support::counted(size, alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
    return saggar::testing_support::counted(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* p) noexcept {
    std::free(p);
}
void operator delete(void* p, std::size_t /*size*/) noexcept {
    std::free(p);
}
void operator delete(void* p, std::align_val_t /*alignment*/) noexcept {
    std::free(p);
}
void operator delete(void* p, std::size_t /*size*/, std::align_val_t /*alignment*/) noexcept {
    std::free(p);
}
