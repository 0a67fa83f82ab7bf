// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "commands.hpp"
#include "terminal.hpp"
#include "text_tables.hpp"

#include "saggar/io/epanet_import.hpp"
#include "saggar/io/map_import.hpp"
#include "saggar/io/project_reader.hpp"
#include "saggar/network/attribute.hpp"
#include "saggar/network/error.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace saggar::app {

namespace {

constexpr std::size_t notes_shown = 20; // of a kind, unless all are asked for

std::string_view word_of(ImportNoteKind kind) {
    switch (kind) {
    case ImportNoteKind::translated: return "translated";
    case ImportNoteKind::not_simulated: return "not_simulated";
    case ImportNoteKind::not_read: return "not_read";
    }
    return "unknown";
}

void print_notes(EpanetImport const& imported, std::string const& file, bool verbose) {
    for (auto const kind :
         {ImportNoteKind::translated, ImportNoteKind::not_simulated, ImportNoteKind::not_read}) {
        std::size_t count = 0;
        for (ImportNote const& note : imported.notes) {
            if (note.kind == kind && (++count <= notes_shown || verbose)) {
                fmt::print("{}\n", to_string(note, file));
            }
        }
        if (count > notes_shown && !verbose) {
            fmt::print("{}: and {} more like these (--verbose lists them)\n", file, count - notes_shown);
        }
    }
}

nlohmann::ordered_json as_json(EpanetImport const& imported, ImportOptions const& options) {
    Project const& project = imported.project;
    nlohmann::ordered_json answer{
        {"project", options.out.string()},  {"nodes", project.nodes.size()},
        {"pipes", project.pipes.size()},    {"pumps", project.pumps.size()},
        {"valves", project.valves.size()},  {"operating_points", project.operating_points.size()},
        {"notes", nlohmann::json::array()}, {"untranslated", nlohmann::json::array()}};
    for (ImportNote const& note : imported.notes) {
        answer["notes"].push_back({{"kind", word_of(note.kind)},
                                   {"line", note.line},
                                   {"section", note.section},
                                   {"id", note.id},
                                   {"text", note.text}});
    }
    for (Problem const& problem : imported.untranslated) {
        answer["untranslated"].push_back(to_string(problem));
    }
    return answer;
}

void refuse_to_replace(std::filesystem::path const& file) {
    std::error_code error;
    if (std::filesystem::exists(file, error)) {
        throw Error{{.code = ErrorCode::operation_refused,
                     .place = {.file = file.string(), .line = 0, .component = "", .id = "", .field = ""},
                     .text = "is there already",
                     .advice = "Give another name to --out, or --force to replace it"}};
    }
}

// Also with --force: who names the mapping once more has mistaken it.
void refuse_to_replace_source(ImportOptions const& options) {
    std::error_code none;
    if (std::filesystem::equivalent(options.file, options.out, none)) {
        throw Error{
            {.code = ErrorCode::operation_refused,
             .place = {.file = options.out.string(), .line = 0, .component = "", .id = "", .field = ""},
             .text = "is the file that is imported",
             .advice = "Give another name to --out"}};
    }
}

bool is_mapping(std::filesystem::path const& file) {
    std::string const ending = file.extension().string();
    return ending == ".yaml" || ending == ".yml" || ending == ".json";
}

void print_findings(MapImport const& imported, bool verbose) {
    std::size_t shown = 0;
    for (MapFinding const& finding : imported.findings) {
        if (++shown <= notes_shown || verbose) {
            fmt::print("{}: {}: {}. {}.\n", finding.map, finding.feature, finding.text, finding.advice);
        }
    }
    if (shown > notes_shown && !verbose) {
        fmt::print("and {} more like these (--verbose lists them)\n", shown - notes_shown);
    }
}

nlohmann::ordered_json as_json(MapImport const& imported, ImportOptions const& options) {
    nlohmann::ordered_json answer{{"project", options.out.string()}};
    for_each_component_list(imported.project, [&](std::string_view list, auto const& records) {
        if (!records.empty()) {
            answer[std::string{list}] = records.size();
        }
    });
    answer["notes"] = nlohmann::json::array();
    for (MapFinding const& finding : imported.findings) {
        answer["notes"].push_back({{"kind", to_string(finding.kind)},
                                   {"map", finding.map},
                                   {"feature", finding.feature},
                                   {"text", finding.text},
                                   {"advice", finding.advice}});
    }
    answer["unusable"] = nlohmann::json::array();
    for (Problem const& problem : imported.unusable) {
        answer["unusable"].push_back(to_string(problem));
    }
    return answer;
}

int import_maps(CommonOptions const& common, ImportOptions const& options) {
    for (auto const& [given, name] : {std::pair{options.pattern_steps, "--pattern-steps"},
                                      std::pair{options.epanet_constants, "--epanet-constants"}}) {
        if (given) {
            throw Error{{.code = ErrorCode::unknown_option,
                         .place = {},
                         .text = fmt::format("{} is for EPANET's files, {} is a mapping", name,
                                             options.file.string()),
                         .advice = "Remove it"}};
        }
    }
    MapImport const imported = read_maps(options.file, {.allow_incomplete = options.incomplete});
    if (interrupted()) {
        fmt::print(stderr, "stopped: nothing was written\n");
        return interruption_code();
    }
    write_project(imported.project, options.out);
    for (Problem const& problem : imported.unusable) {
        fmt::print(stderr, "{}\n", to_string(problem));
    }
    if (common.format == "json") {
        fmt::print("{}\n", as_json(imported, options).dump(2));
    } else if (!common.quiet) {
        print_findings(imported, common.verbose);
        Project const& project = imported.project;
        fmt::print("{}, {}, {}, {}, {} are in {}\n", counted(project.nodes.size(), "node", "nodes"),
                   counted(project.pipe_pairs.size(), "pair of pipes", "pairs of pipes"),
                   counted(project.pipes.size(), "single pipe", "single pipes"),
                   counted(project.plants.size(), "plant", "plants"),
                   counted(project.substations.size(), "substation", "substations"), options.out.string());
    }
    return imported.unusable.empty() ? done : answer_is_no;
}

} // namespace

int run_import(CommonOptions const& common, ImportOptions const& options) {
    refuse_to_replace_source(options);
    if (!options.replace) {
        refuse_to_replace(options.out);
    }
    if (is_mapping(options.file)) {
        return import_maps(common, options);
    }
    EpanetImport const imported = read_epanet(options.file, {.epanet_constants = options.epanet_constants,
                                                             .allow_incomplete = options.incomplete,
                                                             .every_pattern_step = options.pattern_steps});
    if (interrupted()) {
        fmt::print(stderr, "stopped: nothing was written\n");
        return interruption_code();
    }
    write_project(imported.project, options.out);
    for (Problem const& problem : imported.untranslated) {
        fmt::print(stderr, "{}\n", to_string(problem));
    }
    if (common.format == "json") {
        fmt::print("{}\n", as_json(imported, options).dump(2));
    } else if (!common.quiet) {
        print_notes(imported, options.file.string(), common.verbose);
        Project const& project = imported.project;
        fmt::print("{}, {}, {}, {}{} are in {}\n", counted(project.nodes.size(), "node", "nodes"),
                   counted(project.pipes.size(), "pipe", "pipes"),
                   counted(project.pumps.size(), "pump", "pumps"),
                   counted(project.valves.size(), "valve", "valves"),
                   options.pattern_steps ? ", " + counted(project.operating_points.size(), "operating point",
                                                          "operating points")
                                         : "",
                   options.out.string());
    }
    return imported.untranslated.empty() ? done : answer_is_no;
}

} // namespace saggar::app
