// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// File: magic and format, then everything else, then the digest of all before it.

#include "saggar/io/checkpoint.hpp"

#include "../digest.hpp"
#include "../document/message_writer.hpp"
#include "../file.hpp"

#include "saggar/engine/state_archive.hpp"
#include "saggar/io/project_differences.hpp"
#include "saggar/io/project_reader.hpp"
#include "saggar/network/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace saggar {

namespace {

namespace fs = std::filesystem;
using namespace detail;

constexpr std::string_view magic = "saggar checkpoint 8\n"; // the number is the format's

[[noreturn]] void fail(ErrorCode code, fs::path const& path, std::string text, std::string advice) {
    throw Error{{.code = code,
                 .place = {.file = shown(path), .line = 0, .component = {}, .id = {}, .field = {}},
                 .text = std::move(text),
                 .advice = std::move(advice)}};
}

void add(Digest& digest, TimeSeries const& series, std::int64_t begin_s, std::int64_t end_s) {
    std::int64_t const interval = series.interval_s;
    digest.add(interval);
    for (std::int64_t at = 0; at < static_cast<std::int64_t>(series.values.size()); ++at) {
        std::int64_t const from = series.begin_s + at * interval;
        if (from + interval > begin_s && from < end_s) {
            digest.add(from);
            digest.add(series.values[static_cast<std::size_t>(at)]);
        }
    }
}

void keep(StateArchive& archive, Checkpoint& checkpoint) {
    archive.section("checkpoint");
    RunIdentity& identity = checkpoint.identity;
    archive(identity.program, identity.project, identity.files, identity.options, identity.series,
            checkpoint.steps, checkpoint.state);
}

// As far as any controller looks ahead.
double lead_h(Project const& project) {
    double longest = 0.0;
    for (ControllerSettings const& controller : project.controllers) {
        longest = std::max(longest, controller.lead_hours);
    }
    return longest;
}

} // namespace

void FileFingerprint::keep(StateArchive& archive) {
    archive(what, content);
}

void RunOption::keep(StateArchive& archive) {
    archive(name, value);
}

std::uint64_t RunIdentity::run() const {
    Digest digest;
    digest.add(program);
    digest.add(project);
    for (FileFingerprint const& file : files) {
        digest.add(file.what);
        digest.add(file.content);
    }
    for (RunOption const& option : options) {
        digest.add(option.name);
        digest.add(option.value);
    }
    return digest.value();
}

std::uint64_t project_fingerprint(Project const& project) {
    Digest digest;
    digest.add(message_bytes(project));
    return digest.value();
}

std::vector<FileFingerprint> file_fingerprints(Project const& project) {
    std::vector<FileFingerprint> made;
    auto const add = [&](char const* kind, std::vector<std::string> const& names) {
        for (std::string const& name : names) {
            Digest digest;
            digest.add(read_file(fs::path{project.folder} / name));
            made.push_back({fmt::format("{} file '{}'", kind, name), digest.value()});
        }
    };
    add("catalogue", project.catalogues);
    add("shapes", project.simulation.shapes);
    return made;
}

SeriesDigest::SeriesDigest(Scenario const& scenario) : scenario_{&scenario}, demand_{Digest{}.value()} {}

SeriesFingerprints SeriesDigest::after(std::size_t steps) {
    Digest demand{demand_};
    for (; steps_ < steps; ++steps_) {
        for (std::size_t part = 0; part < scenario_->parts(steps_); ++part) {
            std::vector<double> const asked_w =
                scenario_->unlimited_demand_w(scenario_->time_of_part(steps_, part));
            demand.add(std::as_bytes(std::span{asked_w}));
        }
    }
    demand_ = demand.value();
    std::int64_t const begin_s = scenario_->window().begin_s;
    std::int64_t const end_s = scenario_->begin_of_step_s(steps);
    auto const lead_s = static_cast<std::int64_t>(3600.0 * lead_h(scenario_->network()->project()));
    ScenarioSeries const& series = scenario_->series();
    Digest weather;
    // Controllers look ahead from the beginning of a step, or of a part of one.
    std::int64_t last_s = begin_s;
    if (steps > 0) {
        last_s = scenario_->time_of_part(steps - 1, scenario_->parts(steps - 1) - 1).begin_s;
    }
    add(weather, series.outdoor_c, begin_s, std::max(end_s, last_s + lead_s));
    add(weather, series.global_w_m2, begin_s, end_s);
    Digest sources;
    for (SourceSeries const& source : series.sources) {
        for (TimeSeries const* const each : {&source.heat_w, &source.it_load_w, &source.own_use_w}) {
            add(sources, *each, begin_s, end_s);
        }
    }
    Digest prices;
    for (TimeSeries const* const each :
         {&series.prices.import_per_j, &series.prices.export_per_j, &series.prices.carbon_kg_per_j}) {
        add(prices, *each, begin_s, end_s);
    }
    return {
        .weather = weather.value(), .demand = demand_, .sources = sources.value(), .prices = prices.value()};
}

