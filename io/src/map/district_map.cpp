// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/district_map.hpp"

#include "surface_words.hpp"
#include "vector_layer.hpp"

#include "saggar/network/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <functional>
#include <limits>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace saggar {

namespace {

using detail::Shape;
using detail::ShapeKind;
using detail::VectorFeature;

// Of OpenStreetMap's ways those that pipes are laid in.
constexpr std::array not_laid_in{"motorway", "motorway_link", "proposed",  "construction",
                                 "steps",    "corridor",      "bridleway", "raceway"};

class MapReader {
public:
    explicit MapReader(Project const& project) : project_{project}, settings_{project.extension} {
        for (Node const& node : project.nodes) {
            lowest_m_ = std::min(lowest_m_, node.elevation_m);
            highest_m_ = std::max(highest_m_, node.elevation_m);
        }
    }

    DistrictMap read() {
        read_streets();
        read_buildings();
        return with_obstacles();
    }

    DistrictMap streets_alone() {
        read_streets();
        return done();
    }

    DistrictMap with_obstacles() {
        if (!settings_.obstacles.empty()) {
            read_obstacles();
        }
        return done();
    }

private:
    DistrictMap done() {
        if (!problems_.empty()) {
            throw Error{std::move(problems_)};
        }
        return std::move(map_);
    }

    void note(MapFindingKind kind, std::string const& file, VectorFeature const& feature, std::string text,
              std::string advice, std::optional<Point> at = std::nullopt) {
        map_.findings.push_back({.kind = kind,
                                 .map = file,
                                 .feature = name_of(feature),
                                 .text = std::move(text),
                                 .advice = std::move(advice),
                                 .at = at});
    }

    [[nodiscard]] std::string name_of(VectorFeature const& feature) const {
        auto const id = feature.attributes.find(settings_.id_field);
        return id != feature.attributes.end() ? id->second : feature.number;
    }

    static std::string const* attribute(VectorFeature const& feature, std::string_view name) {
        auto const found = feature.attributes.find(name);
        return found == feature.attributes.end() ? nullptr : &found->second;
    }

    // Reads one layer; problems are kept so that those of the other maps are found too. `left_out` hears of
    // features that have no geometry to take.
    template <class Take>
    void layer(detail::LayerWish const& wish, Take take,
               std::function<void(VectorFeature const&)> const& left_out = {}) {
        std::size_t const before = map_.findings.size();
        std::size_t used = 0;
        std::size_t features = 0;
        try {
            attributes_ = detail::read_layer(project_, wish, [&](VectorFeature const& feature) {
                ++features;
                if (!feature.unusable.empty()) {
                    note(MapFindingKind::unusable, wish.file, feature, feature.unusable, feature.advice);
                    if (left_out) {
                        left_out(feature);
                    }
                } else {
                    used += take(feature) ? 1 : 0;
                }
            });
        } catch (Error const& error) {
            problems_.insert(problems_.end(), error.problems().begin(), error.problems().end());
            return;
        }
        if (used == 0) {
            std::string why = features == 0 ? "it has no features" : "none of its features can be used";
            if (map_.findings.size() > before) {
                why += fmt::format("; the first, {}: {}", map_.findings[before].feature,
                                   map_.findings[before].text);
            }
            problems_.push_back(
                {.code = ErrorCode::value_missing,
                 .place =
                     {.file = wish.file, .line = 0, .component = wish.section, .id = {}, .field = wish.field},
                 .text = std::move(why),
                 .advice = map_.findings.size() > before ? map_.findings[before].advice
                                                         : "Choose another map or layer"});
        }
    }

