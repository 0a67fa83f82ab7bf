// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Whatever is put into any field of any element: `check` says what is wrong and never throws, and what it
// passes can be built into a network whose arrays hold numbers that engines can work with.

#include "sample_projects.hpp"

#include "saggar/network/attribute.hpp"
#include "saggar/network/check.hpp"
#include "saggar/network/network.hpp"

#include <array>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace saggar;
using namespace saggar::testing_support;

// A bit of everything.
Project rich_project() {
    Project project = heat_project();
    Node side;
    side.id = "side";
    side.x_m = 300.0;
    side.y_m = 50.0;
    project.nodes.push_back(side);
    Node far = side;
    far.id = "far";
    far.y_m = 90.0;
    project.nodes.push_back(far);
    Pipe line;
    line.id = "line";
    line.from = "a:supply";
    line.to = "side";
    line.inner_diameter_mm = 50.0;
    project.pipes = {line};
    Valve valve;
    valve.id = "throttle";
    valve.from = "side";
    valve.to = "far";
    valve.kind = ValveKind::throttling;
    valve.kv_m3_h = 40.0;
    project.valves = {valve};
    Pump pump;
    pump.id = "booster";
    pump.from = "side";
    pump.to = "far";
    pump.flow_m3_h = {0.0, 10.0, 20.0};
    pump.head_m = {20.0, 15.0, 5.0};
    project.pumps = {pump};
    Substation exchanger;
    exchanger.id = "baths";
    exchanger.supply_node = "far";
    exchanger.return_node = "a:return";
    exchanger.control = SubstationControl::heat_exchanger;
    exchanger.ua_w_k = 2e4;
    exchanger.secondary_supply_temperature_c = 60.0;
    exchanger.secondary_return_temperature_c = 40.0;
    exchanger.peak_kw = 90.0;
    project.substations.push_back(exchanger);
    Bypass bypass;
    bypass.id = "end";
    bypass.node = "b";
    bypass.mass_flow_kg_s = 0.1;
    project.bypasses = {bypass};
    project.leakages.push_back({"drip", "a:return", 0.01, ""});
    Withdrawal tap;
    tap.id = "tap";
    tap.node = "far";
    tap.mass_flow_kg_s = 0.1;
    project.withdrawals = {tap};
    Plant second;
    second.id = "efw";
    second.node = "b";
    second.control = PlantControl::heat;
    second.heat_kw = 100.0;
    project.plants.push_back(second);
    OperatingPointData point;
    point.id = "winter";
    point.plants.resize(1);
    point.plants[0].plant = "efw";
    point.plants[0].heat_kw = 50.0;
    point.substations.resize(1);
    point.substations[0].substation = "homes";
    point.substations[0].heat_demand_kw = 100.0;
    point.withdrawals = {{.withdrawal = "tap", .mass_flow_kg_s = 0.2}};
    point.closed = {"throttle"};
    project.operating_points = {point};
    project.connection.catalogue = "EN253/2";
    Candidate candidate;
    candidate.id = "works";
    candidate.x_m = 100.0;
    candidate.y_m = 100.0;
    candidate.peak_kw = 300.0;
    candidate.annual_use_mwh = 600.0;
    project.candidates = {candidate};
    project.simulation.weather = "weather.csv";
    project.simulation.annual_degree_days_kd = 2000.0;
    project.simulation.supply_curves = {{project.plants[0].id, -5.0, 85.0, 12.0, 75.0}};
    project.simulation.events = {{"2024-01-15T06:00:00Z", project.plants[0].id, EventAction::trip}};
    project.simulation.secondary_curves = {{"baths", -5.0, 65.0, 45.0, 15.0, 45.0, 30.0}};
    Building rooms;
    rooms.id = "rooms";
    rooms.substation = "baths";
    rooms.heat_loss_w_k = 2000.0;
    rooms.time_constant_h = 60.0;
    rooms.structure_share = 0.8;
    rooms.structure_coupling_w_k = 9000.0;
    rooms.setback_c = 15.0;
    rooms.setback_from_h = 22.0;
    rooms.setback_to_h = 6.0;
    project.buildings = {rooms};
    for (Substation& substation : project.substations) {
        substation.annual_use_mwh = 500.0;
    }
    PlantSource waste;
    waste.id = "turbine";
    waste.plant = "efw";
    waste.kind = SourceKind::energy_from_waste;
    waste.maximum_heat_kw = 200.0;
    waste.z_temperature_c = {70.0, 110.0};
    waste.z_factor = {7.0, 5.0};
    waste.lines = 2;
    waste.outages = {"2024-05-01/2024-05-08"};
    PlantSource mine;
    mine.id = "mine";
    mine.plant = "efw";
    mine.kind = SourceKind::heat_pump;
    mine.maximum_heat_kw = 100.0;
    mine.source_side = HeatPumpSide::mine_water;
    mine.source_temperature_c = 15.0;
    mine.source_drop_k = 7.0;
    mine.source_flow_kg_s = 5.0;
    mine.lift_m = 100.0;
    project.sources = {waste, mine};
    PlantStore store;
    store.id = "store";
    store.plant = "efw";
    store.volume_m3 = 50.0;
    store.height_m = 8.0;
    project.stores = {store};
    ControllerSettings curve;
    curve.id = "curve";
    curve.plants = {"efw"};
    curve.outdoor_c = {-5.0, 15.0};
    curve.temperature_c = {85.0, 70.0};
    curve.lead_hours = 3.0;
    ControllerSettings nights;
    nights.id = "nights";
    nights.kind = ControllerKind::store;
    nights.store = "store";
    nights.from_hour = 22.0;
    nights.to_hour = 5.0;
    project.controllers = {curve, nights};
    Measure lift;
    lift.id = "lift";
    lift.pair = "p1";
    lift.maximum_head_m = 20.0;
    lift.source = "assumption";
    Measure tank = lift;
    tank.id = "tank";
    tank.kind = MeasureKind::store;
    tank.pair.clear();
    tank.maximum_head_m.reset();
    tank.node = "b";
    tank.maximum_kw = 100.0;
    tank.supply_temperature_c = 80.0;
    tank.peak_hours = 3.0;
    tank.capacity_kwh = 300.0;
    tank.off_peak_share = 0.5;
    project.measures = {lift, tank};
    project.prices.electricity_import_per_mwh = 240.0;
    project.prices.electricity_export_per_mwh = 70.0;
    return project;
}

