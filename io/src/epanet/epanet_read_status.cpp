// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "epanet_model.hpp"

#include <fmt/format.h>

#include <cmath>

namespace saggar::detail::epanet {

namespace {

constexpr double seconds_in_day = 86400.0;

// A status or setting given to a link, by [STATUS] or by a control.
struct NewSetting {
    bool open{false};
    bool closed{false};
    double value{0.0}; // if neither
};

// EPANET's rules: a number is the speed of a pump (0 stops it) or the setting of a valve, which then
// regulates; OPEN and CLOSED fix a valve and run a pump at full speed or stop it.
void apply(LinkRecord& link, NewSetting const& setting) {
    bool const word = setting.open || setting.closed;
    if (link.type == LinkType::pump) {
        double const speed = word ? (setting.open ? 1.0 : 0.0) : setting.value;
        if (speed > 0.0) {
            link.setting = speed;
        }
        link.status = speed > 0.0 ? LinkSetting::open : LinkSetting::closed;
    } else if (word) {
        link.status = setting.open ? LinkSetting::open : LinkSetting::closed;
    } else if (link.type != LinkType::pipe && link.type != LinkType::gpv) {
        link.setting = setting.value;
        link.status = LinkSetting::automatic;
    }
}

std::optional<NewSetting> setting_in(std::string_view word) {
    if (begins_with(word, "OPEN")) {
        return NewSetting{true, false, 0.0};
    }
    if (begins_with(word, "CLOSED")) {
        return NewSetting{false, true, 0.0};
    }
    if (auto const value = number_in(word)) {
        return NewSetting{false, false, *value};
    }
    return std::nullopt;
}

// Whether an id lies in a range: of numbers if both ends are, else of text.
bool in_range(std::string_view id, std::string_view first, std::string_view last) {
    auto const low = number_in(first);
    auto const high = number_in(last);
    if (low && high && *low > 0.0 && *high > 0.0) {
        auto const number = number_in(id);
        return number && *number >= *low && *number <= *high;
    }
    return id >= first && id <= last;
}

void read_status(Line const& line, EpanetModel& model, Findings& findings) {
    WordReader words{Section::status, line, findings};
    if (!words.needs(2, "link (last-link) OPEN, CLOSED or setting")) {
        return;
    }
    auto const last = words.count() - 1;
    auto const setting = setting_in(words.word(last));
    if (!setting || (!setting->open && !setting->closed && setting->value < 0.0)) {
        words.fail(ErrorCode::value_unknown, "status",
                   fmt::format("'{}' is neither OPEN, CLOSED nor a setting of 0 or more", words.word(last)));
        return;
    }
    if (last > 1) {
        for (auto& link : model.links) {
            if (link.type != LinkType::check_valve_pipe && in_range(link.id, words.word(0), words.word(1))) {
                apply(link, *setting);
            }
        }
        return;
    }
    auto const position = words.reference(0, model.link_by_id, "link");
    if (position == nowhere) {
        return;
    }
    auto& link = model.links[position];
    if (link.type == LinkType::check_valve_pipe) {
        words.fail(ErrorCode::values_conflict, "status", "a check valve cannot be set");
    } else if (link.type == LinkType::gpv && !setting->open && !setting->closed) {
        words.fail(ErrorCode::values_conflict, "status", "a general purpose valve has no setting");
    } else {
        apply(link, *setting);
    }
}

// Whether a control acts at time 0, or why not.
struct Moment {
    bool now{false};
    std::string why_not;
};

std::optional<Moment> moment_of(WordReader& words, std::size_t count, EpanetModel const& model) {
    auto const kind = words.word(4);
    if (begins_with(kind, "TIME") || begins_with(kind, "CLOCKTIME")) {
        auto const time = time_in(words.word(5), count > 6 ? words.word(6) : std::string_view{});
        if (!time) {
            words.fail(ErrorCode::value_wrong_type, "time", fmt::format("'{}' holds no time", words.word(5)));
            return std::nullopt;
        }
        if (begins_with(kind, "TIME")) {
            return Moment{*time == 0.0, "it acts later than time 0"};
        }
        return Moment{std::fmod(*time, seconds_in_day) ==
                          std::fmod(model.options.start_clock_s, seconds_in_day),
                      "it acts at another time of day than the start"};
    }
    if (count < 8) {
        words.fail(ErrorCode::syntax_error, {}, "a control of a node needs BELOW or ABOVE and a level",
                   "LINK id status IF NODE id BELOW level");
        return std::nullopt;
    }
    auto const position = words.reference(5, model.node_by_id, "node");
    bool const below = begins_with(words.word(6), "BELOW");
    if (!below && !begins_with(words.word(6), "ABOVE")) {
        words.fail(ErrorCode::value_unknown, {},
                   fmt::format("'{}' is neither BELOW nor ABOVE", words.word(6)));
        return std::nullopt;
    }
    auto const level = words.number(7, "level");
    if (words.failed()) {
        return std::nullopt;
    }
    auto const& node = model.nodes[position];
    if (node.kind == NodeKind::junction) {
        return Moment{false, "controls by the pressure of a junction are not modelled"};
    }
    return Moment{below ? node.level <= level : node.level >= level,
                  "the tank's first level does not trigger it"};
}

void read_control(Line const& line, EpanetModel& model, Findings& findings) {
    WordReader words{Section::controls, line, findings};
    if (!words.needs(6, "LINK id status AT TIME t, or LINK id status IF NODE id BELOW level")) {
        return;
    }
    auto count = words.count();
    bool const disabled = begins_with(words.word(count - 1), "DISABLED");
    if (disabled) {
        --count;
    }
    auto const position = words.reference(1, model.link_by_id, "link");
    auto const setting = setting_in(words.word(2));
    if (!setting) {
        words.fail(ErrorCode::value_unknown, "status",
                   fmt::format("'{}' is neither OPEN, CLOSED nor a setting", words.word(2)));
    }
    auto const moment = moment_of(words, count, model);
    if (words.failed()) {
        return;
    }
    auto& link = model.links[position];
    if (link.type == LinkType::check_valve_pipe) {
        words.fail(ErrorCode::values_conflict, {}, "a check valve cannot be controlled");
    } else if (disabled) {
        findings.note(ImportNoteKind::not_read, Section::controls, line.number, link.id,
                      fmt::format("{}: disabled in the file", line.text));
    } else if (moment->now) {
        if (link.type == LinkType::pipe && !setting->open && !setting->closed) {
            apply(link, {setting->value > 0.0, setting->value == 0.0, 0.0});
        } else {
            apply(link, *setting);
        }
        findings.note(ImportNoteKind::translated, Section::controls, line.number, link.id,
                      fmt::format("{}: applied, since it acts at time 0", line.text));
    } else {
        findings.note(ImportNoteKind::not_simulated, Section::controls, line.number, link.id,
                      fmt::format("{}: not simulated, {}", line.text, moment->why_not));
    }
}

void note_rules(SectionedText const& text, Findings& findings) {
    for (auto const& line : text[Section::rules]) {
        if (begins_with(line.words[0], "RULE")) {
            auto const id = line.words.size() > 1 ? line.words[1] : std::string_view{};
            findings.note(ImportNoteKind::not_simulated, Section::rules, line.number, id,
                          fmt::format("rule {}: not simulated; EPANET applies rules after time 0", id));
        }
    }
}

} // namespace

void read_status_and_controls(SectionedText const& text, EpanetModel& model, Findings& findings) {
    for (auto const& line : text[Section::status]) {
        read_status(line, model, findings);
    }
    // A speed pattern sets its pump before controls do.
    for (auto& link : model.links) {
        if (link.type == LinkType::pump && link.pattern != nowhere) {
            apply(link, {false, false, model.factor(link.pattern, 0.0)});
        }
    }
    for (auto const& line : text[Section::controls]) {
        read_control(line, model, findings);
    }
    note_rules(text, findings);
}

void name_what_is_not_read(SectionedText const& text, Findings& findings) {
    struct Ignored {
        Section section;
        std::string_view why;
    };
    constexpr std::array<Ignored, 9> ignored{{{Section::quality, "water quality is not simulated"},
                                              {Section::sources, "water quality is not simulated"},
                                              {Section::reactions, "water quality is not simulated"},
                                              {Section::mixing, "water quality is not simulated"},
                                              {Section::report, "it describes EPANET's report"},
                                              {Section::roughness, "EPANET does not read it either"},
                                              {Section::labels, "map labels are not kept"},
                                              {Section::backdrop, "only the units of the map are used"},
                                              {Section::tags, "tags are not kept"}}};
    for (auto const& [section, why] : ignored) {
        if (auto const lines = text[section].size(); lines > 0) {
            findings.note(ImportNoteKind::not_read, section, 0, {},
                          fmt::format("{} line{} not read: {}", lines, lines == 1 ? "" : "s", why));
        }
    }
    for (auto const& line : text[Section::leakage]) {
        findings.untranslated(Section::leakage, line.number, line.words[0],
                              "leakage that depends on pressure and pipe expansion is not modelled",
                              "Remove the line, or give the leakage as a demand.");
    }
    std::size_t prices = 0;
    for (auto const& line : text[Section::energy]) {
        bool efficiency = false;
        for (auto const word : line.words) {
            efficiency = efficiency || begins_with(word, "EFFI");
        }
        prices += efficiency ? 0 : 1;
    }
    if (prices > 0) {
        findings.note(ImportNoteKind::not_read, Section::energy, 0, {},
                      fmt::format("{} line{} not read: energy prices are not part of a network", prices,
                                  prices == 1 ? "" : "s"));
    }
}

double EpanetModel::factor(std::size_t pattern, double time_s) const {
    if (pattern == nowhere || patterns[pattern].factors.empty()) {
        return 1.0;
    }
    auto const& factors = patterns[pattern].factors;
    auto const step = std::floor((time_s + options.pattern_start_s) / options.pattern_step_s);
    return factors[static_cast<std::size_t>(std::fmod(step, static_cast<double>(factors.size())))];
}

} // namespace saggar::detail::epanet
