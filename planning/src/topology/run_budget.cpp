// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Most benefit within a budget. With a price on the benefit, price * benefit - cost is a problem of largest
// value: its bound U limits the benefit of every plan within the budget B to (U + B) / price (Lagrangian
// duality). The price is searched by bisection; the dearest plan within the budget is kept. From it, and from
// the cheapest beyond it, the search goes on with the budget in sight (budget_search.hpp).
//
// Plans below the line through their neighbours are best at no price. What the prices leave open is therefore
// branched by whether a load connects: each part has prices and a bound of its own, and where every load is
// decided, the least cost of connecting those says whether they fit the budget.
#include "topology/runs.hpp"

#include "topology/budget_bound.hpp"
#include "topology/budget_search.hpp"
#include "topology/fed_together.hpp"
#include "topology/finish.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

namespace saggar::topology {
namespace {

constexpr int all_steps = 16;
constexpr int few_steps = 6;    // where the bound moves the price itself
constexpr int kept_steps = 12;  // so much effort is kept for the search with the budget in sight
constexpr int sheds = 20;       // of one plan beyond the budget
constexpr int bound_steps = 30; // of the subgradient method from one price to the next
constexpr int idle_rounds = 9;  // of that search without a better plan, where branching is to follow
constexpr int part_steps = 8;
constexpr std::size_t small_loads = 16; // half of the effort is kept for branching such a problem
constexpr double least_price = 1e-9;

// Whether the problem is one of lines, whose search and bound stand on them.
bool by_lines_alone(TopologyProblem const& problem, TopologyObjective objective) {
    return objective == TopologyObjective::linear &&
           std::none_of(problem.edges.begin(), problem.edges.end(),
                        [](auto const& edge) { return edge.present_capacity_w > 0.0; });
}

class BudgetRun {
public:
    BudgetRun(TopologyProblem const& problem, TopologySettings const& settings, Effort& effort)
        : problem_{problem}, settings_{settings}, effort_{effort}, random_{settings.seed} {
        settings_.goal = TopologyGoal::largest_value;
        best_.value = -std::numeric_limits<double>::infinity();
        best_.bound = 0.0;
        best_.cost = std::numeric_limits<double>::infinity();
        last_.value = -std::numeric_limits<double>::infinity();
        beyond_.cost = std::numeric_limits<double>::infinity();
        for (auto const& load : problem.loads) {
            best_.bound += benefit(load); // no plan has more than all there is
            whole_.decided.push_back(load.must_connect ? Decided::connects : Decided::open);
        }
        all_benefit_ = best_.bound;
        most_price_ = std::max(least_price, 1e3 * settings_.budget / std::max(all_benefit_, least_price));
        effort_.proved(best_.bound);
    }

    TopologyPlan run() {
        bool const small = problem_.loads.size() <= small_loads;
        bool const lines = by_lines_alone(problem_, settings_.objective);
        int const steps = small || lines ? all_steps : few_steps;
        int const kept = small ? all_steps : lines ? kept_steps : 3 * few_steps;
        Prices prices{best_.bound > 0.0 ? std::max(least_price, settings_.budget / best_.bound) : 1.0};
        for (int step = 0; step < steps && !effort_.over() && best_.value < best_.bound; ++step) {
            Priced const found = at(prices.next, whole_, settings_.gap_wanted, steps - step + kept);
            best_.bound = std::max(best_.value, std::min(best_.bound, found.bound));
            effort_.proved(best_.bound);
            if (!found.within && std::isfinite(found.worth.cost)) {
                if (has_all_that_must(problem_, found.plan) && !(found.worth.cost >= beyond_.cost)) {
                    beyond_ = found.plan;
                    beyond_.cost = found.worth.cost;
                }
                Effort share{effort_.part(2 * (steps - step) + kept)};
                for (int attempt = 0; attempt < sheds && !share.over(); ++attempt) {
                    double const disturbance = attempt == 0 ? 0.0 : 1.0;
                    keep(refill(shed(found.plan, found.worth, disturbance, share), found.plan, share));
                }
                effort_.add(share);
            }
            bool const costs_count = prices.next < most_price_;
            prices.took(found.within, found.worth);
            if (small && (!prices.meet() || (found.within && !costs_count))) {
                break;
            }
        }
        spend_all(prices.next, small, lines);
        whole_.bound = best_.bound;
        whole_.price = prices.next;
        branch();
        return best_;
    }

private:
    enum class Decided : std::int8_t { open, connects, stays_out };
    // All plans that connect some loads and leave others out.
    struct Part {
        std::vector<Decided> decided; // per load
        double bound{0.0};            // of their benefit
        double price{1.0};            // to begin with
        std::int32_t split{-1};       // a load to decide next; -1: all are
    };
    // Prices between plans within the budget and plans beyond it.
    struct Prices {
        explicit Prices(double begin) : next{begin} {}

