// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// GeoPackages by GDAL.

#include "gdal_maps.hpp"
#include "gdal_scope.hpp"

#include "saggar/network/error.hpp"

#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <memory>
#include <mutex>

namespace saggar {

namespace {

using detail::Dataset;

[[noreturn]] void failed(std::filesystem::path const& file) {
    std::string const why = CPLGetLastErrorMsg();
    throw Error{Problem{.code = ErrorCode::file_unwritable,
                        .place = {.file = file.string(), .line = 0, .component = {}, .id = {}, .field = {}},
                        .text = "the GeoPackage cannot be written" + (why.empty() ? "" : ": " + why),
                        .advice = {}}};
}

void require(OGRErr outcome, std::filesystem::path const& file) {
    if (outcome != OGRERR_NONE) {
        failed(file);
    }
}

std::unique_ptr<OGRSpatialReference> reference_system(std::string const& name) {
    auto system = std::make_unique<OGRSpatialReference>();
    if (name.empty()) { // metres of a drawing: srs_id -1; without a system GDAL would say 0, degrees of an
                        // unknown one
        system->SetLocalCS("Undefined Cartesian SRS");
        return system;
    }
    if (system->SetFromUserInput(name.c_str()) != OGRERR_NONE) {
        detail::refuse_system(name);
    }
    system->SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    return system;
}

OGRFieldType field_type(ResultType type) {
    switch (type) {
    case ResultType::number: return OFTReal;
    case ResultType::integer: return OFTInteger64;
    case ResultType::text: return OFTString;
    }
    return OFTString;
}

void set_field(OGRFeature& feature, int field, ResultCell const& cell) {
    if (auto const* const number = std::get_if<double>(&cell)) {
        feature.SetField(field, *number);
    } else if (auto const* const integer = std::get_if<std::int64_t>(&cell)) {
        feature.SetField(field, static_cast<GIntBig>(*integer));
    } else if (auto const* const text = std::get_if<std::string>(&cell)) {
        feature.SetField(field, text->c_str());
    } else {
        feature.SetFieldNull(field);
    }
}

void set_geometry(OGRFeature& feature, ResultGeometry kind, std::vector<double> const& corners) {
    if (corners.empty()) {
        return;
    }
    if (kind == ResultGeometry::point) {
        OGRPoint const point{corners[0], corners[1]};
        feature.SetGeometry(&point);
        return;
    }
    OGRLineString line;
    for (std::size_t i = 0; i + 1 < corners.size(); i += 2) {
        line.addPoint(corners[i], corners[i + 1]);
    }
    feature.SetGeometry(&line);
}

using Feature = std::unique_ptr<OGRFeature, decltype(&OGRFeature::DestroyFeature)>;
Feature new_feature(OGRLayer& layer) {
    return {OGRFeature::CreateFeature(layer.GetLayerDefn()), &OGRFeature::DestroyFeature};
}

OGRLayer& new_layer(GDALDataset& dataset, char const* name, OGRSpatialReference* system,
                    OGRwkbGeometryType type, char** options, std::filesystem::path const& file) {
    OGRLayer* const layer = dataset.CreateLayer(name, system, type, options);
    if (layer == nullptr) {
        failed(file);
    }
    return *layer;
}

void write_layer(GDALDataset& dataset, detail::MapLayer const& table, OGRSpatialReference* system,
                 std::filesystem::path const& file) {
    CPLStringList options;
    options.SetNameValue("GEOMETRY_NAME", "geom");
    options.SetNameValue("FID", "fid");
    options.SetNameValue("DESCRIPTION", table.text.c_str());
    OGRLayer& layer =
        new_layer(dataset, table.name.c_str(), system,
                  table.geometry == ResultGeometry::point ? wkbPoint : wkbLineString, options.List(), file);
    for (auto const& [name, type] : table.columns) {
        OGRFieldDefn field{name.c_str(), field_type(type)};
        require(layer.CreateField(&field), file);
    }
    for (std::size_t row = 0; row < table.rows; ++row) {
        Feature const feature = new_feature(layer);
        for (std::size_t column = 0; column < table.columns.size(); ++column) {
            set_field(*feature, static_cast<int>(column), table.cell(row, column));
        }
        set_geometry(*feature, table.geometry, table.corners(row));
        require(layer.CreateFeature(feature.get()), file);
    }
}

// The table that QGIS writes and reads itself (Layer Properties, Save as Default, in the datasource).
void write_styles(GDALDataset& dataset, std::vector<detail::MapLayer> const& tables,
                  std::filesystem::path const& file) {
    CPLStringList options;
    options.SetNameValue("FID", "id");
    OGRLayer& layer = new_layer(dataset, "layer_styles", nullptr, wkbNone, options.List(), file);
    for (char const* const name : {"f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column",
                                   "styleName", "styleQML", "styleSLD", "description", "owner", "ui"}) {
        OGRFieldDefn field{name, OFTString};
        require(layer.CreateField(&field), file);
    }
    OGRFieldDefn used{"useAsDefault", OFTInteger};
    used.SetSubType(OFSTBoolean);
    require(layer.CreateField(&used), file);
    OGRFieldDefn updated{"update_time", OFTDateTime};
    require(layer.CreateField(&updated), file);
    for (detail::MapLayer const& table : tables) {
        for (detail::QgisStyle const& style : table.styles) {
            Feature const feature = new_feature(layer);
            feature->SetField("f_table_catalog", "");
            feature->SetField("f_table_schema", "");
            feature->SetField("f_table_name", table.name.c_str());
            feature->SetField("f_geometry_column", "geom");
            feature->SetField("styleName", style.name.c_str());
            feature->SetField("styleQML", style.qml.c_str());
            feature->SetField("styleSLD", "");
            feature->SetField("description", style.description.c_str());
            feature->SetField("owner", "");
            feature->SetField("useAsDefault", style.is_default ? 1 : 0);
            require(layer.CreateFeature(feature.get()), file);
        }
    }
}

} // namespace

void detail::gdal::write_layers(std::vector<MapLayer> const& layers, std::string const& system_name,
                                std::filesystem::path const& file) {
    static std::once_flag registered;
    std::call_once(registered, [] { RegisterOGRGeoPackage(); });
    QuietGdal const quiet;
    auto const system = reference_system(system_name);
    GDALDriver* const driver = GetGDALDriverManager()->GetDriverByName("GPKG");
    if (driver == nullptr) {
        failed(file);
    }
    CPLErrorReset();
    Dataset dataset{driver->Create(file.c_str(), 0, 0, 0, GDT_Unknown, nullptr)};
    if (!dataset) {
        failed(file);
    }
    require(dataset->StartTransaction(), file);
    for (MapLayer const& layer : layers) {
        write_layer(*dataset, layer, system.get(), file);
    }
    write_styles(*dataset, layers, file);
    require(dataset->CommitTransaction(), file);
    CPLErrorReset();
    dataset.reset(); // closing writes the last pages: look whether that went well
    if (CPLGetLastErrorType() >= CE_Failure) {
        failed(file);
    }
}

} // namespace saggar
