// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "security_results.hpp"

#include "results/qgis_symbols.hpp"
#include "results/row_layer.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace saggar::detail {

namespace {

using nlohmann::json;

json corners_of(SecurityLink const& link) {
    json corners = json::array();
    for (Point const& point : link.line) {
        corners.push_back({point.x_m, point.y_m});
    }
    return corners;
}

// One row; what does not apply is NaN or empty.
struct Row {
    std::string kind;
    std::string id;
    SecurityLink const* link{nullptr};
    SecurityOutage const* outage{nullptr};
    UnsecuredLoad const* load{nullptr};
    OwnConnection const* own{nullptr};
    std::vector<double> corners;
};

class Corners {
public:
    explicit Corners(Project const& project) {
        for (Node const& node : project.nodes) {
            nodes_.emplace(node.id, &node);
        }
        for (Pipe const& pair : project.pipe_pairs) {
            pairs_.emplace(pair.id, &pair);
        }
    }

    [[nodiscard]] std::vector<double> of(std::string const& id) const {
        Pipe const& pair = *pairs_.at(id);
        Node const& from = *nodes_.at(pair.from);
        Node const& to = *nodes_.at(pair.to);
        if (!from.x_m || !from.y_m || !to.x_m || !to.y_m) {
            return {};
        }
        std::vector<double> corners{*from.x_m, *from.y_m};
        corners.insert(corners.end(), pair.route_xy_m.begin(), pair.route_xy_m.end());
        corners.insert(corners.end(), {*to.x_m, *to.y_m});
        return corners;
    }

private:
    std::unordered_map<std::string_view, Node const*> nodes_;
    std::unordered_map<std::string_view, Pipe const*> pairs_;
};

std::vector<Row> rows_of(ExtensionPlan const& plan) {
    Corners const corners{plan.sizing.project};
    std::vector<Row> rows;
    for (SecurityLink const& link : plan.security->links) {
        rows.push_back({.kind = "link", .id = link.pair, .link = &link, .corners = corners.of(link.pair)});
    }
    for (SecurityOutage const& outage : plan.security->outages) {
        rows.push_back({.kind = outage.why.empty() ? "outage" : "outage_short",
                        .id = outage.pair,
                        .outage = &outage,
                        .corners = corners.of(outage.pair)});
    }
    for (OwnConnection const& own : plan.security->own) {
        rows.push_back(
            {.kind = "own_connection", .id = own.pair, .own = &own, .corners = corners.of(own.pair)});
    }
    for (UnsecuredLoad const& load : plan.security->unsecured) {
        rows.push_back({.kind = "load", .id = load.id, .load = &load, .corners = {}});
    }
    return rows;
}

Column<Row> of_link(std::string name, double (*value)(SecurityLink const&)) {
    return {std::move(name), ResultType::number, [value](Row const& row) {
                return row.link != nullptr ? number(value(*row.link)) : ResultCell{};
            }};
}

Column<Row> of_outage(std::string name, double (*value)(SecurityOutage const&)) {
    return {std::move(name), ResultType::number, [value](Row const& row) {
                return row.outage != nullptr ? number(value(*row.outage)) : ResultCell{};
            }};
}

// Links are shut, and drawn so.
std::string symbol_of(std::size_t category, Colour const& colour) {
    return category == 0 ? dashed_line_symbol(category, colour) : plain_line_symbol(category, colour);
}

} // namespace

