// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// `saggar extend` with `security_share`: links that serve loads while a pair is out of service.

#include "extension_town.hpp"

namespace {

using namespace saggar::testing_support;

// The town with two more streets, so that every piece of the plan can be gone round, and the plant in the
// first: what leads to it lies in no street of its own.
struct Ring : Town {
    Ring() {
        roads.push_back(street("[388000, 346000], [388000, 346200], [388100, 346200]"));
        roads.push_back(street("[388100, 346200], [388300, 346200], [388300, 346000]"));
        write_maps(roads, {school, hotel, cottage});
    }
    void write(std::string const& extension) const {
        write_project(extension);
        std::string text = ScratchFolder::content(folder / "project.yaml");
        text.replace(text.find("y_m: 346010"), 11, "y_m: 346000");
        folder.write("project.yaml", text);
    }
    [[nodiscard]] std::string project_yaml() const {
        return ScratchFolder::content(folder / "out/project.yaml");
    }
    std::vector<std::string> roads{streets()};
};

double item(json const& plan, std::string const& name) {
    for (json const& one : plan.at("costs")) {
        if (one.at("item").get<std::string>().starts_with(name)) {
            return one.at("present_value");
        }
    }
    return 0.0;
}

// The plant stands 10 m beside a street: what is laid from it runs along 100 m of the street, and nobody has
// heat without it.
TEST(ExtendSecurity, ATrunkAlongAStreetIsNoOwnConnection) {
    Town const town;
    town.write_project("  security_share: 0.5\n");
    Outcome const outcome = town.extend({"--out", town.out(), "--no-cold-week"});
    ASSERT_LE(outcome.code, 1) << outcome.errors << outcome.output;
    json const plan = town.plan();
    json const& security = plan.at("security");
    EXPECT_EQ(security.at("loads"), 2);
    EXPECT_EQ(security.at("loads_secured"), 0);
    EXPECT_TRUE(security.at("own_connections").empty());
    double most = 0.0;
    for (json const& outage : security.at("outages")) {
        most = std::max(most, outage.at("cut_off_kw").get<double>());
    }
    double all = 0.0;
    for (json const& building : plan.at("buildings")) {
        all += building.at("status") == "connected" ? building.at("peak_kw").get<double>() : 0.0;
    }
    EXPECT_NEAR(most, all, 1e-6 * all);
}

TEST(ExtendSecurity, LinksServeEveryLoadInEveryOutage) {
    Ring const town;
    town.write("");
    ASSERT_EQ(town.extend({"--out", town.out(), "--no-cold-week"}).code, 0);
    json const plain = town.plan();
    EXPECT_FALSE(plain.contains("security"));
    EXPECT_FALSE(fs::exists(town.folder / "out/plan_security.csv"));
    fs::remove_all(town.folder / "out");

    town.write("  security_share: 1.0\n");
    Outcome const outcome = town.extend({"--out", town.out(), "--no-cold-week"});
    ASSERT_EQ(outcome.code, 0) << outcome.errors << outcome.output;
    EXPECT_THAT(outcome.output, HasSubstr("Security: 2 of 2 loads get 100 % of their demand"));
    json const plan = town.plan();
    json const& security = plan.at("security");
    EXPECT_EQ(security.at("loads"), 2);
    EXPECT_EQ(security.at("loads_secured"), 2);
    EXPECT_TRUE(security.at("unsecured").empty());
    EXPECT_TRUE(security.at("choice_proven"));
    ASSERT_GE(security.at("outages").size(), 3U);
    for (json const& outage : security.at("outages")) {
        EXPECT_GT(outage.at("short_before_kw"), 100.0) << outage;
        EXPECT_EQ(outage.at("short_after_kw"), 0.0) << outage;
        EXPECT_EQ(outage.at("reason"), "") << outage;
        EXPECT_NE(outage.at("link"), "") << outage;
    }
    // Its cost is an item of its own, of what the links and larger pairs take; the others are as before.
    double const cost = -item(plan, "security");
    EXPECT_GT(cost, security.at("link_capital"));
    EXPECT_NEAR(cost, security.at("present_value"), 1e-6);
    EXPECT_NEAR(plan.at("plan").at("capital").get<double>() - security.at("link_capital").get<double>() -
                    security.at("enlargement_capital").get<double>(),
                plain.at("plan").at("capital"), 0.01 * plain.at("plan").at("capital").get<double>());
    double sum = 0.0;
    for (json const& one : plan.at("costs")) {
        sum += one.at("item") == "net present value" ? 0.0 : one.at("present_value").get<double>();
    }
    EXPECT_NEAR(sum, plan.at("plan").at("net_present_value"), 1e-3);
    EXPECT_THAT(ScratchFolder::content(town.folder / "out/plan_security.csv"),
                HasSubstr("kind,id,catalogue,length_m,capital,crossing_cost,secured_kw,cut_off_kw,"
                          "short_before_kw,short_after_kw,link,outage,reason\nlink,"));

    Outcome const page = run_saggar({"report", town.folder.path().string(), "--plan", town.out(), "-o",
                                     (town.folder / "page.html").string(), "--no-candidates"});
    EXPECT_LE(page.code, 1) << page.errors;
    EXPECT_THAT(ScratchFolder::content(town.folder / "page.html"), HasSubstr("loads_secured"));

    // Links are shut in the extended project, which solves; with a pair shut and its link open as well.
    std::string const project = town.project_yaml();
    std::string const file = (town.folder / "out/project.yaml").string();
    Outcome const solved = run_saggar({"solve", file, "--design"});
    EXPECT_EQ(solved.code, 0) << solved.errors << solved.output;
    for (json const& outage : security.at("outages")) {
        std::string text = project;
        std::string const link = outage.at("link");
        std::size_t const at_link = text.find("open: false", text.find("id: " + link + "\n"));
        ASSERT_NE(at_link, std::string::npos);
        text.replace(at_link, 11, "open: true");
        std::string const pair = "- {id: " + outage.at("id").get<std::string>() + ","; // a line of its own
        std::size_t const at_pair = text.find(pair);
        ASSERT_NE(at_pair, std::string::npos) << outage;
        text.insert(at_pair + pair.size(), " open: false,");
        town.folder.write("out/outage.yaml", text);
        Outcome const without =
            run_saggar({"solve", (town.folder / "out/outage.yaml").string(), "--format", "json"});
        ASSERT_LE(without.code, 1) << without.errors;
        json const state = json::parse(without.output);
        for (json const& substation : state.at("substations")) {
            EXPECT_NEAR(substation.at("unmet_heat_w").get<double>(), 0.0, 1.0) << outage << substation;
        }
    }
}

TEST(ExtendSecurity, NamesWhomNoStreetSecures) {
    Town const town; // streets without a second way
    town.write_project("  security_share: 0.6\n");
    Outcome const outcome = town.extend({"--out", town.out(), "--no-cold-week"});
    ASSERT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_THAT(outcome.output, AllOf(HasSubstr("Security: 0 of 2 loads"), HasSubstr("Not secured: hotel"),
                                      HasSubstr("no street leads round it")));
    json const security = town.plan().at("security");
    EXPECT_TRUE(security.at("links").empty());
    for (json const& outage : security.at("outages")) {
        EXPECT_NEAR(outage.at("short_after_kw"), 0.6 * outage.at("cut_off_kw").get<double>(), 1e-6);
    }
    EXPECT_EQ(item(town.plan(), "security"), 0.0);
}

TEST(ExtendSecurity, SecuresWhoIsLargeOrNamedAndLeavesOutWhatIsTooDear) {
    Ring const town;
    town.write("  security_share: 0.5\n  security_minimum_peak_kw: 400\n"); // the school alone
    ASSERT_EQ(town.extend({"--out", town.out(), "--no-cold-week"}).code, 0);
    json const large = town.plan().at("security");
    EXPECT_EQ(large.at("loads"), 1);
    EXPECT_EQ(large.at("loads_secured"), 1);

    town.write("  security_share: 0.5\n  secure_loads: [hotel, cottage]\n");
    Outcome const named = town.extend({"--out", town.out(), "--no-cold-week"});
    ASSERT_EQ(named.code, 0) << named.errors;
    EXPECT_THAT(named.output, HasSubstr("Not secured: cottage: the plan does not connect it"));
    EXPECT_EQ(town.plan().at("security").at("loads_secured"), 1);

    town.write("  security_share: 0.5\n  secure_loads: [hotel]\n  security_minimum_peak_kw: 400\n");
    ASSERT_EQ(town.extend({"--out", town.out(), "--no-cold-week"}).code, 0);
    EXPECT_EQ(town.plan().at("security").at("loads"), 2); // the one that is named, and the one that is large

    town.write("  security_share: 0.5\n  security_maximum_cost_per_kw: 1\n");
    Outcome const dear = town.extend({"--out", town.out(), "--no-cold-week"});
    ASSERT_EQ(dear.code, 0) << dear.errors;
    EXPECT_THAT(dear.output, HasSubstr("every link round it costs more than security_maximum_cost_per_kw"));
    EXPECT_TRUE(town.plan().at("security").at("links").empty());
}

// Its links lie there when it is extended again: security is not paid for twice.
TEST(ExtendSecurity, OpensTheLinksOfAnEarlierPlan) {
    Ring const town;
    town.write("  security_share: 1.0\n  secure_loads: [school, hotel]\n");
    ASSERT_EQ(town.extend({"--out", town.out(), "--no-cold-week"}).code, 0);
    json const first = town.plan().at("security");
    ASSERT_FALSE(first.at("links").empty());
    EXPECT_EQ(first.at("present_links"), 0);
    town.write_maps(town.roads,
                    {school, hotel,
                     feature(point("388050, 346012"),
                             R"("id": "office", "use": "office", "annual_use_mwh": 60, "peak_kw": 30)")});
    std::string const out = (town.folder / "again").string();
    Outcome const again = run_saggar({"extend", (town.folder / "out/project.yaml").string(), "--seconds",
                                      "0.1", "--out", out, "--no-cold-week"});
    ASSERT_EQ(again.code, 0) << again.errors << again.output;
    json const plan = json::parse(ScratchFolder::content(town.folder / "again/plan.json"));
    EXPECT_EQ(row(plan.at("buildings"), "office")->at("status"), "connected");
    json const& security = plan.at("security");
    EXPECT_TRUE(security.at("links").empty()) << security.at("links");
    EXPECT_EQ(security.at("loads_secured"), 2) << security;
    EXPECT_EQ(security.at("present_links"), first.at("links").size());
    for (json const& outage : security.at("outages")) {
        EXPECT_NE(outage.at("link"), "") << outage;
        EXPECT_EQ(outage.at("short_after_kw"), 0.0) << outage;
    }
    EXPECT_THAT(again.output, HasSubstr("that lay there"));
}

TEST(ExtendSecurity, LeavesNoTablesOfAnEarlierPlan) {
    Ring const town;
    town.write("  security_share: 0.5\n");
    ASSERT_EQ(town.extend({"--out", town.out()}).code, 0);
    town.folder.write("out/notes.csv", "mine\n");
    for (char const* const name : {"plan_security.csv", "cold_week.csv", "cold_week_loads.csv"}) {
        EXPECT_TRUE(fs::exists(town.folder / "out" / name)) << name;
    }
    town.write("");
    ASSERT_EQ(town.extend({"--out", town.out(), "--no-cold-week"}).code, 0);
    for (char const* const name : {"plan_security.csv", "cold_week.csv", "cold_week_loads.csv"}) {
        EXPECT_FALSE(fs::exists(town.folder / "out" / name)) << name;
    }
    EXPECT_TRUE(fs::exists(town.folder / "out/notes.csv"));
    EXPECT_TRUE(fs::exists(town.folder / "out/plan_pipes.csv"));
}

TEST(ExtendSecurity, RefusesWhatMakesNoSense) {
    Ring const town;
    town.write("  security_share: 60\n");
    Outcome const percent = town.extend();
    EXPECT_EQ(percent.code, 2);
    EXPECT_THAT(percent.errors, AllOf(HasSubstr("security_share"), HasSubstr("a fraction, not per cent")));
    town.write("  secure_loads: [hotel]\n  security_minimum_peak_kw: 10\n");
    Outcome const alone = town.extend();
    EXPECT_EQ(alone.code, 2);
    EXPECT_THAT(alone.errors, AllOf(HasSubstr("secure_loads"), HasSubstr("security_minimum_peak_kw"),
                                    HasSubstr("a security_share above 0 is not given")));
    town.write("  security_share: 0.6\n  secure_loads: [hotle, hospital]\n");
    Outcome const unknown = town.extend();
    EXPECT_EQ(unknown.code, 2);
    EXPECT_THAT(unknown.errors, AllOf(HasSubstr("Did you mean 'hotel'?"), HasSubstr("'hospital'")));
    EXPECT_FALSE(fs::exists(town.folder / "out"));
}

} // namespace
