// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "../file.hpp"
#include "gdal_maps.hpp"
#include "gdal_scope.hpp"

#include "saggar/network/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace saggar::detail {

namespace {

constexpr double far_m = 100e3;
// Metres that lie farther off than this, and would lie near (by this part of it) with their axes exchanged.
constexpr double metres_swapped_m = 5e3;
constexpr double near_part = 0.05;

struct Box {
    double west{1e300};
    double east{-1e300};
    double south{1e300};
    double north{-1e300};
    [[nodiscard]] bool known() const { return west <= east; }
    void add(double x, double y) {
        west = std::min(west, x);
        east = std::max(east, x);
        south = std::min(south, y);
        north = std::max(north, y);
    }
    [[nodiscard]] double distance_m(Point const& to) const {
        double const dx = std::max({west - to.x_m, to.x_m - east, 0.0});
        double const dy = std::max({south - to.y_m, to.y_m - north, 0.0});
        return std::hypot(dx, dy);
    }
};

Box extent_of(Project const& project) {
    Box box;
    for (Node const& node : project.nodes) {
        if (node.x_m && node.y_m) {
            box.add(*node.x_m, *node.y_m);
        }
    }
    return box;
}

void register_formats() {
    static std::once_flag registered;
    std::call_once(registered, [] { GDALAllRegister(); });
}

using Transformation = std::unique_ptr<OGRCoordinateTransformation>;

// Degrees.
struct AreaOfUse {
    double west{0.0}, south{0.0}, east{0.0}, north{0.0};
    [[nodiscard]] bool has(double longitude, double latitude) const {
        constexpr double near = 1.0;
        return west - near <= longitude && longitude <= east + near && south - near <= latitude &&
               latitude <= north + near;
    }
};

class LayerReader {
public:
    LayerReader(Project const& project, LayerWish const& wish)
        : project_{project},
          wish_{wish},
          path_{std::filesystem::path{project.folder} / wish.file},
          extent_{extent_of(project)} {}

    std::set<std::string> read(std::function<void(VectorFeature const&)> const& take) {
        register_formats();
        QuietGdal const quiet;
        CPLErrorReset();
        if (!std::filesystem::exists(path_)) {
            fail(ErrorCode::file_unreadable, "there is no such file", "Check the name");
        }
        Dataset const dataset{GDALDataset::Open(path_.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY)};
        if (!dataset) {
            std::string const why = CPLGetLastErrorMsg();
            fail(ErrorCode::file_unreadable,
                 "this is no map that can be read" + (why.empty() ? "" : ": " + why),
                 "Export it as GeoJSON, GeoPackage or Shapefile");
        }
        bool const openstreetmap = std::string_view{dataset->GetDriverName()} == "OSM";
        geojson_ = std::string_view{dataset->GetDriverName()} == "GeoJSON";
        OGRLayer& layer = choose_layer(*dataset, openstreetmap);
        choose_system(layer);
        layer.ResetReading();
        std::size_t number = 0;
        for (;;) {
            std::unique_ptr<OGRFeature, decltype(&OGRFeature::DestroyFeature)> const feature{
                layer.GetNextFeature(), &OGRFeature::DestroyFeature};
            if (!feature) {
                break;
            }
            ++number;
            VectorFeature plain;
            read_attributes(*feature, plain);
            if (openstreetmap) {
                read_other_tags(plain);
            }
            if (openstreetmap && wish_.layer.empty() && !kept(plain)) {
                continue;
            }
            plain.number = fmt::format("#{}", number);
            read_geometry(feature->GetGeometryRef(), plain);
            take(plain);
        }
        if (CPLGetLastErrorType() >= CE_Failure && number == 0) {
            fail(ErrorCode::file_unreadable, fmt::format("reading it failed: {}", CPLGetLastErrorMsg()),
                 "Check the file, as with ogrinfo");
        }
        std::set<std::string> names;
        OGRFeatureDefn const& definition = *layer.GetLayerDefn();
        for (int i = 0; !openstreetmap && i < definition.GetFieldCount(); ++i) {
            names.insert(definition.GetFieldDefn(i)->GetNameRef());
        }
        return names;
    }

private:
    [[noreturn]] void fail(ErrorCode code, std::string text, std::string advice) const {
        throw Error{{.code = code,
                     .place = {.file = shown(path_), .line = 0, .component = {}, .id = {}, .field = {}},
                     .text = std::move(text),
                     .advice = std::move(advice)}};
    }

