// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/result_files.hpp"

#include "../document/project_text.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <system_error>

#include <unistd.h>

namespace saggar {

namespace {

namespace fs = std::filesystem;

constexpr char const* summary_name = "summary.json";
constexpr char const* inputs_name = "solve_inputs.json";
constexpr char const* geopackage_name = "results.gpkg";

[[noreturn]] void unwritable(fs::path const& path, std::string const& why) {
    throw Error{Problem{.code = ErrorCode::file_unwritable,
                        .place = {.file = path.string(), .line = 0, .component = {}, .id = {}, .field = {}},
                        .text = "cannot be written: " + why,
                        .advice = "Check that the folder exists, is yours and has room"}};
}

void write_text(fs::path const& file, std::string const& text) {
    std::ofstream out{file, std::ios::binary};
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    if (!out) {
        unwritable(file, std::generic_category().message(errno));
    }
}

// A folder inside the one to be written to; what it still holds when it ends, and itself, is removed.
class Staging {
public:
    explicit Staging(fs::path target) : target_{std::move(target)} {
        static std::atomic<unsigned> count{0};
        std::error_code error;
        made_target_ = fs::create_directories(target_, error);
        if (error) {
            unwritable(target_, error.message());
        }
        folder_ = target_ / (".writing-" + std::to_string(getpid()) + "-" + std::to_string(count++));
        if (!fs::create_directory(folder_, error)) {
            unwritable(target_, error.message());
        }
    }
    ~Staging() {
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
        if (made_target_ && !done_) {
            fs::remove(target_, ignored); // only if empty
        }
    }
    Staging(Staging const&) = delete;
    Staging& operator=(Staging const&) = delete;

    [[nodiscard]] fs::path path(std::string const& name) const { return folder_ / name; }

    // Puts files of these names into their places, and removes what stands under the names `without`.
    std::vector<fs::path> publish(std::vector<std::string> const& names,
                                  std::vector<std::string> const& without) {
        std::vector<fs::path> written;
        std::error_code error;
        for (std::string const& name : names) {
            if (fs::is_directory(target_ / name, error)) { // the one thing a file cannot take the place of
                unwritable(target_ / name, "there is a folder of this name");
            }
        }
        for (std::string const& name : names) {
            fs::rename(folder_ / name, target_ / name, error);
            if (error) {
                unwritable(target_ / name, error.message());
            }
            written.push_back(target_ / name);
        }
        done_ = true;
        for (std::string const& name : without) {
            fs::path const file = target_ / name;
            if (fs::is_regular_file(file, error) && !fs::remove(file, error)) {
                throw Error{Problem{
                    .code = ErrorCode::file_unwritable,
                    .place = {.file = file.string(), .line = 0, .component = {}, .id = {}, .field = {}},
                    .text = "is of an earlier run and cannot be removed: " + error.message(),
                    .advice = "Remove it: this run has no such file"}};
            }
        }
        return written;
    }

private:
    fs::path target_;
    fs::path folder_;
    bool made_target_{false};
    bool done_{false};
};

} // namespace

std::vector<fs::path> write_files(std::vector<std::pair<std::string, std::string>> const& name_and_text,
                                  std::vector<std::pair<std::string, FileWriter>> const& name_and_writer,
                                  fs::path const& folder, std::vector<std::string> without) {
    Staging staging{folder};
    std::vector<std::string> names;
    for (auto const& [name, text] : name_and_text) {
        write_text(staging.path(name), text);
        names.push_back(name);
    }
    for (auto const& [name, write] : name_and_writer) {
        (write(staging.path(name)) ? names : without).push_back(name);
    }
    std::erase_if(without, [&](std::string const& name) { return std::ranges::count(names, name) > 0; });
    return staging.publish(names, without);
}

void write_files(std::vector<std::pair<std::string, std::string>> const& name_and_text,
                 fs::path const& folder) {
    (void)write_files(name_and_text, {}, folder);
}

std::vector<std::string> result_file_names() {
    std::vector<std::string> names;
    for (ResultTable const& table : result_tables()) {
        names.push_back(std::string{table.name} + ".csv");
    }
    names.emplace_back(summary_name);
    names.emplace_back(inputs_name);
    names.emplace_back(geopackage_name);
    return names;
}

std::vector<fs::path> write_results(SolvedPoint const& solved, fs::path const& folder) {
    if (!solved.report().converged()) {
        throw Error{Problem{.code = ErrorCode::operation_refused,
                            .place = {},
                            .text = "there is no solution to write",
                            .advice = solved.report().diagnosis}};
    }
    Staging staging{folder};
    std::vector<std::string> names;
    for (ResultTable const& table : result_tables()) {
        names.push_back(std::string{table.name} + ".csv");
        write_text(staging.path(names.back()), to_csv(table, solved));
    }
    names.emplace_back(summary_name);
    write_text(staging.path(names.back()), summary_json(solved));
    names.emplace_back(inputs_name);
    write_text(staging.path(names.back()), detail::project_json(solved.network().project(), folder));
    std::vector<std::string> without;
    bool const has_map = geopackage_supported() && write_geopackage(solved, staging.path(geopackage_name));
    (has_map ? names : without).emplace_back(geopackage_name);
    return staging.publish(names, without);
}

} // namespace saggar
