// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Whether the water that plants send out can warm what is joined to them: supply colder than return.

#include "problem_list.hpp"
#include "topology_graph.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace saggar::detail {

namespace {

constexpr double freezing_c = 0.0;

// What a consumer needs the supply to be above, and why.
struct Floor {
    double temperature_c;
    std::string_view field;
    std::string_view meaning;
};

std::optional<Floor> floor_of(Substation const& substation, std::optional<double> const& return_instead) {
    auto const floor = [](std::optional<double> const& value, double offset, std::string_view field,
                          std::string_view meaning) {
        return value ? std::optional{Floor{*value + offset, field, meaning}} : std::nullopt;
    };
    switch (substation.control) {
    case SubstationControl::return_temperature:
        return floor(return_instead ? return_instead : substation.return_temperature_c, 0.0,
                     "return_temperature_c", "the return temperature");
    case SubstationControl::temperature_drop:
        return floor(substation.temperature_drop_k, freezing_c, "temperature_drop_k",
                     "the temperature drop (the water would freeze)");
    case SubstationControl::heat_exchanger:
        return floor(substation.secondary_supply_temperature_c, 0.0, "secondary_supply_temperature_c",
                     "the secondary supply temperature");
    case SubstationControl::mass_flow: break;
    }
    return std::nullopt;
}

class TemperatureCheck {
public:
    TemperatureCheck(Project const& project, TopologyGraph const& graph, ProblemList& problems)
        : project_{project}, problems_{problems}, graph_{graph}, parts_{graph.parts} {}

    void run() {
        if (!graph_.complete) {
            return; // which plant supplies which consumer is not known
        }
        judge(nullptr, {});
        judge_mild_weather();
        for (std::size_t i = 0; i < project_.operating_points.size(); ++i) {
            OperatingPointData const& point = project_.operating_points[i];
            bool const changes_plants =
                std::any_of(point.plants.begin(), point.plants.end(), [](PlantSetting const& setting) {
                    return setting.supply_temperature_c.has_value();
                });
            bool const changes_consumers = std::any_of(
                point.substations.begin(), point.substations.end(),
                [](SubstationSetting const& setting) { return setting.return_temperature_c.has_value(); });
            if (changes_plants || changes_consumers) {
                judge(&point, Element{"operating_points", i, point.id});
            }
        }
    }

private:
    struct Source {
        double temperature_c{-std::numeric_limits<double>::infinity()};
        Element element;
    };
    struct Cold { // consumers of one part that its sources cannot warm
        std::size_t part{};
        std::vector<Element> consumers;
        Floor floor{}; // of the first
    };

    // What plants send out in the mildest weather of a simulation, by their curves: consumers that are said
    // to be too warm for them at all are left out.
    struct Mildest {
        double temperature_c;
        std::string field; // of `element`, or of the simulation
        std::optional<Element> element;
    };

    [[nodiscard]] static bool is_of(std::vector<std::string> const& ids, std::string const& id) {
        return ids.empty() || std::ranges::find(ids, id) != ids.end();
    }

    [[nodiscard]] Mildest mildest_of(Plant const& plant) const {
        Mildest mildest{plant.supply_temperature_c, {}, {}};
        for (SupplyCurve const& curve : project_.simulation.supply_curves) {
            if ((curve.plant.empty() || curve.plant == plant.id) && curve.supply_cold_c &&
                curve.supply_mild_c) {
                bool const falls = *curve.supply_mild_c < *curve.supply_cold_c;
                mildest = {falls ? *curve.supply_mild_c : *curve.supply_cold_c,
                           fmt::format("supply_curves '{}' {}", curve.plant,
                                       falls ? "supply_mild_c" : "supply_cold_c"),
                           {}};
            }
        }
        for (std::size_t i = 0; i < project_.controllers.size(); ++i) {
            ControllerSettings const& one = project_.controllers[i];
            if (one.kind == ControllerKind::supply_temperature && !one.temperature_c.empty() &&
                is_of(one.plants, plant.id)) {
                mildest = {std::ranges::min(one.temperature_c), "temperature_c",
                           Element{"controllers", i, one.id}};
            }
        }
        for (ControllerSettings const& one : project_.controllers) {
            if (one.kind == ControllerKind::supply_floor && !one.temperature_c.empty() &&
                is_of(one.plants, plant.id)) {
                mildest.temperature_c = std::max(mildest.temperature_c, std::ranges::min(one.temperature_c));
            }
        }
        return mildest;
    }

