// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The pieces that styles of QGIS are put together from (QML as of version 3.22).

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace saggar::detail {

struct Colour {
    int red;
    int green;
    int blue;
    [[nodiscard]] std::string text() const; // "68,1,84,255"
};

struct Class {
    double lower;
    double upper;
    Colour colour;
    std::string label;
};

struct Category {
    std::string_view value; // of the column; empty: all others
    std::string_view label;
    Colour colour;
};

inline constexpr double top = 1e9; // above any value

[[nodiscard]] std::string option(std::string_view name, std::string_view type, std::string_view value);
[[nodiscard]] std::string marker_symbol(std::size_t name, std::string_view shape, double size_mm,
                                        Colour const& colour);
[[nodiscard]] std::string plain_line_symbol(std::size_t name, Colour const& colour);
[[nodiscard]] std::string dashed_line_symbol(std::size_t name, Colour const& colour);
// The whole style; labelled by the column `id`.
[[nodiscard]] std::string document(std::string_view renderer, bool labelled);

using MakeSymbol = std::string (*)(std::size_t, Colour const&);
[[nodiscard]] std::string graduated(std::string_view column, std::span<Class const> classes,
                                    MakeSymbol symbol);
[[nodiscard]] std::string categorized(std::string_view column, std::span<Category const> categories,
                                      MakeSymbol symbol);

} // namespace saggar::detail