    OGRLayer& choose_layer(GDALDataset& dataset, bool openstreetmap) const {
        std::string const& wanted =
            wish_.layer.empty() && openstreetmap ? wish_.openstreetmap_layer : wish_.layer;
        std::vector<std::string> names;
        names.reserve(static_cast<std::size_t>(dataset.GetLayerCount()));
        for (int i = 0; i < dataset.GetLayerCount(); ++i) {
            names.emplace_back(dataset.GetLayer(i)->GetName());
        }
        if (wanted.empty() && names.size() == 1) {
            return *dataset.GetLayer(0);
        }
        if (wanted.empty()) {
            fail(ErrorCode::value_missing,
                 fmt::format("it has {} layers: {}", names.size(), fmt::join(names, ", ")), which_layer());
        }
        OGRLayer* const layer = dataset.GetLayerByName(wanted.c_str());
        if (layer == nullptr) {
            fail(ErrorCode::value_unknown,
                 fmt::format("it has no layer '{}', but {}", wanted, fmt::join(names, ", ")), which_layer());
        }
        return *layer;
    }

    [[nodiscard]] std::string which_layer() const {
        return wish_.section == "streets"
                   ? std::string{"Give the streets a file of their own, as with ogr2ogr"}
               : wish_.section == "layers"
                   ? std::string{"Name one of them as layer"}
                   : fmt::format("Name one of them as {}.{}_layer", wish_.section, wish_.field);
    }

    void choose_system(OGRLayer& layer) {
        std::string const& wanted = project_.coordinate_reference_system;
        OGRSpatialReference const* system = layer.GetSpatialRef();
        if (system != nullptr && system->IsLocal() != 0) {
            system = nullptr; // of a drawing: it says not where that lies
        }
        degrees_ = system != nullptr && system->IsGeographic() != 0;
        OGREnvelope drawn;
        bool const metres = layer.GetExtent(&drawn, 1) == OGRERR_NONE &&
                            (std::abs(drawn.MinX) > 360.0 || std::abs(drawn.MaxX) > 360.0 ||
                             std::abs(drawn.MinY) > 360.0 || std::abs(drawn.MaxY) > 360.0);
        if (wanted.empty() && wish_.system_must_be_named && system != nullptr && system->IsProjected() != 0) {
            fail(ErrorCode::value_missing,
                 fmt::format("its coordinates are in {}, and the project has no coordinate_reference_system",
                             system->GetName()),
                 "Give one, as coordinate_reference_system: EPSG:27700");
        }
        if (degrees_ && metres && !geojson_) {
            fail(ErrorCode::values_conflict,
                 fmt::format(
                     "it says that its coordinates are degrees ({}), and they reach to ({:.6g}, {:.6g})",
                     system->GetName(), drawn.MaxX, drawn.MaxY),
                 "Give the file the reference system that it is drawn in, as with ogr2ogr -a_srs EPSG:27700");
        }
        if (system == nullptr || (degrees_ && metres) || wanted.empty()) {
            // GeoJSON that names no system is said to be in degrees, whatever it is in.
            if (wanted.empty() && degrees_ && !metres && !geojson_) {
                fail(ErrorCode::values_conflict,
                     "its coordinates are degrees, the project's are local metres",
                     "Give the project a coordinate_reference_system, as EPSG:27700");
            }
            if (system == nullptr && !metres && !wanted.empty() && drawn.MinX >= -180.0 &&
                drawn.MaxX <= 180.0 && extent_.known() && std::abs(extent_.west) > 360.0) {
                fail(ErrorCode::value_unlikely_unit,
                     "it names no reference system, and its coordinates look like degrees",
                     "Give the file its reference system, as with ogr2ogr -a_srs EPSG:4326");
            }
            degrees_ = false;
            return; // in the project's coordinates
        }
        OGRSpatialReference target;
        if (target.SetFromUserInput(wanted.c_str()) != OGRERR_NONE) {
            refuse_system(wanted);
        }
        target.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
        source_.reset(system->Clone());
        source_->SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
        if (source_->IsSame(&target) != 0) {
            return;
        }
        transformation_.reset(OGRCreateCoordinateTransformation(source_.get(), &target));
        if (!transformation_) {
            fail(ErrorCode::values_conflict,
                 fmt::format("its coordinates cannot be transformed to {}", wanted), "Transform the file");
        }
        AreaOfUse area;
        // One across the date line begins east of where it ends.
        if (degrees_ && target.GetAreaOfUse(&area.west, &area.south, &area.east, &area.north, nullptr) &&
            area.west < area.east) {
            area_ = area;
        }
    }