    // What it needs follows the weather itself.
    [[nodiscard]] bool follows_weather(std::string const& substation) const {
        return std::ranges::any_of(
                   project_.simulation.secondary_curves,
                   [&](SecondaryCurve const& curve) { return curve.substation == substation; }) ||
               std::ranges::any_of(project_.controllers, [&](ControllerSettings const& one) {
                   return one.kind == ControllerKind::return_limit && is_of(one.substations, substation);
               });
    }

    // Of the consumers for which `judged` gives what is too much for the sources of their part.
    template <class Judged>
    [[nodiscard]] std::vector<Cold> cold_parts(Judged const& judged) {
        std::vector<Cold> cold;
        std::size_t const first = graph_.first_plant - project_.substations.size();
        for (std::size_t i = 0; i < project_.substations.size(); ++i) {
            TopologyGraph::Joint const& joint = graph_.joints[first + i];
            std::size_t const part = parts_.find(static_cast<std::size_t>(joint.from));
            std::optional<Floor> const floor = judged(project_.substations[i], part);
            if (!floor) {
                continue;
            }
            auto known = std::ranges::find(cold, part, &Cold::part);
            if (known == cold.end()) {
                known = cold.insert(cold.end(), {.part = part, .consumers = {}, .floor = *floor});
            }
            known->consumers.push_back(joint.element);
        }
        return cold;
    }

    void judge_mild_weather() {
        std::unordered_map<std::size_t, std::pair<Mildest, std::size_t>> hottest; // with the plant
        for (std::size_t i = 0; i < project_.plants.size(); ++i) {
            Mildest mildest = mildest_of(project_.plants[i]);
            auto const [found, is_new] =
                hottest.try_emplace(parts_.find(static_cast<std::size_t>(graph_.plant(i).from)), mildest, i);
            if (!is_new && !(mildest.temperature_c <= found->second.first.temperature_c)) {
                found->second = {std::move(mildest), i};
            }
        }
        std::unordered_map<std::size_t, Source> const at_all = hottest_sources(nullptr);
        std::vector<Cold> const cold =
            cold_parts([&](Substation const& substation, std::size_t part) -> std::optional<Floor> {
                std::optional<Floor> floor = floor_of(substation, std::nullopt);
                auto const mildest = hottest.find(part);
                auto const source = at_all.find(part);
                bool const is_cold = floor && mildest != hottest.end() && source != at_all.end() &&
                                     !mildest->second.first.field.empty() &&
                                     floor->temperature_c >= mildest->second.first.temperature_c &&
                                     floor->temperature_c < source->second.temperature_c &&
                                     !follows_weather(substation.id);
                return is_cold ? floor : std::nullopt;
            });
        for (Cold const& left : cold) {
            auto const& [mildest, plant] = hottest.at(left.part);
            std::string text = fmt::format(
                "supply colder than return: the hottest source of mild weather is {} with {:g} degC, not "
                "above {} of {} ({:g})",
                describe(graph_.plant(plant).element), mildest.temperature_c, left.floor.meaning,
                describe(left.consumers), left.floor.temperature_c);
            std::string advice = "Raise it, or lower what the consumers need";
            if (mildest.element) {
                problems_.add(ErrorCode::values_conflict, *mildest.element, mildest.field, std::move(text),
                              std::move(advice));
            } else {
                problems_.add(ErrorCode::values_conflict, "simulation", mildest.field, std::move(text),
                              std::move(advice));
            }
        }
    }

    // The project itself, or an operating point of it.
    void judge(OperatingPointData const* point, Element const& point_element) {
        std::unordered_map<std::size_t, Source> const hottest = hottest_sources(point);
        std::unordered_map<std::string_view, double> returns;
        if (point != nullptr) {
            for (SubstationSetting const& setting : point->substations) {
                if (setting.return_temperature_c) {
                    returns[setting.substation] = *setting.return_temperature_c;
                }
            }
        }
        std::vector<Cold> const cold =
            cold_parts([&](Substation const& substation, std::size_t part) -> std::optional<Floor> {
                auto const instead = returns.find(substation.id);
                std::optional<Floor> floor = floor_of(
                    substation, instead == returns.end() ? std::nullopt : std::optional{instead->second});
                auto const source = hottest.find(part);
                bool const is_cold =
                    floor && source != hottest.end() && floor->temperature_c >= source->second.temperature_c;
                return is_cold ? floor : std::nullopt;
            });
        for (Cold const& left : cold) {
            report(left, hottest.at(left.part), point != nullptr, point_element);
        }
        if (point == nullptr) {
            judge_candidates(hottest);
        }
    }

