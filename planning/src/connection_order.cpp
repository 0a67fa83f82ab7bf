// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/connection_order.hpp"

#include "extended_project.hpp"
#include "measure_set.hpp"

#include "saggar/planning/kept_work.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace saggar {

namespace {

// What candidates are compared by: cost per MWh; those of unknown cost come last, nearer ones first.
std::pair<double, double> rank(ConnectionResult const& result) {
    return {result.cost_per_mwh.value_or(std::numeric_limits<double>::infinity()),
            result.branch ? result.branch->length_m : 0.0};
}

// A later tapping of the same pair makes the same names: those of this one are made the candidate's own.
void own_names(Project& project, std::string const& tapped, Candidate const& candidate) {
    auto const rename = [&](std::string const& pair) {
        std::string const made = pair + "~2";
        std::string const own = pair + "~" + candidate.id;
        for (Pipe& one : project.pipe_pairs) {
            if (one.id == made) {
                one.id = own;
            }
        }
        for (OperatingPointData& point : project.operating_points) {
            std::ranges::replace(point.closed, made, own);
        }
    };
    rename(tapped);
    for (int number = 1; std::ranges::find(project.pipe_pairs, detail::parallel_id(tapped, number),
                                           &Pipe::id) != project.pipe_pairs.end();
         ++number) {
        rename(detail::parallel_id(tapped, number));
    }
}

class Ordering {
public:
    Ordering(std::shared_ptr<Network const> const& network, std::vector<Street> const& streets,
             ConnectionProgress const& progress, KeptWork* kept, std::span<MapObstacle const> obstacles)
        : catalogue_{network->catalogue()},
          streets_{streets},
          progress_{progress},
          kept_{kept},
          obstacles_{obstacles},
          candidates_{network->project().candidates} {
        order_.project = network->project();
        write_lengths_down(*network);
    }

    ConnectionOrder run() {
        ConnectionReport const alone = judge(candidates_, kept_);
        order_.base_converged = alone.base_converged;
        order_.diagnosis = alone.diagnosis;
        order_.stopped = alone.stopped;
        if (!alone.base_converged || alone.stopped) {
            return std::move(order_);
        }
        std::vector<Waiting> waiting;
        for (std::size_t i = 0; i < candidates_.size(); ++i) {
            waiting.push_back(
                {.candidate = i, .known = alone.candidates[i], .cost_alone = {}, .tie_in_alone = {}});
            if (alone.candidates[i].verdict != ConnectionVerdict::infeasible) {
                waiting.back().cost_alone = alone.candidates[i].cost;
                waiting.back().tie_in_alone = alone.candidates[i].branch->route.front();
            }
        }
        while (!waiting.empty() && !order_.stopped && order_.base_converged) {
            auto const first = std::ranges::min_element(waiting, {}, [](Waiting const& one) {
                return std::pair{one.known.verdict == ConnectionVerdict::infeasible, rank(one.known)};
            });
            Waiting next = *first;
            waiting.erase(first);
            decide(std::move(next), waiting);
        }
        order_.project.candidates = candidates_;
        for (ConnectionStep const& step : order_.steps) {
            std::erase_if(order_.project.candidates,
                          [&](Candidate const& one) { return one.id == step.result.id; });
        }
        return std::move(order_);
    }

private:
    struct NotJudged { // thrown
        bool stopped;  // else the network of the steps so far has no solution
        std::string diagnosis;
    };
    struct Waiting {
        std::size_t candidate;
        ConnectionResult known; // when it was last judged
        std::optional<double> cost_alone;
        std::optional<Point> tie_in_alone;
    };

    // Lengths that follow from coordinates are written down, so that cutting a pair keeps them.
    void write_lengths_down(Network const& network) {
        for (std::size_t i = 0; i < network.pipes.size(); ++i) {
            auto& list = network.pipes.partner[i] >= 0 ? order_.project.pipe_pairs : order_.project.pipes;
            list[static_cast<std::size_t>(network.pipes.record[i])].length_m = network.pipes.length_m[i];
        }
    }