    [[nodiscard]] bool kept(VectorFeature const& feature) const {
        return wish_.openstreetmap.empty() ||
               std::ranges::any_of(wish_.openstreetmap,
                                   [&](std::string const& one) { return feature.attributes.contains(one); });
    }

    static void read_attributes(OGRFeature& feature, VectorFeature& plain) {
        for (int i = 0; i < feature.GetFieldCount(); ++i) {
            if (feature.IsFieldSetAndNotNull(i)) {
                OGRFieldDefn const& field = *feature.GetFieldDefnRef(i);
                std::string value = field.GetSubType() == OFSTBoolean
                                        ? feature.GetFieldAsInteger(i) != 0 ? "true" : "false"
                                        : feature.GetFieldAsString(i);
                if (!value.empty()) {
                    plain.attributes.emplace(field.GetNameRef(), std::move(value));
                }
            }
        }
    }

    // What GDAL keeps of OpenStreetMap's tags in one attribute: "key"=>"value","key"=>"value".
    static void read_other_tags(VectorFeature& plain) {
        auto const tags = plain.attributes.find("other_tags");
        if (tags == plain.attributes.end()) {
            return;
        }
        std::vector<std::string> words;
        std::string word;
        bool inside = false;
        for (std::size_t i = 0; i < tags->second.size(); ++i) {
            char const c = tags->second[i];
            if (inside && c == '\\' && i + 1 < tags->second.size()) {
                word += tags->second[++i];
            } else if (c == '"') {
                if (inside) {
                    words.push_back(std::exchange(word, {}));
                }
                inside = !inside;
            } else if (inside) {
                word += c;
            }
        }
        for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
            plain.attributes.emplace(words[i], words[i + 1]);
        }
    }

    static Shape shape_of(OGRGeometry const& part) {
        Shape shape;
        OGRwkbGeometryType const type = wkbFlatten(part.getGeometryType());
        auto const take = [&](OGRSimpleCurve const& curve) {
            shape.points.reserve(static_cast<std::size_t>(curve.getNumPoints()));
            for (int i = 0; i < curve.getNumPoints(); ++i) {
                shape.points.push_back({.x_m = curve.getX(i), .y_m = curve.getY(i)});
            }
        };
        if (type == wkbPoint) {
            OGRPoint const* const point = part.toPoint();
            if (point->IsEmpty() == 0) {
                shape.kind = ShapeKind::point;
                shape.points.push_back({.x_m = point->getX(), .y_m = point->getY()});
            }
        } else if (type == wkbLineString) {
            shape.kind = ShapeKind::line;
            take(*part.toLineString());
        } else if (type == wkbPolygon && part.toPolygon()->getExteriorRing() != nullptr) {
            shape.kind = ShapeKind::area;
            take(*part.toPolygon()->getExteriorRing());
        }
        return shape;
    }

