// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "epanet_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace saggar::detail::epanet {

namespace {

constexpr std::array<std::string_view, 11> flow_unit_words{"CFS", "GPM", "MGD", "IMGD", "AFD", "LPS",
                                                           "LPM", "MLD", "CMH", "CMD",  "CMS"};

struct PressureWord {
    std::string_view word;
    PressureUnit unit;
};
constexpr std::array<PressureWord, 5> pressure_words{{{"PSI", PressureUnit::psi},
                                                      {"KPA", PressureUnit::kpa},
                                                      {"METERS", PressureUnit::metres},
                                                      {"BAR", PressureUnit::bar},
                                                      {"FEET", PressureUnit::feet}}};

struct HeadLossWord {
    std::string_view word;
    HeadLoss law;
};
constexpr std::array<HeadLossWord, 3> head_loss_words{
    {{"H-W", HeadLoss::hazen_williams}, {"D-W", HeadLoss::darcy_weisbach}, {"C-M", HeadLoss::chezy_manning}}};

// Settings of EPANET's own solver, of water quality and of its files: no bearing on the solution.
constexpr std::array<std::string_view, 19> ignored_options{
    "HYDR",      "QUAL",       "VERI",      "UNBA",          "DIFF",  "TRIAL",     "ACCU",
    "TOLER",     "SEGM",       "HTOL",      "QTOL",          "RQTOL", "CHECKFREQ", "MAXCHECK",
    "DAMPLIMIT", "FLOWCHANGE", "HEADERROR", "HEADTOLERANCE", "STATUS"};

class OptionsReader {
public:
    OptionsReader(EpanetModel& model, Findings& findings) : options_{model.options}, findings_{findings} {}

    void read(Line const& line) {
        WordReader words{Section::options, line, findings_};
        auto const key = words.id();
        if (begins_with(key, "UNIT")) {
            flow_unit(words);
        } else if (begins_with(key, "PRESSURE") && !of_demand_model(key, words.word(1))) {
            pressure_unit(words);
        } else if (begins_with(key, "HEADL")) {
            head_loss(words);
        } else if (begins_with(key, "PATT")) {
            if (words.needs(2, "PATTERN id")) {
                options_.default_pattern = words.word(1);
                options_.default_pattern_line = line.number;
            }
        } else if (begins_with(key, "SPEC")) {
            positive(words, 2, "SPECIFIC GRAVITY value", options_.specific_gravity);
        } else if (begins_with(key, "VISC")) {
            double value = 1.0;
            positive(words, 1, "VISCOSITY value", value);
            options_.viscosity = value;
        } else if (begins_with(key, "DEMAND") && begins_with(words.word(1), "MODEL")) {
            demand_model(words, line);
        } else if (begins_with(key, "DEMAND")) {
            positive(words, 2, "DEMAND MULTIPLIER value", options_.demand_multiplier);
        } else if (begins_with(key, "BACK") ||
                   (begins_with(key, "EMIT") && begins_with(words.word(1), "BACK"))) {
            backflow(words);
        } else if (begins_with(key, "EMIT")) {
            positive(words, 2, "EMITTER EXPONENT value", options_.emitter_exponent);
        } else if (begins_with(key, "HYDR") && begins_with(words.word(1), "USE")) {
            findings_.note(ImportNoteKind::not_read, Section::options, line.number, {},
                           fmt::format("{}: flows are not taken from this file but solved", line.text));
        } else if (begins_with(key, "MAP")) {
            findings_.note(ImportNoteKind::not_read, Section::options, line.number, {},
                           fmt::format("{}: positions are read from [COORDINATES] only", line.text));
        } else if (!ignored(key) && !of_demand_model(key, words.word(1))) {
            words.fail(ErrorCode::unknown_field, {},
                       fmt::format("'{}' is not an option of EPANET", line.text),
                       "Correct its name, or remove it.");
        }
    }

private:
    // MINIMUM PRESSURE, REQUIRED PRESSURE and PRESSURE EXPONENT belong to demand model PDA, which is refused
    // where it is chosen.
    static bool of_demand_model(std::string_view key, std::string_view next) {
        return begins_with(key, "MINI") || begins_with(key, "REQ") ||
               (begins_with(key, "PRESSURE") && begins_with(next, "EXP"));
    }
    static bool ignored(std::string_view key) {
        return std::ranges::any_of(ignored_options,
                                   [&](auto const ignored_key) { return begins_with(key, ignored_key); });
    }

