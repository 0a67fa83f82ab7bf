// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// The built-in pipes against the tables that they were taken from, and catalogues of the user's own.

#include "saggar/io/project_reader.hpp"

#include "csv.hpp"
#include "file.hpp"
#include "reference.hpp"
#include "saggar/network/catalogue_prices.hpp"
#include "scratch_folder.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>

namespace {

using namespace saggar;
using namespace saggar::testing_support;

using Row = std::map<std::string, std::string>;

std::vector<Row> table(std::filesystem::path const& relative, char separator = ',') {
    std::string content = detail::read_file(reference_folder() / relative);
    std::replace(content.begin(), content.end(), separator, ',');
    std::vector<Problem> problems;
    detail::CsvTable const csv = detail::parse_csv(content, relative.string(), problems);
    EXPECT_TRUE(problems.empty());
    std::vector<Row> rows;
    for (detail::CsvRow const& row : csv.rows) {
        Row& made = rows.emplace_back();
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            made[csv.header.cells[i]] = row.cells[i];
        }
    }
    return rows;
}

TEST(BuiltInCatalogue, HasSteelPipeOfEverySizeAndSeries) {
    for (int series = 1; series <= 3; ++series) {
        auto const family = built_in_catalogue().family(fmt::format("EN253/{}", series));
        ASSERT_FALSE(family.empty());
        EXPECT_EQ(family.front()->nominal_diameter, 20.0);
        EXPECT_EQ(family.back()->nominal_diameter, series == 1 ? 1200.0 : family.back()->nominal_diameter);
        EXPECT_GE(family.size(), 17U);
    }
    EXPECT_EQ(built_in_catalogue().family("TWIN/1").size(), 11U);
    EXPECT_EQ(built_in_catalogue().family("TWIN/2").size(), 11U);
    EXPECT_EQ(built_in_catalogue().family("PEX/SDR11").size(), 10U);
}

TEST(BuiltInCatalogue, NamesASourceForEveryPipeAndEveryCost) {
    for (CatalogueEntry const& entry : built_in_catalogue().entries()) {
        EXPECT_FALSE(entry.source.empty()) << entry.id;
        EXPECT_EQ(entry.cost_hard_per_m.has_value(), entry.cost_soft_per_m.has_value()) << entry.id;
        EXPECT_EQ(entry.cost_hard_per_m.has_value(), !entry.cost_source.empty()) << entry.id;
        if (entry.cost_hard_per_m) {
            EXPECT_GT(*entry.cost_hard_per_m, *entry.cost_soft_per_m) << entry.id;
        }
    }
}

TEST(BuiltInCatalogue, WiderPipesCostMore) {
    for (char const* const name : {"EN253/1", "EN253/2", "EN253/3"}) {
        double last = 0.0;
        for (CatalogueEntry const* const entry : built_in_catalogue().family(name)) {
            if (entry->cost_hard_per_m) {
                EXPECT_GT(*entry->cost_hard_per_m, last) << entry->id;
                last = *entry->cost_hard_per_m;
            }
        }
        EXPECT_GT(last, 0.0);
    }
}

TEST(BuiltInCatalogue, SteelPipesAreThoseOfTheReference) {
    std::filesystem::path const file = "uk/pipes/en253_steel_single.csv";
    SAGGAR_NEEDS_REFERENCE(file);
    std::size_t compared = 0;
    for (Row const& row : table(file)) {
        std::string const id = fmt::format("EN253/{}/DN{}", row.at("series"), row.at("dn"));
        CatalogueEntry const* const entry = built_in_catalogue().find(id);
        ASSERT_NE(entry, nullptr) << id;
        auto const number = [&](char const* name) { return std::stod(row.at(name)); };
        EXPECT_EQ(entry->inner_diameter_mm, number("inner_mm")) << id;
        EXPECT_EQ(entry->outer_diameter_mm, number("steel_od_mm")) << id;
        EXPECT_EQ(entry->casing_diameter_mm, number("casing_od_mm")) << id;
        EXPECT_NEAR(entry->insulation_diameter_mm, number("casing_od_mm") - 2.0 * number("casing_wall_mm"),
                    1e-9)
            << id;
        EXPECT_NEAR((entry->insulation_diameter_mm - entry->outer_diameter_mm) / 2.0, number("pur_mm"), 0.011)
            << id;
        bool const costed = !row.at("thermos_pipe_gbp_m").empty() && number("dn") <= 600.0;
        ASSERT_EQ(entry->cost_hard_per_m.has_value(), costed) << id;
        if (costed) {
            double const pipe = number("thermos_pipe_gbp_m");
            EXPECT_EQ(*entry->cost_hard_per_m, pipe + number("thermos_hard_civils_gbp_m")) << id;
            EXPECT_EQ(*entry->cost_soft_per_m, pipe + number("thermos_soft_civils_gbp_m")) << id;
        }
        ++compared;
    }
    EXPECT_EQ(compared, built_in_catalogue().family("EN253/1").size() +
                            built_in_catalogue().family("EN253/2").size() +
                            built_in_catalogue().family("EN253/3").size());
}

