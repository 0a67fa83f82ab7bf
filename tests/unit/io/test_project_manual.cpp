// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// docs/project-format.md: its tables are what the declarations say, its examples are projects.

#include "saggar/io/project_manual.hpp"
#include "source_dir.hpp"

#include "saggar/engine/steady/steady_solver.hpp"
#include "saggar/io/project_reader.hpp"
#include "saggar/network/attribute.hpp"
#include "scratch_folder.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <type_traits>
#include <vector>

namespace saggar {
namespace {

using testing_support::ScratchFolder;

std::string manual_path() {
    return (saggar::testing_support::source_dir() / "docs/project-format.md").string();
}

// The texts between ```yaml and ```, in their order.
std::vector<std::string> yaml_examples(std::string const& page) {
    std::vector<std::string> found;
    std::string const fence = "```yaml\n";
    for (std::size_t at = page.find(fence); at != std::string::npos; at = page.find(fence, at)) {
        at += fence.size();
        found.push_back(page.substr(at, page.find("```", at) - at));
    }
    return found;
}

// SAGGAR_UPDATE_DOCS=1 writes the tables instead of comparing them.
TEST(ProjectManual, IsWhatTheDeclarationsSay) {
    std::string page = ScratchFolder::content(manual_path());
    std::size_t const mark = page.find(project_manual_mark);
    ASSERT_NE(mark, std::string::npos) << "the mark above the tables is gone from " << manual_path();
    std::size_t const tables = mark + project_manual_mark.size();
    if (std::getenv("SAGGAR_UPDATE_DOCS") != nullptr) {
        page = page.substr(0, tables) + project_manual();
        std::ofstream{manual_path()} << page;
    }
    EXPECT_EQ(page.substr(tables), project_manual())
        << "SAGGAR_UPDATE_DOCS=1 rewrites the tables of docs/project-format.md";
}

TEST(ProjectManual, ExamplesAreProjects) {
    auto const examples = yaml_examples(ScratchFolder::content(manual_path()));
    ASSERT_EQ(examples.size(), 2U);
    ScratchFolder const folder;
    folder.write("smallest/project.yaml", examples[0]);
    folder.write("points/project.yaml", examples[0] + examples[1]);
    auto const network = load_network(folder / "smallest");
    SteadySolver solver{network};
    SteadyState state;
    auto const report = solver.solve(operating_point(*network), state);
    ASSERT_TRUE(report.converged()) << report.diagnosis;
    EXPECT_NEAR(state.substation_heat_w[0], 180e3, 1.0);
    auto const with_points = load_network(folder / "points");
    SteadySolver point_solver{with_points};
    for (char const* const id : {"winter", "summer_night"}) {
        SteadyState at_point;
        auto const solved = point_solver.solve(operating_point(*with_points, id), at_point);
        EXPECT_TRUE(solved.converged()) << id << ": " << solved.diagnosis;
    }
}

template <class Record>
void expect_every_default_has_a_basis(std::string_view of) {
    Record const fresh{};
    for (Attribute<Record> const& attribute : attributes<Record>()) {
        EXPECT_FALSE(attribute.text.empty()) << of << ' ' << attribute.name;
        double value = 0.0;
        if (auto const* const member = std::get_if<double Record::*>(&attribute.member)) {
            value = fresh.**member;
        } else if (auto const* const whole = std::get_if<int Record::*>(&attribute.member)) {
            value = fresh.**whole;
        }
        // Nothing, and a factor or count of one, are no assumptions.
        bool const neutral = value == 0.0 || value == 1.0 || attribute.need == Need::required;
        EXPECT_TRUE(neutral || !attribute.basis.empty())
            << of << ' ' << attribute.name << ": where does the default " << value << " come from?";
    }
}

TEST(ProjectManual, EveryDefaultSaysWhereItComesFrom) {
    Project const empty;
    for_each_settings_section(empty, [](std::string_view name, auto const& record) {
        expect_every_default_has_a_basis<std::remove_cvref_t<decltype(record)>>(name);
    });
    for_each_component_list(empty, [](std::string_view name, auto const& records) {
        expect_every_default_has_a_basis<typename std::remove_cvref_t<decltype(records)>::value_type>(name);
    });
    expect_every_default_has_a_basis<CatalogueEntry>("catalogue");
}

TEST(ProjectManual, UnitsAreTheEndsOfNames) {
    EXPECT_EQ(unit_of_field("length_m"), "m");
    EXPECT_EQ(unit_of_field("inner_diameter_mm"), "mm");
    EXPECT_EQ(unit_of_field("mass_flow_kg_s"), "kg/s");
    EXPECT_EQ(unit_of_field("heat_loss_w_mk"), "W/(m K)");
    EXPECT_EQ(unit_of_field("maximum_velocity_m_s"), "m/s");
    EXPECT_EQ(unit_of_field("gravity_m_s2"), "m/s²");
    EXPECT_EQ(unit_of_field("dynamic_viscosity_pa_s"), "Pa s");
    EXPECT_EQ(unit_of_field("hazen_williams_c"), "");
    EXPECT_EQ(unit_of_field("zeta"), "");
}

} // namespace
} // namespace saggar