    void read_geometry(OGRGeometry const* geometry, VectorFeature& plain) {
        if (geometry == nullptr || geometry->IsEmpty() != 0) {
            plain.unusable = "it has no geometry";
            plain.advice = "Remove it, or draw it";
            return;
        }
        std::unique_ptr<OGRGeometry> const simple{
            geometry->hasCurveGeometry(1) != 0 ? geometry->getLinearGeometry() : geometry->clone()};
        simple->flattenTo2D();
        std::vector<OGRGeometry const*> parts;
        if (OGR_GT_IsSubClassOf(simple->getGeometryType(), wkbGeometryCollection) != 0) {
            for (auto const* const part : *simple->toGeometryCollection()) {
                parts.push_back(part);
            }
        } else {
            parts.push_back(simple.get());
        }
        for (OGRGeometry const* const part : parts) {
            if (part->IsEmpty() != 0) {
                continue; // not all are
            }
            Shape shape = shape_of(*part);
            if (shape.kind == ShapeKind::none) {
                plain.unusable = fmt::format("its geometry is a {}", part->getGeometryName());
                plain.advice = "Points, lines and polygons can be used";
                return;
            }
            if (!place(shape.points, plain)) {
                return;
            }
            shape.self_crossing = shape.kind != ShapeKind::point && part->IsSimple() == 0;
            if (shape.kind == ShapeKind::area) {
                shape.self_crossing = part->IsValid() == 0;
                shape.inside = inside_of(shape.points);
                OGRPolygon const* const drawn = part->toPolygon();
                double const ring = drawn->getExteriorRing()->get_Area(); // in the map's own system
                shape.area_m2 = ring > 0.0 ? area_of(shape.points) * (drawn->get_Area() / ring) : 0.0;
            }
            plain.shapes.push_back(std::move(shape));
        }
    }

    static OGRPolygon polygon_of(std::vector<Point> const& ring) {
        OGRPolygon polygon;
        OGRLinearRing outline;
        for (Point const& point : ring) {
            outline.addPoint(point.x_m, point.y_m);
        }
        polygon.addRing(&outline);
        return polygon;
    }

    static double area_of(std::vector<Point> const& ring) { return polygon_of(ring).get_Area(); }

    // A point on the surface; of a crossed outline its middle.
    static Point inside_of(std::vector<Point> const& ring) {
        OGRPolygon const polygon = polygon_of(ring);
        OGRPoint middle;
        if (polygon.Centroid(&middle) == OGRERR_NONE && polygon.Contains(&middle) != 0) {
            return {.x_m = middle.getX(), .y_m = middle.getY()};
        }
        if (polygon.PointOnSurface(&middle) == OGRERR_NONE && middle.IsEmpty() == 0) {
            return {.x_m = middle.getX(), .y_m = middle.getY()};
        }
        Point sum;
        for (Point const& point : ring) {
            sum.x_m += point.x_m / static_cast<double>(ring.size());
            sum.y_m += point.y_m / static_cast<double>(ring.size());
        }
        return sum;
    }

    // Into the project's coordinates; false with a reason where that makes no sense.
    bool place(std::vector<Point>& points, VectorFeature& plain) {
        std::vector<Point> const drawn = points;
        if (!extent_.known() && !in_area(drawn, plain)) {
            return false;
        }
        for (Point& point : points) {
            if (!transform(point)) {
                plain.unusable = fmt::format("its coordinates ({:.6g}, {:.6g}) lie outside of the reference "
                                             "system that the map names",
                                             point.x_m, point.y_m);
                plain.advice = "Give the map its true reference system";
                return false;
            }
        }
        if (!extent_.known() || points.empty()) {
            return true;
        }
        auto const farthest = std::ranges::max_element(
            points, {}, [&](Point const& point) { return extent_.distance_m(point); });
        double const away = extent_.distance_m(*farthest);
        Point const& there = drawn[static_cast<std::size_t>(farthest - points.begin())];
        Point swapped{.x_m = there.y_m, .y_m = there.x_m};
        bool const turns = transform(swapped);
        // The grid of a country's middle has eastings and northings that are nearly the same.
        bool const metres_swapped =
            turns && away > metres_swapped_m && extent_.distance_m(swapped) <= near_part * away;
        if (away <= far_m && !metres_swapped) {
            return true;
        }
        bool const changed_places = metres_swapped || (turns && extent_.distance_m(swapped) <= far_m);
        bool const degrees = !degrees_ && std::abs(there.x_m) <= 180.0 && std::abs(there.y_m) <= 90.0;
        plain.unusable =
            changed_places
                ? fmt::format("{} look swapped: ({:.6g}, {:.6g})",
                              std::abs(there.x_m) > 360.0 ? "easting and northing" : "latitude and longitude",
                              there.x_m, there.y_m)
            : degrees ? fmt::format("its coordinates ({:.6g}, {:.6g}) look like degrees, those of "
                                    "the map are metres",
                                    there.x_m, there.y_m)
                      : fmt::format("it lies {:.0f} km from the network", away * 1e-3);
        plain.advice = changed_places ? std::abs(there.x_m) > 360.0
                                            ? "Write the easting first"
                                            : "Write longitude first, as GeoJSON has it"
                       : degrees      ? "Draw all features in one reference system"
                                      : "Check its coordinates, or give the map its reference system";
        return false;
    }

