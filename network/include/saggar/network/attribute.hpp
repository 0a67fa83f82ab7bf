// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Every field of the project's records, declared once: name (as in the schema, its last words are the unit),
// range, whether it must be given, and what it means. Readers, range checks, the check of the schema and the
// manual's tables all follow from these declarations.

#include "saggar/network/catalogue.hpp"
#include "saggar/network/project.hpp"

#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace saggar {

struct Range {
    double lowest{-std::numeric_limits<double>::infinity()};
    double highest{std::numeric_limits<double>::infinity()};
    bool lowest_included{true};

    [[nodiscard]] bool contains(double value) const; // false for NaN
    [[nodiscard]] std::string describe() const;      // "above 0, at most 3000"
};

// A field whose value is one of a few words.
template <class Record>
struct ChoiceMember {
    int (*get)(Record const&);
    void (*set)(Record&, int);
    std::span<std::string_view const> words;
};

enum class Need { optional, required };

template <class Record>
struct Attribute {
    using Member =
        std::variant<std::string Record::*, double Record::*, std::optional<double> Record::*, int Record::*,
                     bool Record::*, std::optional<bool> Record::*, std::vector<double> Record::*,
                     std::vector<std::string> Record::*, ChoiceMember<Record>,
                     std::vector<PlantSetting> Record::*, std::vector<SubstationSetting> Record::*,
                     std::vector<WithdrawalSetting> Record::*, std::vector<SupplyCurve> Record::*,
                     std::vector<SecondaryCurve> Record::*, std::vector<SimulationEvent> Record::*>;

    std::string_view name;
    Member member;
    Need need{Need::optional};
    Range range{};               // of numbers; of each number in a list
    std::string_view text;       // meaning; typical values with their source
    std::string_view unlikely{}; // what a number out of range probably is: "did you give millimetres?"
    std::string_view basis{};    // source of the default, or the word assumption; what stands in for a value
                                 // that is absent
};

// The declarations of one record type, in the order of the schema. Defined for every record of Project and
// for each of its settings.
template <class Record>
[[nodiscard]] std::span<Attribute<Record> const> attributes();

template <>
std::span<Attribute<Node> const> attributes<Node>();
template <>
std::span<Attribute<Pipe> const> attributes<Pipe>();
template <>
std::span<Attribute<Valve> const> attributes<Valve>();
template <>
std::span<Attribute<Pump> const> attributes<Pump>();
template <>
std::span<Attribute<Plant> const> attributes<Plant>();
template <>
std::span<Attribute<Reservoir> const> attributes<Reservoir>();
template <>
std::span<Attribute<Tank> const> attributes<Tank>();
template <>
std::span<Attribute<Withdrawal> const> attributes<Withdrawal>();
template <>
std::span<Attribute<Leakage> const> attributes<Leakage>();
template <>
std::span<Attribute<Substation> const> attributes<Substation>();
template <>
std::span<Attribute<Building> const> attributes<Building>();
template <>
std::span<Attribute<Bypass> const> attributes<Bypass>();
template <>
std::span<Attribute<Candidate> const> attributes<Candidate>();
template <>
std::span<Attribute<PlantSetting> const> attributes<PlantSetting>();
template <>
std::span<Attribute<SubstationSetting> const> attributes<SubstationSetting>();
template <>
std::span<Attribute<WithdrawalSetting> const> attributes<WithdrawalSetting>();
template <>
std::span<Attribute<OperatingPointData> const> attributes<OperatingPointData>();
template <>
std::span<Attribute<FluidSettings> const> attributes<FluidSettings>();
template <>
std::span<Attribute<PhysicsSettings> const> attributes<PhysicsSettings>();
template <>
std::span<Attribute<GroundSettings> const> attributes<GroundSettings>();
template <>
std::span<Attribute<Limits> const> attributes<Limits>();
template <>
std::span<Attribute<DesignSettings> const> attributes<DesignSettings>();
template <>
std::span<Attribute<ConnectionSettings> const> attributes<ConnectionSettings>();
template <>
std::span<Attribute<StreetSettings> const> attributes<StreetSettings>();
template <>
std::span<Attribute<SupplyCurve> const> attributes<SupplyCurve>();
template <>
std::span<Attribute<SecondaryCurve> const> attributes<SecondaryCurve>();
template <>
std::span<Attribute<SimulationEvent> const> attributes<SimulationEvent>();
template <>
std::span<Attribute<SimulationSettings> const> attributes<SimulationSettings>();
template <>
std::span<Attribute<PriceSettings> const> attributes<PriceSettings>();
template <>
std::span<Attribute<EconomicSettings> const> attributes<EconomicSettings>();
template <>
std::span<Attribute<ExtensionSettings> const> attributes<ExtensionSettings>();
template <>
std::span<Attribute<PhasingSettings> const> attributes<PhasingSettings>();
template <>
std::span<Attribute<BuildPhase> const> attributes<BuildPhase>();
template <>
std::span<Attribute<UptakeScenario> const> attributes<UptakeScenario>();
template <>
std::span<Attribute<PlantSource> const> attributes<PlantSource>();
template <>
std::span<Attribute<PlantStore> const> attributes<PlantStore>();
template <>
std::span<Attribute<ControllerSettings> const> attributes<ControllerSettings>();
template <>
std::span<Attribute<Measure> const> attributes<Measure>();
// Columns of catalogue files.
template <>
std::span<Attribute<CatalogueEntry> const> attributes<CatalogueEntry>();