std::vector<double> const& odd_numbers() {
    static std::vector<double> const numbers{std::numeric_limits<double>::quiet_NaN(),
                                             std::numeric_limits<double>::infinity(),
                                             -std::numeric_limits<double>::infinity(),
                                             -1.0,
                                             0.0,
                                             1e-300,
                                             0.5,
                                             1.0,
                                             60.0,
                                             1000.0,
                                             1e300};
    return numbers;
}
constexpr std::array odd_counts{-1, 0, 1, 7, std::numeric_limits<int>::max()};
std::vector<std::string> const& odd_words() {
    static std::vector<std::string> const words{
        "",       "a",           "a:supply",      "a:return", "side",    "b:return",
        "source", ":",           "a:supply:more", "winter",   "p1",      "boiler",
        "\n",     "TWIN/2/DN50", "EN253/2/DN50",  "throttle", "EN253/2/"};
    return words;
}

using Mutation = std::function<void(Project&)>;

// Ways to put an odd value into a field of this kind.
template <class Record, class Member>
std::size_t odd_values(Member const& member) {
    if constexpr (std::is_same_v<Member, ChoiceMember<Record>>) {
        return member.words.size() + 2; // one before the first, one behind the last
    } else if constexpr (std::is_same_v<Member, std::optional<bool> Record::*>) {
        return 2;
    } else if constexpr (std::is_same_v<Member, int Record::*>) {
        return odd_counts.size();
    } else if constexpr (std::is_same_v<Member, double Record::*>) {
        return odd_numbers().size();
    } else if constexpr (std::is_same_v<Member, std::optional<double> Record::*>) {
        return odd_numbers().size() + 1;
    } else if constexpr (std::is_same_v<Member, std::vector<double> Record::*>) {
        return 2 * odd_numbers().size() + 1;
    } else if constexpr (std::is_same_v<Member, std::string Record::*> ||
                         std::is_same_v<Member, std::vector<std::string> Record::*>) {
        return odd_words().size();
    } else {
        return 1;
    }
}