    // Of the layer that was read last: a name that was chosen in the project and is none of its attributes'
    // is a mistake in writing. Of OpenStreetMap they are not known.
    void check_name(detail::LayerWish const& wish, std::string_view field, std::string const& name,
                    std::string const& usual) {
        if (name == usual || attributes_.empty() || attributes_.contains(name)) {
            return;
        }
        constexpr std::size_t most_named = 12;
        std::vector<std::string> known(attributes_.begin(), attributes_.end());
        known.resize(std::min(known.size(), most_named));
        problems_.push_back(
            {.code = ErrorCode::unknown_field,
             .place = {.file = wish.file,
                       .line = 0,
                       .component = wish.section,
                       .id = {},
                       .field = std::string{field}},
             .text = fmt::format("is '{}', and no attribute of the map has that name", name),
             .advice = fmt::format("Choose one of its attributes: {}{}", fmt::join(known, ", "),
                                   attributes_.size() > most_named ? " ..." : "")});
    }

    // Without points that repeat the one before.
    std::vector<Point> distinct(std::vector<Point> const& line, std::string const& file,
                                VectorFeature const& feature) {
        std::vector<Point> kept;
        for (Point const& point : line) {
            if (kept.empty() || !(point == kept.back())) {
                kept.push_back(point);
            }
        }
        if (kept.size() < line.size()) {
            note(MapFindingKind::mended, file, feature,
                 fmt::format("{} of its {} points repeat the one before", line.size() - kept.size(),
                             line.size()),
                 "They were left out", kept.front());
        }
        return kept;
    }

    void read_streets() {
        detail::LayerWish const wish{.file = project_.streets.file,
                                     .layer = {},
                                     .openstreetmap_layer = "lines",
                                     .openstreetmap = {"highway"},
                                     .section = "streets",
                                     .field = "file"};
        layer(wish, [&](VectorFeature const& feature) {
            std::string const* const way = attribute(feature, "highway");
            if (way != nullptr && std::ranges::find(not_laid_in, *way) != not_laid_in.end()) {
                return false; // of OpenStreetMap: nothing is wrong with it
            }
            Surface const surface = surface_of(feature);
            bool used = false;
            for (Shape const& shape : feature.shapes) {
                if (shape.kind != ShapeKind::line) {
                    note(MapFindingKind::unusable, wish.file, feature, "it is no line",
                         "Streets are lines: draw their middle");
                    continue;
                }
                std::vector<Point> line = distinct(shape.points, wish.file, feature);
                if (line.size() < 2) {
                    note(MapFindingKind::unusable, wish.file, feature, "the line has no length",
                         "Remove it, or draw it");
                    continue;
                }
                if (shape.self_crossing) {
                    note(MapFindingKind::suspicious, wish.file, feature,
                         "the line crosses itself; there is no junction where it does",
                         "Split it there if it should be one", line.front());
                }
                map_.streets.push_back({.line = std::move(line), .surface = surface});
                used = true;
            }
            return used;
        });
    }

    Surface surface_of(VectorFeature const& feature) {
        std::string const* const word = attribute(feature, "surface");
        if (word == nullptr) {
            return Surface::hard;
        }
        if (std::optional<Surface> const known = detail::surface_of(*word)) {
            return *known;
        }
        note(MapFindingKind::suspicious, project_.streets.file, feature,
             fmt::format("its surface '{}' is not known; it is taken to be hard", *word),
             "Write hard or soft");
        return Surface::hard;
    }

    // A number of at least 0; a finding where it is none. False where the feature cannot be used.
    bool number(std::string const& map, VectorFeature const& feature, std::string_view name,
                std::optional<double>& value, bool may_be_negative = false) {
        std::string const* const text = attribute(feature, name);
        if (text == nullptr) {
            return true;
        }
        double parsed = 0.0;
        auto const [end, error] = std::from_chars(text->data(), text->data() + text->size(), parsed);
        if (error != std::errc{} || end != text->data() + text->size() || !std::isfinite(parsed) ||
            (parsed < 0.0 && !may_be_negative)) {
            note(MapFindingKind::unusable, map, feature, fmt::format("{} is '{}'", name, *text),
                 may_be_negative ? "It must be a number" : "It must be a number that is not negative");
            return false;
        }
        value = parsed;
        return true;
    }

