// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "epanet_model.hpp"

#include <fmt/format.h>

#include <limits>

namespace saggar::detail::epanet {

namespace {

constexpr double any_size = -std::numeric_limits<double>::infinity();

// Adds a record under its id; null if the id is taken.
template <class Record>
Record* add(std::vector<Record>& records, Ids& ids, WordReader& words, Record record, std::string_view what) {
    auto const [entry, added] = ids.try_emplace(record.id, records.size());
    if (!added) {
        words.fail(
            ErrorCode::duplicate_id, "id",
            fmt::format("there is a {} of this id already, in line {}", what, records[entry->second].line),
            "Give one of them another id.");
        return nullptr;
    }
    records.push_back(std::move(record));
    return &records.back();
}

NodeRecord node_of(NodeKind kind, Section section, Line const& line) {
    NodeRecord node;
    node.kind = kind;
    node.section = section;
    node.id = line.words[0];
    node.line = line.number;
    return node;
}

// "*" or nothing in the place of an optional id.
bool given(std::string_view word) {
    return !word.empty() && word != "*";
}

void read_junction(Line const& line, EpanetModel& model, Findings& findings) {
    WordReader words{Section::junctions, line, findings};
    if (!words.needs(2, "id elevation (demand) (pattern)")) {
        return;
    }
    auto junction = node_of(NodeKind::junction, Section::junctions, line);
    junction.elevation = words.number(1, "elevation");
    if (words.has(2)) {
        Demand demand;
        demand.base = words.number(2, "demand");
        if (given(words.word(3))) {
            demand.pattern = words.reference(3, model.pattern_by_id, "pattern");
        }
        junction.demands.push_back(demand);
        junction.demand_of_junctions = true;
    }
    add(model.nodes, model.node_by_id, words, std::move(junction), "node");
}

// EPANET takes a line of up to three words in either section for a reservoir.
void read_reservoir_or_tank(Section section, Line const& line, EpanetModel& model, Findings& findings) {
    WordReader words{section, line, findings};
    if (!words.needs(2, section == Section::reservoirs
                            ? "id head (pattern)"
                            : "id elevation level minimum maximum diameter (volume curve overflow)")) {
        return;
    }
    auto node = node_of(NodeKind::reservoir, section, line);
    node.elevation = words.number(1, section == Section::reservoirs ? "head" : "elevation");
    if (words.count() <= 3) {
        if (given(words.word(2))) {
            node.pattern = words.reference(2, model.pattern_by_id, "pattern");
        }
        add(model.nodes, model.node_by_id, words, std::move(node), "node");
        return;
    }
    if (!words.needs(6, "id elevation level minimum maximum diameter (minimum-volume curve overflow)")) {
        return;
    }
    node.level = words.number(2, "initial level", 0.0, true, 0.0);
    node.minimum_level = words.number(3, "minimum level", 0.0, true, 0.0);
    node.maximum_level = words.number(4, "maximum level", 0.0, true, 0.0);
    node.diameter = words.number(5, "diameter", 0.0, true, 0.0);
    if (words.has(6)) {
        node.minimum_volume = words.number(6, "minimum volume", 0.0, true, 0.0);
    }
    if (given(words.word(7))) {
        node.volume_curve = words.reference(7, model.curve_by_id, "curve");
    }
    node.may_overflow = begins_with(words.word(8), "YES");
    node.kind = node.diameter > 0.0 ? NodeKind::tank : NodeKind::reservoir; // EPANET's rule
    if (!words.failed() && node.kind == NodeKind::tank &&
        (node.level < node.minimum_level || node.level > node.maximum_level)) {
        words.fail(ErrorCode::values_conflict, "initial level",
                   fmt::format("{} is not between the lowest and highest level {} and {}", words.word(2),
                               words.word(3), words.word(4)));
    }
    add(model.nodes, model.node_by_id, words, std::move(node), "node");
}

void read_demand(Line const& line, EpanetModel& model, Findings& findings) {
    WordReader words{Section::demands, line, findings};
    if (!words.needs(2, "junction demand (pattern)")) {
        return;
    }
    if (begins_with(words.id(), "MULTIPLY")) { // EPANET 1
        model.options.demand_multiplier =
            words.number(1, "MULTIPLY", 0.0, false, model.options.demand_multiplier);
        return;
    }
    auto const node = words.reference(0, model.node_by_id, "junction");
    Demand demand;
    demand.base = words.number(1, "demand");
    if (given(words.word(2))) {
        demand.pattern = words.reference(2, model.pattern_by_id, "pattern");
    }
    if (node == nowhere) {
        return;
    }
    auto& record = model.nodes[node];
    if (record.kind != NodeKind::junction) {
        words.fail(ErrorCode::values_conflict, {}, "only junctions have demands");
        return;
    }
    if (record.demand_of_junctions) {
        record.demands.clear();
        record.demand_of_junctions = false;
    }
    record.demands.push_back(demand);
}

void read_emitter(Line const& line, EpanetModel& model, Findings& findings) {
    WordReader words{Section::emitters, line, findings};
    if (!words.needs(2, "junction coefficient")) {
        return;
    }
    auto const node = words.reference(0, model.node_by_id, "junction");
    auto const coefficient = words.number(1, "coefficient", 0.0, true, 0.0);
    if (node == nowhere) {
        return;
    }
    if (model.nodes[node].kind != NodeKind::junction) {
        words.fail(ErrorCode::values_conflict, {}, "only junctions have emitters");
        return;
    }
    model.nodes[node].emitter = coefficient;
    model.nodes[node].emitter_line = line.number;
}

void read_position(Line const& line, EpanetModel& model, Findings& findings) {
    WordReader words{Section::coordinates, line, findings};
    if (words.needs(3, "node x y")) {
        auto const node = words.reference(0, model.node_by_id, "node");
        Vertex const position{words.number(1, "x"), words.number(2, "y")};
        if (node != nowhere) {
            model.nodes[node].position = position;
        }
    }
}

LinkRecord link_of(Section section, Line const& line, WordReader& words, EpanetModel const& model) {
    LinkRecord link;
    link.section = section;
    link.id = line.words[0];
    link.line = line.number;
    link.from = words.reference(1, model.node_by_id, "node");
    link.to = words.reference(2, model.node_by_id, "node");
    if (link.from == link.to && link.from != nowhere) {
        words.fail(ErrorCode::self_loop, {}, fmt::format("begins and ends at node '{}'", words.word(1)),
                   "Join two nodes.");
    }
    return link;
}

void read_pipe(Line const& line, EpanetModel& model, Findings& findings) {
    WordReader words{Section::pipes, line, findings};
    if (!words.needs(6, "id node node length diameter roughness (minor-loss) (status)")) {
        return;
    }
    auto pipe = link_of(Section::pipes, line, words, model);
    pipe.length = words.number(3, "length", 0.0, false, 1.0);
    pipe.diameter = words.number(4, "diameter", 0.0, false, 1.0);
    pipe.roughness = words.number(5, "roughness", 0.0, false, 1.0);
    pipe.type = LinkType::pipe;
    auto const status = [&](std::size_t position) {
        auto const word = words.word(position);
        if (same_word(word, "CV")) {
            pipe.type = LinkType::check_valve_pipe;
        } else if (begins_with(word, "CLOSED")) {
            pipe.status = LinkSetting::closed;
        } else if (!begins_with(word, "OPEN")) {
            return false;
        }
        return true;
    };
    if (words.has(7)) {
        pipe.minor_loss = words.number(6, "minor loss", 0.0, true, 0.0);
        if (!status(7)) {
            words.fail(ErrorCode::value_unknown, "status",
                       fmt::format("'{}' is not a status of a pipe", words.word(7)), "OPEN, CLOSED or CV.");
        }
    } else if (words.has(6) && !status(6)) {
        pipe.minor_loss = words.number(6, "minor loss or status", 0.0, true, 0.0);
    }
    add(model.links, model.link_by_id, words, std::move(pipe), "link");
}

// The form of EPANET 1: a power; or head and flow; or h0, h1, q1, h2, q2.
void read_old_pump(WordReader& words, LinkRecord& pump) {
    for (std::size_t i = 3; i < words.count(); ++i) {
        pump.points.push_back(words.number(i, "curve", 0.0, true, 0.0));
    }
    if (pump.points.size() == 1) {
        pump.power = pump.points[0];
        pump.points.clear();
    } else if (pump.points.size() != 2 && pump.points.size() < 5) {
        words.fail(ErrorCode::syntax_error, "curve", "a pump curve is h q, or h0 h1 q1 h2 q2");
    }
}

void read_pump(Line const& line, EpanetModel& model, Findings& findings) {
    WordReader words{Section::pumps, line, findings};
    if (!words.needs(4, "id node node HEAD curve or POWER value (SPEED value) (PATTERN id)")) {
        return;
    }
    auto pump = link_of(Section::pumps, line, words, model);
    pump.type = LinkType::pump;
    pump.setting = 1.0;
    if (number_in(words.word(3))) {
        read_old_pump(words, pump);
    } else {
        for (std::size_t i = 3; i + 1 < words.count(); i += 2) {
            auto const key = words.word(i);
            if (begins_with(key, "POWER")) {
                pump.power = words.number(i + 1, "POWER", 0.0, false, 1.0);
            } else if (begins_with(key, "HEAD")) {
                pump.curve = words.reference(i + 1, model.curve_by_id, "curve");
            } else if (begins_with(key, "PATT")) {
                pump.pattern = words.reference(i + 1, model.pattern_by_id, "pattern");
            } else if (begins_with(key, "SPEE")) {
                pump.setting = words.number(i + 1, "SPEED", 0.0, true, 1.0);
            } else {
                words.fail(ErrorCode::unknown_field, {}, fmt::format("'{}' is not a property of a pump", key),
                           "HEAD, POWER, SPEED or PATTERN.");
            }
        }
        if (words.count() % 2 == 0) {
            words.fail(ErrorCode::syntax_error, {},
                       fmt::format("'{}' has no value", words.word(words.count() - 1)));
        }
    }
    if (!words.failed() && !pump.power && pump.curve == nowhere && pump.points.empty()) {
        words.fail(ErrorCode::value_missing, "HEAD", "the pump has neither a head curve nor a power",
                   "Add HEAD curve or POWER value.");
    }
    add(model.links, model.link_by_id, words, std::move(pump), "link");
}

struct ValveWord {
    std::string_view word;
    LinkType type;
};
constexpr std::array<ValveWord, 7> valve_words{{{"PRV", LinkType::prv},
                                                {"PSV", LinkType::psv},
                                                {"PBV", LinkType::pbv},
                                                {"FCV", LinkType::fcv},
                                                {"TCV", LinkType::tcv},
                                                {"GPV", LinkType::gpv},
                                                {"PCV", LinkType::pcv}}};

void read_valve(Line const& line, EpanetModel& model, Findings& findings) {
    WordReader words{Section::valves, line, findings};
    if (!words.needs(6, "id node node diameter type setting (minor-loss) (curve)")) {
        return;
    }
    auto valve = link_of(Section::valves, line, words, model);
    valve.diameter = words.number(3, "diameter", 0.0, false, 1.0);
    bool known = false;
    for (auto const& [word, type] : valve_words) {
        if (same_word(words.word(4), word)) {
            valve.type = type;
            known = true;
        }
    }
    if (!known) {
        words.fail(ErrorCode::value_unknown, "type",
                   fmt::format("'{}' is not a type of valve", words.word(4)),
                   "PRV, PSV, PBV, FCV, TCV, GPV or PCV.");
        return;
    }
    if (valve.type == LinkType::gpv) {
        valve.curve = words.reference(5, model.curve_by_id, "curve");
        valve.status = LinkSetting::open;
    } else {
        bool const may_be_negative = valve.type == LinkType::prv || valve.type == LinkType::psv;
        valve.setting = words.number(5, "setting", may_be_negative ? any_size : 0.0, true, 0.0);
        valve.status = LinkSetting::automatic;
    }
    if (words.has(6)) {
        valve.minor_loss = words.number(6, "minor loss", 0.0, true, 0.0);
    }
    if (valve.type == LinkType::pcv && given(words.word(7))) {
        valve.curve = words.reference(7, model.curve_by_id, "curve");
    }
    add(model.links, model.link_by_id, words, std::move(valve), "link");
}

void read_vertex(Line const& line, EpanetModel& model, Findings& findings) {
    WordReader words{Section::vertices, line, findings};
    if (words.needs(3, "link x y")) {
        auto const link = words.reference(0, model.link_by_id, "link");
        Vertex const vertex{words.number(1, "x"), words.number(2, "y")};
        if (link != nowhere) {
            model.links[link].vertices.push_back(vertex);
        }
    }
}

void read_pump_efficiency(Line const& line, EpanetModel& model, Findings& findings) {
    if (line.words.size() < 4 || !begins_with(line.words[0], "PUMP") || !begins_with(line.words[2], "EFFI")) {
        return;
    }
    WordReader words{Section::energy, line, findings};
    auto const pump = words.reference(1, model.link_by_id, "pump");
    auto const curve = words.reference(3, model.curve_by_id, "curve");
    if (pump != nowhere) {
        model.links[pump].efficiency_curve = curve;
    }
}

} // namespace

std::string_view name_of(LinkType type) {
    constexpr std::array<std::string_view, 10> names{"pipe",
                                                     "pipe with check valve",
                                                     "pump",
                                                     "pressure reducing valve",
                                                     "pressure sustaining valve",
                                                     "pressure breaker valve",
                                                     "flow control valve",
                                                     "throttle control valve",
                                                     "general purpose valve",
                                                     "positional control valve"};
    return names[static_cast<std::size_t>(type)];
}

void read_nodes(SectionedText const& text, EpanetModel& model, Findings& findings) {
    for (auto const& line : text[Section::junctions]) {
        read_junction(line, model, findings);
    }
    for (auto const section : {Section::reservoirs, Section::tanks}) {
        for (auto const& line : text[section]) {
            read_reservoir_or_tank(section, line, model, findings);
        }
    }
    for (auto const& line : text[Section::demands]) {
        read_demand(line, model, findings);
    }
    for (auto const& line : text[Section::emitters]) {
        read_emitter(line, model, findings);
    }
    for (auto const& line : text[Section::coordinates]) {
        read_position(line, model, findings);
    }
}

void read_links(SectionedText const& text, EpanetModel& model, Findings& findings) {
    for (auto const& line : text[Section::pipes]) {
        read_pipe(line, model, findings);
    }
    for (auto const& line : text[Section::pumps]) {
        read_pump(line, model, findings);
    }
    for (auto const& line : text[Section::valves]) {
        read_valve(line, model, findings);
    }
    for (auto const& line : text[Section::vertices]) {
        read_vertex(line, model, findings);
    }
    for (auto const& line : text[Section::energy]) {
        read_pump_efficiency(line, model, findings);
    }
}

EpanetModel read_model(SectionedText const& text, Findings& findings) {
    EpanetModel model;
    read_options(text, model, findings);
    read_patterns_and_curves(text, model, findings);
    read_nodes(text, model, findings);
    read_links(text, model, findings);
    read_status_and_controls(text, model, findings);
    name_what_is_not_read(text, findings);
    return model;
}

} // namespace saggar::detail::epanet
