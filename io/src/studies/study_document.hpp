// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A JSON document that a command wrote, read back and checked for the members that are relied on; others do
// not matter. The first thing that is wrong with it is thrown: a file that a command wrote is whole or
// damaged.

#include "saggar/network/error.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>

namespace saggar::detail {

// What a member of a document is.
namespace member_kinds {
inline constexpr auto text = nlohmann::json::value_t::string;
inline constexpr auto number = nlohmann::json::value_t::number_float; // any kind of number
inline constexpr auto list = nlohmann::json::value_t::array;
inline constexpr auto group = nlohmann::json::value_t::object;
inline constexpr bool or_null = true;
} // namespace member_kinds

struct Member {
    std::string_view name;
    nlohmann::json::value_t type{}; // any kind of number where number_float
    bool may_be_null{false};
};

class StudyDocument {
public:
    // `command`: who writes it, as "saggar extend". Throws Error where it is no JSON object.
    StudyDocument(std::filesystem::path const& file, std::string command);

    [[nodiscard]] nlohmann::json const& root() const { return root_; }
    // `where`: of the object in the document, as "plan.sizes"; empty: the document itself.
    void expect(nlohmann::json const& object, std::string const& where,
                std::initializer_list<Member> members) const;
    // Every row of `list`, which is an array, is an object with these.
    void expect_rows(nlohmann::json const& list, std::string const& where,
                     std::initializer_list<Member> members) const;
    [[noreturn]] void refuse(ErrorCode code, std::string field, std::string text) const;

private:
    std::string file_;
    std::string command_;
    nlohmann::json root_;
};

} // namespace saggar::detail
