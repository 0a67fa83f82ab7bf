// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/hosting.hpp"

#include "hosting_places.hpp"
#include "hosting_taps.hpp"

#include "saggar/network/at.hpp"
#include "saggar/planning/kept_work.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <unordered_map>
#include <utility>

namespace saggar {

namespace {

using detail::at;
using detail::HostingPlaces;

constexpr double default_return_c = 45.0;

class Study {
public:
    Study(std::shared_ptr<Network const> const& network, HostingOptions const& options,
          HostingProgress const& progress)
        : present_{*network},
          options_{options},
          nodes_{detail::nodes_with_pairs(network->project())},
          telling_{progress, nodes_.size() + options.streets.size()} {}

    HostingReport run() {
        if (nodes_.empty()) {
            throw Error{{.code = ErrorCode::nothing_to_solve,
                         .place = {.file = "", .line = 0, .component = "pipe_pairs", .id = "", .field = ""},
                         .text = "no open pair of pipes leads to a node that a load could be connected to",
                         .advice = "Lay supply and return as pipe_pairs"}};
        }
        report_.named_point = hosting_point(present_.project(), options_.operating_point);
        report_.operating_point = report_.named_point.empty() ? "design" : report_.named_point;
        report_.return_temperature_c =
            options_.return_temperature_c.value_or(typical_return_temperature_c(present_));
        judge_nodes();
        if (report_.base_converged && !telling_.stopped()) {
            list_pairs();
            judge_taps();
        }
        report_.stopped = telling_.stopped();
        if (report_.stopped) {
            report_.nodes.clear();
            report_.pairs.clear();
            report_.taps.clear();
        }
        return std::move(report_);
    }

private:
    [[nodiscard]] detail::HostingNetwork with_loads(Project project,
                                                    std::vector<std::int32_t> const& nodes) const {
        return detail::hosting_network(std::move(project), present_.catalogue(), nodes, report_.named_point,
                                       report_.return_temperature_c, detail::largest_hosted_w);
    }

    void judge_nodes() {
        detail::HostingNetwork made = with_loads(present_.project(), nodes_);
        report_.load_factor = made.load_factor;
        HostingPlaces places{std::move(made), options_, telling_, hosting_piece};
        report_.base_converged = places.solve_base();
        report_.diagnosis = places.diagnosis();
        report_.base_limits = places.envelope().limits;
        report_.points = places.envelope().points;
        if (report_.base_converged && !telling_.stopped()) {
            report_.nodes = places.judge();
        }
        for (HostingNode const& one : report_.nodes) {
            report_.solves += one.solves;
        }
    }

    void list_pairs() {
        Project const& project = present_.project();
        std::unordered_map<std::string_view, std::int32_t> by_id;
        for (std::size_t i = 0; i < report_.nodes.size(); ++i) {
            by_id.emplace(project.nodes[at(report_.nodes[i].node)].id, static_cast<std::int32_t>(i));
        }
        for (std::size_t i = 0; i < project.pipe_pairs.size(); ++i) {
            Pipe const& pair = project.pipe_pairs[i];
            if (pair.open) {
                std::int32_t const from = by_id.at(pair.from);
                std::int32_t const to = by_id.at(pair.to);
                bool const first =
                    report_.nodes[at(from)].at.capacity_w <= report_.nodes[at(to)].at.capacity_w;
                report_.pairs.push_back(
                    {.pair = static_cast<std::int32_t>(i), .from_node = first ? from : to});
            }
        }
    }

    // In a network of their own: what nodes host must not hang on which streets there are.
    void judge_taps() {
        detail::HostedTieIns const known{report_, present_.project()};
        std::vector<PairPlace> const taps =
            detail::tapped_places(known, report_, options_.streets, detail::branch_peak_w(present_, report_));
        telling_.set_total(nodes_.size() + taps.size());
        if (taps.empty()) {
            return;
        }
        detail::TappedProject const tapped = detail::tapped_project(present_.project(), taps);
        HostingPlaces places{with_loads(tapped.project, tapped.nodes), options_, telling_, hosting_tap_piece};
        if (!places.solve_base() || telling_.stopped()) {
            return;
        }
        std::vector<double> expected_w;
        for (PairPlace const& tap : taps) {
            double const foretold_w = known.foretold_w(tap);
            expected_w.push_back(std::isfinite(foretold_w) ? foretold_w : 0.0);
        }
        std::vector<HostingNode> judged = places.judge(expected_w);
        for (std::size_t i = 0; i < judged.size(); ++i) {
            judged[i].at.element = tapped.uncut(judged[i].at.element);
            report_.solves += judged[i].solves;
            report_.taps.push_back(
                {.place = taps[i], .at = std::move(judged[i].at), .solves = judged[i].solves});
        }
    }

    Network const& present_;
    HostingOptions const& options_;
    std::vector<std::int32_t> nodes_;
    detail::HostingTelling telling_;
    HostingReport report_;
};

} // namespace

std::string_view to_string(HostingBound bound) {
    switch (bound) {
    case HostingBound::limit: return "limit";
    case HostingBound::unserved: return "unserved";
    case HostingBound::unsolved: return "unsolved";
    case HostingBound::cut_off: return "cut_off";
    case HostingBound::none: return "none";
    }
    return "unknown";
}

void HostingValue::keep(StateArchive& archive) {
    archive(capacity_w, bound, limit, element, value, allowed, design_consumer);
}

void HostingNode::keep(StateArchive& archive) {
    archive(node, at, solves);
}

std::string hosting_point(Project const& project, std::string const& asked) {
    return asked.empty() ? project.connection.operating_point : asked;
}

double typical_return_temperature_c(Network const& network) {
    SubstationColumns const& s = network.substations;
    double weight = 0.0;
    double sum = 0.0;
    for (std::size_t i = 0; i < s.size(); ++i) {
        if (std::isfinite(s.return_temperature_c[i])) {
            weight += s.peak_w[i];
            sum += s.peak_w[i] * s.return_temperature_c[i];
        }
    }
    return weight > 0.0 ? sum / weight : default_return_c;
}

std::string hosting_piece(std::size_t group) {
    return "nodes, group " + std::to_string(group);
}

std::string hosting_tap_piece(std::size_t group) {
    return "taps, group " + std::to_string(group);
}

HostingReport study_hosting(std::shared_ptr<Network const> const& network, HostingOptions const& options,
                            HostingProgress const& progress) {
    return Study{network, options, progress}.run();
}

} // namespace saggar
