// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Writes compact JSON, number by number, with no more digits than are wanted. Safe inside an HTML script
// element: no '<' ever appears. What is not finite becomes null.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saggar::detail {

class JsonText {
public:
    void open_object();
    void close_object();
    void open_array();
    void close_array();
    void key(std::string_view name);
    void text(std::string_view value);
    void whole(std::int64_t value);
    void boolean(bool value);
    void null();
    // A document that is JSON already.
    void raw(std::string_view document);
    // At most `decimals` after the point, trailing zeros left out.
    void fixed(double value, int decimals);
    // That many significant digits.
    void figures(double value, int digits);

    void member(std::string_view name, std::string_view value);
    void member(std::string_view name, char const* value) { member(name, std::string_view{value}); }
    void member(std::string_view name, double value, int decimals);
    void member(std::string_view name, std::optional<double> value, int decimals);
    void member(std::string_view name, std::int64_t value);
    void member_boolean(std::string_view name, bool value);

    // {"name":[write(0), write(1) ...]}: write(i) puts one value.
    template <class Write>
    void column(std::string_view name, std::size_t count, Write const& write) {
        key(name);
        open_array();
        for (std::size_t i = 0; i < count; ++i) {
            write(i);
        }
        close_array();
    }

    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    void separate();

    std::string out_;
    bool first_{true};
};

} // namespace saggar::detail