TEST(BuiltInCatalogue, TwinPipesAreThoseOfTheReference) {
    for (auto const& [family, file] : {std::pair{"TWIN/1", "pipes/catalog/IsoPlusDoubleStandard.csv"},
                                       std::pair{"TWIN/2", "pipes/catalog/IsoPlusDoubleReinforced.csv"}}) {
        SAGGAR_NEEDS_REFERENCE(file);
        int compared = 0;
        for (Row const& row : table(file, ';')) {
            CatalogueEntry const* const entry =
                built_in_catalogue().find(fmt::format("{}/DN{}", family, row.at("DN")));
            if (std::stod(row.at("DN")) > 200.0) { // single pipes there
                EXPECT_EQ(entry, nullptr);
                continue;
            }
            ASSERT_NE(entry, nullptr) << row.at("DN");
            auto const millimetres = [&](char const* name) { return 1000.0 * std::stod(row.at(name)); };
            EXPECT_TRUE(entry->twin);
            EXPECT_NEAR(entry->inner_diameter_mm, millimetres("Di"), 1e-9) << entry->id;
            EXPECT_NEAR(entry->outer_diameter_mm, millimetres("Do"), 1e-9) << entry->id;
            EXPECT_NEAR(entry->casing_diameter_mm, millimetres("Dc"), 1e-9) << entry->id;
            EXPECT_NEAR(*entry->centre_spacing_mm, millimetres("Do") + millimetres("h"), 1e-9) << entry->id;
            EXPECT_NEAR(entry->insulation_conductivity_w_mk, std::stod(row.at("lambda")), 1e-12) << entry->id;
            EXPECT_FALSE(entry->cost_hard_per_m.has_value()) << entry->id;
            ++compared;
        }
        EXPECT_EQ(compared, 11);
    }
}

TEST(Catalogues, BuiltInPricesAreInTheProjectsCurrencyOrUnknown) {
    CatalogueEntry const& pounds = *built_in_catalogue().find("EN253/2/DN100");
    Project project;
    auto const entry = [&] { return *read_catalogues(project).find(pounds.id); };
    EXPECT_EQ(entry().cost_hard_per_m, pounds.cost_hard_per_m);
    project.currency = "EUR";
    EXPECT_FALSE(entry().cost_hard_per_m.has_value());
    EXPECT_FALSE(entry().cost_soft_per_m.has_value());
    EXPECT_TRUE(entry().cost_source.empty());
    EXPECT_NE(how_to_price(project).find("what one GBP of the built-in catalogue's prices is in EUR"),
              std::string::npos);
    project.connection.built_in_cost_factor = 1.17;
    EXPECT_DOUBLE_EQ(entry().cost_hard_per_m.value(), 1.17 * *pounds.cost_hard_per_m);
    EXPECT_DOUBLE_EQ(entry().cost_soft_per_m.value(), 1.17 * *pounds.cost_soft_per_m);
    EXPECT_NE(entry().cost_source.find("times 1.17 to EUR"), std::string::npos);
    EXPECT_EQ(how_to_price(project).find("built_in_cost_factor"), std::string::npos);
}

TEST(Catalogues, OfTheUserAddAndReplace) {
    ScratchFolder const scratch;
    scratch.write("own/pipes.csv", "# our own pipes\n"
                                   "id,family,nominal_diameter,outer_diameter_mm,inner_diameter_mm,"
                                   "insulation_diameter_mm,casing_diameter_mm,cost_soft_per_m,source\r\n"
                                   "EN253/2/DN50,EN253/2,50,60.3,53.9,119,125,371.5,\"maker, 2026\"\r\n"
                                   "\n"
                                   "own/1,own,40,40,32.6,92,93,,\n");
    Project project;
    project.folder = scratch.path().string();
    project.catalogues = {"own/pipes.csv"};
    Catalogue const catalogue = read_catalogues(project);
    EXPECT_EQ(catalogue.entries().size(), built_in_catalogue().entries().size() + 1);
    EXPECT_EQ(catalogue.find("EN253/2/DN50")->inner_diameter_mm, 53.9);
    EXPECT_EQ(catalogue.find("EN253/2/DN50")->source, "maker, 2026");
    EXPECT_EQ(*catalogue.find("EN253/2/DN50")->cost_soft_per_m, 371.5);
    EXPECT_FALSE(catalogue.find("EN253/2/DN50")->cost_hard_per_m.has_value());
    EXPECT_EQ(catalogue.find("own/1")->roughness_mm, CatalogueEntry{}.roughness_mm);
}

} // namespace