        double next;
        double low{0.0};
        double high{std::numeric_limits<double>::infinity()};
        TopologyWorth cheap; // of the plans of these prices
        TopologyWorth dear;

        void took(bool within, TopologyWorth const& worth) {
            (within ? low : high) = next;
            (within ? cheap : dear) = worth;
            next = !std::isfinite(high) ? 4.0 * low : low <= 0.0 ? 0.25 * high : std::sqrt(low * high);
        }
        // Where both plans are worth the same. If nothing is worth more there, no price bounds better (Kelley
        // 1960); false then, for it is an end of the interval.
        [[nodiscard]] bool meet() {
            if (low <= 0.0 || !std::isfinite(high)) {
                return true;
            }
            double const between = (dear.cost - cheap.cost) / (dear.benefit - cheap.benefit);
            constexpr double apart = 1e-9;
            if (!(between > low * (1.0 + apart) && between < high * (1.0 - apart))) {
                return false;
            }
            next = between;
            return true;
        }
    };
    // What a price found in a part.
    struct Priced {
        TopologyPlan plan;
        TopologyWorth worth;
        double bound{std::numeric_limits<double>::infinity()}; // of the benefit within the budget
        bool within{false};                                    // the budget
    };

    static double benefit(TopologyLoad const& load) { return load.benefit.value_or(load.peak_w); }

    // With an equal share of the effort that is left, of so many. What connects in a part is worth more than
    // all else together, and what stays out costs as much: where not all of it can, the bound lies below
    // nothing.
    Priced at(double price, Part const& part, double gap_wanted, int shares) {
        TopologyProblem priced = problem_; // with all loads: linear prices follow from them
        double const premium = 2.0 * (settings_.budget + price * all_benefit_);
        double premiums = 0.0;
        for (std::size_t k = 0; k < problem_.loads.size(); ++k) {
            priced.loads[k].value = price * benefit(problem_.loads[k]);
            if (part.decided[k] == Decided::stays_out) {
                priced.loads[k].value = -premium;
            } else if (part.decided[k] == Decided::connects && !problem_.loads[k].must_connect) {
                priced.loads[k].value += premium;
                premiums += premium;
            }
        }
        settings_.seed += 1;
        TopologySettings settings = settings_;
        settings.gap_wanted = gap_wanted;
        Effort share{effort_.part(shares)};
        Priced found;
        found.plan = run_value(priced, settings, share, 1e-7 * settings_.budget,
                               &part == &whole_ ? worth_at(priced) : std::nullopt);
        effort_.add(share);
        last_ = found.plan;
        if (std::isfinite(found.plan.bound)) {
            found.bound = (found.plan.bound - premiums + settings_.budget) / price;
        }
        found.worth = evaluate_topology(problem_, found.plan, settings_.objective);
        found.within = found.worth.cost <= settings_.budget * (1.0 + cost_rounding);
        if (found.within) {
            keep(found.plan);
        }
        return found;
    }

    // What the last price found, to begin with at the next one.
    [[nodiscard]] std::optional<TopologyPlan> worth_at(TopologyProblem const& priced) const {
        if (problem_.loads.size() <= small_loads || !std::isfinite(last_.value)) {
            return std::nullopt;
        }
        TopologyPlan known = last_;
        known.value = evaluate_topology(priced, known, settings_.objective).value;
        known.bound = std::numeric_limits<double>::infinity();
        return known;
    }

    // Search and bound in turns, both with the budget in sight: what a better way for those who are connected
    // saves, others are connected for.
    void spend_all(double price, bool small, bool lines) {
        BudgetSearch search{problem_, settings_};
        std::optional<BudgetBound> bound;
        if (!small && !lines && !effort_.over()) {
            bound.emplace(problem_, settings_, price);
        }
        Effort share{effort_.part(bound ? 1 : 4)};
        std::int64_t searched = 0;
        std::int64_t round = 0;
        int idle = 0;
        // What is left where nothing moves any more is for branching.
        auto const stuck = [&] { return (!bound || bound->ended()) && idle >= idle_rounds; };
        while (!share.over() && !settled(best_.bound) && !stuck()) {
            share.spend(static_cast<std::int64_t>(20 * problem_.edges.size()));
            if (!bound || bound->ended() || round == 0 || 5 * searched < 3 * share.steps()) {
                auto const before = share.steps();
                bool const known = std::isfinite(best_.value);
                bool const from_beyond = !beyond_.connected.empty() && (!known || round % 4 == 2);
                if (!known && !from_beyond) {
                    break;
                }
                TopologyPlan start = from_beyond ? beyond_ : best_;
                if (bound && round % 2 == 1) {
                    auto liked = bound->liked(best_, round % 4 == 1, random_.next(), share);
                    start = has_all_that_must(problem_, liked) ? std::move(liked) : std::move(start);
                }
                auto const plan = search.improve(start, bound ? bound->price() : price, round / 2, share);
                idle = std::isfinite(plan.value) && keep(plan) ? 0 : idle + 1;
                ++round;
                searched += share.steps() - before;
            }
            if (bound) {
                best_.bound = std::max(
                    best_.value, std::min(best_.bound, bound->improve(best_.value, bound_steps, share)));
                if (auto const plan = bound->found()) {
                    keep(*plan);
                }
            }
            effort_.proved(best_.bound);
        }
        effort_.add(share);
    }