    ConnectionReport judge(std::vector<Candidate> candidates, KeptWork* kept = nullptr,
                           std::optional<Point> tie_in = std::nullopt) {
        Project project = order_.project;
        project.candidates = std::move(candidates);
        auto const network = Network::build(std::move(project), catalogue_);
        auto const go_on = [&](std::size_t, std::size_t) {
            return !progress_ || progress_(order_.steps.size() + order_.left_out.size(), candidates_.size());
        };
        return study_connections(
            network, streets_, go_on,
            {.largest_loads = false, .kept = kept, .obstacles = obstacles_, .tie_in = tie_in});
    }

    // In the network of the steps so far.
    ConnectionResult judge_again(Candidate const& candidate, std::optional<Point> tie_in_alone) {
        ConnectionResult judged;
        std::string const name =
            "after " + std::to_string(order_.steps.size()) + " steps, candidate " + candidate.id;
        keep_piece(kept_, name, judged, [&] {
            ConnectionReport report = judge({candidate}, nullptr, tie_in_alone);
            if (report.stopped || !report.base_converged) {
                throw NotJudged{report.stopped, std::move(report.diagnosis)};
            }
            judged = std::move(report.candidates.front());
        });
        return judged;
    }

    void decide(Waiting one, std::vector<Waiting>& waiting) {
        Candidate const& candidate = candidates_[one.candidate];
        if (!order_.steps.empty()) { // what is known of it may be of another network
            try {
                one.known = judge_again(candidate, one.tie_in_alone);
            } catch (NotJudged& ended) {
                order_.stopped = ended.stopped;
                order_.base_converged = ended.stopped;
                order_.diagnosis = std::move(ended.diagnosis);
                return;
            }
        }
        if (one.known.verdict == ConnectionVerdict::infeasible) {
            order_.left_out.push_back(std::move(one.known));
            return;
        }
        bool const overtaken = std::ranges::any_of(waiting, [&](Waiting const& other) {
            return other.known.verdict != ConnectionVerdict::infeasible &&
                   rank(other.known) < rank(one.known);
        });
        if (overtaken) {
            waiting.push_back(std::move(one));
            return;
        }
        take(candidate, std::move(one));
    }

    void take(Candidate const& candidate, Waiting one) {
        Project& project = order_.project;
        ConnectionResult const& result = one.known;
        ConnectionBranch const& branch = *result.branch;
        TieIn way;
        way.off_street_m = branch.length_m;
        if (branch.tie_in_fraction > 0.0) {
            auto const pair = std::ranges::find(project.pipe_pairs, branch.tie_in, &Pipe::id);
            way.pair = static_cast<std::int32_t>(pair - project.pipe_pairs.begin());
            way.position = branch.tie_in_fraction;
        } else {
            auto const node = std::ranges::find(project.nodes, branch.tie_in, &Node::id);
            way.node = static_cast<std::int32_t>(node - project.nodes.begin());
        }
        project = detail::with_candidate(std::move(project), candidate, result.peak_w * 1e-3, way,
                                         *catalogue_.find(branch.catalogue));
        detail::take_measures(project, result.measures, candidate);
        for (Reinforcement const& larger : result.reinforcements) {
            (larger.parallel ? detail::lay_beside : detail::enlarge)(project, larger.pair,
                                                                     *catalogue_.find(larger.to));
        }
        if (way.pair >= 0) {
            own_names(project, branch.tie_in, candidate);
        }
        ConnectionStep step;
        step.peak_w = result.peak_w;
        step.annual_use_mwh = result.annual_use_mwh;
        step.cost = result.cost;
        step.cost_alone = one.cost_alone;
        if (!order_.steps.empty()) {
            ConnectionStep const& before = order_.steps.back();
            step.peak_w += before.peak_w;
            step.annual_use_mwh += before.annual_use_mwh;
            step.cost = step.cost && before.cost ? std::optional{*step.cost + *before.cost} : std::nullopt;
        }
        step.result = std::move(one.known);
        order_.steps.push_back(std::move(step));
    }

    Catalogue const catalogue_;
    std::vector<Street> const& streets_;
    ConnectionProgress const& progress_;
    KeptWork* kept_;
    std::span<MapObstacle const> obstacles_;
    std::vector<Candidate> const candidates_;
    ConnectionOrder order_;
};

} // namespace

ConnectionOrder order_connections(std::shared_ptr<Network const> const& network,
                                  std::vector<Street> const& streets, ConnectionProgress const& progress,
                                  KeptWork* kept, std::span<MapObstacle const> obstacles) {
    return Ordering{network, streets, progress, kept, obstacles}.run();
}

} // namespace saggar
