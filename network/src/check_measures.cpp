// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Measures that a study of connections may take: that each kind has the fields it needs and no others, that
// what they name is there, and that what they are valued by is given.

#include "saggar/network/nearest_name.hpp"

#include "given_field.hpp"
#include "problem_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <vector>

namespace saggar::detail {

namespace {

constexpr unsigned booster = bit(MeasureKind::booster);
constexpr unsigned plant = bit(MeasureKind::source);
constexpr unsigned store = bit(MeasureKind::store);
constexpr unsigned peak = bit(MeasureKind::peak_reduction);
constexpr unsigned hotter = bit(MeasureKind::supply_temperature);
constexpr unsigned colder = bit(MeasureKind::return_temperature);
constexpr unsigned parallel = bit(MeasureKind::parallel_pipe);

// Which kinds use a field and which must give it.
struct Use {
    std::string_view field;
    unsigned kinds;
    unsigned needed{0};
};

constexpr std::array uses{Use{"plants", hotter, hotter},
                          Use{"substations", peak | colder},
                          Use{"candidate", peak | colder},
                          Use{"node", plant | store, plant | store},
                          Use{"pair", booster},
                          Use{"side", booster},
                          Use{"maximum_head_m", booster, booster},
                          Use{"pump_efficiency", booster | plant | store},
                          Use{"maximum_kw", plant | store, plant | store},
                          Use{"supply_temperature_c", plant | store, plant | store},
                          Use{"maximum_differential_pressure_bar", plant | store},
                          Use{"capacity_kwh", store, store},
                          Use{"peak_hours", store, store},
                          Use{"off_peak_share", store, store},
                          Use{"maximum_share", peak, peak},
                          Use{"maximum_k", hotter | colder, hotter | colder},
                          Use{"electricity_per_heat", plant},
                          Use{"electricity_per_heat_k", hotter},
                          Use{"full_load_hours", plant | hotter},
                          Use{"steps", plant | store | peak | hotter | colder},
                          Use{"cost_factor", parallel},
                          Use{"cost", ~parallel},
                          Use{"cost_per_year", ~parallel},
                          Use{"cost_per_kw", booster | plant | store | peak},
                          Use{"cost_per_kwh", store},
                          Use{"cost_per_k", hotter | colder},
                          Use{"cost_per_mwh", plant}};

template <class Records>
std::unordered_map<std::string_view, std::size_t> by_id(Records const& records) {
    std::unordered_map<std::string_view, std::size_t> made;
    for (std::size_t i = 0; i < records.size(); ++i) {
        made.emplace(records[i].id, i);
    }
    return made;
}

class MeasureCheck {
public:
    MeasureCheck(Project const& project, NodeReferences const& references, ProblemList& problems)
        : project_{project},
          references_{references},
          problems_{problems},
          plants_{by_id(project.plants)},
          pairs_{by_id(project.pipe_pairs)},
          substations_{by_id(project.substations)} {}

    void run() {
        bool second_parallel = false;
        for (std::size_t i = 0; i < project_.measures.size(); ++i) {
            Measure const& measure = project_.measures[i];
            element_ = {"measures", i, measure.id};
            if (word_of("kind", measure).empty() || word_of("side", measure).empty()) {
                continue; // said by check_values.cpp
            }
            check_fields(measure);
            check_names(measure);
            check_values(measure);
            check_price(measure);
            if (measure.kind == MeasureKind::parallel_pipe) {
                if (second_parallel) {
                    conflict("kind", "there is another parallel_pipe; one allows all of them", "Remove one");
                }
                second_parallel = true;
            }
        }
    }

private:
    void conflict(std::string_view field, std::string text, std::string advice) {
        problems_.add(ErrorCode::values_conflict, element_, field, std::move(text), std::move(advice));
    }

    void check_fields(Measure const& measure) {
        std::string_view const kind = word_of("kind", measure);
        for (Use const& use : uses) {
            auto const& attribute = attribute_named<Measure>(use.field);
            bool const given = is_given(attribute, measure);
            if (given && (use.kinds & bit(measure.kind)) == 0) {
                conflict(use.field, fmt::format("has no effect: kind is {}", kind),
                         "Remove it, or change the kind");
            } else if (!given && (use.needed & bit(measure.kind)) != 0) {
                problems_.add(ErrorCode::value_missing, element_, use.field,
                              fmt::format("is missing; {} needs it", kind),
                              fmt::format("Meaning: {}", attribute.text));
            }
        }
    }

    void find(std::string_view field, std::string_view what, std::string const& id,
              std::unordered_map<std::string_view, std::size_t> const& known) {
        if (known.contains(id)) {
            return;
        }
        std::vector<std::string_view> ids;
        for (auto const& [name, position] : known) {
            ids.push_back(name);
        }
        std::ranges::sort(ids);
        problems_.add(ErrorCode::unknown_id, element_, field, fmt::format("there is no {} '{}'", what, id),
                      did_you_mean(nearest_name(id, ids, slip_distance(id)), "Name one that is there"));
    }

