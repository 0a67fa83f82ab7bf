// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// `saggar extend`: maps in, a plan that the solver confirms out.

#include "extension_town.hpp"
#include "source_dir.hpp"

namespace {

using namespace saggar::testing_support;

TEST(Extend, ConnectsWhatPaysAndTheSolverConfirmsIt) {
    Town const town;
    Outcome const outcome = town.extend({"--out", town.out()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    EXPECT_THAT(outcome.output, HasSubstr("3 of 3 buildings can be reached"));
    json const plan = town.plan();
    // TM46 schools: 120 kWh/m2 and 90 W/m2. A hotel's fuel at 84 %, its peak by 264 kWh/m2 and 80 W/m2.
    json const* const a = row(plan.at("buildings"), "school");
    json const* const b = row(plan.at("buildings"), "hotel");
    ASSERT_TRUE(a != nullptr && b != nullptr);
    EXPECT_EQ(a->at("status"), "connected");
    EXPECT_NEAR(a->at("annual_use_mwh"), 600.0, 1e-9);
    EXPECT_NEAR(a->at("peak_kw"), 450.0, 1e-9);
    EXPECT_NEAR(a->at("service_length_m"), 20.0, 1e-6); // to the facade, not to the middle
    EXPECT_EQ(b->at("status"), "connected");
    EXPECT_NEAR(b->at("annual_use_mwh"), 1008.0, 1e-9);
    EXPECT_NEAR(b->at("peak_kw"), 1008.0 * 80.0 / 264.0, 1e-9);
    EXPECT_EQ(row(plan.at("buildings"), "cottage")->at("status"), "not_connected");
    // The sum of the costs is the net present value, and every pipe's capital is its catalogue price.
    double sum = 0.0;
    double net = 0.0;
    for (json const& item : plan.at("costs")) {
        (item.at("item") == "net present value" ? net : sum) += item.at("present_value").get<double>();
    }
    EXPECT_NEAR(sum, net, 1e-6 * std::abs(net));
    EXPECT_NEAR(net, plan.at("plan").at("net_present_value"), 1e-6 * std::abs(net));
    EXPECT_GT(net, 0.0);
    EXPECT_LE(plan.at("plan").at("routes").at("value"), plan.at("plan").at("routes").at("bound"));
    double trench = 0.0;
    for (json const& pipe : plan.at("pipes")) {
        trench += pipe.at("length_m").get<double>();
    }
    // Plant to street 10, along the street 300, up the side street 195, services 20 and 10.
    EXPECT_NEAR(trench, 10.0 + 300.0 + 195.0 + 20.0 + 10.0, 0.5);

    Outcome const solved = run_saggar({"solve", (town.folder / "out/project.yaml").string(), "--design"});
    EXPECT_EQ(solved.code, 0) << solved.errors << solved.output;
    EXPECT_THAT(solved.output, HasSubstr("Everything is served within limits."));
}

// 1 % of capital a year, over 40 years at 3.5 %: 21.355 times; nothing stands yet, so that the money of the
// plan is that of its sizes.
TEST(Extend, TellsMaintenanceOfSizesApart) {
    Town const town;
    ASSERT_EQ(town.extend({"--out", town.out(), "--no-cold-week"}).code, 0);
    json const document = town.plan();
    json const& sizes = document.at("plan").at("sizes");
    std::vector<json> costs{sizes.at("cost")};
    for (json const& rule : sizes.at("rules")) {
        if (rule.contains("cost")) {
            costs.push_back(rule.at("cost"));
        }
    }
    ASSERT_GT(costs.size(), 1U);
    for (json const& cost : costs) {
        double const capital = cost.at("capital");
        double const upkeep = cost.at("maintenance");
        double const total = cost.at("total");
        EXPECT_NEAR(upkeep, 0.01 * 21.355072 * capital, 1e-6 * capital);
        EXPECT_NEAR(capital + upkeep + cost.at("heat_loss").get<double>() + cost.at("pumping").get<double>(),
                    total, 1e-9 * total);
    }
    auto const item = [&](std::string const& name) {
        double sum = 0.0;
        for (json const& one : document.at("costs")) {
            sum += one.at("item") == name ? one.at("present_value").get<double>() : 0.0;
        }
        return -sum;
    };
    EXPECT_NEAR(costs.front().at("maintenance"), item("maintenance of pipes"),
                1e-6 * item("maintenance of pipes"));
    EXPECT_NEAR(costs.front().at("capital"), item("pipes and crossings"), 1e-6 * item("pipes and crossings"));
    // Pair by pair the same.
    double lost = 0.0;
    for (json const& pipe : document.at("pipes")) {
        lost += pipe.at("heat_loss_present_value").get<double>();
    }
    EXPECT_NEAR(lost, item("heat lost more than today"), 1e-6 * lost);
}

// The price of carbon is for simulations: here it is taken to be in what heat costs, and that is told.
TEST(Extend, SaysThatThePriceOfCarbonCountsNothing) {
    Town const town;
    town.write_project();
    std::string project = ScratchFolder::content(town.folder / "project.yaml");
    std::string const price = "electricity_import_per_mwh: 200";
    project.replace(project.find(price), price.size(),
                    price + ", electricity_carbon_kg_per_mwh: 150, carbon_per_t: 270");
    town.folder.write("project.yaml", project);
    Outcome const outcome = town.extend({"--out", town.out(), "--no-cold-week"});
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_THAT(outcome.output, HasSubstr("prices.carbon_per_t counts nothing here"));
}

TEST(Extend, AllLoadsConnectsTheCottageToo) {
    Town const town;
    town.write_project("  goal: all_loads\n");
    Outcome const outcome = town.extend({"--out", town.out()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_EQ(row(town.plan().at("buildings"), "cottage")->at("status"), "connected");
}

// Under a budget the search counts heat or carbon of a year: what it found is no money.
TEST(Extend, SaysInItsUnitWhatRoutesReach) {
    Town const town;
    town.write_project("  goal: most_heat\n  budget: 5e6\n");
    Outcome const outcome = town.extend({"--out", town.out(), "--no-cold-week"});
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    json const plan = town.plan().at("plan");
    EXPECT_EQ(plan.at("routes").at("measure"), "annual_use_mwh");
    EXPECT_NEAR(plan.at("routes").at("value"), plan.at("annual_use_mwh"), 1e-6);
    EXPECT_THAT(outcome.output, HasSubstr(" MWh of heat a year in the model, proven within "));
    EXPECT_THAT(outcome.output, Not(HasSubstr("Routes: worth")));

    town.write_project();
    Outcome const valued = town.extend({"--out", town.out(), "--no-cold-week"});
    EXPECT_EQ(town.plan().at("plan").at("routes").at("measure"), "present_value");
    EXPECT_THAT(valued.output, HasSubstr("Routes: worth £ "));
}

TEST(Extend, SaysThatNothingPays) {
    Town const town;
    town.write_maps(streets(), {cottage});
    Outcome const outcome = town.extend({"--out", town.out()});
    EXPECT_EQ(outcome.code, 1);
    EXPECT_THAT(outcome.errors, HasSubstr("no building earns what its connection costs"));
    EXPECT_FALSE(fs::exists(town.folder / "out"));
}

TEST(Extend, ADryRunDrawsTheProblem) {
    Town const town;
    Outcome const outcome = town.extend({"--dry-run", "--out", town.out()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_TRUE(fs::exists(town.folder / "out/problem.gpkg"));
    EXPECT_THAT(ScratchFolder::content(town.folder / "out/problem_buildings.csv"),
                HasSubstr("school,can_connect"));
    EXPECT_FALSE(fs::exists(town.folder / "out/plan.json"));
}

TEST(Extend, ADryRunGoesOnWithNothing) {
    Town const town;
    Outcome const outcome = town.extend({"--dry-run", "--resume", "--out", town.out()});
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.errors, AllOf(HasSubstr("--resume"), HasSubstr("--dry-run makes none")));
    EXPECT_FALSE(fs::exists(town.folder / "out"));
}

TEST(Extend, CrossingsCost) {
    Town const town;
    town.folder.write("obstacles.geojson", collection({feature(line("[388200, 345900], [388200, 346100]"),
                                                               R"("id": "canal", "crossing_cost": 2000000)")},
                                                      british_grid));
    town.write_project("  obstacles: obstacles.geojson\n");
    Outcome const outcome = town.extend({"--out", town.out()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_EQ(row(town.plan().at("buildings"), "school")->at("status"), "not_connected");
    EXPECT_EQ(row(town.plan().at("buildings"), "hotel")->at("status"), "connected");
    EXPECT_EQ(row(town.plan().at("obstacles"), "canal")->at("crossing_cost"), 2e6);
    EXPECT_THAT(ScratchFolder::content(town.folder / "out/plan.gpkg"), HasSubstr("obstacles"));
    ASSERT_EQ(town.extend({"--dry-run", "--out", town.out()}).code, 0);
    EXPECT_THAT(ScratchFolder::content(town.folder / "out/problem.gpkg"), HasSubstr("obstacles"));
}

TEST(Extend, WhatMustConnectDoesOrEndsIt) {
    Town const town;
    std::string must = cottage;
    must.insert(must.find("\"id\""), "\"must_connect\": true, ");
    town.write_maps(streets(), {school, hotel, must});
    Outcome const outcome = town.extend({"--out", town.out()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_EQ(row(town.plan().at("buildings"), "cottage")->at("status"), "connected");
    town.write_project("  maximum_service_length_m: 50\n");
    Outcome const too_far = town.extend();
    EXPECT_EQ(too_far.code, 2);
    EXPECT_THAT(too_far.errors, HasSubstr("building 'cottage': it must connect, but the nearest street is"));
}

TEST(Extend, WhatMustConnectAndCannotBeUsedEndsIt) {
    Town const town;
    town.write_maps(streets(), {school,
                                feature(point("388110, 346195"),
                                        R"("id": "mill", "annual_use_mwh": "1,300", "must_connect": "Yes")"),
                                feature("null", R"("id": "nowhere", "must_connect": "true")"),
                                feature(point("388120, 346195"),
                                        R"("id": "flats", "dwellings": 2.5, "must_connect": "y")")});
    Outcome const outcome = town.extend({"--dry-run"});
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.errors, HasSubstr("building 'mill': it must connect, but annual_use_mwh is '1,300'"));
    EXPECT_THAT(outcome.errors, HasSubstr("building 'nowhere': it must connect, but it has no geometry"));
    EXPECT_THAT(outcome.errors, HasSubstr("building 'flats': it must connect, but dwellings is 2.5"));
}

TEST(Extend, ServicePipesCrossObstaclesToo) {
    Town const town;
    town.folder.write("obstacles.geojson",
                      collection({feature(line("[388250, 346010], [388350, 346010]"),
                                          R"("id": "railway", "crossing_cost": 2000000)")},
                                 british_grid));
    town.write_project("  obstacles: obstacles.geojson\n");
    ASSERT_EQ(town.extend({"--out", town.out()}).code, 0);
    EXPECT_EQ(row(town.plan().at("buildings"), "school")->at("status"), "not_connected");
}

TEST(Extend, ABudgetIsOfCapital) {
    Town const town;
    ASSERT_EQ(town.extend({"--out", town.out()}).code, 0);
    double const capital = town.plan().at("plan").at("capital");
    for (double const share : {1.02, 0.7}) {
        town.write_project(fmt::format("  goal: most_heat\n  budget: {:.0f}\n", share * capital));
        Outcome const outcome = town.extend({"--out", town.out()});
        ASSERT_EQ(outcome.code, 0) << outcome.errors;
        EXPECT_LE(town.plan().at("plan").at("capital"), share * capital);
        EXPECT_EQ(row(town.plan().at("buildings"), "school")->at("status"),
                  share > 1.0 ? "connected" : "not_connected");
        EXPECT_EQ(row(town.plan().at("buildings"), "hotel")->at("status"), "connected");
    }
}

// Streets in a square with thirty schools along them, no two alike. Prices on heat alone found 1,085 MWh,
// within 20 % of what they proved.
TEST(Extend, ABudgetBuysMoreThanPricesOnHeatFind) {
    Town const town;
    town.write_grid(6);
    town.write_project("  goal: most_heat\n  budget: 700e3\n");
    Outcome const outcome = run_saggar(
        {"extend", town.folder.path().string(), "--out", town.out(), "--no-cold-week", "--seconds", "3"});
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    json const plan = town.plan().at("plan");
    EXPECT_LE(plan.at("capital"), 700e3);
    EXPECT_GE(plan.at("annual_use_mwh"), 1'130.0);
    EXPECT_LE(plan.at("routes").at("gap"), 0.17) << plan.at("routes");
}

TEST(Extend, OwnBenchmarksWin) {
    Town const town;
    std::string const header = "use,aliases,per,heat_kwh,hot_water_share,peak_w,shape,source\n";
    town.folder.write("mine.csv", header + "lighthouse,school,m2,200,0.1,150,,mine\n");
    town.write_project("  benchmarks: mine.csv\n");
    ASSERT_EQ(town.extend({"--dry-run", "--out", town.out()}).code, 0);
    json const problem = json::parse(ScratchFolder::content(town.folder / "out/problem.json"));
    EXPECT_NEAR(row(problem.at("buildings"), "school")->at("annual_use_mwh"), 1000.0, 1e-9);
    EXPECT_NEAR(row(problem.at("buildings"), "school")->at("peak_kw"), 750.0, 1e-9);
    town.folder.write("mine.csv", header + "lighthouse,,hectare,-200,0.1,150,,mine\n");
    Outcome const refused = town.extend({"--dry-run"});
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.errors, AllOf(HasSubstr("mine.csv:2:"), HasSubstr("'hectare' is not allowed"),
                                      HasSubstr("heat_kwh: '-200' is not allowed")));
}

// What must connect does so at a loss; the plan says what it costs.
TEST(Extend, WhatMustConnectMayCost) {
    Town const town;
    std::string must = cottage;
    must.insert(must.find("\"id\""), "\"must_connect\": true, ");
    town.write_maps(streets(), {must});
    Outcome const outcome = town.extend({"--out", town.out()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_LT(town.plan().at("plan").at("net_present_value"), 0.0);
}

TEST(Extend, WritesNothingOverTheProjectItReads) {
    Town const town;
    Outcome const outcome = town.extend({"--out", town.folder.path().string()});
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.errors, HasSubstr("the project itself lies there"));
}

// Before anything is planned: what was found would be lost.
TEST(Extend, RefusesAFolderThatCannotBeWrittenAtOnce) {
    Town const town;
    Outcome const outcome = town.extend({"--out", (town.folder / "project.yaml/out").string()});
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.errors, HasSubstr("project.yaml is no folder"));
    EXPECT_THAT(outcome.output, Not(HasSubstr("worth")));
}

TEST(Extend, ItsProjectCanBeExtendedAgain) {
    Town const town;
    ASSERT_EQ(town.extend({"--out", town.out()}).code, 0);
    Outcome const again = run_saggar({"extend", (town.folder / "out/project.yaml").string(), "--dry-run"});
    EXPECT_EQ(again.code, 0) << again.errors;
    EXPECT_THAT(again.output, HasSubstr("1 of 3 buildings can be reached"));
}

// Who must connect and has is no error of the next plan, nor is it one that nobody is left.
TEST(Extend, WhatHadToConnectIsConnectedInTheNextPlan) {
    Town const town;
    std::string must = school;
    must.insert(must.find("\"id\""), "\"must_connect\": true, ");
    town.write_maps(streets(), {must, hotel});
    ASSERT_EQ(town.extend({"--out", town.out()}).code, 0);
    std::string const planned = (town.folder / "out/project.yaml").string();
    Outcome const checked = run_saggar({"check", planned});
    EXPECT_EQ(checked.code, 0) << checked.errors;
    Outcome const nobody = run_saggar({"extend", planned, "--dry-run"});
    EXPECT_EQ(nobody.code, 2);
    EXPECT_THAT(nobody.errors, HasSubstr("building 'school': a substation of the network has its name"));
    town.write_maps(streets(), {must, hotel, cottage});
    Outcome const again = run_saggar({"extend", planned, "--dry-run"});
    EXPECT_EQ(again.code, 0) << again.errors;
}

// A link that is shut leads no water: each side keeps its own plant, which holds its pressure.
TEST(Extend, LeavesNetworksApartThatAShutPairJoins) {
    Town const town;
    town.write_project();
    std::string text = ScratchFolder::content(town.folder / "project.yaml");
    std::string const nodes = "nodes:\n";
    text.insert(text.find(nodes) + nodes.size(),
                "  - {id: west_end, x_m: 388060, y_m: 346010, elevation_m: 100}\n"
                "  - {id: east_end, x_m: 388240, y_m: 346010, elevation_m: 100}\n"
                "  - {id: east, x_m: 388300, y_m: 346010, elevation_m: 100}\n");
    std::string const plants = "plants:\n";
    text.insert(text.find(plants) + plants.size(),
                "  - {id: east_plant, node: east, supply_temperature_c: 80, held_pressure_bar: 3, "
                "maximum_differential_pressure_bar: 6}\n");
    text += "pipe_pairs:\n"
            "  - {id: west_pair, from: plant_node, to: west_end, catalogue: EN253/2/DN100}\n"
            "  - {id: east_pair, from: east, to: east_end, catalogue: EN253/2/DN100}\n"
            "  - {id: link, from: west_end, to: east_end, catalogue: EN253/2/DN100, open: false}\n"
            "substations:\n"
            "  - {id: west_home, node: west_end, peak_kw: 200, return_temperature_c: 45}\n"
            "  - {id: east_home, node: east_end, peak_kw: 200, return_temperature_c: 45}\n";
    town.folder.write("project.yaml", text);
    Outcome const outcome = town.extend({"--out", town.out(), "--no-cold-week"});
    ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    EXPECT_THAT(outcome.output, Not(HasSubstr("kW at the design point; ")));
    Outcome const solved =
        run_saggar({"solve", (town.folder / "out/project.yaml").string(), "--design", "--format", "json"});
    ASSERT_EQ(solved.code, 0) << solved.errors;
    json const document = json::parse(solved.output);
    for (json const& plant : document.at("plants")) {
        EXPECT_GT(plant.at("heat_w").get<double>(), 100e3) << plant;
    }
}

TEST(Extend, SettingsAreChecked) {
    Town const town;
    town.write_project("  goal: most_carbon\n  crossing_cost: 5\n");
    Outcome const outcome = town.extend();
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.errors, AllOf(HasSubstr("budget"), HasSubstr("heat_carbon_kg_per_mwh"),
                                      HasSubstr("counterfactual_carbon_kg_per_mwh"),
                                      HasSubstr("crossing_cost: has no effect: obstacles is not given")));
    town.write_project("", "limits: {}\n");
    EXPECT_THAT(town.extend({"--dry-run"}).errors, Not(HasSubstr("extension")));
}

// With prices in time, pumping is planned at their mean, as if that had been given.
TEST(Extend, PricesFromAFile) {
    Town const town;
    std::string const text = ScratchFolder::content(town.folder / "project.yaml");
    auto const with_prices = [&](std::string const& prices) {
        std::string changed = text;
        std::string const given = "{electricity_import_per_mwh: 200}";
        town.folder.write("project.yaml", changed.replace(changed.find(given), given.size(), prices));
    };
    auto const write_file = [&](double cheap, double dear) {
        std::string rows = "time,electricity_import_per_mwh,electricity_export_per_mwh,"
                           "electricity_carbon_kg_per_mwh\n";
        for (int hour = 0; hour < 48; ++hour) {
            rows += fmt::format("2024-01-{:02}T{:02}:00:00Z,{},50,100\n", 1 + hour / 24, hour % 24,
                                hour % 2 == 0 ? cheap : dear);
        }
        town.folder.write("prices.csv", rows);
    };
    auto const pumping = [&] {
        json const document = town.plan();
        return document.at("plan").at("sizes").at("cost").at("pumping").get<double>();
    };
    write_file(80.0, 320.0);
    with_prices("{file: prices.csv}");
    Outcome const of_file = town.extend({"--out", town.out(), "--no-cold-week"});
    ASSERT_EQ(of_file.code, 0) << of_file.errors;
    EXPECT_THAT(of_file.output,
                HasSubstr("Assumed: electricity for pumps costs 200.00 GBP per MWh, the mean of prices.csv "
                          "over its 2 days."));
    double const by_mean = pumping();
    with_prices("{electricity_import_per_mwh: 200}");
    ASSERT_EQ(town.extend({"--out", town.out(), "--no-cold-week"}).code, 0);
    EXPECT_NEAR(by_mean, pumping(), 1e-9 * by_mean);

    std::string const must = "must be at least 0: pumping is valued by it";
    with_prices("{electricity_import_per_mwh: -100}");
    Outcome const negative = town.extend();
    EXPECT_EQ(negative.code, 2);
    EXPECT_THAT(
        negative.errors,
        AllOf(testing::ContainsRegex("project.yaml:[0-9]+: prices, electricity_import_per_mwh: -100 is not "),
              HasSubstr(must), Not(HasSubstr("sizing"))));
    write_file(-80.0, 20.0);
    with_prices("{file: prices.csv}");
    Outcome const negative_mean = town.extend();
    EXPECT_EQ(negative_mean.code, 2);
    EXPECT_THAT(negative_mean.errors,
                AllOf(HasSubstr("prices.csv: prices, electricity_import_per_mwh: the mean of the file, -30 "),
                      HasSubstr(must)));
    town.folder.write("prices.csv", "time\n");
    EXPECT_EQ(town.extend().code, 2);
    with_prices("{}");
    EXPECT_THAT(town.extend().errors, HasSubstr("electricity_import_per_mwh: is missing"));
}

TEST(Extend, ReturnsAreColderThanSupply) {
    Town const town;
    town.write_project("  return_temperature_c: 79.9\n");
    Outcome const outcome = town.extend({"--dry-run"});
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.errors,
                HasSubstr("return_temperature_c: 79.9 °C is not more than 1 K below the 80 °C that running "
                          "plants supply"));
    town.write_project("  return_temperature_c: 78.9\n");
    EXPECT_THAT(town.extend({"--dry-run"}).errors, Not(HasSubstr("return_temperature_c")));
}

TEST(Extend, TheStokeExampleCanBeRead) {
    Outcome const outcome =
        run_saggar({"extend", (source_dir() / "examples/stoke-on-trent/extension").string(), "--dry-run"});
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_THAT(outcome.output, HasSubstr("216 of 216 buildings can be reached"));
}

} // namespace
