// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "study_document.hpp"

#include "../file.hpp"

#include <fmt/format.h>

#include <utility>

namespace saggar::detail {

namespace {

using nlohmann::json;

bool is(json const& value, Member const& member) {
    return (member.may_be_null && value.is_null()) ||
           (member.type == json::value_t::number_float ? value.is_number() : value.type() == member.type);
}

} // namespace

StudyDocument::StudyDocument(std::filesystem::path const& file, std::string command)
    : file_{shown(file)}, command_{std::move(command)}, root_(json::parse(read_file(file), nullptr, false)) {
    if (root_.is_discarded()) {
        refuse(ErrorCode::syntax_error, {}, "is no JSON document");
    }
    if (!root_.is_object()) {
        refuse(ErrorCode::value_wrong_type, {}, "is no JSON object");
    }
}

void StudyDocument::expect(json const& object, std::string const& where,
                           std::initializer_list<Member> members) const {
    for (Member const& member : members) {
        auto const found = object.find(member.name);
        if (found == object.end() || !is(*found, member)) {
            refuse(ErrorCode::value_missing,
                   fmt::format("{}{}{}", where, where.empty() ? "" : ".", member.name),
                   "is missing, or not what it should be");
        }
    }
}

void StudyDocument::expect_rows(json const& list, std::string const& where,
                                std::initializer_list<Member> members) const {
    for (json const& row : list) {
        if (!row.is_object()) {
            refuse(ErrorCode::value_wrong_type, where, "holds what is no object");
        }
        expect(row, where, members);
    }
}

void StudyDocument::refuse(ErrorCode code, std::string field, std::string text) const {
    throw Error{{.code = code,
                 .place = {.file = file_, .line = 0, .component = {}, .id = {}, .field = std::move(field)},
                 .text = std::move(text),
                 .advice = fmt::format("Name a folder that {} wrote with --out, or run it again", command_)}};
}

} // namespace saggar::detail
