// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/project_reader.hpp"

#include "document/file_names.hpp"
#include "document/json_source.hpp"
#include "document/message_source.hpp"
#include "document/project_part.hpp"
#include "document/yaml_source.hpp"
#include "file.hpp"

#include "saggar/io/project_files.hpp"
#include "saggar/io/time_zones.hpp"
#include "saggar/network/check.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <iterator>
#include <optional>
#include <set>
#include <system_error>

namespace saggar {

namespace fs = std::filesystem;
using namespace detail;

namespace {

constexpr std::array<std::string_view, 4> project_files{"project.yaml", "project.yml", "project.json",
                                                        "project.pb"};

[[noreturn]] void fail(std::string file, std::string text, std::string advice) {
    throw Error{{.code = ErrorCode::file_unreadable,
                 .place = {.file = std::move(file), .line = 0, .component = {}, .id = {}, .field = {}},
                 .text = std::move(text),
                 .advice = std::move(advice)}};
}

std::unique_ptr<DocumentSource> open_source(fs::path const& path, std::string_view content) {
    std::string const ending = path.extension().string();
    if (ending == ".yaml" || ending == ".yml") {
        return std::make_unique<YamlSource>(content);
    }
    if (ending == ".json") {
        return std::make_unique<JsonSource>(content);
    }
    if (ending == ".pb") {
        return std::make_unique<MessageSource>(content);
    }
    fail(shown(path), fmt::format("ends in '{}', which is no project", ending),
         "Projects are .yaml, .json or .pb files");
}

fs::path project_file(fs::path const& path) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
        return path;
    }
    std::vector<fs::path> found;
    for (std::string_view const name : project_files) {
        if (fs::exists(path / name, error)) {
            found.push_back(path / name);
        }
    }
    if (found.empty()) {
        fail(shown(path), "is a folder without a project",
             "A project's folder holds project.yaml, project.json or project.pb");
    }
    if (found.size() > 1) {
        fail(shown(path),
             fmt::format("holds both {} and {}", found[0].filename().string(), found[1].filename().string()),
             "Keep one, or name the file to be read");
    }
    return found.front();
}

class ProjectReader {
public:
    explicit ProjectReader(FieldLines* field_lines) : field_lines_{field_lines} {}

    Collected run(fs::path const& path) {
        fs::path const main_file = project_file(path);
        collected_.project.folder =
            shown(main_file.has_parent_path() ? main_file.parent_path() : fs::path{"."});
        one_file(main_file);
        collected_.project.schema_version = Project::supported_schema_version;
        return std::move(collected_);
    }

    [[nodiscard]] std::set<fs::path> const& files() const { return read_; }

private:
    void one_file(fs::path const& path) {
        std::string const file = shown(path);
        std::string const folder = shown(path.has_parent_path() ? path.parent_path() : fs::path{"."});
        std::error_code error;
        fs::path const unique = fs::weakly_canonical(path, error);
        open_.push_back(unique);
        read_.insert(unique);
        for (Included const& included : read_one(path, file, folder)) {
            fs::path const next = fs::path{folder} / included.file;
            fs::path const unique_next = fs::weakly_canonical(next, error);
            auto const refuse = [&](ErrorCode code, std::string text, std::string advice) {
                collected_.complete = false;
                collected_.problems.push_back(
                    {code,
                     {.file = file, .line = included.line, .component = {}, .id = {}, .field = "include"},
                     std::move(text),
                     std::move(advice)});
            };
            if (std::find(open_.begin(), open_.end(), unique_next) != open_.end()) {
                refuse(ErrorCode::syntax_error,
                       fmt::format("'{}' is this file or includes it", included.file), "Remove the circle");
            } else if (read_.contains(unique_next)) {
                refuse(ErrorCode::syntax_error, fmt::format("'{}' is included twice", included.file),
                       "Remove one of the two");
            } else if (!fs::exists(next, error)) {
                refuse(ErrorCode::file_unreadable, fmt::format("'{}' does not exist", shown(next)),
                       "Names of files start from the folder of the file that names them");
            } else {
                one_file(next);
            }
        }
        open_.pop_back();
    }

    std::vector<Included> read_one(fs::path const& path, std::string const& file, std::string const& folder) {
        try {
            std::string const content = read_file(path);
            std::unique_ptr<DocumentSource> const source = open_source(path, content);
            return read_part(*source, file, folder, collected_, field_lines_);
        } catch (SyntaxFault const& fault) {
            collected_.problems.push_back(
                {ErrorCode::syntax_error,
                 {.file = file, .line = fault.line, .component = {}, .id = {}, .field = {}},
                 fault.text,
                 fault.advice});
        } catch (TooManyProblems const&) {
            // The last problem says so.
        } catch (Error const& unreadable) {
            std::copy(unreadable.problems().begin(), unreadable.problems().end(),
                      std::back_inserter(collected_.problems));
        }
        collected_.complete = false;
        return {};
    }