    // No plan that is better by more than what is wanted lies below such a bound.
    [[nodiscard]] bool settled(double bound) const {
        return bound <= best_.value || bound - best_.value <= settings_.gap_wanted * std::abs(bound);
    }

    // The part with the highest bound is split in two until none is left above the best plan.
    void branch() {
        auto const lower = [](Part const& a, Part const& b) { return a.bound < b.bound; };
        whole_.split = widest(whole_, {}, {});
        if (whole_.split < 0) { // nothing to decide, and no price that is left would
            return;
        }
        std::vector<Part> open{whole_}; // a heap, the highest bound first
        double undecided = -std::numeric_limits<double>::infinity();
        while (!open.empty() && !settled(open.front().bound) && !effort_.over()) {
            std::pop_heap(open.begin(), open.end(), lower);
            Part const part = std::move(open.back());
            open.pop_back();
            for (auto const decided : {Decided::connects, Decided::stays_out}) {
                Part half = part;
                half.decided[static_cast<std::size_t>(part.split)] = decided;
                look_into(half);
                if (half.split >= 0) {
                    open.push_back(std::move(half));
                    std::push_heap(open.begin(), open.end(), lower);
                } else {
                    undecided = std::max(undecided, half.bound);
                }
            }
            double const left = std::max(undecided, open.empty() ? undecided : open.front().bound);
            best_.bound = std::max(best_.value, std::min(best_.bound, left));
            effort_.proved(best_.bound);
        }
    }

    // Searches a part, and says what bounds it and how to split it.
    void look_into(Part& part) {
        double most = 0.0;
        for (std::size_t k = 0; k < problem_.loads.size(); ++k) {
            most += part.decided[k] == Decided::stays_out ? 0.0 : benefit(problem_.loads[k]);
        }
        part.bound = std::min(part.bound, most);
        part.split = widest(part, {}, {});
        bool const decided = part.split < 0;
        // Where all is decided cost alone counts.
        double const none = 1e-9 * most_price_;
        Prices prices{decided ? none : part.price};
        TopologyPlan cheap;
        TopologyPlan dear;
        for (int step = 0; step < part_steps && !settled(part.bound) && !effort_.over(); ++step) {
            Priced const found = at(prices.next, part, decided ? 1e-9 : 1e-8, part_steps);
            part.bound = std::min(part.bound, found.bound);
            if (decided || !std::isfinite(found.worth.cost)) {
                break;
            }
            if (found.within) {
                cheap = found.plan;
            } else {
                dear = found.plan;
                keep(refill(shed(found.plan, found.worth, 0.0, effort_), found.plan, effort_));
            }
            if (found.within && prices.next >= most_price_) {
                break;
            }
            prices.took(found.within, found.worth);
            prices.next = std::min(prices.next, most_price_);
            if (!prices.meet()) {
                break;
            }
        }
        part.price = prices.next;
        part.split = widest(part, cheap.connected, dear.connected);
    }

    // Of the open loads the one with the largest benefit, those first on which the two plans do not agree.
    [[nodiscard]] std::int32_t widest(Part const& part, std::vector<std::int32_t> const& cheap,
                                      std::vector<std::int32_t> const& dear) const {
        std::int32_t found = -1;
        bool found_between = false;
        for (std::size_t i = 0; i < problem_.loads.size(); ++i) {
            auto const k = static_cast<std::int32_t>(i);
            if (part.decided[i] != Decided::open) {
                continue;
            }
            bool const between = std::binary_search(cheap.begin(), cheap.end(), k) !=
                                 std::binary_search(dear.begin(), dear.end(), k);
            bool const larger = found < 0 || benefit(problem_.loads[i]) >
                                                 benefit(problem_.loads[static_cast<std::size_t>(found)]);
            if (between == found_between ? larger : between) {
                found = k;
                found_between = between;
            }
        }
        return found;
    }