void write_checkpoint(fs::path const& path, Checkpoint const& checkpoint) {
    Checkpoint copy = checkpoint;
    StateArchive archive;
    keep(archive, copy);
    Digest digest;
    digest.add(archive.bytes());
    std::uint64_t const sum = digest.value();
    fs::path part = path;
    part += ".part";
    auto const must = [&](bool good) {
        if (!good) {
            int const why = errno;
            std::error_code ignored;
            fs::remove(part, ignored);
            fail(ErrorCode::file_unwritable, path,
                 "cannot be written: " + std::generic_category().message(why),
                 "Check that the folder exists, is yours and has room");
        }
    };
    int const file = open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    must(file >= 0);
    auto const put = [&](void const* data, std::size_t size) {
        auto const* at = static_cast<char const*>(data);
        while (size > 0) {
            ssize_t const written = write(file, at, size);
            if (written < 0 && errno == EINTR) {
                continue;
            }
            if (written < 0) {
                return false;
            }
            at += written;
            size -= static_cast<std::size_t>(written);
        }
        return true;
    };
    bool const good = put(magic.data(), magic.size()) &&
                      put(archive.bytes().data(), archive.bytes().size()) && put(&sum, sizeof sum) &&
                      fsync(file) == 0;
    int const why = errno;
    close(file);
    errno = why;
    must(good);
    must(std::rename(part.c_str(), path.c_str()) == 0);
}

Checkpoint read_checkpoint(fs::path const& path) {
    constexpr char const* anew = "Begin anew, without --resume";
    std::error_code error;
    if (!fs::exists(path, error) && !error) {
        fail(ErrorCode::file_unreadable, path, "does not exist: there is nothing to go on from",
             "Begin without --resume, or name the folder of the run as --out");
    }
    std::string const content = read_file(path);
    std::uint64_t sum = 0;
    if (!content.starts_with(magic)) {
        fail(ErrorCode::file_unreadable, path, "is no checkpoint of this program", anew);
    }
    if (content.size() < magic.size() + sizeof sum) {
        fail(ErrorCode::file_unreadable, path, "is damaged: it ends too early", anew);
    }
    auto const bytes = std::as_bytes(std::span{content}).subspan(magic.size());
    auto const body = bytes.first(bytes.size() - sizeof sum);
    std::memcpy(&sum, bytes.last(sizeof sum).data(), sizeof sum);
    Digest digest;
    digest.add(body);
    if (digest.value() != sum) {
        fail(ErrorCode::file_unreadable, path, "is damaged: its checksum is not that of its content", anew);
    }
    Checkpoint checkpoint;
    StateArchive archive{body};
    keep(archive, checkpoint);
    archive.finish();
    return checkpoint;
}