    Collected collected_;
    FieldLines* field_lines_;
    std::vector<fs::path> open_; // the file being read and those that include it
    std::set<fs::path> read_;
};

void find_field_lines(std::vector<Problem>& problems, fs::path const& path);

// Gives the project the rules of its time zone; a problem where there is none of this name.
std::optional<Problem> find_zone(Project& project) {
    SimulationSettings& simulation = project.simulation;
    if (simulation.time_zone.empty()) {
        return std::nullopt;
    }
    if (std::optional<TimeZone> zone = find_time_zone(simulation.time_zone)) {
        simulation.zone = std::move(*zone);
        return std::nullopt;
    }
    Place place{.file = {}, .line = 0, .component = "simulation", .id = {}, .field = "time_zone"};
    auto const origins = project.origins.find("simulation");
    if (origins != project.origins.end() && !origins->second.empty()) {
        place.file = origins->second.front().file;
        place.line = origins->second.front().line;
    }
    std::string const nearest = nearest_time_zone(simulation.time_zone);
    return Problem{ErrorCode::value_unknown, std::move(place),
                   fmt::format("'{}' is no time zone of this system's database", simulation.time_zone),
                   nearest.empty() ? "Name one as Europe/London"
                                   : fmt::format("Did you mean '{}'?", nearest)};
}

Collected collect(fs::path const& path, FieldLines* field_lines = nullptr) {
    Collected collected = ProjectReader{field_lines}.run(path);
    if (std::optional<Problem> problem = find_zone(collected.project)) {
        std::vector<Problem> found{std::move(*problem)};
        if (field_lines == nullptr) { // else it is asked for by this very function
            find_field_lines(found, path);
        }
        collected.problems.push_back(std::move(found.front()));
    }
    return collected;
}

// Problems of content name the line of their element: a second reading finds the line of the field.
void find_field_lines(std::vector<Problem>& problems, fs::path const& path) {
    FieldLines lines;
    collect(path, &lines);
    for (Problem& problem : problems) {
        Place& place = problem.place;
        std::string const field = place.field.substr(0, place.field.find(' '));
        auto const found = lines.find({place.file, place.line, place.component, field});
        if (found != lines.end()) {
            place.line = found->second;
        }
    }
}

bool is_about_one_value(ErrorCode code) {
    return code == ErrorCode::value_out_of_range || code == ErrorCode::value_not_finite ||
           code == ErrorCode::value_unlikely_unit;
}

// What `check` finds in a project of which some values could not be read. What may be nothing but a
// consequence is left out: doubts about an element that lacks a value, lengths between nodes that lack a
// position, ids that may have been among the unread.
std::vector<Problem> independent_problems(std::vector<Problem> found, std::vector<Problem> const& unread) {
    std::set<std::tuple<std::string, std::string, std::string>> fields;
    std::set<std::pair<std::string, std::string>> elements;
    bool ids_known = true;
    bool positions_known = true;
    for (Problem const& problem : unread) {
        Place const& place = problem.place;
        fields.insert({place.component, place.id, place.field});
        elements.insert({place.component, place.id});
        bool const element_known =
            !place.component.empty() && !place.id.empty() && !place.id.starts_with("number ");
        ids_known = ids_known && element_known;
        positions_known = positions_known && place.component != "nodes";
    }
    std::erase_if(found, [&](Problem const& problem) {
        Place const& place = problem.place;
        bool const about_elements = static_cast<int>(problem.code) / 100 == 2;
        return fields.contains({place.component, place.id, place.field}) ||
               (elements.contains({place.component, place.id}) && !is_about_one_value(problem.code)) ||
               (place.field == "length_m" && problem.code == ErrorCode::value_missing && !positions_known) ||
               (about_elements && !ids_known && problem.code != ErrorCode::duplicate_id);
    });
    return found;
}

// By file, in the order in which files are first mentioned, then by line.
void sort_by_place(std::vector<Problem>& problems) {
    std::vector<std::string> files;
    for (Problem const& problem : problems) {
        if (std::find(files.begin(), files.end(), problem.place.file) == files.end()) {
            files.push_back(problem.place.file);
        }
    }
    auto const rank = [&](Problem const& problem) {
        return std::pair{std::find(files.begin(), files.end(), problem.place.file) - files.begin(),
                         problem.place.line};
    };
    std::stable_sort(problems.begin(), problems.end(),
                     [&](Problem const& a, Problem const& b) { return rank(a) < rank(b); });
}

