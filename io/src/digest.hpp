// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// FNV-1a of 64 bits (Fowler, Noll & Vo): tells files and inputs that differ by accident apart. No protection
// against anybody who means to.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace saggar::detail {

class Digest {
public:
    Digest() = default;
    explicit Digest(std::uint64_t value) : value_{value} {} // goes on from there
    void add(std::span<std::byte const> bytes) {
        for (std::byte const byte : bytes) {
            value_ = (value_ ^ static_cast<std::uint64_t>(byte)) * 0x100000001b3U;
        }
    }
    void add(std::string_view text) {
        add(text.size());
        add(std::as_bytes(std::span{text}));
    }
    template <class Number>
    requires std::is_arithmetic_v<Number>
    void add(Number number) { add(std::as_bytes(std::span{&number, 1})); }
    [[nodiscard]] std::uint64_t value() const { return value_; }

private:
    std::uint64_t value_{0xcbf29ce484222325U};
};

} // namespace saggar::detail