namespace {

// ": plants 'boiler', capacity_kw: 900 and 800"
std::string changes(Project const& before, Project const& project) {
    constexpr std::size_t named = 3;
    std::string text;
    auto const differences = project_differences(before, project);
    for (std::size_t i = 0; i < std::min(differences.size(), named); ++i) {
        text += (i == 0 ? ": " : "; ") + to_string(differences[i]);
    }
    if (differences.size() > named) {
        text += fmt::format(" and {} more", differences.size() - named);
    }
    return text;
}

// Empty where nothing is known.
std::string changes_since(fs::path const& inputs, Project const& project) {
    std::error_code error;
    if (!fs::exists(inputs, error)) {
        return {};
    }
    try {
        return changes(read_project(inputs), project);
    } catch (Error const&) {
        return {}; // what is refused is the checkpoint, not that file
    }
}

// "a", "a and b", "a, b and c"
std::string all_of(std::vector<std::string> const& parts) {
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        text += (i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ") + parts[i];
    }
    return text;
}

// "another --step (3600 s, not 1800 s)", for each that both have and that differs.
std::vector<std::string> other_options(RunIdentity const& found, RunIdentity const& wanted) {
    std::vector<std::string> others;
    for (RunOption const& now : wanted.options) {
        for (RunOption const& before : found.options) {
            if (before.name == now.name && before.value != now.value) {
                others.push_back(fmt::format("another {} ({}, not {})", now.name, before.value, now.value));
            }
        }
    }
    return others;
}

std::vector<std::string> changed_files(RunIdentity const& found, RunIdentity const& wanted) {
    std::vector<std::string> changed;
    for (FileFingerprint const& now : wanted.files) {
        for (FileFingerprint const& before : found.files) {
            if (before.what == now.what && before.content != now.content) {
                changed.push_back(now.what);
            }
        }
    }
    return changed;
}

std::vector<std::string> other_series(SeriesFingerprints const& found, SeriesFingerprints const& wanted) {
    std::vector<std::string> others;
    for (auto const& [name, part] : {std::pair{"weather", &SeriesFingerprints::weather},
                                     std::pair{"demand", &SeriesFingerprints::demand},
                                     std::pair{"sources", &SeriesFingerprints::sources},
                                     std::pair{"prices", &SeriesFingerprints::prices}}) {
        if (found.*part != wanted.*part) {
            others.emplace_back(name);
        }
    }
    return others;
}

} // namespace

void check_resumable(Checkpoint const& found, RunIdentity const& wanted, std::uint64_t steps,
                     fs::path const& path, Project const& project, std::optional<Project> const& before) {
    std::vector<Problem> problems;
    auto const add = [&](std::string text, std::string advice) {
        problems.push_back({ErrorCode::operation_refused,
                            {.file = shown(path), .line = 0, .component = {}, .id = {}, .field = {}},
                            std::move(text),
                            std::move(advice)});
    };
    if (found.identity.program != wanted.program) {
        add(fmt::format("was written by {}, this is {}", found.identity.program, wanted.program),
            "Go on with the program that began, or begin anew without --resume");
    }
    if (found.identity.project != wanted.project) {
        add("is of another project, or the project has changed since" +
                (before ? changes(*before, project)
                        : changes_since(path.parent_path() / "inputs.json", project)),
            fmt::format("Put it back as it was{}, or begin anew without --resume",
                        before ? "" : " (inputs.json beside the checkpoint has it)"));
    }
    if (auto const changed = changed_files(found.identity, wanted); !changed.empty()) {
        add(fmt::format("does not fit {}, which {} changed since", all_of(changed),
                        changed.size() == 1 ? "has" : "have"),
            "Put it back as it was, or begin anew without --resume");
    }
    if (auto const others = other_options(found.identity, wanted); !others.empty()) {
        add("was begun with " + all_of(others), "Give the same, or begin anew without --resume");
    }
    if (problems.empty() && found.steps > steps) {
        add(fmt::format("is after {} steps, further than --to, which is {} steps after --from", found.steps,
                        steps),
            "Give a later --to, or begin anew without --resume");
    } else if (problems.empty() && found.identity.series != wanted.series) {
        double const ahead_h = lead_h(project);
        add(fmt::format("does not fit {}: what was simulated already has other values in the files now{}",
                        all_of(other_series(found.identity.series, wanted.series)),
                        ahead_h > 0.0 ? fmt::format(" (controllers looked {:g} h ahead)", ahead_h) : ""),
            "Put the series back as they were, or begin anew without --resume");
    }
    if (!problems.empty()) {
        throw Error{std::move(problems)};
    }
}

} // namespace saggar
