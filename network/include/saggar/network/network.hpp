// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// The network that engines work on: checked whole, immutable, dense indices, arrays of plain values in SI
// units (struct of arrays). Names are kept aside for messages and results.
//
// Nodes: a node of the project that has two sides becomes two nodes here. Links: everything that joins two
// nodes, in one numbering, grouped by kind: first all pipe lines, then valves, pumps, bypasses, substations
// (from supply to return) and plants (from return to supply). A pair's two lines are neighbours: supply line
// from -> to, return line to -> from.

#include "saggar/network/catalogue.hpp"
#include "saggar/network/error.hpp"
#include "saggar/network/index.hpp"
#include "saggar/network/project.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace saggar {

enum class Side : std::uint8_t { none, supply, return_side };

struct NodeColumns {
    std::vector<std::string> id; // "n1:supply"
    std::vector<Side> side;
    std::vector<std::int32_t> place; // position in Project::nodes
    std::vector<double> elevation_m;
    std::vector<double> x_m; // NaN where the project gives no position
    std::vector<double> y_m;
    [[nodiscard]] std::size_t size() const { return id.size(); }
};

enum class LinkKind : std::uint8_t { pipe, valve, pump, bypass, substation, plant };

struct LinkColumns {
    std::vector<std::string> id; // pairs: "p1:supply", "p1:return"
    std::vector<LinkKind> kind;
    std::vector<std::int32_t> from;
    std::vector<std::int32_t> to;
    std::vector<std::uint8_t> open; // 0: shut, standing still or out of service as the project gives it
    [[nodiscard]] std::size_t size() const { return id.size(); }
};

// One row per line; row i is link i.
struct PipeColumns {
    std::vector<std::int32_t> partner; // the other line of the pair, or -1
    std::vector<std::int32_t> record;  // position in Project::pipes, or pipe_pairs where partner >= 0
    std::vector<std::int32_t> entry;   // position in Network::catalogue().entries(), or -1
    std::vector<double> length_m;
    std::vector<double> inner_diameter_m;
    std::vector<double> outer_diameter_m;      // carrier
    std::vector<double> insulation_diameter_m; // outside
    std::vector<double> casing_diameter_m;
    std::vector<double> roughness_m; // sand roughness; with hazen_williams C, with chezy_manning n
    std::vector<double> zeta;        // local losses, equivalent lengths excluded
    std::vector<double> equivalent_length_m;
    std::vector<double> wall_conductivity_w_mk;
    std::vector<double> insulation_conductivity_w_mk;
    std::vector<double> casing_conductivity_w_mk;
    std::vector<double> burial_depth_m; // to the centre
    std::vector<double> spacing_m; // between centres of a pair; twin: of the two carriers; 0 for single lines
    std::vector<std::uint8_t> twin;
    std::vector<std::optional<double>> heat_loss_w_mk; // given by the user
    std::vector<double> pressure_rating_bar; // that holds: the pipe's own, else the lower of the next and the
                                             // project's limit
    std::vector<double> pipe_rating_bar;     // its own or the catalogue's; NaN where neither says
    std::vector<double> maximum_gradient_pa_m; // trunk or branch limit
    std::vector<std::uint8_t> trunk;
    std::vector<std::uint8_t> one_way;
    [[nodiscard]] std::size_t size() const { return length_m.size(); }
};

struct ValveColumns {
    std::vector<std::int32_t> link;
    std::vector<ValveKind> kind;
    std::vector<double> kv_m3_h; // at the stem's position; infinity: no loss
    std::vector<double> set_pressure_pa;
    std::vector<double> set_differential_pressure_pa;
    std::vector<double> set_flow_m3_s;
    std::vector<std::int32_t> sense_high; // nodes, -1 where not used
    std::vector<std::int32_t> sense_low;
    std::vector<std::vector<double>> flow_m3_s; // head_loss_curve
    std::vector<std::vector<double>> head_loss_m;
    std::vector<double> head_loss_exponent; // NaN where the curve is of straight lines
    [[nodiscard]] std::size_t size() const { return link.size(); }
};