    void flow_unit(WordReader& words) {
        if (!words.needs(2, "UNITS flow-unit")) {
            return;
        }
        for (auto const unit : flow_unit_words) {
            if (same_word(words.word(1), unit)) {
                options_.flow_unit = unit;
                return;
            }
        }
        if (same_word(words.word(1), "SI")) {
            options_.flow_unit = "LPS"; // EPANET 2.0
            return;
        }
        words.fail(ErrorCode::value_unknown, "UNITS", fmt::format("'{}' is not a flow unit", words.word(1)),
                   "One of CFS, GPM, MGD, IMGD, AFD, LPS, LPM, MLD, CMH, CMD, CMS.");
    }

    void pressure_unit(WordReader& words) {
        if (!words.needs(2, "PRESSURE unit")) {
            return;
        }
        for (auto const& [word, unit] : pressure_words) {
            if (begins_with(words.word(1), word) ||
                (unit == PressureUnit::metres && same_word(words.word(1), "M"))) {
                options_.pressure = unit;
                return;
            }
        }
        words.fail(ErrorCode::value_unknown, "PRESSURE",
                   fmt::format("'{}' is not a unit of pressure", words.word(1)),
                   "One of PSI, KPA, METERS, BAR, FEET.");
    }

    void head_loss(WordReader& words) {
        if (!words.needs(2, "HEADLOSS law")) {
            return;
        }
        for (auto const& [word, law] : head_loss_words) {
            if (same_word(words.word(1), word)) {
                options_.head_loss = law;
                return;
            }
        }
        words.fail(ErrorCode::value_unknown, "HEADLOSS",
                   fmt::format("'{}' is not a head loss formula", words.word(1)), "One of H-W, D-W, C-M.");
    }

    void demand_model(WordReader& words, Line const& line) {
        if (!words.needs(3, "DEMAND MODEL DDA or PDA")) {
            return;
        }
        if (same_word(words.word(2), "PDA")) {
            findings_.untranslated(Section::options, line.number, {},
                                   "DEMAND MODEL PDA: demands that depend on pressure are not modelled",
                                   "Set DEMAND MODEL DDA; demands are then always met.");
        } else if (!same_word(words.word(2), "DDA")) {
            words.fail(ErrorCode::value_unknown, "DEMAND MODEL",
                       fmt::format("'{}' is not a demand model", words.word(2)), "DDA or PDA.");
        }
    }

    void backflow(WordReader& words) {
        if (!words.needs(3, "BACKFLOW ALLOWED YES or NO")) {
            return;
        }
        if (same_word(words.word(2), "YES") || same_word(words.word(2), "NO")) {
            options_.emitter_backflow = same_word(words.word(2), "YES");
        } else {
            words.fail(ErrorCode::value_unknown, "BACKFLOW",
                       fmt::format("'{}' is neither YES nor NO", words.word(2)));
        }
    }

    static void positive(WordReader& words, std::size_t position, std::string_view form, double& value) {
        if (words.needs(position + 1, form)) {
            value = words.number(position, form, 0.0, false, value);
        }
    }

    Options& options_;
    Findings& findings_;
};

void read_time(Line const& line, EpanetModel& model, Findings& findings) {
    WordReader words{Section::times, line, findings};
    auto const key = words.id();
    auto const second = words.word(1);
    double* target = nullptr;
    double unused = 0.0;
    if (begins_with(key, "STAT")) {
        return; // how a report summarises the run
    }
    if (begins_with(key, "DURA")) {
        target = &model.options.duration_s;
    } else if (begins_with(key, "PATT") && begins_with(second, "TIME")) {
        target = &model.options.pattern_step_s;
    } else if (begins_with(key, "PATT") && begins_with(second, "STAR")) {
        target = &model.options.pattern_start_s;
    } else if (begins_with(key, "STAR")) {
        target = &model.options.start_clock_s;
    } else if (begins_with(key, "HYDR") || begins_with(key, "QUAL") || begins_with(key, "RULE") ||
               begins_with(key, "MINI") || begins_with(key, "REPO")) {
        target = &unused; // steps of EPANET's clock: a steady state at each pattern step needs none
    } else {
        words.fail(ErrorCode::unknown_field, {}, fmt::format("'{}' is not a time of EPANET", line.text),
                   "Correct its name, or remove it.");
        return;
    }
    if (!words.needs(2, "name value (unit)")) {
        return;
    }
    auto const last = words.word(words.count() - 1);
    auto time = time_in(last, {});
    if (!time && words.count() > 2) {
        time = time_in(words.word(words.count() - 2), last);
    }
    if (!time) {
        words.fail(ErrorCode::value_wrong_type, key, fmt::format("'{}' holds no time", line.text),
                   "As 24, 24:00, 90 MIN, or 6:00 PM.");
        return;
    }
    *target = *time;
}

void read_energy(Line const& line, EpanetModel& model, Findings& findings) {
    if (line.words.size() >= 3 && begins_with(line.words[0], "GLOB") && begins_with(line.words[1], "EFFI")) {
        WordReader words{Section::energy, line, findings};
        model.options.pump_efficiency_percent =
            words.number(2, "EFFICIENCY", 0.0, false, model.options.pump_efficiency_percent);
    }
}

} // namespace

