// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/project_reader.hpp"

#include "document/file_names.hpp"
#include "document/message_writer.hpp"
#include "document/project_head.hpp"
#include "document/project_text.hpp"
#include "document/text_writer.hpp"
#include "document/utf8.hpp"
#include "document/written_fields.hpp"
#include "file.hpp"

#include <cmath>
#include <fmt/format.h>

namespace saggar {

namespace fs = std::filesystem;
using namespace detail;

namespace {

// What no file can hold, and would be refused when read.
class Writable {
public:
    explicit Writable(std::string file) : file_{std::move(file)} {}

    std::vector<Problem> run(Project const& project) {
        ProjectHead const head = head_of(project);
        record({}, {}, head);
        for_each_settings_section(
            project, [&](std::string_view name, auto const& section) { record(name, {}, section); });
        for_each_component_list(project, [&](std::string_view name, auto const& records) {
            for (auto const& element : records) {
                record(name, element.id, element);
            }
        });
        return std::move(problems_);
    }

private:
    template <class Record>
    void record(std::string_view component, std::string_view id, Record const& checked) {
        for_each_written_field(checked, [&](std::string_view name, auto const& value) {
            place_ = {.file = file_,
                      .line = 0,
                      .component = std::string{component},
                      .id = std::string{id},
                      .field = std::string{name}};
            look_at(value);
        });
    }

    void look_at(double value) {
        if (!std::isfinite(value)) {
            problems_.push_back({ErrorCode::value_not_finite, place_,
                                 fmt::format("{} cannot be written", value),
                                 "Leave the field out where there is no value"});
        }
    }
    void look_at(int) {}
    void look_at(bool) {}
    void look_at(std::string_view value) {
        if (find_invalid_utf8(value) != std::string_view::npos) {
            problems_.push_back({ErrorCode::value_wrong_type, place_, "is no UTF-8 text", ""});
        }
    }
    void look_at(std::string const& value) { look_at(std::string_view{value}); }
    template <class Value>
    void look_at(std::vector<Value> const& values) {
        for (Value const& value : values) {
            if constexpr (is_setting<Value>) {
                for_each_written_field(value, [&](std::string_view, auto const& inner) { look_at(inner); });
            } else {
                look_at(value);
            }
        }
    }

    std::string file_;
    Place place_;
    std::vector<Problem> problems_;
};

Project with_files_named_from(Project project, fs::path const& folder) {
    if (!project.folder.empty()) {
        for (std::string& catalogue : project.catalogues) {
            catalogue = renamed_from(catalogue, project.folder, folder);
        }
        for_each_file_name(project, 0, [&](std::string_view, std::string& file) {
            file = renamed_from(file, project.folder, folder);
        });
    }
    return project;
}

} // namespace

std::string detail::project_json(Project const& project) {
    return json_text(with_files_named_from(project, "/"));
}

std::string detail::project_json(Project const& project, fs::path const& folder) {
    return json_text(with_files_named_from(project, folder.empty() ? fs::path{"."} : folder));
}

void write_project(Project const& project, fs::path const& path) {
    std::vector<Problem> problems = Writable{shown(path)}.run(project);
    if (!problems.empty()) {
        throw Error{std::move(problems)};
    }
    Project const written =
        with_files_named_from(project, path.has_parent_path() ? path.parent_path() : fs::path{"."});
    std::string const ending = path.extension().string();
    if (ending == ".yaml" || ending == ".yml") {
        write_file(path, yaml_text(written));
    } else if (ending == ".json") {
        write_file(path, json_text(written));
    } else if (ending == ".pb") {
        write_file(path, message_bytes(written));
    } else {
        throw Error{{.code = ErrorCode::file_unwritable,
                     .place = {.file = shown(path), .line = 0, .component = {}, .id = {}, .field = {}},
                     .text = fmt::format("ends in '{}', which is no project", ending),
                     .advice = "Projects are .yaml, .json or .pb files"}};
    }
}

} // namespace saggar
