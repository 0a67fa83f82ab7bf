// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/network/project.hpp"

template class std::vector<saggar::ElementOrigin>;
template class std::vector<saggar::Node>;
template class std::vector<saggar::Pipe>;
template class std::vector<saggar::Valve>;
template class std::vector<saggar::Pump>;
template class std::vector<saggar::Plant>;
template class std::vector<saggar::Reservoir>;
template class std::vector<saggar::Tank>;
template class std::vector<saggar::Withdrawal>;
template class std::vector<saggar::Leakage>;
template class std::vector<saggar::Substation>;
template class std::vector<saggar::Building>;
template class std::vector<saggar::Bypass>;
template class std::vector<saggar::OperatingPointData>;
template class std::vector<saggar::Candidate>;
template class std::vector<saggar::BuildPhase>;
template class std::vector<saggar::UptakeScenario>;
template class std::vector<saggar::PlantSource>;
template class std::vector<saggar::PlantStore>;
template class std::vector<saggar::ControllerSettings>;
template class std::vector<saggar::Measure>;
template class std::vector<saggar::PlantSetting>;
template class std::vector<saggar::SubstationSetting>;
template class std::vector<saggar::WithdrawalSetting>;
template class std::vector<saggar::SupplyCurve>;
template class std::vector<saggar::SecondaryCurve>;
template class std::vector<saggar::SimulationEvent>;