void read_options(SectionedText const& text, EpanetModel& model, Findings& findings) {
    for (auto const& line : text[Section::title]) {
        model.title.push_back(line.text);
    }
    OptionsReader reader{model, findings};
    for (auto const& line : text[Section::options]) {
        reader.read(line);
    }
    for (auto const& line : text[Section::times]) {
        read_time(line, model, findings);
    }
    if (model.options.pattern_step_s <= 0.0) {
        model.options.pattern_step_s = 3600.0; // EPANET's default
    }
    for (auto const& line : text[Section::energy]) {
        read_energy(line, model, findings);
    }
    for (auto const& line : text[Section::backdrop]) {
        if (line.words.size() >= 2 && begins_with(line.words[0], "UNIT")) {
            model.options.map_units = line.words[1];
        }
    }
}

void read_patterns_and_curves(SectionedText const& text, EpanetModel& model, Findings& findings) {
    for (auto const& line : text[Section::patterns]) {
        WordReader words{Section::patterns, line, findings};
        if (!words.needs(2, "id factor factor ...")) {
            continue;
        }
        auto const [entry, added] = model.pattern_by_id.try_emplace(words.id(), model.patterns.size());
        if (added) {
            model.patterns.push_back({words.id(), line.number, {}});
        }
        for (std::size_t i = 1; i < words.count(); ++i) {
            model.patterns[entry->second].factors.push_back(words.number(i, "factor"));
        }
    }
    for (auto const& line : text[Section::curves]) {
        WordReader words{Section::curves, line, findings};
        if (!words.needs(3, "id x y")) {
            continue;
        }
        auto const [entry, added] = model.curve_by_id.try_emplace(words.id(), model.curves.size());
        if (added) {
            model.curves.push_back({words.id(), line.number, {}, {}});
        }
        auto& curve = model.curves[entry->second];
        auto const x = words.number(1, "x");
        auto const y = words.number(2, "y");
        if (words.failed()) {
            continue;
        }
        if (!curve.x.empty() && x <= curve.x.back()) {
            words.fail(ErrorCode::value_out_of_range, "x",
                       fmt::format("{} does not follow {}: x must grow along a curve", x, curve.x.back()));
            continue;
        }
        curve.x.push_back(x);
        curve.y.push_back(y);
    }
}

bool WordReader::needs(std::size_t words, std::string_view form) {
    if (count() >= words) {
        return true;
    }
    fail(ErrorCode::syntax_error, {}, fmt::format("'{}' has too few values", line_.text),
         fmt::format("The form is: {}.", form));
    return false;
}

double WordReader::number(std::size_t position, std::string_view field, double lowest, bool lowest_included,
                          double fallback) {
    auto const value = number_in(word(position));
    if (!value) {
        fail(ErrorCode::value_wrong_type, field, fmt::format("'{}' is not a number", word(position)));
        return fallback;
    }
    if (*value < lowest || (*value == lowest && !lowest_included)) {
        fail(ErrorCode::value_out_of_range, field,
             fmt::format("{} is not allowed, must be {} {}", word(position),
                         lowest_included ? "at least" : "above", lowest));
        return fallback;
    }
    return *value;
}

double WordReader::number(std::size_t position, std::string_view field) {
    return number(position, field, -std::numeric_limits<double>::infinity(), true, 0.0);
}

std::size_t WordReader::reference(std::size_t position, Ids const& ids, std::string_view what) {
    auto const found = ids.find(word(position));
    if (found != ids.end()) {
        return found->second;
    }
    fail(ErrorCode::unknown_id, what, fmt::format("there is no {} '{}'", what, word(position)));
    return nowhere;
}

void WordReader::fail(ErrorCode code, std::string_view field, std::string text, std::string advice) {
    failed_ = true;
    findings_.problem(code, section_, line_.number, id(), std::move(text), std::move(advice), field);
}

} // namespace saggar::detail::epanet