// The k-th of them.
template <class Record, class Member>
void put_odd(Record& record, Member const& member, std::size_t k) {
    if constexpr (std::is_same_v<Member, ChoiceMember<Record>>) {
        member.set(record, static_cast<int>(k) - 1);
    } else if constexpr (std::is_same_v<Member, bool Record::*>) {
        record.*member = !(record.*member);
    } else if constexpr (std::is_same_v<Member, std::optional<bool> Record::*>) {
        record.*member = k == 1;
    } else if constexpr (std::is_same_v<Member, int Record::*>) {
        record.*member = odd_counts[k];
    } else if constexpr (std::is_same_v<Member, double Record::*>) {
        record.*member = odd_numbers()[k];
    } else if constexpr (std::is_same_v<Member, std::optional<double> Record::*>) {
        record.*member = k < odd_numbers().size() ? std::optional<double>{odd_numbers()[k]} : std::nullopt;
    } else if constexpr (std::is_same_v<Member, std::string Record::*>) {
        record.*member = odd_words()[k];
    } else if constexpr (std::is_same_v<Member, std::vector<double> Record::*>) {
        std::size_t const numbers = odd_numbers().size();
        if (k == 2 * numbers) {
            (record.*member).clear();
        } else if (k < numbers) {
            (record.*member).push_back(odd_numbers()[k]);
        } else {
            record.*member = {odd_numbers()[k - numbers], odd_numbers()[k - numbers]};
        }
    } else if constexpr (std::is_same_v<Member, std::vector<std::string> Record::*>) {
        (record.*member).push_back(odd_words()[k]);
    } else {
        (record.*member).emplace_back();
    }
}

// Every way to put one odd value into one field of `record_of(project)`.
template <class Record>
void add_mutations(std::vector<Mutation>& mutations, std::function<Record&(Project&)> const& record_of) {
    for (Attribute<Record> const& attribute : attributes<Record>()) {
        std::size_t const ways =
            std::visit([](auto const& member) { return odd_values<Record>(member); }, attribute.member);
        for (std::size_t k = 0; k < ways; ++k) {
            mutations.push_back([record_of, &attribute, k](Project& project) {
                std::visit([&](auto const& member) { put_odd(record_of(project), member, k); },
                           attribute.member);
            });
        }
    }
}

std::vector<Mutation> all_mutations() {
    std::vector<Mutation> mutations;
    Project pattern = rich_project();
    for_each_component_list(pattern, [&](std::string_view list, auto& records) {
        using Record = typename std::remove_cvref_t<decltype(records)>::value_type;
        for (std::size_t i = 0; i < records.size(); ++i) {
            auto const record_of = [list, i](Project& project) -> Record& {
                Record* found = nullptr;
                for_each_component_list(project, [&](std::string_view other, auto& others) {
                    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(others)>,
                                                 std::vector<Record>>) {
                        found = other == list && i < others.size() ? &others[i] : found;
                    }
                });
                return *found;
            };
            add_mutations<Record>(mutations, record_of);
        }
    });
    for_each_settings_section(pattern, [&](std::string_view, auto& section) {
        using Section = std::remove_cvref_t<decltype(section)>;
        add_mutations<Section>(mutations, [](Project& project) -> Section& {
            Section* found = nullptr;
            for_each_settings_section(project, [&](std::string_view, auto& other) {
                if constexpr (std::is_same_v<std::remove_cvref_t<decltype(other)>, Section>) {
                    found = &other;
                }
            });
            return *found;
        });
    });
    add_mutations<PlantSetting>(
        mutations, [](Project& project) -> PlantSetting& { return project.operating_points[0].plants[0]; });
    add_mutations<SubstationSetting>(mutations, [](Project& project) -> SubstationSetting& {
        return project.operating_points[0].substations[0];
    });
    add_mutations<WithdrawalSetting>(mutations, [](Project& project) -> WithdrawalSetting& {
        return project.operating_points[0].withdrawals[0];
    });
    add_mutations<SupplyCurve>(
        mutations, [](Project& project) -> SupplyCurve& { return project.simulation.supply_curves[0]; });
    add_mutations<SecondaryCurve>(mutations, [](Project& project) -> SecondaryCurve& {
        return project.simulation.secondary_curves[0];
    });
    add_mutations<SimulationEvent>(
        mutations, [](Project& project) -> SimulationEvent& { return project.simulation.events[0]; });
    return mutations;
}