    [[nodiscard]] std::unordered_map<std::size_t, Source> hottest_sources(OperatingPointData const* point) {
        std::unordered_map<std::size_t, Source> hottest;
        auto const consider = [&](std::int32_t row, double temperature_c, Element const& element) {
            if (std::isnan(temperature_c)) {
                temperature_c = std::numeric_limits<double>::infinity(); // said elsewhere; blame nobody
            }
            Source& source = hottest[parts_.find(static_cast<std::size_t>(row))];
            if (temperature_c > source.temperature_c) {
                source = {temperature_c, element};
            }
        };
        std::unordered_map<std::string_view, double> changed;
        if (point != nullptr) {
            for (PlantSetting const& setting : point->plants) {
                if (setting.supply_temperature_c) {
                    changed[setting.plant] = *setting.supply_temperature_c;
                }
            }
        }
        for (std::size_t i = 0; i < project_.plants.size(); ++i) {
            auto const own = changed.find(project_.plants[i].id);
            consider(graph_.plant(i).from,
                     own == changed.end() ? project_.plants[i].supply_temperature_c : own->second,
                     graph_.plant(i).element);
        }
        for (TopologyGraph::Boundary const& boundary : graph_.boundaries) {
            if (boundary.gives_water) {
                consider(boundary.node, boundary.temperature_c, boundary.element);
            }
        }
        return hottest;
    }

    // One consumer is probably wrong itself; of many, the source is.
    void report(Cold const& cold, Source const& source, bool at_point, Element const& point_element) {
        std::string_view const source_field =
            source.element.list == "plants" ? "supply_temperature_c" : "temperature_c";
        if (at_point) {
            problems_.add(
                ErrorCode::values_conflict, point_element, "",
                fmt::format("supply colder than return: the hottest source is {} with {:g} degC, not "
                            "above {} of {} ({:g})",
                            describe(source.element), source.temperature_c, cold.floor.meaning,
                            describe(cold.consumers), cold.floor.temperature_c),
                "Correct the settings of plants or substations at this point");
        } else if (cold.consumers.size() == 1) {
            problems_.add(ErrorCode::values_conflict, cold.consumers.front(), cold.floor.field,
                          fmt::format("supply colder than return: {:g} is not below the {:g} degC of its "
                                      "hottest source, {}",
                                      cold.floor.temperature_c, source.temperature_c,
                                      describe(source.element)),
                          fmt::format("Lower it, or raise {} of the source", source_field));
        } else {
            problems_.add(
                ErrorCode::values_conflict, source.element, source_field,
                fmt::format("supply colder than return: {:g} degC, the hottest source, is not above "
                            "{} of {} ({:g} at the first)",
                            source.temperature_c, cold.floor.meaning, describe(cold.consumers),
                            cold.floor.temperature_c),
                "Raise it, or lower what the consumers need");
        }
    }

    void judge_candidates(std::unordered_map<std::size_t, Source> const& hottest) {
        double highest_c = -std::numeric_limits<double>::infinity();
        for (auto const& [part, source] : hottest) {
            highest_c = std::max(highest_c, source.temperature_c);
        }
        for (std::size_t i = 0; i < project_.candidates.size() && !hottest.empty(); ++i) {
            Candidate const& candidate = project_.candidates[i];
            if (candidate.return_temperature_c >= highest_c) {
                problems_.add(ErrorCode::values_conflict, Element{"candidates", i, candidate.id},
                              "return_temperature_c",
                              fmt::format("supply colder than return: {:g} is not below the {:g} degC of the "
                                          "hottest source",
                                          candidate.return_temperature_c, highest_c),
                              "Lower it, or raise the supply temperature of a plant");
            }
        }
    }

    Project const& project_;
    ProblemList& problems_;
    TopologyGraph const& graph_;
    DisjointSets parts_;
};

} // namespace

void check_temperatures(Project const& project, TopologyGraph const& graph, ProblemList& problems) {
    TemperatureCheck{project, graph, problems}.run();
}

} // namespace saggar::detail