struct PumpColumns {
    std::vector<std::int32_t> link;
    std::vector<std::vector<double>> flow_m3_s; // of one pump at full speed; empty where the power is given
    std::vector<std::vector<double>> head_m;
    std::vector<double> hydraulic_power_w; // NaN where a curve is given
    std::vector<double> speed;
    std::vector<std::int32_t> parallel;
    std::vector<std::int32_t> series;
    std::vector<double> efficiency;
    [[nodiscard]] std::size_t size() const { return link.size(); }
};

struct BypassColumns {
    std::vector<std::int32_t> link;
    std::vector<std::optional<double>> mass_flow_kg_s;
    std::vector<double> kv_m3_h; // infinity where not given
    [[nodiscard]] std::size_t size() const { return link.size(); }
};

struct SubstationColumns {
    std::vector<std::int32_t> link;
    std::vector<std::string> id;
    std::vector<SubstationControl> control;
    std::vector<double> peak_w;
    std::vector<double> heat_demand_w;
    std::vector<double> annual_use_mwh; // NaN where not given
    std::vector<std::int32_t> dwellings;
    std::vector<double> return_temperature_c; // NaN where the control does not use it, as the next ones
    std::vector<double> temperature_drop_k;
    std::vector<double> mass_flow_kg_s;
    std::vector<double> ua_w_k;
    std::vector<double> secondary_supply_temperature_c;
    std::vector<double> secondary_return_temperature_c;
    std::vector<double> minimum_supply_temperature_c;
    std::vector<double> minimum_differential_pressure_pa;
    std::vector<double> valve_authority;
    [[nodiscard]] std::size_t size() const { return link.size(); }
};

struct PlantColumns {
    std::vector<std::int32_t> link;
    std::vector<std::string> id;
    std::vector<std::string> technology;
    std::vector<PlantControl> control;
    std::vector<PressurePoint> pressure_point;
    std::vector<double> supply_temperature_c;
    std::vector<double> held_pressure_pa; // gauge; NaN unless pressure_holding
    std::vector<std::optional<double>> differential_pressure_pa;
    std::vector<std::optional<double>> maximum_differential_pressure_pa;
    std::vector<std::optional<double>> maximum_flow_kg_s;
    std::vector<double> heat_w;
    std::vector<double> flow_kg_s;
    std::vector<std::optional<double>> capacity_w;
    std::vector<double> electricity_per_heat;
    std::vector<std::optional<double>> electricity_headroom_w;
    std::vector<double> pump_efficiency;
    std::vector<double> make_up_temperature_c;
    [[nodiscard]] std::size_t size() const { return link.size(); }
};

// Water that enters or leaves at a node.
enum class BoundaryKind : std::uint8_t { reservoir, tank, withdrawal, leakage };
struct BoundaryColumns {
    std::vector<std::string> id;
    std::vector<BoundaryKind> kind;
    std::vector<std::int32_t> node;
    std::vector<double> pressure_pa;       // gauge, at the node; NaN where a head is given
    std::vector<double> head_above_node_m; // reservoir given by head, tank; NaN where pressure is given
    std::vector<double> mass_flow_kg_s;    // leaving the network; withdrawal and leakage
    std::vector<double> temperature_c;     // of water that enters
    std::vector<double> tank_level_m;
    std::vector<double> tank_minimum_level_m;
    std::vector<double> tank_maximum_level_m; // NaN where not given
    [[nodiscard]] std::size_t size() const { return id.size(); }
};

class Network {
public:
    // Checks the whole project and builds the arrays. Throws Error with every problem found.
    static std::shared_ptr<Network const> build(Project project, Catalogue catalogue);

    [[nodiscard]] Project const& project() const { return project_; }
    [[nodiscard]] Catalogue const& catalogue() const { return catalogue_; }

    NodeColumns nodes;
    LinkColumns links;
    PipeColumns pipes; // link 0 .. pipes.size()-1
    ValveColumns valves;
    PumpColumns pumps;
    BypassColumns bypasses;
    SubstationColumns substations;
    PlantColumns plants;
    BoundaryColumns boundaries;

    // -1 where there is none of that name.
    [[nodiscard]] std::int32_t find_node(std::string_view id) const;
    [[nodiscard]] std::int32_t find_link(std::string_view id) const;

private:
    Network() = default;
    friend class NetworkBuilder;

    Project project_;
    Catalogue catalogue_;
    std::unordered_map<std::string, std::int32_t> node_by_id_;
    std::unordered_map<std::string, std::int32_t> link_by_id_;
};

} // namespace saggar
