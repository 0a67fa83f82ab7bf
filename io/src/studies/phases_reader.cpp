// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/planning_reader.hpp"

#include "project_places.hpp"
#include "study_document.hpp"
#include "study_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace saggar {

namespace {

using namespace detail;
using namespace detail::member_kinds;
using nlohmann::json;

constexpr char const* phase_command = "saggar phase";

void check_strategies(StudyDocument const& document) {
    json const& root = document.root();
    document.expect(
        root["chosen"], "chosen",
        {{"strategy", text}, {"description", text}, {"uptake", text}, {"net_present_value", number}});
    document.expect_rows(root["strategies"], "strategies", {{"id", text}, {"description", text}});
    document.expect_rows(root["futures"], "futures",
                         {{"id", text},
                          {"description", text},
                          {"probability", number},
                          {"uptake_percent", number},
                          {"delay_years", number}});
    document.expect_rows(root["regret"], "regret",
                         {{"strategy", text},
                          {"uptake", text},
                          {"net_present_value", number, or_null},
                          {"regret", number, or_null},
                          {"expected_value", number, or_null},
                          {"largest_regret", number, or_null},
                          {"first_phase_capital", number, or_null},
                          {"same_first_phase_as", text, or_null},
                          {"remark", text, or_null}});
    document.expect_rows(root["phases"], "phases",
                         {{"strategy", text},
                          {"uptake", text},
                          {"phase", text},
                          {"year", number},
                          {"new_buildings", number},
                          {"buildings", number},
                          {"annual_use_mwh", number},
                          {"peak_kw", number},
                          {"new_pipe_m", number},
                          {"larger_pipe_m", number},
                          {"pipe_capital", number},
                          {"connection_cost", number},
                          {"source_capital", number},
                          {"heat_loss_mwh", number, or_null},
                          {"pumping_mwh", number, or_null},
                          {"carbon_saved_t", number, or_null},
                          {"points_confirmed", number},
                          {"tightest", text, or_null},
                          {"plants", text, or_null},
                          {"remark", text, or_null},
                          {"replaced", text, or_null}});
}

void check_phases(StudyDocument const& document) {
    json const& root = document.root();
    document.expect(root, {},
                    {{"chosen", group},
                     {"strategies", list},
                     {"futures", list},
                     {"regret", list},
                     {"phases", list},
                     {"plant_years", list},
                     {"pipes", list},
                     {"buildings", list},
                     {"costs", list},
                     {"heat", list},
                     {"findings", list},
                     {"assumptions", list},
                     {"present", group},
                     {"expected_value_of_perfect_information", number}});
    check_strategies(document);
    document.expect_rows(root["plant_years"], "plant_years",
                         {{"strategy", text},
                          {"uptake", text},
                          {"phase", text},
                          {"year", number},
                          {"changes", list},
                          {"heat_loss_mwh", number},
                          {"pumping_mwh", number}});
    document.expect(root["present"], "present", {{"heat_loss_mwh", number}, {"pumping_mwh", number}});
    document.expect_rows(root["pipes"], "pipes",
                         {{"id", text},
                          {"phase", text},
                          {"kind", text},
                          {"catalogue", text},
                          {"before", text, or_null},
                          {"length_m", number},
                          {"surface", text},
                          {"capital", number}});
    document.expect_rows(root["buildings"], "buildings",
                         {{"id", text},
                          {"status", text},
                          {"phase", text, or_null},
                          {"could_connect_in", number, or_null},
                          {"x_m", number, or_null},
                          {"y_m", number, or_null}});
    document.expect_rows(root["costs"], "costs",
                         {{"item", text}, {"present_value", number, or_null}, {"basis", text, or_null}});
    document.expect_rows(root["heat"], "heat",
                         {{"kind", text},
                          {"from_year", number, or_null},
                          {"plant", text},
                          {"cost_per_mwh", number},
                          {"share", number, or_null},
                          {"heat_mwh", number, or_null},
                          {"cost", number, or_null}});
    document.expect_rows(root["findings"], "findings", {{"kind", text}});
    for (json const& assumption : root["assumptions"]) {
        if (!assumption.is_string()) {
            document.refuse(ErrorCode::value_wrong_type, "assumptions", "holds what is no text");
        }
    }
}

// A name that another list of the document does not have.
[[noreturn]] void unknown(StudyDocument const& document, std::string const& field, std::string const& name,
                          std::string_view of) {
    document.refuse(ErrorCode::unknown_id, field, fmt::format("'{}' is none of the {}", name, of));
}

// Strategies and futures are those that the document lists.
void check_names(StudyDocument const& document) {
    json const& root = document.root();
    auto const known = [](json const& rows, json const& id) {
        return std::ranges::any_of(rows, [&](json const& row) { return row["id"] == id; });
    };
    auto const check_row = [&](json const& row, std::string const& where) {
        if (!known(root["strategies"], row["strategy"])) {
            unknown(document, where + ".strategy", row["strategy"], "strategies");
        }
        if (!known(root["futures"], row["uptake"])) {
            unknown(document, where + ".uptake", row["uptake"], "futures");
        }
    };
    check_row(root["chosen"], "chosen");
    for (char const* const where : {"regret", "phases", "plant_years"}) {
        for (json const& row : root[where]) {
            check_row(row, where);
        }
    }
}

// Those of the chosen strategy in the future that is drawn.
std::vector<PlannedPhase> drawn_phases(StudyDocument const& document, std::filesystem::path const& folder) {
    json const& root = document.root();
    std::vector<PlannedPhase> phases;
    for (json const& row : root["phases"]) {
        if (row["strategy"] != root["chosen"]["strategy"] || row["uptake"] != root["chosen"]["uptake"]) {
            continue;
        }
        double const year = row["year"];
        if (!(year >= 1.0 && year <= 9999.0)) { // as in the names of files
            document.refuse(ErrorCode::value_out_of_range, "phases.year",
                            fmt::format("{:g} is no year", year));
        }
        auto const whole = static_cast<int>(year);
        phases.push_back({.id = row["phase"],
                          .year = whole,
                          .network = read_study_project(
                              folder, "phases.json", fmt::format("project_{}.yaml", whole), phase_command)});
    }
    if (phases.empty()) {
        document.refuse(ErrorCode::value_missing, "phases", "has none of the chosen strategy");
    }
    return phases;
}

} // namespace