    // Of a map that there is no network to lie beside: where the project's reference system is made for.
    bool in_area(std::vector<Point> const& drawn, VectorFeature& plain) const {
        auto const outside = std::ranges::find_if(
            drawn, [&](Point const& point) { return area_ && !area_->has(point.x_m, point.y_m); });
        if (outside == drawn.end()) {
            return true;
        }
        bool const swapped = area_->has(outside->y_m, outside->x_m);
        plain.unusable = swapped
                             ? fmt::format("latitude and longitude look swapped: ({:.6g}, {:.6g})",
                                           outside->x_m, outside->y_m)
                             : fmt::format("({:.6g}, {:.6g}) lies outside of what {} is made for",
                                           outside->x_m, outside->y_m, project_.coordinate_reference_system);
        plain.advice = swapped ? "Write longitude first, as GeoJSON has it"
                               : "Check its coordinates, or give the project another "
                                 "coordinate_reference_system";
        return false;
    }

    bool transform(Point& point) const {
        if (!std::isfinite(point.x_m) || !std::isfinite(point.y_m)) {
            return false;
        }
        if (!transformation_) {
            return true;
        }
        if (degrees_ && (std::abs(point.x_m) > 360.0 || std::abs(point.y_m) > 90.0)) {
            return false;
        }
        double x = point.x_m;
        double y = point.y_m;
        if (transformation_->Transform(1, &x, &y) == 0 || !std::isfinite(x) || !std::isfinite(y)) {
            return false;
        }
        point = {.x_m = x, .y_m = y};
        return true;
    }

    Project const& project_;
    LayerWish const& wish_;
    std::filesystem::path path_;
    Box extent_;
    std::optional<AreaOfUse> area_; // of the project's reference system, where the map is in degrees
    bool degrees_{false};
    bool geojson_{false};
    std::unique_ptr<OGRSpatialReference> source_;
    Transformation transformation_;
};

} // namespace

std::set<std::string> gdal::read_layer(Project const& project, LayerWish const& wish,
                                       std::function<void(VectorFeature const&)> const& take) {
    return LayerReader{project, wish}.read(take);
}

std::vector<std::filesystem::path> gdal::files_of_map(std::filesystem::path const& map) {
    register_formats();
    QuietGdal const quiet;
    std::vector<std::filesystem::path> files{map};
    Dataset const dataset{GDALDataset::Open(map.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY)};
    if (!dataset) {
        return files;
    }
    char** const names = dataset->GetFileList();
    for (char** name = names; name != nullptr && *name != nullptr; ++name) {
        std::filesystem::path file{*name};
        std::error_code error;
        if (!std::filesystem::equivalent(file, map, error) && std::filesystem::is_regular_file(file, error)) {
            files.push_back(std::move(file));
        }
    }
    CSLDestroy(names);
    std::sort(files.begin() + 1, files.end());
    return files;
}

} // namespace saggar::detail