json security_summary(ExtensionPlan const& plan) {
    SecurityPlan const& security = *plan.security;
    json links = json::array();
    for (SecurityLink const& link : security.links) {
        links.push_back({{"id", link.pair},
                         {"from", link.from},
                         {"to", link.to},
                         {"catalogue", link.entry},
                         {"length_m", link.length_m},
                         {"capital", link.capital},
                         {"crossing_cost", link.crossing_cost},
                         {"crosses", link.crosses},
                         {"secured_kw", link.secured_w * 1e-3},
                         {"outages", link.outages},
                         {"corners", corners_of(link)}});
    }
    json outages = json::array();
    for (SecurityOutage const& outage : security.outages) {
        outages.push_back({{"id", outage.pair},
                           {"cut_off_kw", outage.cut_off_w * 1e-3},
                           {"short_before_kw", outage.short_before_w * 1e-3},
                           {"short_after_kw", outage.short_after_w * 1e-3},
                           {"link", outage.link},
                           {"reason", outage.why}});
    }
    json unsecured = json::array();
    for (UnsecuredLoad const& load : security.unsecured) {
        unsecured.push_back({{"id", load.id}, {"outage", load.pair}, {"reason", load.why}});
    }
    json own = json::array();
    for (OwnConnection const& one : security.own) {
        own.push_back({{"id", one.pair}, {"cut_off_kw", one.cut_off_w * 1e-3}});
    }
    json enlarged = json::array();
    for (SecurityEnlargement const& one : security.enlarged) {
        enlarged.push_back({{"id", one.pair}, {"before", one.before}, {"after", one.after}});
    }
    return {{"share", security.share},
            {"loads", security.wanted},
            {"loads_secured", security.secured},
            {"outages_checked", security.checked},
            {"candidates", security.candidates},
            {"present_links", security.present},
            {"choice_proven", security.proven},
            {"link_capital", security.link_capital},
            {"enlargement_capital", security.enlargement_capital},
            {"present_value", plan.money.security},
            {"links", std::move(links)},
            {"enlarged", std::move(enlarged)},
            {"outages", std::move(outages)},
            {"unsecured", std::move(unsecured)},
            {"own_connections", std::move(own)}};
}

MapLayer security_layer(ExtensionPlan const& plan) {
    std::vector<Column<Row>> columns{
        {"kind", ResultType::text, [](Row const& row) { return text(row.kind); }},
        {"id", ResultType::text, [](Row const& row) { return text(row.id); }},
        {"catalogue", ResultType::text,
         [](Row const& row) { return row.link != nullptr ? text(row.link->entry) : ResultCell{}; }},
        of_link("length_m", [](SecurityLink const& link) { return link.length_m; }),
        of_link("capital", [](SecurityLink const& link) { return link.capital; }),
        of_link("crossing_cost", [](SecurityLink const& link) { return link.crossing_cost; }),
        of_link("secured_kw", [](SecurityLink const& link) { return link.secured_w * 1e-3; }),
        {"cut_off_kw", ResultType::number,
         [](Row const& row) {
             return row.outage != nullptr ? number(row.outage->cut_off_w * 1e-3)
                    : row.own != nullptr  ? number(row.own->cut_off_w * 1e-3)
                                          : ResultCell{};
         }},
        of_outage("short_before_kw", [](SecurityOutage const& one) { return one.short_before_w * 1e-3; }),
        of_outage("short_after_kw", [](SecurityOutage const& one) { return one.short_after_w * 1e-3; }),
        {"link", ResultType::text,
         [](Row const& row) { return row.outage != nullptr ? text(row.outage->link) : ResultCell{}; }},
        {"outage", ResultType::text,
         [](Row const& row) { return row.load != nullptr ? text(row.load->pair) : ResultCell{}; }},
        {"reason", ResultType::text, [](Row const& row) {
             return row.outage != nullptr ? text(row.outage->why)
                    : row.load != nullptr ? text(row.load->why)
                                          : ResultCell{};
         }}};
    std::vector<Category> const words{
        {"link", "link, shut in normal service", {31, 119, 180}},
        {"outage", "outage that a link makes good", {44, 160, 44}},
        {"outage_short", "outage with loads short of their share", {214, 39, 40}},
        {"own_connection", "a plant's own connection, not secured", {127, 127, 127}}};
    return layer_of<Row>("security", "links for security, and the pairs in whose outage loads need one",
                         ResultGeometry::line, rows_of(plan), std::move(columns),
                         [](Row const& row) { return row.corners; },
                         {{.name = "kind",
                           .description = "",
                           .qml = categorized("kind", words, symbol_of),
                           .is_default = true}});
}

} // namespace saggar::detail
