// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// GeoPackages by GDAL. Nothing of GDAL leaves this file.

#include "saggar/io/result_files.hpp"

#include "gdal_scope.hpp"
#include "qgis_styles.hpp"

#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <memory>
#include <mutex>

namespace saggar {

namespace {

using detail::Dataset;
using detail::QuietGdal;

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
    if (name.empty()) {
        return nullptr; // local metres
    }
    auto system = std::make_unique<OGRSpatialReference>();
    if (system->SetFromUserInput(name.c_str()) != OGRERR_NONE) {
        throw Error{
            Problem{.code = ErrorCode::value_unknown,
                    .place = {.file = {},
                              .line = 0,
                              .component = "project",
                              .id = {},
                              .field = "coordinate_reference_system"},
                    .text = "'" + name + "' is not a known coordinate reference system",
                    .advice = "Give an EPSG code, as EPSG:27700, or leave it empty for local metres"}};
    }
    system->SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    return system;
}

bool has_positions(ResultTable const& table, SolvedPoint const& solved) {
    if (table.geometry == ResultGeometry::none) {
        return false;
    }
    std::size_t const rows = table.rows(solved);
    for (std::size_t row = 0; row < rows; ++row) {
        if (!table.corners(solved, row).empty()) {
            return true;
        }
    }
    return false;
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

void write_layer(GDALDataset& dataset, ResultTable const& table, SolvedPoint const& solved,
                 OGRSpatialReference* system, std::filesystem::path const& file) {
    CPLStringList options;
    options.SetNameValue("GEOMETRY_NAME", "geom");
    options.SetNameValue("FID", "fid");
    options.SetNameValue("DESCRIPTION", std::string{table.text}.c_str());
    OGRLayer& layer =
        new_layer(dataset, std::string{table.name}.c_str(), system,
                  table.geometry == ResultGeometry::point ? wkbPoint : wkbLineString, options.List(), file);
    for (ResultColumn const& column : table.columns) {
        OGRFieldDefn field{std::string{column.name}.c_str(), field_type(column.type)};
        require(layer.CreateField(&field), file);
    }
    std::size_t const rows = table.rows(solved);
    for (std::size_t row = 0; row < rows; ++row) {
        Feature const feature = new_feature(layer);
        for (std::size_t column = 0; column < table.columns.size(); ++column) {
            set_field(*feature, static_cast<int>(column), table.columns[column].cell(solved, row));
        }
        set_geometry(*feature, table.geometry, table.corners(solved, row));
        require(layer.CreateFeature(feature.get()), file);
    }
}

struct StyledTable {
    std::string table;
    std::vector<detail::QgisStyle> styles;
};

// The table that QGIS writes and reads itself (Layer Properties, Save as Default, in the datasource).
void write_styles(GDALDataset& dataset, std::vector<StyledTable> const& tables,
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
    for (StyledTable const& table : tables) {
        for (detail::QgisStyle const& style : table.styles) {
            Feature const feature = new_feature(layer);
            feature->SetField("f_table_catalog", "");
            feature->SetField("f_table_schema", "");
            feature->SetField("f_table_name", table.table.c_str());
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

bool geopackage_supported() {
    return true;
}

bool write_geopackage(SolvedPoint const& solved, std::filesystem::path const& file) {
    std::vector<ResultTable const*> tables;
    for (ResultTable const& table : result_tables()) {
        if (has_positions(table, solved)) {
            tables.push_back(&table);
        }
    }
    if (tables.empty()) {
        return false;
    }
    static std::once_flag registered;
    std::call_once(registered, [] { RegisterOGRGeoPackage(); });
    QuietGdal const quiet;
    auto const system = reference_system(solved.network().project().coordinate_reference_system);
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
    std::vector<StyledTable> styled;
    for (ResultTable const* const table : tables) {
        write_layer(*dataset, *table, solved, system.get(), file);
        styled.push_back({.table = std::string{table->name},
                          .styles = detail::qgis_styles(table->name, solved.network().project().limits)});
    }
    write_styles(*dataset, styled, file);
    require(dataset->CommitTransaction(), file);
    CPLErrorReset();
    dataset.reset(); // closing writes the last pages: look whether that went well
    if (CPLGetLastErrorType() >= CE_Failure) {
        failed(file);
    }
    return true;
}

} // namespace saggar
