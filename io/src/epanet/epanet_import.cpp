// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/epanet_import.hpp"

#include "saggar/io/project_reader.hpp"
#include "saggar/network/check.hpp"

#include "epanet_translate.hpp"
#include "file.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

namespace saggar {

namespace epanet = detail::epanet;

namespace {

std::vector<Problem> joined(std::vector<Problem> first, std::vector<Problem> const& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

} // namespace

std::string to_string(ImportNote const& note, std::string_view file) {
    return note.line > 0 ? fmt::format("{}:{}: {} {}", file, note.line, note.section, note.text)
                         : fmt::format("{}: {} {}", file, note.section, note.text);
}

EpanetImport parse_epanet(std::string_view text, std::string const& file, EpanetOptions const& options) {
    epanet::Findings findings{file};
    auto const sections = epanet::split_sections(text, findings);
    auto const model = epanet::read_model(sections, findings);
    if (!findings.problems().empty()) {
        throw Error{joined(findings.problems(), findings.untranslated_parts())};
    }
    auto result = epanet::Translator{model, file, options, findings}.translate();
    bool const incomplete = !findings.untranslated_parts().empty();
    if (!findings.problems().empty() || (incomplete && !options.allow_incomplete)) {
        throw Error{joined(findings.problems(), findings.untranslated_parts())};
    }
    if (result.project.nodes.empty()) {
        throw Error{{.code = ErrorCode::nothing_to_solve,
                     .place = {.file = file, .line = 0, .component = {}, .id = {}, .field = {}},
                     .text = "has no junctions, reservoirs or tanks",
                     .advice = "Name an EPANET file that describes a network"}};
    }
    result.notes = std::move(findings.notes());
    result.untranslated = std::move(findings.untranslated_parts());
    return result;
}

EpanetImport read_epanet(std::filesystem::path const& path, EpanetOptions const& options) {
    std::error_code none;
    if (std::filesystem::is_directory(path, none)) {
        throw Error{
            {.code = ErrorCode::file_unreadable,
             .place = {.file = detail::shown(path), .line = 0, .component = {}, .id = {}, .field = {}},
             .text = "is a folder",
             .advice = "Name an EPANET file (.inp), or a mapping (.yaml, .yml or .json)"}};
    }
    std::ifstream file{path, std::ios::binary};
    std::string const text{std::istreambuf_iterator<char>{file}, {}};
    if (!file.is_open() || file.bad()) {
        throw Error{Problem{ErrorCode::file_unreadable,
                            {path.string(), 0, {}, {}, {}},
                            "the file cannot be read",
                            "Check its name and permissions."}};
    }
    EpanetImport result = parse_epanet(text, path.filename().string(), options);
    // EPANET takes what a project may not have: a coefficient beyond all pipes, a junction that nothing leads
    // to.
    std::vector<Problem> const found = check(result.project, read_catalogues(result.project));
    if (!found.empty() && !options.allow_incomplete) {
        throw Error{found};
    }
    result.untranslated = joined(std::move(result.untranslated), found);
    return result;
}

} // namespace saggar
