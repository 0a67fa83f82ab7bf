// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/io/map_import.hpp"
#include "saggar/io/project_reader.hpp"
#include "saggar/io/result_files.hpp"

#include "sample_solved.hpp"
#include "scratch_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cpl_minixml.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <limits>
#include <memory>
#include <set>

namespace saggar {
namespace {

using testing_support::SampleSolved;
using testing_support::ScratchFolder;

struct Close {
    void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};
using Dataset = std::unique_ptr<GDALDataset, Close>;

class GeoPackage : public ::testing::Test {
protected:
    GeoPackage() { RegisterOGRGeoPackage(); }

    Dataset write(SampleSolved const& sample) {
        auto const file = scratch / "results.gpkg";
        EXPECT_TRUE(write_geopackage(sample.solved(), file));
        return Dataset{GDALDataset::Open(file.c_str(), GDAL_OF_VECTOR)};
    }
    static OGRFeatureUniquePtr row(GDALDataset& dataset, char const* layer, std::string const& id) {
        OGRLayer* const found = dataset.GetLayerByName(layer);
        found->SetAttributeFilter(("id = '" + id + "'").c_str());
        return OGRFeatureUniquePtr{found->GetNextFeature()};
    }

    ScratchFolder scratch;
};

TEST_F(GeoPackage, HasALayerPerTableWithARowPerElement) {
    Dataset const dataset =
        write(SampleSolved{[](Project& project) { project.coordinate_reference_system = "EPSG:27700"; }});
    ASSERT_TRUE(dataset);
    EXPECT_EQ(dataset->GetLayerByName("nodes")->GetFeatureCount(), 6);
    EXPECT_EQ(dataset->GetLayerByName("pipes")->GetFeatureCount(), 4);
    EXPECT_EQ(dataset->GetLayerByName("substations")->GetFeatureCount(), 2);
    EXPECT_EQ(dataset->GetLayerByName("plants")->GetFeatureCount(), 1);
    EXPECT_EQ(dataset->GetLayerByName("valves"), nullptr) << "there are none";
    EXPECT_STREQ(dataset->GetLayerByName("pipes")->GetSpatialRef()->GetAuthorityCode(nullptr), "27700");
}

TEST_F(GeoPackage, CarriesTheColumnsOfTheTables) {
    SampleSolved sample;
    sample.state.pressure_pa[static_cast<std::size_t>(sample.network->find_node("b:supply"))] =
        std::numeric_limits<double>::quiet_NaN();
    sample.state.mass_flow_kg_s[0] = 0.1 + 0.2;
    Dataset const dataset = write(sample);
    for (ResultTable const& table : result_tables()) {
        OGRLayer* const layer = dataset->GetLayerByName(std::string{table.name}.c_str());
        if (layer == nullptr) {
            continue;
        }
        ASSERT_EQ(static_cast<std::size_t>(layer->GetLayerDefn()->GetFieldCount()), table.columns.size());
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            EXPECT_EQ(layer->GetLayerDefn()->GetFieldDefn(static_cast<int>(i))->GetNameRef(),
                      table.columns[i].name);
        }
    }
    auto const pipe = row(*dataset, "pipes", "p1:supply");
    ASSERT_TRUE(pipe);
    EXPECT_EQ(pipe->GetFieldAsDouble("mass_flow_kg_s"), 0.1 + 0.2);
    EXPECT_STREQ(pipe->GetFieldAsString("status"), "open");
    OGRLineString const* const line = pipe->GetGeometryRef()->toLineString();
    ASSERT_EQ(line->getNumPoints(), 2);
    EXPECT_EQ(line->getX(0), 0.0);
    EXPECT_EQ(line->getX(1), 300.0);
    auto const node = row(*dataset, "nodes", "b:supply");
    EXPECT_TRUE(node->IsFieldNull(node->GetFieldIndex("pressure_bar")));
    auto const substation = row(*dataset, "substations", "homes");
    EXPECT_EQ(substation->GetGeometryRef()->toPoint()->getX(), 700.0);
}

// Every style is XML whose classes name symbols that exist and a column that exists.
TEST_F(GeoPackage, OpensStyled) {
    Dataset const dataset = write(SampleSolved{[](Project& project) {
        Bypass bypass;
        bypass.id = "end_of_line";
        bypass.node = "b";
        bypass.kv_m3_h = 0.1;
        project.bypasses = {bypass};
        project.leakages = {{"drip", "b:supply", 0.01, {}}};
    }});
    OGRLayer* const styles = dataset->GetLayerByName("layer_styles");
    ASSERT_NE(styles, nullptr);
    std::set<std::string> with_default;
    for (auto const& style : *styles) {
        std::string const table = style->GetFieldAsString("f_table_name");
        std::string const name = table + ": " + style->GetFieldAsString("styleName");
        if (style->GetFieldAsInteger("useAsDefault") != 0) {
            EXPECT_TRUE(with_default.insert(table).second) << name << " is a second default";
        }
        OGRLayer* const layer = dataset->GetLayerByName(table.c_str());
        ASSERT_NE(layer, nullptr) << name;
        CPLXMLTreeCloser const tree{CPLParseXMLString(style->GetFieldAsString("styleQML"))};
        ASSERT_TRUE(tree.get() != nullptr) << name;
        CPLXMLNode const* const renderer = CPLGetXMLNode(tree.get(), "=qgis.renderer-v2");
        ASSERT_NE(renderer, nullptr) << name;
        if (char const* const column = CPLGetXMLValue(renderer, "attr", nullptr); column != nullptr) {
            EXPECT_GE(layer->GetLayerDefn()->GetFieldIndex(column), 0) << name << ": " << column;
        }
        std::set<std::string> symbols;
        for (CPLXMLNode const* symbol = CPLGetXMLNode(renderer, "symbols.symbol"); symbol != nullptr;
             symbol = symbol->psNext) {
            symbols.insert(CPLGetXMLValue(symbol, "name", ""));
        }
        EXPECT_FALSE(symbols.empty()) << name;
        double end = -std::numeric_limits<double>::infinity();
        for (CPLXMLNode const* range = CPLGetXMLNode(renderer, "ranges.range"); range != nullptr;
             range = range->psNext) {
            EXPECT_TRUE(symbols.count(CPLGetXMLValue(range, "symbol", "none")) == 1) << name;
            double const lower = CPLAtof(CPLGetXMLValue(range, "lower", "nan"));
            double const upper = CPLAtof(CPLGetXMLValue(range, "upper", "nan"));
            EXPECT_LT(lower, upper) << name;
            EXPECT_TRUE(lower == end || !std::isfinite(end)) << name << " has a gap at " << lower;
            end = upper;
        }
    }
    EXPECT_THAT(with_default,
                testing::IsSupersetOf({"nodes", "pipes", "plants", "substations", "bypasses", "boundaries"}));
    for (OGRLayer* const layer : dataset->GetLayers()) {
        if (layer->GetGeomType() != wkbNone) {
            EXPECT_EQ(with_default.count(layer->GetName()), 1) << layer->GetName() << " has no style";
        }
    }
}

// Metres of a drawing are no degrees: -1 is GeoPackage's undefined Cartesian system, 0 its undefined
// geographic one.
TEST_F(GeoPackage, OfADrawingIsCartesian) {
    SampleSolved const sample;
    ASSERT_TRUE(sample.network->project().coordinate_reference_system.empty());
    Dataset const dataset = write(sample);
    ASSERT_TRUE(dataset);
    for (std::string const table : {"gpkg_contents WHERE data_type = 'features'", "gpkg_geometry_columns"}) {
        OGRLayer* const rows = dataset->ExecuteSQL(("SELECT srs_id FROM " + table).c_str(), nullptr, nullptr);
        ASSERT_NE(rows, nullptr) << table;
        EXPECT_EQ(rows->GetFeatureCount(), 4);
        for (auto const& row : *rows) {
            EXPECT_EQ(row->GetFieldAsInteger("srs_id"), -1) << table;
        }
        dataset->ReleaseResultSet(rows);
    }
}

// As metres of a drawing it can be read back, into a project that says where they lie too.
TEST_F(GeoPackage, OfADrawingIsReadAsTheProjectsMetres) {
    SampleSolved const sample;
    ASSERT_TRUE(write(sample));
    for (std::string const system : {"", "EPSG:27700"}) {
        Project base = sample.network->project();
        base.substations.clear();
        base.coordinate_reference_system = system;
        write_project(base, scratch / "base.json");
        scratch.write("mapping.yaml", R"(schema_version: 1
project: base.json
layers:
  - component: substations
    file: results.gpkg
    layer: substations
    fields: {id: "{id}", peak_kw: 100, return_temperature_c: 45}
)");
        MapImport const imported = read_maps(scratch / "mapping.yaml", {.allow_incomplete = true});
        ASSERT_EQ(imported.project.substations.size(), 2U) << system;
        EXPECT_EQ(imported.project.substations[0].node, sample.network->project().substations[0].node);
        EXPECT_EQ(imported.project.substations[1].node, sample.network->project().substations[1].node);
    }
}

TEST_F(GeoPackage, RefusesAnUnknownReferenceSystem) {
    SampleSolved const sample{[](Project& project) { project.coordinate_reference_system = "EPSG:0"; }};
    try {
        write_results(sample.solved(), scratch / "out");
        FAIL();
    } catch (Error const& error) {
        EXPECT_EQ(error.code(), ErrorCode::value_unknown);
        EXPECT_EQ(error.problems().front().place.field, "coordinate_reference_system");
    }
    EXPECT_FALSE(std::filesystem::exists(scratch / "out"));
}

} // namespace
} // namespace saggar