    void find_all(std::string_view field, std::string_view what, std::vector<std::string> const& ids,
                  std::unordered_map<std::string_view, std::size_t> const& known) {
        for (std::size_t i = 0; i < ids.size(); ++i) {
            find(field, what, ids[i], known);
            if (std::find(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(i), ids[i]) !=
                ids.begin() + static_cast<std::ptrdiff_t>(i)) {
                conflict(field, fmt::format("'{}' is named twice", ids[i]), "Remove one of them");
            }
        }
    }

    void check_names(Measure const& measure) {
        find_all("plants", "plant", measure.plants, plants_);
        find_all("substations", "substation", measure.substations, substations_);
        if (!measure.pair.empty()) {
            find("pair", "pair", measure.pair, pairs_);
            auto const found = pairs_.find(measure.pair);
            if (found != pairs_.end() && !project_.pipe_pairs[found->second].open) {
                conflict("pair", fmt::format("'{}' is closed", measure.pair), "Name one that water passes");
            }
        }
        if (!measure.node.empty()) {
            check_node(measure.node);
        }
    }

    void check_node(std::string const& node) {
        NodeReferences::Name const parsed = references_.parse(node);
        if (parsed.place < 0) {
            find("node", "node", node.substr(0, node.find(':')), by_id(project_.nodes));
        } else if (parsed.side != Side::none || parsed.wrong_side) {
            problems_.add(ErrorCode::side_conflict, element_, "node",
                          fmt::format("'{}' is one side, but heat is given from return to supply", node),
                          "Give the node without its side");
        } else if (!references_.use(parsed.place).supply || !references_.use(parsed.place).return_side) {
            problems_.add(ErrorCode::side_conflict, element_, "node",
                          fmt::format("no supply and return meet at '{}'", node),
                          "Name a node that pairs touch");
        }
    }

    void check_values(Measure const& measure) {
        bool const loads =
            measure.kind == MeasureKind::peak_reduction || measure.kind == MeasureKind::return_temperature;
        if (loads && measure.substations.empty() && !measure.candidate) {
            conflict("substations", "are none, and candidate is false: nothing would change",
                     "Name substations, or let it change the candidate");
        }
        if (measure.kind == MeasureKind::store && measure.capacity_kwh && measure.maximum_kw &&
            measure.peak_hours && *measure.capacity_kwh < *measure.maximum_kw * *measure.peak_hours) {
            conflict("capacity_kwh",
                     fmt::format("{:g} kWh are not enough for {:g} kW over {:g} h", *measure.capacity_kwh,
                                 *measure.maximum_kw, *measure.peak_hours),
                     "Give a lower maximum_kw, or a larger store");
        }
        if (measure.kind == MeasureKind::return_temperature) {
            check_returns(measure);
        }
    }

    void check_returns(Measure const& measure) {
        for (std::string const& id : measure.substations) {
            auto const found = substations_.find(id);
            if (found == substations_.end()) {
                continue;
            }
            Substation const& one = project_.substations[found->second];
            if (one.control != SubstationControl::return_temperature) {
                conflict("substations", fmt::format("'{}' is not controlled by its return temperature", id),
                         "Name substations with return_temperature_c");
            } else if (one.return_temperature_c && measure.maximum_k &&
                       *one.return_temperature_c - *measure.maximum_k < 5.0) {
                conflict("maximum_k",
                         fmt::format("'{}' would return {:g} degC", id,
                                     *one.return_temperature_c - *measure.maximum_k),
                         "Leave at least 5 degC");
            }
        }
    }

    void check_price(Measure const& measure) {
        bool const electric = (bit(measure.kind) & (booster | plant | store)) != 0 ||
                              measure.electricity_per_heat_k > 0.0; // pumps, or heat from electricity
        if (electric && !project_.prices.electricity_import_per_mwh) {
            problems_.add(ErrorCode::value_missing, element_, "kind",
                          "draws electricity, and electricity_import_per_mwh of prices is missing",
                          "Give what electricity costs under prices");
        }
    }

    Project const& project_;
    NodeReferences const& references_;
    ProblemList& problems_;
    std::unordered_map<std::string_view, std::size_t> plants_;
    std::unordered_map<std::string_view, std::size_t> pairs_;
    std::unordered_map<std::string_view, std::size_t> substations_;
    Element element_;
};

} // namespace

void check_measures(Project const& project, NodeReferences const& references, ProblemList& problems) {
    MeasureCheck{project, references, problems}.run();
}

} // namespace saggar::detail