void append(std::vector<Problem>& all, std::vector<Problem> more) {
    std::move(more.begin(), more.end(), std::back_inserter(all));
}

Catalogue catalogues_or_problems(Project const& project, std::vector<Problem>& problems) {
    try {
        return read_catalogues(project);
    } catch (Error const& error) {
        append(problems, error.problems());
        return built_in_catalogue();
    }
}

// What goes beyond the network, told after what is wrong with that.
void add_further(std::vector<Problem>& problems, FurtherCheck const& further, Project const& project,
                 std::vector<Problem> const& unread) {
    if (further) {
        append(problems, independent_problems(further(project), unread));
    }
}

[[noreturn]] void fail_with_content(Collected collected, fs::path const& path,
                                    FurtherCheck const& further = {}) {
    std::vector<Problem> const unread = collected.problems;
    if (collected.complete) {
        Catalogue const catalogue = catalogues_or_problems(collected.project, collected.problems);
        bool const catalogue_read = collected.problems.size() == unread.size();
        std::vector<Problem> content = independent_problems(check(collected.project, catalogue), unread);
        if (!catalogue_read) {
            std::erase_if(content, [](Problem const& problem) { return problem.place.field == "catalogue"; });
        }
        find_field_lines(content, path);
        append(collected.problems, std::move(content));
        add_further(collected.problems, further, collected.project, unread);
    }
    sort_by_place(collected.problems);
    throw Error{std::move(collected.problems)};
}

} // namespace

Project read_project(fs::path const& path) {
    Collected collected = collect(path);
    if (!collected.problems.empty()) {
        fail_with_content(std::move(collected), path);
    }
    return std::move(collected.project);
}

std::shared_ptr<Network const> load_network(fs::path const& path, FurtherCheck const& further) {
    Collected collected = collect(path);
    if (!collected.problems.empty()) {
        fail_with_content(std::move(collected), path, further);
    }
    std::vector<Problem> problems;
    Catalogue catalogue = catalogues_or_problems(collected.project, problems);
    if (!problems.empty()) {
        fail_with_content(std::move(collected), path, further);
    }
    std::optional<Project> const kept = further ? std::optional{collected.project} : std::nullopt;
    std::shared_ptr<Network const> network;
    try {
        network = Network::build(std::move(collected.project), std::move(catalogue));
    } catch (Error const& error) {
        problems = error.problems();
    }
    if (kept) {
        add_further(problems, further, *kept, {});
    }
    if (!problems.empty()) {
        find_field_lines(problems, path);
        sort_by_place(problems);
        throw Error{std::move(problems)};
    }
    return network;
}

std::shared_ptr<Network const> load_network(fs::path const& path) {
    return load_network(path, {});
}

std::vector<fs::path> files_of_project(fs::path const& path) {
    ProjectReader reader{nullptr};
    Project project = reader.run(path).project;
    std::vector<fs::path> files{reader.files().begin(), reader.files().end()};
    fs::path const folder{project.folder};
    for (std::string const& catalogue : project.catalogues) {
        files.push_back(folder / catalogue);
    }
    for_each_file_name(project, 0, [&](std::string_view, std::string const& name) {
        if (!name.empty()) {
            files.push_back(folder / name);
        }
    });
    return files;
}

void refuse_to_replace_inputs(fs::path const& project, std::vector<fs::path> const& outputs) {
    std::error_code none; // of a file that is not there yet
    if (std::ranges::none_of(outputs, [&](fs::path const& output) { return fs::exists(output, none); })) {
        return; // without reading the project once more
    }
    std::vector<fs::path> const inputs = files_of_project(project);
    for (fs::path const& output : outputs) {
        bool const is_input = std::ranges::any_of(
            inputs, [&](fs::path const& input) { return fs::equivalent(input, output, none); });
        if (is_input) {
            throw Error{{.code = ErrorCode::operation_refused,
                         .place = {.file = shown(output), .line = 0, .component = {}, .id = {}, .field = {}},
                         .text = "the project is read from this file, which would be replaced",
                         .advice = "Give another name to --out"}};
        }
    }
}

void refuse_to_replace_inputs(fs::path const& project, fs::path const& folder,
                              std::initializer_list<char const*> names) {
    if (folder.empty()) {
        return;
    }
    std::vector<fs::path> outputs;
    for (char const* const name : names) {
        outputs.push_back(folder / name);
    }
    refuse_to_replace_inputs(project, outputs);
}

} // namespace saggar
