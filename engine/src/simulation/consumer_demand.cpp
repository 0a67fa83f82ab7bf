// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/simulation/consumer_demand.hpp"

#include "saggar/network/error.hpp"
#include "saggar/network/nearest_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

namespace saggar {

namespace {

DemandShape const& even_shape() {
    static DemandShape const shape = [] {
        DemandShape made{.id = {},
                         .daily = DailyHeat::even,
                         .sigmoid = {},
                         .class_up_to_c = {},
                         .hours = std::vector<WeekOfHours>(1),
                         .source = {}};
        for (auto& day : made.hours.front()) {
            day.fill(1.0 / 24.0);
        }
        return made;
    }();
    return shape;
}

// With weather of any year, the calendar year in which the run begins: where it ends is not to change what is
// asked for before.
std::optional<std::int64_t> first_day_of_year(SimulationSettings const& settings, std::int64_t from_s) {
    if (settings.weather_year != WeatherYear::any) {
        return std::nullopt;
    }
    std::int64_t const day = LocalClock{}.day(from_s);
    return day + 1 - day_of_year(day);
}

} // namespace

// Finds the profiles that uses need, each once.
class ConsumerDemand::Maker {
public:
    // Profiles are made for a time only; without a year, what does not depend on one is judged.
    Maker(Project const& project, std::span<DemandShape const> shapes, DemandYear const* year,
          std::optional<TimeSpan> const& time)
        : project_{project}, year_{year}, time_{time} {
        for (DemandShape const& shape : shapes) {
            shapes_[shape.id] = &shape; // one that is read later, of the user, wins
        }
        for (Building const& building : project.buildings) {
            with_building_.insert(building.substation);
        }
        for (std::size_t i = 0; i < project.substations.size(); ++i) {
            uses_.push_back(use(project.substations[i], i));
        }
        if (year_ != nullptr) {
            check_year();
        }
    }

    [[nodiscard]] std::vector<Problem> const& problems() const { return problems_; }

    void give(ConsumerDemand& made) {
        made.spreads_ =
            std::any_of(uses_.begin(), uses_.end(), [](Use const& use) { return use.annual_wh > 0.0; });
        made.uses_ = std::move(uses_);
        made.profiles_ = std::move(profiles_);
    }

private:
    void add(ErrorCode code, std::size_t position, std::string_view field, std::string text,
             std::string advice) {
        Place place{.file = {},
                    .line = 0,
                    .component = "substations",
                    .id = project_.substations[position].id,
                    .field = std::string{field}};
        auto const origins = project_.origins.find("substations");
        if (origins != project_.origins.end() && position < origins->second.size()) {
            place.file = origins->second[position].file;
            place.line = origins->second[position].line;
        }
        problems_.push_back({code, std::move(place), std::move(text), std::move(advice)});
    }

    DemandShape const* find(std::string const& id, std::size_t position, std::string_view field) {
        auto const found = shapes_.find(id);
        if (found != shapes_.end()) {
            return found->second;
        }
        std::vector<std::string_view> ids;
        for (auto const& [known, shape] : shapes_) {
            ids.push_back(known);
        }
        std::string_view const nearest = nearest_name(id, ids, slip_distance(id));
        add(ErrorCode::unknown_id, position, field, fmt::format("there is no demand shape '{}'", id),
            nearest.empty() ? "Name a built-in shape (docs/consumers.md) or one of the files under shapes"
                            : fmt::format("Did you mean '{}'?", nearest));
        return nullptr;
    }

    int profile(DemandShape const& shape, ShapePart part) {
        auto const [entry, is_new] = known_.try_emplace({&shape, part}, static_cast<int>(profiles_.size()));
        if (is_new) {
            profiles_.push_back(year_ != nullptr && time_
                                    ? year_->profile(shape, part, time_->begin_s, time_->end_s)
                                    : TimeSeries{});
        }
        return entry->second;
    }

    Use use(Substation const& substation, std::size_t position) {
        SimulationSettings const& settings = project_.simulation;
        bool const rooms_apart = with_building_.contains(substation.id);
        Use made;
        made.annual_wh = 1e6 * substation.annual_use_mwh.value_or(0.0);
        DemandShape const* const shape = substation.demand_shape.empty()
                                             ? nullptr
                                             : find(substation.demand_shape, position, "demand_shape");
        bool const has_water = shape != nullptr && shape->has_hot_water();
        made.share =
            substation.hot_water_share.value_or(has_water || rooms_apart ? 0.0 : settings.hot_water_share);
        DemandShape const* water = &even_shape();
        if (!substation.hot_water_shape.empty()) {
            water = find(substation.hot_water_shape, position, "hot_water_shape");
            if (water != nullptr && water->daily != DailyHeat::even) {
                add(ErrorCode::values_conflict, position, "hot_water_shape",
                    fmt::format("'{}' follows the weather, hot water does not", water->id),
                    "Name a shape whose daily is even, as UK/dhw_dwelling");
            } else if (water != nullptr && made.share == 0.0) {
                add(ErrorCode::values_conflict, position, "hot_water_shape",
                    "has no effect without hot water apart from demand_shape", "Give hot_water_share too");
            }
        }
        if (water != nullptr) {
            made.hot_water = profile(*water, ShapePart::whole);
        }
        if (!rooms_apart && made.share < 1.0) {
            bool const by_degrees = shape == nullptr || shape->daily == DailyHeat::degree_days;
            needs_degree_days_ = needs_degree_days_ || by_degrees;
            needs_year_ = needs_year_ || by_degrees || shape->daily == DailyHeat::sigmoid;
        }
        if (shape != nullptr) {
            made.heating =
                profile(*shape, substation.hot_water_share ? ShapePart::without_hot_water : ShapePart::whole);
        } else if (rooms_apart) {
            made.annual_wh *= made.share;
            made.share = 1.0;
        }
        return made;
    }

