// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "extendable_project.hpp"

#include "text_tables.hpp"

#include "saggar/io/mean_price.hpp"
#include "saggar/io/project_reader.hpp"
#include "saggar/network/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace saggar::app {

namespace {

// A plan's pumping costs something, or nothing. Prices below 0 are for those who buy at the time.
void refuse_negative_price(Project const& project, std::filesystem::path const& path) {
    double const price = planned_import_per_mwh(project.prices);
    if (price >= 0.0) {
        return;
    }
    bool const of_file = project.prices.mean_of_file.has_value();
    Place place{.file = path.string(),
                .line = 0,
                .component = "prices",
                .id = {},
                .field = "electricity_import_per_mwh"};
    auto const origin = project.origins.find("prices");
    if (of_file) {
        place.file = (std::filesystem::path{project.folder} / project.prices.file).string();
    } else if (origin != project.origins.end() && !origin->second.empty()) {
        place.file = origin->second.front().file;
        place.line = origin->second.front().line;
    }
    throw Error{
        {.code = ErrorCode::value_out_of_range,
         .place = std::move(place),
         .text = fmt::format("{}{:g} is not allowed here, must be at least 0: pumping is valued by it over "
                             "the life of a plan",
                             of_file ? "the mean of the file, " : "", price),
         .advice = of_file ? "Plan with prices of another time, or with one price instead of the file"
                           : "Give what electricity costs in the mean of the years"}};
}

} // namespace

Project read_extendable(std::filesystem::path const& path, Catalogue& catalogue) {
    Project project = read_project(path);
    catalogue = read_catalogues(project);
    std::vector<Problem> problems = check(project, catalogue);
    if (project.pipe_pairs.empty()) {
        std::erase_if(problems,
                      [](Problem const& problem) { return problem.code == ErrorCode::nothing_to_solve; });
    }
    if (!problems.empty()) {
        throw Error{std::move(problems)};
    }
    if (project.extension.buildings.empty()) {
        throw Error{
            {.code = ErrorCode::value_missing,
             .place =
                 {.file = path.string(), .line = 0, .component = "extension", .id = {}, .field = "buildings"},
             .text = "is missing; there is nothing to extend to",
             .advice = "Name a map of buildings, and one of streets under streets.file"}};
    }
    project.prices.mean_of_file = read_mean_price(project);
    refuse_negative_price(project, path);
    return project;
}

void refuse_own_folder(Project const& project, std::filesystem::path const& out) {
    std::error_code error;
    if (!out.empty() && std::filesystem::equivalent(out, project.folder, error)) {
        throw Error{{.code = ErrorCode::operation_refused,
                     .place = {.file = out.string(), .line = 0, .component = {}, .id = {}, .field = {}},
                     .text = "the project itself lies there",
                     .advice = "Name another folder for results"}};
    }
}

void print_findings(std::vector<MapFinding> const& all, bool verbose) {
    std::map<std::string, std::vector<MapFinding const*>> by_kind;
    for (MapFinding const& finding : all) {
        by_kind[std::string{to_string(finding.kind)}].push_back(&finding);
    }
    for (auto const& [kind, findings] : by_kind) {
        fmt::print("{} of the maps {} {}:\n", counted(findings.size(), "feature", "features"),
                   findings.size() == 1 ? "is" : "are",
                   kind == "not_connected" ? std::string{"not connected"} : kind);
        std::size_t const shown = verbose ? findings.size() : std::min<std::size_t>(findings.size(), 5);
        for (std::size_t i = 0; i < shown; ++i) {
            fmt::print("  {}: {}. {}.\n", findings[i]->feature, findings[i]->text, findings[i]->advice);
        }
        if (shown < findings.size()) {
            fmt::print("  and {} more (findings.csv, or --verbose)\n", findings.size() - shown);
        }
    }
}

std::string files_in(std::vector<std::filesystem::path> const& written) {
    std::string names;
    for (auto const& path : written) {
        names += (names.empty() ? "" : ", ") + path.filename().string();
    }
    return names;
}

} // namespace saggar::app
