// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// An EPANET file as read: its own records in its own units, ids resolved, nothing translated yet.

#include "epanet_text.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

namespace saggar::detail::epanet {

using Ids = std::unordered_map<std::string_view, std::size_t>; // id to position
inline constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

struct Pattern {
    std::string_view id;
    std::size_t line{0};
    std::vector<double> factors;
};

struct Curve {
    std::string_view id;
    std::size_t line{0};
    std::vector<double> x;
    std::vector<double> y;
};

struct Demand {
    double base{0.0};
    std::size_t pattern{nowhere};
};

enum class NodeKind { junction, reservoir, tank };

struct Vertex {
    double x{0.0};
    double y{0.0};
};

struct NodeRecord {
    NodeKind kind{};
    Section section{};
    std::string_view id;
    std::size_t line{0};
    double elevation{0.0}; // of a reservoir its head
    std::optional<Vertex> position;
    std::vector<Demand> demands;     // junction
    bool demand_of_junctions{false}; // the one demand comes from [JUNCTIONS]: [DEMANDS] replaces it
    double emitter{0.0};             // coefficient; 0: none
    std::size_t emitter_line{0};
    std::size_t pattern{nowhere}; // reservoir: of its head
    double level{0.0};            // tank
    double minimum_level{0.0};
    double maximum_level{0.0};
    double diameter{0.0};
    double minimum_volume{0.0};
    std::size_t volume_curve{nowhere};
    bool may_overflow{false};
};

enum class LinkType { pipe, check_valve_pipe, pump, prv, psv, pbv, fcv, tcv, gpv, pcv };
[[nodiscard]] std::string_view name_of(LinkType type);

// What a link does at time 0: `automatic` is a valve that regulates.
enum class LinkSetting { open, closed, automatic };

struct LinkRecord {
    LinkType type{};
    Section section{};
    std::string_view id;
    std::size_t line{0};
    std::size_t from{nowhere};
    std::size_t to{nowhere};
    double length{0.0};
    double diameter{0.0};
    double roughness{0.0}; // or Hazen-Williams C, or Manning n
    double minor_loss{0.0};
    double setting{0.0}; // valves: pressure, flow or loss coefficient; pumps: speed; pcv: per cent open
    LinkSetting status{LinkSetting::open};
    std::size_t curve{nowhere};   // pump: head; gpv: head loss; pcv: opening to loss
    std::size_t pattern{nowhere}; // pump: speed
    std::optional<double> power;  // pump of constant power
    std::vector<double> points;   // pump curve in the form of EPANET 1: h q, or h0 h1 q1 h2 q2
    std::size_t efficiency_curve{nowhere};
    std::vector<Vertex> vertices;

    [[nodiscard]] bool is_pipe() const {
        return type == LinkType::pipe || type == LinkType::check_valve_pipe;
    }
};

enum class HeadLoss { hazen_williams, darcy_weisbach, chezy_manning };
enum class PressureUnit { by_flow_unit, psi, kpa, metres, bar, feet };

struct Options {
    std::string_view flow_unit{"GPM"};
    PressureUnit pressure{PressureUnit::by_flow_unit};
    HeadLoss head_loss{HeadLoss::hazen_williams};
    double specific_gravity{1.0};
    std::optional<double> viscosity;
    double demand_multiplier{1.0};
    double emitter_exponent{0.5};
    bool emitter_backflow{true};
    std::string_view default_pattern{"1"};
    std::size_t default_pattern_line{0}; // 0: not given
    double duration_s{0.0};
    double pattern_step_s{3600.0};
    double pattern_start_s{0.0};
    double start_clock_s{0.0};
    double pump_efficiency_percent{75.0};
    std::string_view map_units; // of [BACKDROP]; empty: not given
};

struct EpanetModel {
    std::vector<std::string_view> title;
    Options options;
    std::vector<Pattern> patterns;
    std::vector<Curve> curves;
    std::vector<NodeRecord> nodes;
    std::vector<LinkRecord> links;
    Ids pattern_by_id;
    Ids curve_by_id;
    Ids node_by_id;
    Ids link_by_id;

    // The factor of a pattern at a time; 1 where there is no pattern.
    [[nodiscard]] double factor(std::size_t pattern, double time_s) const;
};

// Reads every section; what is wrong goes to the findings, with everything else read on.
[[nodiscard]] EpanetModel read_model(SectionedText const& text, Findings& findings);

// Parts of read_model, in the order in which they are called.
void read_options(SectionedText const& text, EpanetModel& model, Findings& findings);
void read_patterns_and_curves(SectionedText const& text, EpanetModel& model, Findings& findings);
void read_nodes(SectionedText const& text, EpanetModel& model, Findings& findings);
void read_links(SectionedText const& text, EpanetModel& model, Findings& findings);
void read_status_and_controls(SectionedText const& text, EpanetModel& model, Findings& findings);
void name_what_is_not_read(SectionedText const& text, Findings& findings);

// Takes words of one line off one by one and says what is wrong with them.
class WordReader {
public:
    WordReader(Section section, Line const& line, Findings& findings)
        : section_{section}, line_{line}, findings_{findings} {}

    [[nodiscard]] std::size_t count() const { return line_.words.size(); }
    [[nodiscard]] bool has(std::size_t position) const { return position < line_.words.size(); }
    [[nodiscard]] std::string_view word(std::size_t position) const {
        return has(position) ? line_.words[position] : std::string_view{};
    }
    [[nodiscard]] std::string_view id() const { return word(0); }
    [[nodiscard]] bool failed() const { return failed_; }

    // Says that the line is too short, unless it has this many words.
    bool needs(std::size_t words, std::string_view form);
    // The number at a position: `lowest` or more (or above it); the fallback where it is wrong.
    double number(std::size_t position, std::string_view field, double lowest, bool lowest_included,
                  double fallback);
    double number(std::size_t position, std::string_view field); // of any size
    // The position of an id in a list; nowhere, said, if unknown.
    std::size_t reference(std::size_t position, Ids const& ids, std::string_view what);
    void fail(ErrorCode code, std::string_view field, std::string text, std::string advice = {});

private:
    Section section_;
    Line const& line_;
    Findings& findings_;
    bool failed_{false};
};

} // namespace saggar::detail::epanet