void expect_usable(Network const& network, std::string const& what) {
    auto const is_node = [&](std::int32_t node) {
        return node >= 0 && static_cast<std::size_t>(node) < network.nodes.size();
    };
    for (std::size_t i = 0; i < network.links.size(); ++i) {
        EXPECT_TRUE(is_node(network.links.from[i]) && is_node(network.links.to[i]))
            << what << ": link " << network.links.id[i] << " hangs in the air";
        EXPECT_NE(network.links.from[i], network.links.to[i]) << what << ": " << network.links.id[i];
    }
    for (std::int32_t const node : network.boundaries.node) {
        EXPECT_TRUE(is_node(node)) << what;
    }
    PipeColumns const& pipes = network.pipes;
    for (std::size_t i = 0; i < pipes.size(); ++i) {
        std::string const where = what + ": " + network.links.id[i];
        EXPECT_TRUE(std::isfinite(pipes.length_m[i]) && pipes.length_m[i] > 0.0) << where;
        EXPECT_TRUE(std::isfinite(pipes.inner_diameter_m[i]) && pipes.inner_diameter_m[i] > 0.0) << where;
        EXPECT_TRUE(std::isfinite(pipes.roughness_m[i]) && pipes.roughness_m[i] >= 0.0) << where;
        EXPECT_GE(pipes.outer_diameter_m[i], pipes.inner_diameter_m[i]) << where;
        if (!pipes.heat_loss_w_mk[i]) {
            EXPECT_GT(pipes.insulation_diameter_m[i], pipes.outer_diameter_m[i]) << where;
            EXPECT_GE(pipes.casing_diameter_m[i], pipes.insulation_diameter_m[i]) << where;
            EXPECT_GT(pipes.insulation_conductivity_w_mk[i], 0.0) << where;
            EXPECT_GT(pipes.burial_depth_m[i], 0.5 * pipes.casing_diameter_m[i]) << where;
        }
    }
    for (double const kv : network.valves.kv_m3_h) {
        EXPECT_GT(kv, 0.0) << what;
    }
    for (std::size_t i = 0; i < network.substations.size(); ++i) {
        EXPECT_GE(network.substations.heat_demand_w[i], 0.0) << what;
        EXPECT_GE(network.substations.peak_w[i], network.substations.heat_demand_w[i]) << what;
    }
}

// True if the project could be built.
bool judge(Project const& project, std::string const& what) {
    std::vector<Problem> problems;
    EXPECT_NO_THROW(problems = check(project, sample_catalogue())) << what;
    if (!problems.empty()) {
        for (Problem const& problem : problems) {
            EXPECT_FALSE(problem.text.empty() || problem.advice.empty()) << what << to_string(problem);
        }
        return false;
    }
    std::shared_ptr<Network const> network;
    EXPECT_NO_THROW(network = Network::build(project, sample_catalogue())) << what;
    if (network) {
        expect_usable(*network, what);
    }
    return network != nullptr;
}

TEST(CheckMutations, StartFromASoundProject) {
    EXPECT_TRUE(judge(rich_project(), "the project"));
}

TEST(CheckMutations, OneOddValueIsRefusedOrBuilt) {
    std::vector<Mutation> const mutations = all_mutations();
    ASSERT_GT(mutations.size(), 2000U);
    std::size_t built = 0;
    for (std::size_t i = 0; i < mutations.size(); ++i) {
        Project project = rich_project();
        mutations[i](project);
        built += judge(project, "mutation " + std::to_string(i)) ? 1 : 0;
    }
    EXPECT_GT(built, mutations.size() / 10);
    EXPECT_LT(built, 9 * mutations.size() / 10);
}

TEST(CheckMutations, SeveralOddValuesAreRefusedOrBuilt) {
    std::vector<Mutation> const mutations = all_mutations();
    std::mt19937 random{20};
    std::uniform_int_distribution<std::size_t> any{0, mutations.size() - 1};
    for (int i = 0; i < 2000; ++i) {
        Project project = rich_project();
        for (int k = 0; k < 2 + i % 6; ++k) {
            mutations[any(random)](project);
        }
        judge(project, "trial " + std::to_string(i));
    }
}

} // namespace