// Calls visit(list_name, vector_of_records) for every list of components of a project, in the schema's order.
template <class AnyProject, class Visitor>
void for_each_component_list(AnyProject& project, Visitor&& visit) {
    visit(std::string_view{"nodes"}, project.nodes);
    visit(std::string_view{"pipes"}, project.pipes);
    visit(std::string_view{"pipe_pairs"}, project.pipe_pairs);
    visit(std::string_view{"valves"}, project.valves);
    visit(std::string_view{"pumps"}, project.pumps);
    visit(std::string_view{"plants"}, project.plants);
    visit(std::string_view{"reservoirs"}, project.reservoirs);
    visit(std::string_view{"tanks"}, project.tanks);
    visit(std::string_view{"withdrawals"}, project.withdrawals);
    visit(std::string_view{"leakages"}, project.leakages);
    visit(std::string_view{"substations"}, project.substations);
    visit(std::string_view{"buildings"}, project.buildings);
    visit(std::string_view{"bypasses"}, project.bypasses);
    visit(std::string_view{"operating_points"}, project.operating_points);
    visit(std::string_view{"candidates"}, project.candidates);
    visit(std::string_view{"phases"}, project.phases);
    visit(std::string_view{"uptakes"}, project.uptakes);
    visit(std::string_view{"sources"}, project.sources);
    visit(std::string_view{"stores"}, project.stores);
    visit(std::string_view{"controllers"}, project.controllers);
    visit(std::string_view{"measures"}, project.measures);
}

// Calls visit(section_name, record) for every settings section of a project, in the schema's order.
template <class AnyProject, class Visitor>
void for_each_settings_section(AnyProject& project, Visitor&& visit) {
    visit(std::string_view{"fluid"}, project.fluid);
    visit(std::string_view{"physics"}, project.physics);
    visit(std::string_view{"ground"}, project.ground);
    visit(std::string_view{"limits"}, project.limits);
    visit(std::string_view{"design"}, project.design);
    visit(std::string_view{"connection"}, project.connection);
    visit(std::string_view{"streets"}, project.streets);
    visit(std::string_view{"simulation"}, project.simulation);
    visit(std::string_view{"prices"}, project.prices);
    visit(std::string_view{"economics"}, project.economics);
    visit(std::string_view{"extension"}, project.extension);
    visit(std::string_view{"phasing"}, project.phasing);
}

} // namespace saggar
