// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// A whole project as its user describes it. Plain data: nothing is checked or derived here (see network.hpp).

#include "saggar/network/components.hpp"
#include "saggar/network/controllers.hpp"
#include "saggar/network/measures.hpp"
#include "saggar/network/planning_settings.hpp"
#include "saggar/network/settings.hpp"
#include "saggar/network/sources.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace saggar {

// Where an element was read, for messages: file and line by (list name, position in the list).
struct ElementOrigin {
    std::string file;
    std::size_t line{0};
};
using Origins = std::map<std::string, std::vector<ElementOrigin>, std::less<>>;

struct Project {
    static constexpr int supported_schema_version = 1;

    int schema_version{supported_schema_version};
    std::string name;
    std::string description;
    std::string coordinate_reference_system; // "EPSG:27700"; empty: local metres
    std::string currency{"GBP"};
    FluidSettings fluid;
    PhysicsSettings physics;
    GroundSettings ground;
    Limits limits;
    DesignSettings design;
    ConnectionSettings connection;
    StreetSettings streets;
    SimulationSettings simulation;
    PriceSettings prices;
    EconomicSettings economics;
    ExtensionSettings extension;
    PhasingSettings phasing;
    std::vector<std::string> catalogues; // CSV files beside the project file, added to the built-in ones

    std::vector<Node> nodes;
    std::vector<Pipe> pipes;
    std::vector<Pipe> pipe_pairs;
    std::vector<Valve> valves;
    std::vector<Pump> pumps;
    std::vector<Plant> plants;
    std::vector<Reservoir> reservoirs;
    std::vector<Tank> tanks;
    std::vector<Withdrawal> withdrawals;
    std::vector<Leakage> leakages;
    std::vector<Substation> substations;
    std::vector<Building> buildings;
    std::vector<Bypass> bypasses;
    std::vector<OperatingPointData> operating_points;
    std::vector<Candidate> candidates;
    std::vector<BuildPhase> phases;
    std::vector<UptakeScenario> uptakes;
    std::vector<PlantSource> sources;
    std::vector<PlantStore> stores;
    std::vector<ControllerSettings> controllers;
    std::vector<Measure> measures;

    std::string
        folder;      // where the project's file lies: names of other files start from there. Set by readers
    Origins origins; // filled by readers; may be empty
};

} // namespace saggar

// Compiled once, in project.cpp: the code of these lists would otherwise be half of every object file that
// has a project.
extern template class std::vector<saggar::ElementOrigin>;
extern template class std::vector<saggar::Node>;
extern template class std::vector<saggar::Pipe>;
extern template class std::vector<saggar::Valve>;
extern template class std::vector<saggar::Pump>;
extern template class std::vector<saggar::Plant>;
extern template class std::vector<saggar::Reservoir>;
extern template class std::vector<saggar::Tank>;
extern template class std::vector<saggar::Withdrawal>;
extern template class std::vector<saggar::Leakage>;
extern template class std::vector<saggar::Substation>;
extern template class std::vector<saggar::Building>;
extern template class std::vector<saggar::Bypass>;
extern template class std::vector<saggar::OperatingPointData>;
extern template class std::vector<saggar::Candidate>;
extern template class std::vector<saggar::BuildPhase>;
extern template class std::vector<saggar::UptakeScenario>;
extern template class std::vector<saggar::PlantSource>;
extern template class std::vector<saggar::PlantStore>;
extern template class std::vector<saggar::ControllerSettings>;
extern template class std::vector<saggar::Measure>;
extern template class std::vector<saggar::PlantSetting>;
extern template class std::vector<saggar::SubstationSetting>;
extern template class std::vector<saggar::WithdrawalSetting>;
extern template class std::vector<saggar::SupplyCurve>;
extern template class std::vector<saggar::SecondaryCurve>;
extern template class std::vector<saggar::SimulationEvent>;