    void read_buildings() {
        detail::LayerWish const wish{.file = settings_.buildings,
                                     .layer = settings_.buildings_layer,
                                     .openstreetmap_layer = "multipolygons",
                                     .openstreetmap = {"building"},
                                     .section = "extension",
                                     .field = "buildings"};
        layer(
            wish,
            [&](VectorFeature const& feature) {
                bool const used = read_building(feature);
                if (!used) {
                    leave_out(feature);
                }
                return used;
            },
            [&](VectorFeature const& feature) { leave_out(feature); });
        ExtensionSettings const usual;
        for (auto const& [field, name] : {std::pair{"id_field", &ExtensionSettings::id_field},
                                          {"use_field", &ExtensionSettings::use_field},
                                          {"floor_area_field", &ExtensionSettings::floor_area_field},
                                          {"dwellings_field", &ExtensionSettings::dwellings_field},
                                          {"fuel_use_field", &ExtensionSettings::fuel_use_field},
                                          {"annual_use_field", &ExtensionSettings::annual_use_field},
                                          {"peak_field", &ExtensionSettings::peak_field},
                                          {"must_connect_field", &ExtensionSettings::must_connect_field},
                                          {"elevation_field", &ExtensionSettings::elevation_field},
                                          {"from_year_field", &ExtensionSettings::from_year_field},
                                          {"likelihood_field", &ExtensionSettings::likelihood_field}}) {
            check_name(wish, field, settings_.*name, usual.*name);
        }
        // Those that are used have their names first.
        for (UnusableBuilding& building : map_.unusable_buildings) {
            building.id = unused(building.id);
        }
        if (renamed_ > 0) { // once: a map of such names has thousands
            if (renamed_ > 1) {
                first_renamed_.text += fmt::format(", and {} more likewise", renamed_ - 1);
            }
            map_.findings.push_back(std::move(first_renamed_));
        }
    }

    // As elements of a project are named; a feature without a name by its number.
    [[nodiscard]] std::string id_of(VectorFeature const& feature) const {
        std::string id = name_of(feature);
        if (id == feature.number) {
            id = "building_" + feature.number.substr(1);
        }
        std::ranges::replace_if(
            id, [](char c) { return c == ' ' || c == ':' || (c >= 0 && c < 32) || c == 127; }, '_');
        return id;
    }

    // The id that is wanted, or with ~2, ~3 and so on where it is taken. It is taken from then on.
    [[nodiscard]] std::string unused(std::string const& wanted) {
        std::string id = wanted;
        for (int times = 2; !named_.insert(id).second; ++times) {
            id = fmt::format("{}~{}", wanted, times);
        }
        return id;
    }

    // What the last finding says is why. An order to connect what cannot be used ends it.
    void leave_out(VectorFeature const& feature) {
        MapFinding& why = map_.findings.back();
        if (!why.at && !feature.shapes.empty()) {
            why.at = feature.shapes.front().points.front();
        }
        map_.unusable_buildings.push_back({.id = id_of(feature), .finding = map_.findings.size() - 1});
        std::string const* const must = attribute(feature, settings_.must_connect_field);
        constexpr std::size_t most_problems = 50;
        if (must != nullptr && yes_or_no(*must).value_or(false) && problems_.size() < most_problems) {
            problems_.push_back({.code = ErrorCode::not_connected,
                                 .place = {.file = settings_.buildings,
                                           .line = 0,
                                           .component = "building",
                                           .id = why.feature,
                                           .field = {}},
                                 .text = "it must connect, but " + why.text,
                                 .advice = why.advice});
        }
    }