    // True if it took the place of the best.
    bool keep(TopologyPlan const& plan) {
        auto const worth = evaluate_topology(problem_, plan, settings_.objective);
        bool const more =
            worth.benefit > best_.value || (worth.benefit == best_.value && worth.cost < best_.cost);
        bool const taken = worth.cost <= settings_.budget * (1.0 + cost_rounding) && more &&
                           has_all_that_must(problem_, plan);
        if (taken) {
            double const bound = best_.bound;
            best_ = plan;
            best_.value = worth.benefit;
            best_.cost = worth.cost;
            best_.bound = std::max(bound, best_.value); // they may differ by rounding
            effort_.found(best_.value);
        }
        return taken;
    }

    // A plan beyond the budget without the loads that cost most for their benefit, one after the other.
    TopologyPlan shed(TopologyPlan plan, TopologyWorth worth, double disturbance, Effort& effort) {
        constexpr std::size_t most_loads = 200; // every step prices every load's leaving
        while (worth.cost > settings_.budget && !plan.connected.empty() &&
               plan.connected.size() <= most_loads) {
            double most = -1.0;
            TopologyPlan next;
            TopologyWorth next_worth;
            for (std::size_t i = 0; i < plan.connected.size(); ++i) {
                auto const& load = problem_.loads[static_cast<std::size_t>(plan.connected[i])];
                auto trial = plan;
                trial.connected.erase(trial.connected.begin() + static_cast<std::ptrdiff_t>(i));
                drop_idle(problem_, trial);
                auto const trial_worth = evaluate_topology(problem_, trial, settings_.objective);
                double const saved = (worth.cost - trial_worth.cost) / std::max(benefit(load), 1e-9) *
                                     (1.0 + disturbance * random_.unit());
                if (!load.must_connect && std::isfinite(trial_worth.cost) && saved > most) {
                    most = saved;
                    next = std::move(trial);
                    next_worth = trial_worth;
                }
                if (!effort.spend(static_cast<std::int64_t>(20 * problem_.edges.size()))) {
                    return plan;
                }
            }
            if (most < 0.0) {
                return plan;
            }
            plan = std::move(next);
            worth = next_worth;
        }
        return plan;
    }

    // With loads of the whole plan that still fit, the largest benefit first, along its pipes.
    TopologyPlan refill(TopologyPlan plan, TopologyPlan const& whole, Effort& effort) {
        std::vector<std::int32_t> out;
        std::set_difference(whole.connected.begin(), whole.connected.end(), plan.connected.begin(),
                            plan.connected.end(), std::back_inserter(out));
        std::sort(out.begin(), out.end(), [&](std::int32_t a, std::int32_t b) {
            auto const& one = problem_.loads[static_cast<std::size_t>(a)];
            auto const& other = problem_.loads[static_cast<std::size_t>(b)];
            return benefit(one) > benefit(other);
        });
        for (auto const k : out) {
            auto trial = plan;
            trial.connected.insert(std::lower_bound(trial.connected.begin(), trial.connected.end(), k), k);
            trial.pipes = whole.pipes;
            drop_idle(problem_, trial);
            effort.spend(static_cast<std::int64_t>(20 * problem_.edges.size()));
            if (evaluate_topology(problem_, trial, settings_.objective).cost <= settings_.budget) {
                plan = std::move(trial);
            }
        }
        return plan;
    }

    TopologyProblem const& problem_;
    TopologySettings settings_;
    Effort& effort_;
    TopologyPlan best_;
    TopologyPlan last_;   // of the last price
    TopologyPlan beyond_; // the cheapest that costs more than the budget
    Part whole_;
    double all_benefit_{0.0};
    double most_price_{1.0}; // costs hardly count beside it
    Random random_;
};

} // namespace

TopologyPlan run_value(TopologyProblem const& problem, TopologySettings const& settings, Effort& effort,
                       double enough, std::optional<TopologyPlan> known) {
    if (by_lines_alone(problem, settings.objective)) {
        return run_linear(problem, settings, effort, enough);
    }
    if (!feeds_together(problem)) {
        return run_general(problem, settings, effort, enough, std::move(known));
    }
    // First with every tree on one source, whose bound guides better: what is best there is a plan.
    TopologyProblem alone = problem;
    for (auto& source : alone.sources) {
        source.feeds_in = false;
    }
    Effort half{effort.part(2)};
    TopologyPlan best = run_general(alone, settings, half, enough);
    effort.add(half);
    if (known && !(best.value > known->value)) {
        best = std::move(*known);
    }
    if (!std::isfinite(best.value)) {
        return run_general(problem, settings, effort, enough);
    }
    best.bound = std::numeric_limits<double>::infinity();
    effort.found(best.value);
    return run_general(problem, settings, effort, enough, std::move(best));
}

TopologyPlan run_budget(TopologyProblem const& problem, TopologySettings const& settings, Effort& effort) {
    return BudgetRun{problem, settings, effort}.run();
}

} // namespace saggar::topology
