// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/streets.hpp"

#include "saggar/io/district_map.hpp"
#include "saggar/network/error.hpp"

#include "file.hpp"
#include "map/surface_words.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

namespace saggar {

namespace {

using nlohmann::json;

class Reader {
public:
    Reader(Project const& project, std::string file, std::vector<std::string>* unknown)
        : project_{project}, file_{std::move(file)}, unknown_{unknown} {}

    // Nothing where its coordinates are others than the project's.
    std::optional<std::vector<Street>> read(std::string const& text) {
        json const document = json::parse(text, nullptr, false);
        if (document.is_discarded() || !document.is_object()) {
            report(ErrorCode::syntax_error, "", "this is no JSON object", "Export the streets as GeoJSON");
        } else {
            if (names_another_system(document)) {
                return std::nullopt;
            }
            auto const features = document.find("features");
            if (features == document.end() || !features->is_array()) {
                report(ErrorCode::syntax_error, "", "there is no list of features",
                       "Export a FeatureCollection");
            } else {
                std::size_t number = 0;
                for (json const& feature : *features) {
                    read_feature(feature, ++number);
                }
            }
        }
        if (lines_in_degrees_ > 0 && streets_.empty()) {
            return std::nullopt;
        }
        if (problems_.empty() && streets_.empty()) {
            report(ErrorCode::value_missing, "", "no line was found",
                   "Streets are LineString or MultiLineString");
        }
        if (!problems_.empty()) {
            throw Error{std::move(problems_)};
        }
        return std::move(streets_);
    }

private:
    void report(ErrorCode code, std::string const& id, std::string const& text, std::string const& advice) {
        problems_.push_back(
            {.code = code,
             .place =
                 {.file = file_, .line = 0, .component = id.empty() ? "" : "feature", .id = id, .field = ""},
             .text = text,
             .advice = advice});
    }

    // "urn:ogc:def:crs:EPSG::27700" and "EPSG:27700" are the same.
    static std::string code_of(std::string const& name) {
        std::string digits;
        for (auto it = name.rbegin(); it != name.rend() && std::isdigit(static_cast<unsigned char>(*it)) != 0;
             ++it) {
            digits.insert(digits.begin(), *it);
        }
        return digits;
    }

    [[nodiscard]] bool names_another_system(json const& document) const {
        std::string const pointer = "/crs/properties/name";
        json const name = document.value(json::json_pointer{pointer}, json{});
        std::string const& wanted = project_.coordinate_reference_system;
        return name.is_string() && !wanted.empty() && code_of(name.get<std::string>()) != code_of(wanted);
    }

    void read_feature(json const& feature, std::size_t number) {
        std::string const id = std::to_string(number);
        json const geometry = feature.is_object() ? feature.value("geometry", json{}) : json{};
        if (!geometry.is_object()) {
            report(ErrorCode::value_missing, id, "it has no geometry", "Remove it, or draw it");
            return;
        }
        Surface const surface =
            read_surface(feature.value(json::json_pointer{"/properties/surface"}, json{}), id);
        std::string const type = geometry.value("type", "");
        json const coordinates = geometry.value("coordinates", json{});
        if (type == "LineString") {
            read_line(coordinates, surface, id);
        } else if (type == "MultiLineString" && coordinates.is_array()) {
            for (json const& part : coordinates) {
                read_line(part, surface, id);
            }
        } else {
            report(ErrorCode::value_wrong_type, id,
                   "its geometry is " + (type.empty() ? std::string{"nothing"} : type),
                   "Streets are LineString or MultiLineString");
        }
    }

    Surface read_surface(json const& given, std::string const& id) {
        std::string const word = given.is_string() ? given.get<std::string>() : given.dump();
        if (given.is_null() || word.empty()) {
            return Surface::hard;
        }
        std::optional<Surface> const known = detail::surface_of(word);
        if (!known && unknown_ != nullptr) {
            unknown_->push_back(
                fmt::format("{}, feature {}: its surface '{}' is not known; it is taken to be "
                            "hard. Write hard or soft",
                            file_, id, word));
        }
        return known.value_or(Surface::hard);
    }

    void read_line(json const& coordinates, Surface surface, std::string const& id) {
        Street street;
        street.surface = surface;
        bool degrees = coordinates.is_array() && !coordinates.empty();
        if (coordinates.is_array()) {
            for (json const& point : coordinates) {
                bool const pair =
                    point.is_array() && point.size() >= 2 && point[0].is_number() && point[1].is_number();
                if (!pair) {
                    report(ErrorCode::value_wrong_type, id, "a point is " + point.dump().substr(0, 60),
                           "A point is [x, y]");
                    return;
                }
                street.line.push_back({.x_m = point[0].get<double>(), .y_m = point[1].get<double>()});
                degrees = degrees && std::abs(street.line.back().x_m) <= 180.0 &&
                          std::abs(street.line.back().y_m) <= 90.0;
            }
        }
        if (street.line.size() < 2) {
            report(ErrorCode::value_missing, id, "a line has fewer than two points", "Remove it, or draw it");
            return;
        }
        if (degrees && !project_.coordinate_reference_system.empty()) {
            ++lines_in_degrees_;
            report(ErrorCode::value_unlikely_unit, id,
                   "its coordinates look like degrees of longitude and latitude, others of the file do not",
                   "Transform it to " + project_.coordinate_reference_system);
            return;
        }
        streets_.push_back(std::move(street));
    }

    Project const& project_;
    std::string file_;
    std::vector<std::string>* unknown_;
    std::vector<Street> streets_;
    std::vector<Problem> problems_;
    std::size_t lines_in_degrees_{0};
};

// GDAL knows more formats, and reference systems.
std::vector<Street> read_with_gdal(Project const& project, std::vector<std::string>* unknown) {
    DistrictMap map = read_street_map(project);
    for (MapFinding const& one : map.findings) {
        if (unknown != nullptr) {
            unknown->push_back(
                fmt::format("{}, feature {}: {}. {}", one.map, one.feature, one.text, one.advice));
        }
    }
    return std::move(map.streets);
}

} // namespace

std::vector<Street> read_streets(Project const& project, std::vector<std::string>* unknown) {
    if (project.streets.file.empty()) {
        return {};
    }
    std::filesystem::path const path = std::filesystem::path{project.folder} / project.streets.file;
    std::string const format = path.extension().string();
    std::optional<std::vector<Street>> streets;
    if (format == ".geojson" || format == ".json") {
        streets = Reader{project, detail::shown(path), unknown}.read(detail::read_file(path));
    }
    return streets ? std::move(*streets) : read_with_gdal(project, unknown);
}

} // namespace saggar