    // In any case of letters; empty where the word is neither.
    static std::optional<bool> yes_or_no(std::string word) {
        constexpr std::array<std::string_view, 5> yes{"true", "yes", "t", "y", "1"};
        constexpr std::array<std::string_view, 5> no{"false", "no", "f", "n", "0"};
        std::ranges::transform(word, word.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        if (std::ranges::find(yes, word) != yes.end()) {
            return true;
        }
        return std::ranges::find(no, word) != no.end() ? std::optional{false} : std::nullopt;
    }

    [[nodiscard]] bool must_connect(VectorFeature const& feature, Point const& at) {
        std::string const* const word = attribute(feature, settings_.must_connect_field);
        if (word == nullptr) {
            return false;
        }
        std::optional<bool> const must = yes_or_no(*word);
        if (!must) {
            note(MapFindingKind::suspicious, settings_.buildings, feature,
                 fmt::format("{} is '{}', neither yes nor no; it does not have to connect",
                             settings_.must_connect_field, *word),
                 "Write true or false", at);
        }
        return must.value_or(false);
    }

    bool read_building(VectorFeature const& feature) {
        MapBuilding building;
        building.id = id_of(feature);
        if (!place(feature, building)) {
            return false;
        }
        if (std::string const* const use = attribute(feature, settings_.use_field)) {
            building.use = *use;
        } else if (std::string const* const tag = attribute(feature, "building")) {
            building.use = *tag;
        }
        if (!number(settings_.buildings, feature, settings_.floor_area_field, building.floor_area_m2) ||
            !number(settings_.buildings, feature, settings_.dwellings_field, building.dwellings) ||
            !number(settings_.buildings, feature, settings_.fuel_use_field, building.fuel_use_mwh) ||
            !number(settings_.buildings, feature, settings_.annual_use_field, building.annual_use_mwh) ||
            !number(settings_.buildings, feature, settings_.peak_field, building.peak_kw) ||
            !number(settings_.buildings, feature, settings_.elevation_field, building.elevation_m, true)) {
            return false;
        }
        constexpr double lowest_m = -500.0;
        constexpr double highest_m = 6000.0;
        if (building.elevation_m && (*building.elevation_m < lowest_m || *building.elevation_m > highest_m)) {
            note(MapFindingKind::mended, settings_.buildings, feature,
                 fmt::format("{} is {:g} m; it was taken to stand as high as what is known around it",
                             settings_.elevation_field, *building.elevation_m),
                 "It must lie between -500 and 6000; leave it out where a terrain model has no value",
                 building.at);
            building.elevation_m.reset();
        }
        look_at_height(feature, building);
        if (!number(settings_.buildings, feature, settings_.from_year_field, building.from_year) ||
            !number(settings_.buildings, feature, settings_.likelihood_field, building.likelihood)) {
            return false;
        }
        if (building.from_year && (*building.from_year < 1900.0 || *building.from_year > 2300.0 ||
                                   *building.from_year != std::floor(*building.from_year))) {
            note(MapFindingKind::unusable, settings_.buildings, feature,
                 fmt::format("{} is {:g}", settings_.from_year_field, *building.from_year),
                 "Give a year, as 2031", building.at);
            return false;
        }
        if (building.likelihood.value_or(0.0) > 1.0) {
            note(MapFindingKind::unusable, settings_.buildings, feature,
                 fmt::format("{} is {:g}", settings_.likelihood_field, *building.likelihood),
                 "It must lie between 0 and 1, not in per cent", building.at);
            return false;
        }
        constexpr double most_dwellings = 1e5; // of one building
        if (building.dwellings && *building.dwellings != std::floor(*building.dwellings)) {
            note(MapFindingKind::unusable, settings_.buildings, feature,
                 fmt::format("{} is {:g}", settings_.dwellings_field, *building.dwellings),
                 "Dwellings are counted: give a whole number", building.at);
            return false;
        }
        if (building.dwellings.value_or(0.0) > most_dwellings) {
            note(MapFindingKind::unusable, settings_.buildings, feature,
                 fmt::format("it has {:g} dwellings", *building.dwellings), "Check the number", building.at);
            return false;
        }
        if (!take_outline_for_floor_area(feature, building)) {
            return false;
        }
        building.must_connect = must_connect(feature, building.at);
        keep(feature, std::move(building));
        return true;
    }

    // Feet, or a point too few: of no network a building stands so far above or below.
    void look_at_height(VectorFeature const& feature, MapBuilding const& building) {
        constexpr double far_m = 500.0; // an assumption
        double const apart_m = building.elevation_m ? std::max(lowest_m_ - *building.elevation_m,
                                                               *building.elevation_m - highest_m_)
                                                    : 0.0;
        if (std::isfinite(apart_m) && apart_m > far_m) {
            note(MapFindingKind::suspicious, settings_.buildings, feature,
                 fmt::format("{} is {:g} m, {:.0f} m {} every node of the present network",
                             settings_.elevation_field, *building.elevation_m, apart_m,
                             *building.elevation_m > highest_m_ ? "above" : "below"),
                 "Check it: 10 m of height are a bar of pressure", building.at);
        }
    }

    // Where the map says nothing that a demand could be made from: the area of the outline, by its storeys
    // (OpenStreetMap's building:levels) or for one.
    bool take_outline_for_floor_area(VectorFeature const& feature, MapBuilding& building) {
        double const outline_m2 = feature.shapes.front().area_m2;
        if (building.floor_area_m2 || building.annual_use_mwh || building.fuel_use_mwh ||
            !(outline_m2 > 0.0)) {
            return true;
        }
        std::optional<double> levels;
        if (!number(settings_.buildings, feature, "building:levels", levels)) {
            return false;
        }
        double const storeys = std::max(1.0, levels.value_or(1.0));
        building.floor_area_m2 = outline_m2 * storeys;
        building.floor_area_from = fmt::format("outline of {:.0f} m2 by {:g} storey{}{}", outline_m2, storeys,
                                               storeys > 1.0 ? "s" : "", levels ? "" : ", an assumption");
        return true;
    }

    bool place(VectorFeature const& feature, MapBuilding& building) {
        Shape const& shape = feature.shapes.front();
        if (shape.kind == ShapeKind::line) {
            note(MapFindingKind::unusable, settings_.buildings, feature, "it is a line",
                 "Buildings are points or polygons");
            return false;
        }
        if (feature.shapes.size() > 1) {
            note(MapFindingKind::suspicious, settings_.buildings, feature,
                 fmt::format("it has {} parts; it is connected at the first", feature.shapes.size()),
                 "Draw each as a building of its own if each is to connect", shape.points.front());
        }
        if (shape.kind == ShapeKind::point) {
            building.at = shape.points.front();
            return true;
        }
        building.outline = shape.points;
        building.at = shape.inside;
        if (shape.self_crossing) {
            note(MapFindingKind::suspicious, settings_.buildings, feature, "its outline crosses itself",
                 "Draw it again if its place matters", building.at);
        }
        return true;
    }

    // The building of another name that is drawn with the same outline, with the same heat.
    [[nodiscard]] std::string const* same_outline(MapBuilding const& building) const {
        auto const [first, last] = at_.equal_range(cell(building.at.x_m, building.at.y_m));
        for (auto it = first; it != last && !building.outline.empty(); ++it) {
            MapBuilding const& known = map_.buildings[it->second];
            bool const same_line =
                std::ranges::equal(known.outline, building.outline,
                                   [](Point const& a, Point const& b) { return distance_m(a, b) < 0.01; });
            if (same_line && same_heat(known, building)) {
                return &known.id;
            }
        }
        return nullptr;
    }

    [[nodiscard]] static bool same_heat(MapBuilding const& a, MapBuilding const& b) {
        return a.use == b.use && a.floor_area_m2 == b.floor_area_m2 && a.dwellings == b.dwellings &&
               a.fuel_use_mwh == b.fuel_use_mwh && a.annual_use_mwh == b.annual_use_mwh &&
               a.peak_kw == b.peak_kw;
    }

    // A square metre of the map.
    [[nodiscard]] static std::uint64_t cell(double x_m, double y_m) {
        return static_cast<std::uint64_t>(static_cast<std::int64_t>(std::floor(x_m))) * 0x9E3779B97F4A7C15U ^
               static_cast<std::uint64_t>(static_cast<std::int64_t>(std::floor(y_m)));
    }

    // The same building twice (same place) counts once; another one of the same name gets one of its own.
    void keep(VectorFeature const& feature, MapBuilding building) {
        auto const near = [&](MapBuilding const& other) {
            bool const named = feature.attributes.contains(settings_.id_field);
            return distance_m(other.at, building.at) < 0.5 && (!named || other.id == building.id) &&
                   same_heat(other, building);
        };
        for (double const dx : {-0.5, 0.5}) {
            for (double const dy : {-0.5, 0.5}) {
                auto const [first, last] = at_.equal_range(cell(building.at.x_m + dx, building.at.y_m + dy));
                for (auto it = first; it != last; ++it) {
                    if (MapBuilding& known = map_.buildings[it->second]; near(known)) {
                        known.must_connect = known.must_connect || building.must_connect;
                        note(MapFindingKind::unusable, settings_.buildings, feature,
                             fmt::format("it is '{}' again, at the same place", known.id),
                             "Remove one of the two", building.at);
                        return;
                    }
                }
            }
        }
        if (std::string const* const same = same_outline(building)) {
            note(MapFindingKind::suspicious, settings_.buildings, feature,
                 fmt::format("it has the outline and the numbers of '{}'; both count", *same),
                 "Remove one if they are the same building", building.at);
        }
        if (std::string id = unused(building.id); id != building.id) {
            building.id = std::move(id);
            note(MapFindingKind::mended, settings_.buildings, feature,
                 fmt::format("another building has its name; it is called '{}'", building.id),
                 "Give each its own", building.at);
        }
        std::string const given = name_of(feature);
        if (given != feature.number && id_of(feature) != given && renamed_++ == 0) {
            first_renamed_ = {.kind = MapFindingKind::mended,
                              .map = settings_.buildings,
                              .feature = given,
                              .text = fmt::format("it is called '{}'", building.id),
                              .advice = "Ids have no blanks and no colons: give it one",
                              .at = building.at};
        }
        at_.emplace(cell(building.at.x_m, building.at.y_m), map_.buildings.size());
        map_.buildings.push_back(std::move(building));
    }

    void read_obstacles() {
        detail::LayerWish const wish{.file = settings_.obstacles,
                                     .layer = settings_.obstacles_layer,
                                     .openstreetmap_layer = "lines",
                                     .openstreetmap = {"railway", "waterway"},
                                     .section = "extension",
                                     .field = "obstacles"};
        layer(wish, [&](VectorFeature const& feature) {
            std::optional<double> cost;
            if (!number(wish.file, feature, settings_.crossing_cost_field, cost)) {
                return false;
            }
            if (!cost && !settings_.crossing_cost) {
                note(MapFindingKind::unusable, wish.file, feature, "it names no cost of a crossing",
                     "Give it one, or give extension.crossing_cost");
                return false;
            }
            bool used = false;
            for (Shape const& shape : feature.shapes) {
                if (shape.kind == ShapeKind::point) {
                    note(MapFindingKind::unusable, wish.file, feature, "it is a point",
                         "Obstacles are lines or polygons");
                    continue;
                }
                map_.obstacles.push_back({.id = name_of(feature),
                                          .line = distinct(shape.points, wish.file, feature),
                                          .area = shape.kind == ShapeKind::area,
                                          .crossing_cost = cost});
                used = true;
            }
            return used;
        });
        check_name(wish, "crossing_cost_field", settings_.crossing_cost_field,
                   ExtensionSettings{}.crossing_cost_field);
    }

    Project const& project_;
    ExtensionSettings const& settings_;
    DistrictMap map_;
    double lowest_m_{std::numeric_limits<double>::infinity()}; // of the project's nodes
    double highest_m_{-std::numeric_limits<double>::infinity()};
    std::vector<Problem> problems_;
    std::size_t renamed_{0};           // buildings whose names are no ids
    MapFinding first_renamed_;         // what is said of them
    std::set<std::string> attributes_; // of the layer that was read last
    std::unordered_set<std::string> named_;
    std::unordered_multimap<std::uint64_t, std::size_t> at_;
};

} // namespace

DistrictMap read_district_map(Project const& project) {
    return MapReader{project}.read();
}

DistrictMap read_street_map(Project const& project) {
    return MapReader{project}.streets_alone();
}

DistrictMap read_obstacles(Project const& project) {
    return MapReader{project}.with_obstacles();
}

} // namespace saggar
