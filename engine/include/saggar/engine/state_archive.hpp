// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// What a simulation keeps between its steps, as plain bytes: collected for a checkpoint and given back later.
//
// A class that keeps something has one function for both ways, so that what is saved is what is restored:
//
//   void Store::keep(StateArchive& archive) {
//       archive.section("store");
//       archive(temperature_c_, flow_kg_s_);
//   }
//
// Numbers, enumerations and records of them go in as they lie in memory; vectors, texts and optionals of
// these (and vectors of vectors) with their length. What stands between the fields of a record is whatever
// was there before: a record with such gaps has a `keep` of its own that names its fields, so that the same
// state is the same bytes. The bytes are good for the same program on the same kind of machine, no further:
// whoever writes them to a file says by which program they were written (saggar/io/checkpoint.hpp).

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace saggar {

class StateArchive;

namespace detail {

template <class T>
[[nodiscard]] constexpr unsigned sum_of_bytes(T const& value) {
    unsigned sum = 0;
    for (unsigned char const byte : std::bit_cast<std::array<unsigned char, sizeof(T)>>(value)) {
        sum += byte;
    }
    return sum;
}

// Every byte belongs to a field: one that does not has no value for the compiler to add up.
template <class T>
concept WithoutGaps = requires {
    typename std::integral_constant<unsigned, sum_of_bytes(T{})>;
};

template <class T>
concept KeepsItself = requires(T value, StateArchive archive) {
    value.keep(archive);
};

} // namespace detail

class StateArchive {
public:
    StateArchive() = default; // collects
    // Gives back what another one collected. The bytes must outlive it.
    explicit StateArchive(std::span<std::byte const> kept) : kept_{kept}, restores_{true} {}

    [[nodiscard]] bool restores() const { return restores_; }
    // Collected so far.
    [[nodiscard]] std::vector<std::byte> const& bytes() const { return collected_; }

    // Collects the parts, or gives them back. Throws Error{operation_refused} where the bytes end too early
    // or hold something else.
    template <class... Parts>
    void operator()(Parts&... parts) {
        (part(parts), ...);
    }
    // Begins the part of one class: bytes that hold another one here are refused.
    void section(std::string_view name);
    // All was given back: Error{operation_refused} where something is left.
    void finish() const;
    // Throws Error{operation_refused}: what is given back does not fit, and why.
    [[noreturn]] void refuse(std::string text) const;

private:
    template <class T>
    struct IsVector : std::false_type {};
    template <class T>
    struct IsVector<std::vector<T>> : std::true_type {};
    template <class T>
    struct IsOptional : std::false_type {};
    template <class T>
    struct IsOptional<std::optional<T>> : std::true_type {};

    template <class T>
    void part(T& value) {
        if constexpr (IsOptional<T>::value) {
            std::uint8_t there = value.has_value() ? 1 : 0;
            raw(&there, sizeof there);
            if (restores_) {
                value.reset();
                if (there != 0) {
                    value.emplace();
                }
            }
            if (there != 0) {
                part(*value);
            }
        } else if constexpr (IsVector<T>::value) {
            using Each = typename T::value_type;
            static_assert(!std::is_same_v<Each, bool>);
            constexpr bool plain =
                std::is_trivially_copyable_v<Each> && !IsOptional<Each>::value && !detail::KeepsItself<Each>;
            std::size_t const count = length(value.size(), plain ? sizeof(Each) : 1);
            if (restores_) {
                value.resize(count);
            }
            if constexpr (plain) {
                static_assert(detail::WithoutGaps<Each>, "give the record a `keep` that names its fields");
                raw(value.data(), count * sizeof(Each));
            } else {
                for (Each& each : value) {
                    part(each);
                }
            }
        } else if constexpr (std::is_same_v<T, std::string>) {
            std::size_t const count = length(value.size(), 1);
            if (restores_) {
                value.resize(count);
            }
            raw(value.data(), count);
        } else if constexpr (detail::KeepsItself<T>) {
            value.keep(*this);
        } else {
            static_assert(std::is_trivially_copyable_v<T> && !std::is_pointer_v<T>,
                          "give the class a `keep` of its own");
            static_assert(detail::WithoutGaps<T>, "give the record a `keep` that names its fields");
            raw(&value, sizeof value);
        }
    }

    void raw(void* data, std::size_t bytes);
    // Collects a length, or gives it back; one that the rest of the bytes cannot hold is refused.
    std::size_t length(std::size_t count, std::size_t bytes_each);

    std::vector<std::byte> collected_;
    std::span<std::byte const> kept_;
    bool restores_{false};
    std::string section_;
};

} // namespace saggar