    void check_year() {
        bool const given = project_.simulation.annual_degree_days_kd.has_value();
        Place const place{
            .file = {}, .line = 0, .component = "simulation", .id = {}, .field = "annual_degree_days_kd"};
        if (needs_year_ && !given && !year_->holds_a_year()) {
            problems_.push_back(
                {ErrorCode::value_missing, place,
                 "is missing, and the weather holds less than a year for annual_use_mwh to be met in",
                 "Give the place's degree-days below heating_threshold_c, or weather of a year"});
        } else if ((needs_degree_days_ || (needs_year_ && given)) && !(year_->degree_days_a_year() > 0.0)) {
            problems_.push_back({ErrorCode::values_conflict, place,
                                 "the weather is never colder than heating_threshold_c, so that nothing says "
                                 "how a year's heat is spread",
                                 "Give weather with a winter, or raise heating_threshold_c"});
        }
    }

    Project const& project_;
    DemandYear const* year_;
    std::optional<TimeSpan> time_;
    std::map<std::string, DemandShape const*, std::less<>> shapes_;
    std::set<std::string_view> with_building_;
    std::map<std::pair<DemandShape const*, ShapePart>, int> known_;
    std::vector<Use> uses_;
    std::vector<TimeSeries> profiles_;
    bool needs_year_{false};        // for annual use to be met in
    bool needs_degree_days_{false}; // of it
    std::vector<Problem> problems_;
};

ConsumerDemand::ConsumerDemand(Network const& network, TimeSeries const& outdoor_c, TimeSeries changed_c,
                               std::vector<TimeSeries> given_w, std::span<DemandShape const> shapes,
                               std::int64_t from_s, std::int64_t to_s)
    : clock_{network.project().simulation},
      threshold_c_{network.project().simulation.heating_threshold_c},
      outdoor_c_{std::move(changed_c)},
      given_w_{std::move(given_w)} {
    if (given_w_.empty()) {
        SimulationSettings const& settings = network.project().simulation;
        year_.emplace(outdoor_c, clock_, threshold_c_, settings.annual_degree_days_kd,
                      first_day_of_year(settings, from_s));
        degree_hours_a_year_ = 24.0 * year_->degree_days_a_year();
        year_->set_weather(outdoor_c_);
        Maker maker{network.project(), shapes, &*year_, TimeSpan{.begin_s = from_s, .end_s = to_s}};
        if (!maker.problems().empty()) {
            throw Error{maker.problems()};
        }
        maker.give(*this);
    }
}

std::vector<Problem> ConsumerDemand::problems(Project const& project, TimeSeries const& outdoor_c,
                                              std::span<DemandShape const> shapes, std::int64_t from_s) {
    SimulationSettings const& settings = project.simulation;
    std::optional<DemandYear> year;
    if (!outdoor_c.values.empty()) {
        year.emplace(outdoor_c, LocalClock{settings}, settings.heating_threshold_c,
                     settings.annual_degree_days_kd, first_day_of_year(settings, from_s));
    }
    return Maker{project, shapes, year ? &*year : nullptr, std::nullopt}.problems();
}

void ConsumerDemand::set(std::int64_t from_s, std::int64_t to_s, std::vector<double>& asked_w) const {
    if (!given_w_.empty()) {
        for (std::size_t i = 0; i < given_w_.size(); ++i) {
            asked_w[i] = mean(given_w_[i], from_s, to_s);
        }
        return;
    }
    double const degrees_k = mean_of(outdoor_c_, from_s, to_s, [this](double outdoor_c) {
        return std::max(0.0, threshold_c_ - outdoor_c);
    });
    double const by_degrees = degree_hours_a_year_ > 0.0 ? degrees_k / degree_hours_a_year_ : 0.0;
    std::vector<double> of_profile;
    of_profile.reserve(profiles_.size());
    for (TimeSeries const& profile : profiles_) {
        of_profile.push_back(mean(profile, from_s, to_s));
    }
    for (std::size_t i = 0; i < uses_.size(); ++i) {
        Use const& use = uses_[i];
        double const heating =
            use.heating < 0 ? by_degrees : of_profile[static_cast<std::size_t>(use.heating)];
        double const hot_water = of_profile[static_cast<std::size_t>(use.hot_water)];
        asked_w[i] = use.annual_wh * ((1.0 - use.share) * heating + use.share * hot_water);
    }
}

} // namespace saggar