PhasesStudy read_phases(std::filesystem::path const& folder) {
    PhasesStudy study;
    study.project = read_study_project(folder, "phases.json", "phases_inputs.json", phase_command);
    StudyDocument const document{folder / "phases.json", phase_command};
    check_phases(document);
    check_names(document);
    study.phases = drawn_phases(document, folder);
    std::vector<ProjectPlaces> places;
    places.reserve(study.phases.size());
    for (PlannedPhase const& phase : study.phases) {
        places.emplace_back(phase.network);
    }
    auto const position = [&](json const& name, std::string const& field) {
        auto const found = std::ranges::find(study.phases, name.get<std::string>(), &PlannedPhase::id);
        if (found == study.phases.end()) {
            unknown(document, field, name, "phases");
        }
        return static_cast<std::size_t>(found - study.phases.begin());
    };
    for (json const& pipe : document.root()["pipes"]) {
        std::size_t const phase = position(pipe["phase"], "pipes.phase");
        auto course = places[phase].pair(pipe["id"].get<std::string>());
        if (!course) {
            document.refuse(ErrorCode::unknown_id, "pipes.id",
                            fmt::format("'{}' is not in the project_{}.yaml that lies beside it",
                                        pipe["id"].get<std::string>(), study.phases[phase].year));
        }
        study.pipe_courses_m.push_back(std::move(*course));
    }
    for (json const& building : document.root()["buildings"]) {
        if (!building["phase"].is_null()) {
            (void)position(building["phase"], "buildings.phase");
        }
    }
    study.document = document.root().dump();
    return study;
}

} // namespace saggar
