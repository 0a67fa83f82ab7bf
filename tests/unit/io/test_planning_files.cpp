// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Which files planning work is of: those that are read, and no others that lie beside them.

#include "saggar/io/planning_checkpoint.hpp"

#include "map_text.hpp"
#include "scratch_folder.hpp"

#include <gtest/gtest.h>

#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace saggar {
namespace {

namespace fs = std::filesystem;
using namespace testing_support;
using namespace testing_support::map_text;

struct Close {
    void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};

// A Shapefile of one building, with a peak in its table.
void write_shapefile(fs::path const& path, double peak_kw) {
    GDALAllRegister();
    GDALDriver* const driver = GetGDALDriverManager()->GetDriverByName("ESRI Shapefile");
    std::unique_ptr<GDALDataset, Close> const made{
        driver->Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr)};
    OGRLayer* const layer = made->CreateLayer(path.stem().c_str(), nullptr, wkbPoint, nullptr);
    OGRFieldDefn field{"peak_kw", OFTReal};
    ASSERT_EQ(layer->CreateField(&field), OGRERR_NONE);
    OGRFeatureUniquePtr const feature{OGRFeature::CreateFeature(layer->GetLayerDefn())};
    feature->SetField("peak_kw", peak_kw);
    OGRPoint const at{10.0, 20.0};
    feature->SetGeometry(&at);
    ASSERT_EQ(layer->CreateFeature(feature.get()), OGRERR_NONE);
}

class PlanningFiles : public ::testing::Test {
protected:
    PlanningFiles() {
        scratch.write("streets.geojson", collection({feature(line("[0, 0], [100, 0]"))}));
        write_shapefile(scratch / "buildings.shp", 100.0);
        project.folder = scratch.path().string();
        project.streets.file = "streets.geojson";
        project.extension.buildings = "buildings.shp";
    }
    [[nodiscard]] std::vector<std::string> found() const {
        std::vector<std::string> made;
        for (FileFingerprint const& one : planning_files(project, WorkFiles::maps)) {
            made.push_back(one.what + " " + std::to_string(one.content));
        }
        return made;
    }

    ScratchFolder scratch;
    Project project;
};

TEST_F(PlanningFiles, AreNotWhatElseHasTheNameOfAMap) {
    auto const before = found();
    ASSERT_EQ(before.size(), 2U);
    scratch.write("streets.csv", "a table of somebody");
    scratch.write("streets.geojson.bak", "of yesterday");
    scratch.write("buildings.gpkg", "the same in another format");
    scratch.write("buildings.txt", "a note");
    EXPECT_EQ(found(), before);
}

TEST_F(PlanningFiles, AreAllThatAMapConsistsOf) {
    auto const before = found();
    std::string const shapes = ScratchFolder::content(scratch / "buildings.shp");
    fs::remove(scratch / "buildings.shp");
    write_shapefile(scratch / "buildings.shp", 200.0);
    ASSERT_EQ(ScratchFolder::content(scratch / "buildings.shp"), shapes) << "its table alone is another";
    auto const after = found();
    EXPECT_EQ(after[0], before[0]);
    EXPECT_NE(after[1], before[1]);
    scratch.write("streets.geojson", collection({feature(line("[0, 0], [200, 0]"))}));
    EXPECT_NE(found()[0], before[0]);
}

TEST_F(PlanningFiles, AreTheSeriesOfTheColdWeekWhereThereIsOne) {
    project.simulation.weather = "weather.csv";
    project.extension.demand = "loads.csv";
    project.sources.resize(1);
    project.sources[0].file = "heat.csv";
    for (char const* const file : {"weather.csv", "loads.csv", "heat.csv"}) {
        scratch.write(file, "time");
    }
    EXPECT_EQ(found().size(), 2U) << "of the maps alone";
    auto const before = planning_files(project, WorkFiles::maps_and_week);
    ASSERT_EQ(before.size(), 5U);
    scratch.write("loads.csv", "time,school_kw");
    auto const after = planning_files(project, WorkFiles::maps_and_week);
    for (std::size_t i = 0; i < 5; ++i) {
        EXPECT_EQ(after[i].content == before[i].content, after[i].what != "demand file 'loads.csv'")
            << after[i].what;
    }
}

} // namespace
} // namespace saggar
