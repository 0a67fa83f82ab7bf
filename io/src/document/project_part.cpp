// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "project_part.hpp"

#include "../file.hpp"
#include "file_names.hpp"
#include "project_head.hpp"

#include <fmt/format.h>
#include <set>

namespace saggar::detail {

namespace {

std::vector<std::string_view> known_names() {
    std::vector<std::string_view> names = attribute_names<ProjectHead>();
    Project const empty;
    for_each_settings_section(empty, [&](std::string_view name, auto const&) { names.push_back(name); });
    for_each_component_list(empty, [&](std::string_view name, auto const&) { names.push_back(name); });
    return names;
}

class PartReader {
public:
    PartReader(DocumentSource& source, std::string const& file, std::string folder, Collected& collected,
               FieldLines* field_lines)
        : reader_{source, file, collected.problems, field_lines},
          file_{file},
          folder_{std::move(folder)},
          collected_{collected},
          first_problem_{collected.problems.size()},
          first_source_{collected.project.sources.size()} {}

    std::vector<Included> run() {
        Event const& begin = reader_.next();
        if (begin.kind == EventKind::end) {
            reader_.add(ErrorCode::syntax_error, 0, {}, "is empty",
                        "A project begins with schema_version: 1");
            collected_.complete = false;
            return {};
        }
        if (!reader_.expect_mapping(begin, {})) {
            collected_.complete = false;
            return {};
        }
        for (;;) {
            Event const& key = reader_.next();
            if (key.kind == EventKind::mapping_end) {
                break;
            }
            one_key(key);
        }
        reader_.next(); // nothing may follow: the source says so
        return finish();
    }

private:
    void one_key(Event const& key) {
        if (!RecordReader::is_name(key)) {
            reader_.refuse_key(key, {});
            return;
        }
        std::string const name{key.text};
        std::size_t const line = key.line;
        if (!seen_.insert(name).second) {
            reader_.twice(name, line);
            reader_.skip(reader_.next());
            return;
        }
        if (!head_field(name, line) && !section(name, line) && !component_list(name)) {
            seen_.erase(name);
            reader_.refuse_key(key, known_names());
        }
    }

    bool head_field(std::string const& name, std::size_t line) {
        int const found = find_attribute<ProjectHead>(name, 0);
        if (found < 0) {
            return false;
        }
        reader_.value(attributes<ProjectHead>()[static_cast<std::size_t>(found)], head_);
        if (name == "include") {
            include_lines_ = reader_.text_lines();
        } else if (name == "schema_version") {
            version_line_ = line;
        } else if (name != "catalogues") {
            given_once(name, line);
        }
        return true;
    }

    bool section(std::string const& name, std::size_t line) {
        bool found = false;
        for_each_settings_section(collected_.project, [&](std::string_view section, auto& record) {
            if (section == name) {
                found = true;
                if (given_once(name, line)) {
                    reader_.section(section, record, collected_.project.origins[name]);
                } else {
                    reader_.skip(reader_.next());
                }
            }
        });
        return found;
    }

    bool component_list(std::string const& name) {
        bool found = false;
        for_each_component_list(collected_.project, [&](std::string_view list, auto& records) {
            if (list == name) {
                found = true;
                reader_.components(list, records, collected_.project.origins[name]);
            }
        });
        return found;
    }

    // False, and a complaint, if another file of the project gives it too.
    bool given_once(std::string const& name, std::size_t line) {
        auto const [where, is_first] = collected_.given.try_emplace(name, ElementOrigin{file_, line});
        if (!is_first) {
            reader_.add(ErrorCode::values_conflict, line, name,
                        fmt::format("is given in {} too", where->second.file), "Keep one of the two");
        }
        return is_first;
    }

    std::vector<Included> finish() {
        check_version();
        if (!collected_.complete) {
            return {};
        }
        Project& project = collected_.project;
        auto const take = [&](std::string const& name, std::string& target, std::string& value) {
            auto const given = collected_.given.find(name);
            if (given != collected_.given.end() && given->second.file == file_) {
                target = std::move(value);
            }
        };
        take("name", project.name, head_.name);
        take("description", project.description, head_.description);
        take("coordinate_reference_system", project.coordinate_reference_system,
             head_.coordinate_reference_system);
        take("currency", project.currency, head_.currency);
        for (std::string const& catalogue : head_.catalogues) {
            project.catalogues.push_back(renamed_from(catalogue, folder_, project.folder));
        }
        for_each_file_name(project, first_source_, [&](std::string_view section, std::string& name) {
            auto const given = collected_.given.find(section);
            bool const here = given != collected_.given.end() && given->second.file == file_;
            if (here || section == "sources") {
                name = renamed_from(name, folder_, project.folder);
            }
        });
        std::vector<Included> included;
        for (std::size_t i = 0; i < head_.include.size(); ++i) {
            included.push_back({head_.include[i], include_lines_[i]});
        }
        return included;
    }

    void check_version() {
        if (!seen_.contains("schema_version")) {
            reader_.add(
                ErrorCode::value_missing, 0, "schema_version", "is missing",
                fmt::format("Begin the file with schema_version: {}", Project::supported_schema_version));
        } else if (head_.schema_version != Project::supported_schema_version &&
                   head_.schema_version != ProjectHead::version_not_read) {
            // What else seems wrong only shows that the format is another.
            collected_.problems.resize(first_problem_);
            collected_.complete = false;
            reader_.add(ErrorCode::schema_version_unsupported, version_line_, "schema_version",
                        fmt::format("{} is not supported, must be {}", head_.schema_version,
                                    Project::supported_schema_version),
                        head_.schema_version > Project::supported_schema_version
                            ? "The file is of a newer saggar: update this one"
                            : "");
        }
    }

    RecordReader reader_;
    std::string const& file_;
    std::string folder_;
    Collected& collected_;
    ProjectHead head_;
    std::set<std::string> seen_;
    std::vector<std::size_t> include_lines_;
    std::size_t version_line_{0};
    std::size_t first_problem_;
    std::size_t first_source_; // that this file lists
};

} // namespace

std::vector<Included> read_part(DocumentSource& source, std::string const& file, std::string const& folder,
                                Collected& collected, FieldLines* field_lines) {
    return PartReader{source, file, folder, collected, field_lines}.run();
}

} // namespace saggar::detail
