// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "report_data.hpp"

#include "results/cells.hpp"

#include "saggar/network/at.hpp"
#include "saggar/network/attribute.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

namespace saggar::detail {

namespace {

// The word of an enumerator, as the project file writes it.
template <class Record>
std::string_view word_of(Record const& record, std::string_view field) {
    for (Attribute<Record> const& attribute : attributes<Record>()) {
        if (attribute.name == field) {
            auto const* const choice = std::get_if<ChoiceMember<Record>>(&attribute.member);
            return choice == nullptr ? std::string_view{} : choice->words[at(choice->get(record))];
        }
    }
    return {};
}

void write_places(JsonText& json, Network const& network) {
    std::vector<Node> const& places = network.project().nodes;
    Origin const zero = origin(network);
    json.key("places");
    json.open_object();
    json.column("id", places.size(), [&](std::size_t i) { json.text(places[i].id); });
    auto const coordinate = [&](std::optional<double> const& value, double from) {
        value ? json.fixed(*value - from, 1) : json.null();
    };
    json.column("x", places.size(), [&](std::size_t i) { coordinate(places[i].x_m, zero.x_m); });
    json.column("y", places.size(), [&](std::size_t i) { coordinate(places[i].y_m, zero.y_m); });
    json.column("z", places.size(), [&](std::size_t i) { json.fixed(places[i].elevation_m, 2); });
    json.close_object();

    NodeColumns const& nodes = network.nodes;
    json.key("nodes");
    json.open_object();
    json.column("place", nodes.size(), [&](std::size_t i) { json.whole(nodes.place[i]); });
    json.column("side", nodes.size(), [&](std::size_t i) { json.whole(static_cast<int>(nodes.side[i])); });
    json.close_object();
}

struct Trench {
    std::int32_t supply{-1};
    std::int32_t return_line{-1};
};

// A pair is one trench; a single line is one of its own, drawn as a return line where its nodes are such.
std::vector<Trench> trenches_of(Network const& network) {
    PipeColumns const& pipes = network.pipes;
    std::vector<Trench> trenches;
    for (std::size_t i = 0; i < pipes.size(); ++i) {
        auto const line = static_cast<std::int32_t>(i);
        if (pipes.partner[i] > line) {
            trenches.push_back({line, pipes.partner[i]});
        } else if (pipes.partner[i] < 0) {
            bool const is_return = network.nodes.side[at(network.links.from[i])] == Side::return_side;
            trenches.push_back(is_return ? Trench{-1, line} : Trench{line, -1});
        }
    }
    return trenches;
}

void write_trenches(JsonText& json, Network const& network) {
    Project const& project = network.project();
    PipeColumns const& pipes = network.pipes;
    std::vector<Trench> const trenches = trenches_of(network);
    Origin const zero = origin(network);
    auto const line = [&](std::size_t k) {
        return at(trenches[k].supply >= 0 ? trenches[k].supply : trenches[k].return_line);
    };
    auto const record = [&](std::size_t k) -> Pipe const& {
        std::size_t const i = line(k);
        return pipes.partner[i] >= 0 ? project.pipe_pairs[at(pipes.record[i])]
                                     : project.pipes[at(pipes.record[i])];
    };
    std::map<std::int32_t, std::int64_t> entries; // catalogue entries in use, renumbered
    for (std::size_t k = 0; k < trenches.size(); ++k) {
        if (std::int32_t const entry = pipes.entry[line(k)]; entry >= 0) {
            entries.emplace(entry, 0);
        }
    }
    std::int64_t count = 0;
    json.key("entries");
    json.open_array();
    for (auto& [entry, number] : entries) {
        number = count++;
        json.text(network.catalogue().entries()[at(entry)].id);
    }
    json.close_array();

    std::size_t const n = trenches.size();
    json.key("trenches");
    json.open_object();
    json.column("id", n, [&](std::size_t k) { json.text(record(k).id); });
    json.column("supply", n, [&](std::size_t k) { json.whole(trenches[k].supply); });
    json.column("return", n, [&](std::size_t k) { json.whole(trenches[k].return_line); });
    json.column("length", n, [&](std::size_t k) { json.fixed(pipes.length_m[line(k)], 2); });
    json.column("diameter", n, [&](std::size_t k) { json.fixed(1e3 * pipes.inner_diameter_m[line(k)], 1); });
    json.column("entry", n, [&](std::size_t k) {
        std::int32_t const entry = pipes.entry[line(k)];
        json.whole(entry >= 0 ? entries.at(entry) : -1);
    });
    json.column("rating", n, [&](std::size_t k) { json.fixed(pipes.pressure_rating_bar[line(k)], 2); });
    json.column("limit", n, [&](std::size_t k) { json.fixed(pipes.maximum_gradient_pa_m[line(k)], 1); });
    json.column("trunk", n, [&](std::size_t k) { json.whole(pipes.trunk[line(k)]); });
    json.column("open", n, [&](std::size_t k) { json.whole(network.links.open[line(k)]); });
    json.column("route", n, [&](std::size_t k) {
        std::vector<double> const& route = record(k).route_xy_m;
        if (route.empty()) {
            json.null();
            return;
        }
        json.open_array();
        for (std::size_t i = 0; i < route.size(); ++i) {
            json.fixed(route[i] - (i % 2 == 0 ? zero.x_m : zero.y_m), 1);
        }
        json.close_array();
    });
    json.close_object();
}

void write_links(JsonText& json, Network const& network) {
    LinkColumns const& links = network.links;
    std::size_t const lines = network.pipes.size();
    json.key("lines");
    json.open_object();
    json.column("from", lines, [&](std::size_t i) { json.whole(links.from[i]); });
    json.column("to", lines, [&](std::size_t i) { json.whole(links.to[i]); });
    json.close_object();
    std::size_t const others = links.size() - lines;
    json.key("links");
    json.open_object();
    json.column("id", others, [&](std::size_t i) { json.text(links.id[lines + i]); });
    json.column("kind", others, [&](std::size_t i) { json.whole(static_cast<int>(links.kind[lines + i])); });
    json.column("from", others, [&](std::size_t i) { json.whole(links.from[lines + i]); });
    json.column("to", others, [&](std::size_t i) { json.whole(links.to[lines + i]); });
    json.close_object();
}

void write_substations(JsonText& json, Network const& network) {
    SubstationColumns const& s = network.substations;
    std::size_t const n = s.size();
    json.key("substations");
    json.open_object();
    json.column("link", n, [&](std::size_t i) { json.whole(s.link[i]); });
    json.column("id", n, [&](std::size_t i) { json.text(s.id[i]); });
    json.column("peak", n, [&](std::size_t i) { json.fixed(1e-3 * s.peak_w[i], 3); });
    json.column("annual", n, [&](std::size_t i) { json.fixed(s.annual_use_mwh[i], 2); });
    json.column("dwellings", n, [&](std::size_t i) { json.whole(s.dwellings[i]); });
    json.column("minimum_dp", n,
                [&](std::size_t i) { json.fixed(s.minimum_differential_pressure_pa[i] / pa_per_bar, 4); });
    json.column("minimum_temperature", n,
                [&](std::size_t i) { json.fixed(s.minimum_supply_temperature_c[i], 2); });
    json.close_object();
}

void write_plants(JsonText& json, Network const& network) {
    PlantColumns const& p = network.plants;
    std::vector<Plant> const& records = network.project().plants;
    std::size_t const n = p.size();
    auto const scaled = [&](std::optional<double> const& value, double scale, int decimals) {
        value ? json.fixed(*value * scale, decimals) : json.null();
    };
    json.key("plants");
    json.open_object();
    json.column("link", n, [&](std::size_t i) { json.whole(p.link[i]); });
    json.column("id", n, [&](std::size_t i) { json.text(p.id[i]); });
    json.column("technology", n, [&](std::size_t i) { json.text(p.technology[i]); });
    json.column("control", n, [&](std::size_t i) { json.text(word_of(records[i], "control")); });
    json.column("point", n, [&](std::size_t i) { json.text(word_of(records[i], "pressure_point")); });
    json.column("held", n, [&](std::size_t i) { json.fixed(p.held_pressure_pa[i] / pa_per_bar, 4); });
    json.column("capacity", n, [&](std::size_t i) { scaled(p.capacity_w[i], 1e-3, 3); });
    json.column("maximum_dp", n,
                [&](std::size_t i) { scaled(p.maximum_differential_pressure_pa[i], 1.0 / pa_per_bar, 4); });
    json.column("headroom", n, [&](std::size_t i) { scaled(p.electricity_headroom_w[i], 1e-3, 3); });
    json.close_object();
}

void write_boundaries(JsonText& json, Network const& network) {
    static constexpr std::array<std::string_view, 4> words{"reservoir", "tank", "withdrawal", "leakage"};
    BoundaryColumns const& b = network.boundaries;
    json.key("boundaries");
    json.open_object();
    json.column("id", b.size(), [&](std::size_t i) { json.text(b.id[i]); });
    json.column("kind", b.size(),
                [&](std::size_t i) { json.text(words[static_cast<std::size_t>(b.kind[i])]); });
    json.column("node", b.size(), [&](std::size_t i) { json.whole(b.node[i]); });
    json.close_object();
}

} // namespace

Origin origin(Network const& network) {
    double const infinity = std::numeric_limits<double>::infinity();
    Origin zero{infinity, infinity};
    for (Node const& node : network.project().nodes) {
        zero.x_m = std::min(zero.x_m, node.x_m.value_or(infinity));
        zero.y_m = std::min(zero.y_m, node.y_m.value_or(infinity));
    }
    return {std::isfinite(zero.x_m) ? std::floor(zero.x_m) : 0.0,
            std::isfinite(zero.y_m) ? std::floor(zero.y_m) : 0.0};
}

void write_course(JsonText& json, std::vector<double> const& course_m, Origin const& zero) {
    json.open_array();
    for (std::size_t i = 0; i < course_m.size(); ++i) {
        json.fixed(course_m[i] - (i % 2 == 0 ? zero.x_m : zero.y_m), 1);
    }
    json.close_array();
}

void write_network(JsonText& json, Network const& network) {
    write_places(json, network);
    write_links(json, network);
    write_trenches(json, network);
    write_substations(json, network);
    write_plants(json, network);
    write_boundaries(json, network);
}

} // namespace saggar::detail
