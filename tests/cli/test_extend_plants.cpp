// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// `saggar extend` with plants of their own: how much heat each has, and what it costs.

#include "extension_town.hpp"

namespace {

using namespace saggar::testing_support;

// The school takes 450 kW and the hotel 305: who is left out of a plan is told why.
TEST(ExtendPlants, SaysThatPlantsHaveNoHeatLeft) {
    Town const town;
    auto const with_capacity = [&](std::string const& extension) {
        town.write_project(extension);
        std::string project = ScratchFolder::content(town.folder / "project.yaml");
        std::string const before = "maximum_differential_pressure_bar: 6";
        project.replace(project.find(before), before.size(), before + ", capacity_kw: 500");
        town.folder.write("project.yaml", project);
        return town.extend({"--out", town.out(), "--no-cold-week"});
    };
    ASSERT_EQ(with_capacity("").code, 0);
    json const plan = town.plan();
    EXPECT_EQ(row(plan.at("buildings"), "hotel")->at("status"), "connected");
    EXPECT_EQ(row(plan.at("buildings"), "school")->at("reason"),
              "plants have no heat left for it beside what connects");

    Outcome const all = with_capacity("  goal: all_loads\n");
    EXPECT_EQ(all.code, 1);
    EXPECT_THAT(all.output + all.errors,
                HasSubstr("no plan connects all loads within the capacity of plants and "
                          "pipes: they ask for"));
    EXPECT_THAT(all.output + all.errors, HasSubstr("plants have 500 kW to spare, of which 3 % is kept"));
}

// At 70 a MWh less the 20 that it costs, over 40 years at 3.5 %.
TEST(ExtendPlants, IncomeOfABuildingIsLessWhatItsHeatCosts) {
    Town const town;
    ASSERT_EQ(town.extend({"--out", town.out(), "--no-cold-week"}).code, 0);
    json const plan = town.plan();
    EXPECT_NEAR(row(plan.at("buildings"), "school")->at("income"), 21.355072 * (70.0 - 20.0) * 600.0, 1.0);
    double sum = 0.0; // of those that connect: the items of the plan
    for (json const& building : plan.at("buildings")) {
        sum += building.at("status") == "connected" ? building.at("income").get<double>() : 0.0;
    }
    for (json const& item : plan.at("costs")) {
        bool const of_heat =
            item.at("item") == "heat sold and standing charges" || item.at("item") == "heat for it";
        sum -= of_heat ? item.at("present_value").get<double>() : 0.0;
    }
    EXPECT_NEAR(sum, 0.0, 1e-3);
}

std::string with_plant_field(Town const& town, std::string const& field) {
    town.write_project();
    std::string project = ScratchFolder::content(town.folder / "project.yaml");
    std::string const before = "maximum_differential_pressure_bar: 6";
    project.replace(project.find(before), before.size(), before + ", " + field);
    town.folder.write("project.yaml", project);
    return project;
}

// The plant's own cost of heat is the one that counts; tables say what it gives and what that costs.
TEST(ExtendPlants, ReadsWhatHeatOfAPlantCosts) {
    Town const town;
    with_plant_field(town, "heat_cost_per_mwh: 30");
    ASSERT_EQ(town.extend({"--out", town.out(), "--no-cold-week"}).code, 0);
    json const plan = town.plan();
    EXPECT_NEAR(row(plan.at("buildings"), "school")->at("income"), 21.355072 * (70.0 - 30.0) * 600.0, 1.0);
    double a_year = 0.0;
    for (json const& one : plan.at("heat")) {
        if (one.at("kind") == "year") {
            EXPECT_EQ(one.at("plant"), "plant");
            EXPECT_EQ(one.at("cost_per_mwh"), 30.0);
            EXPECT_NEAR(one.at("sold_mwh"), plan.at("plan").at("annual_use_mwh"), 1e-6);
            a_year += one.at("cost").get<double>();
        }
        EXPECT_NE(one.at("kind"), "year_before") << "nothing is laid yet";
    }
    double items = 0.0;
    for (json const& item : plan.at("costs")) {
        std::string const name = item.at("item");
        bool const of_heat = name == "heat for it" || name == "heat lost more than today" ||
                             name == "heat of today's loads more than today";
        items -= of_heat ? item.at("present_value").get<double>() : 0.0;
    }
    EXPECT_NEAR(items, 21.355072 * a_year, 1e-6 * items);
    EXPECT_THAT(ScratchFolder::content(town.folder / "out/plan_heat.csv"),
                ::testing::StartsWith(
                    "kind,network,plant,cost_per_mwh,most_kw,load_factor,hours,network_kw,heat_kw,share,"
                    "sold_mwh,lost_mwh,heat_mwh,cost,by_cost\n"));
    EXPECT_THAT(ScratchFolder::content(town.folder / "out/project.yaml"), HasSubstr("heat_cost_per_mwh: 30"));
}

// A second plant, whose heat costs more than it is sold for, at the school: routes reckon its heat by hours
// of full load of all who could connect, of whom a stadium takes its large peak for a few hours. What is told
// is how the plan stands to the bound, and that the bound is of the model.
TEST(ExtendPlants, APlantMoreDoesNotMakeThePlanWorthLess) {
    Town const town;
    std::string const dairy =
        feature(point("388295, 346020"), R"("id": "dairy", "peak_kw": 300, "annual_use_mwh": 1500)");
    std::string const stadium =
        feature(point("388200, 346020"), R"("id": "stadium", "peak_kw": 3000, "annual_use_mwh": 30)");
    town.write_maps(streets(), {hotel, dairy, stadium});
    std::string const alone = with_plant_field(town, "capacity_kw: 450, heat_cost_per_mwh: 15");
    ASSERT_EQ(town.extend({"--out", town.out(), "--no-cold-week"}).code, 0);
    double const net = town.plan().at("plan").at("net_present_value");
    std::string both = alone;
    both.insert(both.find("plants:"), "  - {id: east, x_m: 388300, y_m: 346010, elevation_m: 100}\n");
    both.insert(both.find("streets:"),
                "  - {id: heat_pump, node: east, supply_temperature_c: 80, held_pressure_bar: 3, "
                "maximum_differential_pressure_bar: 6, capacity_kw: 1000, heat_cost_per_mwh: 75}\n");
    town.folder.write("project.yaml", both);
    Outcome const outcome = town.extend({"--out", town.out(), "--no-cold-week"});
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    json const plan = town.plan().at("plan");
    EXPECT_GE(plan.at("net_present_value").get<double>(), net * (1.0 - 1e-6));
    double const bound = plan.at("routes").at("bound");
    EXPECT_NEAR(plan.at("routes").at("confirmed_gap"),
                (bound - plan.at("net_present_value").get<double>()) / bound, 1e-9);
    EXPECT_THAT(outcome.output, AllOf(HasSubstr("of the best there can be in it."),
                                      HasSubstr("this one, confirmed, is worth"),
                                      HasSubstr("by hours of full load that are the same for all")));
}

// An electricity connection of 100 kW at 0.33 of the heat: 298 kW with what pumps may draw.
TEST(ExtendPlants, AnElectricityConnectionLimitsAPlant) {
    Town const town;
    with_plant_field(town, "capacity_kw: 2000, electricity_per_heat: 0.33, electricity_headroom_kw: 100");
    Outcome const outcome = town.extend({"--dry-run"});
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_THAT(outcome.output, ::testing::ContainsRegex("plant +29[0-9]\n"));
}

TEST(ExtendPlants, RefusesAWrongOrMissingCostOfHeat) {
    Town const town;
    with_plant_field(town, "heat_cost_per_mwh: -5");
    Outcome const wrong = town.extend({"--out", town.out()});
    EXPECT_EQ(wrong.code, 2);
    EXPECT_THAT(wrong.errors, AllOf(HasSubstr("plants 'plant'"), HasSubstr("heat_cost_per_mwh"),
                                    HasSubstr("at least 0 and at most 10000")));

    std::string project = with_plant_field(town, "capacity_kw: 2000");
    std::string const cost = "heat_cost_per_mwh: 20, ";
    project.erase(project.find(cost), cost.size());
    town.folder.write("project.yaml", project);
    Outcome const missing = town.extend({"--out", town.out()});
    EXPECT_EQ(missing.code, 2);
    EXPECT_THAT(missing.errors, HasSubstr("an extension's heat and losses are valued by it"));

    project.replace(project.find("capacity_kw: 2000"), 17, "heat_cost_per_mwh: 20");
    town.folder.write("project.yaml", project);
    EXPECT_EQ(town.extend({"--out", town.out(), "--no-cold-week"}).code, 0) << "its own is enough";
}

// A second plant, further along the street: what passes it is not its own.
TEST(ExtendPlants, PlantsInARowGiveWhatTheyHave) {
    Town const town;
    std::string project = ScratchFolder::content(town.folder / "project.yaml");
    project.replace(project.find("plants:"), 7,
                    "  - {id: small_node, x_m: 388050, y_m: 346010, elevation_m: 100}\nplants:\n"
                    "  - {id: small, node: small_node, supply_temperature_c: 80, held_pressure_bar: 3, "
                    "maximum_differential_pressure_bar: 6, capacity_kw: 330}");
    town.folder.write("project.yaml", project);
    Outcome const outcome = town.extend({"--out", town.out()});
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    Outcome const solved = run_saggar({"solve", (town.folder / "out/project.yaml").string(), "--design"});
    EXPECT_EQ(solved.code, 0) << solved.errors << solved.output;
}

} // namespace
