// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/planning_checkpoint.hpp"

#include "digest.hpp"
#include "document/file_names.hpp"
#include "document/message_source.hpp"
#include "document/message_writer.hpp"
#include "document/project_part.hpp"
#include "file.hpp"
#include "map/vector_layer.hpp"

#include "saggar/engine/state_archive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace saggar {

namespace fs = std::filesystem;
using namespace detail;

namespace {

Project project_of(std::string const& bytes, Project const& like) {
    Collected collected;
    MessageSource source{bytes};
    (void)read_part(source, {}, {}, collected, nullptr);
    if (!collected.problems.empty()) {
        throw Error{std::move(collected.problems)};
    }
    Project project = std::move(collected.project);
    project.schema_version = like.schema_version;
    project.folder = like.folder;
    project.simulation.zone = like.simulation.zone;
    project.origins.clear();
    return project;
}

void keep(StateArchive& archive, std::string& project, KeptWork& work) {
    archive.section("planning");
    archive(project);
    work.keep(archive);
}

} // namespace

ProjectBytes project_bytes(Project const& like) {
    return {.write = [](Project const& project) { return message_bytes(project); },
            .read = [&like](std::string const& bytes) { return project_of(bytes, like); }};
}

std::vector<FileFingerprint> planning_files(Project const& project, WorkFiles which) {
    bool const maps = which == WorkFiles::maps || which == WorkFiles::maps_and_week;
    std::vector<FileFingerprint> made;
    auto const add = [&](char const* kind, std::string const& name, bool is_map) {
        if (name.empty()) {
            return;
        }
        fs::path const path = fs::path{project.folder} / name;
        Digest digest;
        for (fs::path const& part : is_map ? files_of_map(path) : std::vector{path}) {
            digest.add(part.filename().string());
            digest.add(read_file(part));
        }
        made.push_back({fmt::format("{} file '{}'", kind, name), digest.value()});
    };
    for (std::string const& catalogue : project.catalogues) {
        add("catalogue", catalogue, false);
    }
    add("streets", project.streets.file, maps);
    if (maps) {
        add("buildings", project.extension.buildings, true);
    }
    if (which != WorkFiles::network) {
        add("obstacles", project.extension.obstacles, true);
    }
    if (maps) {
        add("benchmarks", project.extension.benchmarks, false);
    }
    if (which == WorkFiles::maps) {
        add("prices", project.prices.file, false);
    }
    if (which == WorkFiles::maps_and_week) {
        Project named = project;
        for_each_file_name(named, 0, [&](std::string_view section, std::string const& file) {
            if (section != "streets" && section != "extension") {
                add(std::string{section}.c_str(), file, false);
            }
        });
        add("demand", project.extension.demand, false);
    }
    return made;
}

void write_work(fs::path const& path, RunIdentity const& identity, Project const& project, KeptWork& work) {
    StateArchive archive;
    std::string bytes = message_bytes(project);
    keep(archive, bytes, work);
    std::error_code ignored; // writing says what is the matter
    fs::create_directories(path.parent_path(), ignored);
    write_checkpoint(path, {.identity = identity, .steps = 0, .state = archive.bytes()});
}

void read_work(fs::path const& path, RunIdentity const& wanted, Project const& project, KeptWork& work) {
    Checkpoint const found = read_checkpoint(path);
    std::optional<Project> before;
    std::string bytes;
    if (found.identity.program == wanted.program) { // else it may hold anything
        StateArchive archive{found.state};
        keep(archive, bytes, work);
        archive.finish();
        before = project_of(bytes, project);
    }
    check_resumable(found, wanted, 0, path, project, before);
}

} // namespace saggar
