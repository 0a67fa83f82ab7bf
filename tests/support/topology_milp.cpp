// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "topology_milp.hpp"

#include <cmath>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace saggar::testing_support {
namespace {

using Index = std::size_t;
constexpr double kilo = 1e-3; // heat in kW, so that the numbers of the program are of one size

std::string name(char kind, Index first) {
    return kind + std::to_string(first);
}
std::string name(char kind, Index first, Index second) {
    return name(kind, first) + "_" + std::to_string(second);
}

// A sum of terms with its sense and right side.
class Row {
public:
    void add(double factor, std::string const& variable) {
        if (factor != 0.0) {
            terms_[variable] += factor;
        }
    }
    void print(std::ostream& out, std::string const& sense, double right) const {
        if (terms_.empty()) {
            return;
        }
        print_terms(out);
        out << ' ' << sense << ' ' << right << '\n';
    }
    void print_terms(std::ostream& out) const {
        int on_line = 0;
        for (auto const& [variable, factor] : terms_) {
            out << (factor < 0.0 ? " - " : " + ") << std::abs(factor) << ' ' << variable;
            if (++on_line % 8 == 0) {
                out << '\n';
            }
        }
    }

private:
    std::map<std::string, double> terms_;
};

struct Arc {
    Index edge{0};
    Index from{0};
    Index to{0};
};

std::vector<Arc> arcs_of(TopologyProblem const& problem) {
    std::vector<Arc> arcs;
    for (Index e = 0; e < problem.edges.size(); ++e) {
        auto const a = static_cast<Index>(problem.edges[e].a);
        auto const b = static_cast<Index>(problem.edges[e].b);
        arcs.push_back({.edge = e, .from = a, .to = b});
        arcs.push_back({.edge = e, .from = b, .to = a});
    }
    return arcs;
}

// u load connects, x load through arc, q load from source, y arc, r source, z step of arc, n customers of an
// arc at least, m of a source, c cost of an arc, f flow of a source.
class Program {
public:
    Program(TopologyProblem const& problem, TopologySettings const& settings, std::ostream& out)
        : problem_{problem}, settings_{settings}, arcs_{arcs_of(problem)}, out_{out} {
        out_.precision(15);
        for (auto const& load : problem.loads) {
            total_kw_ += load.peak_w * kilo;
            customers_ += static_cast<Index>(load.customers);
        }
    }

    void write() {
        out_ << "Minimize\n obj:"; // solvers differ in the sign of what they make largest
        objective();
        out_ << "\nSubject To\n";
        balances();
        forest();
        for (Index a = 0; a < arcs_.size(); ++a) {
            for (Index k = 0; k < problem_.loads.size(); ++k) {
                at_most(name('x', k, a), name('y', a));
            }
            diverse() ? steps(a) : line(a);
        }
        for (Index s = 0; s < problem_.sources.size(); ++s) {
            source(s);
        }
        if (settings_.goal == TopologyGoal::within_budget) {
            costs().print(out_, "<=", settings_.budget);
        }
        bounds();
        out_ << "End\n";
    }

private:
    [[nodiscard]] bool diverse() const { return settings_.objective == TopologyObjective::catalogue; }
    [[nodiscard]] double factor(Index customers) const {
        return customers == 0 || !problem_.coincidence ? 1.0
                                                       : problem_.coincidence(static_cast<double>(customers));
    }
    [[nodiscard]] Index levels() const { return problem_.coincidence ? customers_ : 0; }

    [[nodiscard]] Row costs() const {
        Row row;
        for (Index k = 0; k < problem_.loads.size(); ++k) {
            row.add(problem_.loads[k].service_cost, name('u', k));
        }
        spend(row, 1.0);
        return row;
    }

    void spend(Row& row, double sign) const {
        for (Index a = 0; a < arcs_.size(); ++a) {
            row.add(sign, name('c', a));
        }
        for (Index s = 0; s < problem_.sources.size(); ++s) {
            row.add(sign * problem_.sources[s].fixed_cost, name('r', s));
            row.add(sign * problem_.sources[s].cost_per_w / kilo, name('f', s));
        }
    }

    void objective() const {
        Row row;
        bool const budget = settings_.goal == TopologyGoal::within_budget;
        for (Index k = 0; k < problem_.loads.size(); ++k) {
            auto const& load = problem_.loads[k];
            row.add(budget ? -load.benefit.value_or(load.peak_w) : load.service_cost - load.value,
                    name('u', k));
        }
        if (!budget) {
            spend(row, 1.0);
        }
        row.print_terms(out_);
    }

    void at_most(std::string const& small, std::string const& large) const {
        out_ << small << " - " << large << " <= 0\n";
    }

    void balances() const {
        for (Index k = 0; k < problem_.loads.size(); ++k) {
            for (Index v = 0; v < static_cast<Index>(problem_.node_count); ++v) {
                Row row;
                for (Index a = 0; a < arcs_.size(); ++a) {
                    row.add(arcs_[a].to == v ? 1.0 : arcs_[a].from == v ? -1.0 : 0.0, name('x', k, a));
                }
                for (Index s = 0; s < problem_.sources.size(); ++s) {
                    row.add(static_cast<Index>(problem_.sources[s].node) == v ? 1.0 : 0.0, name('q', k, s));
                }
                if (static_cast<Index>(problem_.loads[k].node) == v) {
                    row.add(-1.0, name('u', k));
                }
                row.print(out_, "=", 0.0);
            }
        }
    }

    // A node is reached by one pipe, or by one source.
    void forest() const {
        for (Index v = 0; v < static_cast<Index>(problem_.node_count); ++v) {
            Row row;
            for (Index a = 0; a < arcs_.size(); ++a) {
                row.add(arcs_[a].to == v ? 1.0 : 0.0, name('y', a));
            }
            for (Index s = 0; s < problem_.sources.size(); ++s) {
                row.add(static_cast<Index>(problem_.sources[s].node) == v ? 1.0 : 0.0, name('r', s));
            }
            row.print(out_, "<=", 1.0);
        }
        for (Index e = 0; e < problem_.edges.size(); ++e) {
            Row row;
            row.add(1.0, name('y', 2 * e));
            row.add(1.0, name('y', 2 * e + 1));
            row.print(out_, "<=", 1.0);
        }
    }

    // Chosen: so many customers lie behind it at least. `kind` and `through` name the levels and the loads.
    void customers(char kind, char through, Index at, std::string const& open) const {
        Row one;
        Row behind;
        for (Index n = 0; n <= levels(); ++n) {
            one.add(1.0, name(kind, at, n));
            behind.add(static_cast<double>(n), name(kind, at, n));
        }
        one.add(-1.0, open);
        one.print(out_, "=", 0.0);
        for (Index k = 0; k < problem_.loads.size(); ++k) {
            behind.add(-problem_.loads[k].customers, name(through, k, at));
        }
        behind.print(out_, "<=", 0.0);
    }

    // The diversified flow of the loads `through` is at most what `room` adds up to.
    void flows(char kind, char through, Index at, Row const& room) const {
        for (Index n = 0; n <= levels(); ++n) {
            Row row = room;
            for (Index k = 0; k < problem_.loads.size(); ++k) {
                auto const& load = problem_.loads[k];
                row.add(load.peak_w * kilo * (load.customers > 0.0 ? factor(n) : 1.0), name(through, k, at));
            }
            row.add(total_kw_, name(kind, at, n));
            row.print(out_, "<=", total_kw_);
        }
        for (Index j = 0; j < problem_.loads.size(); ++j) { // never below what one takes by itself
            if (problem_.loads[j].customers > 0.0) {
                Row row = room;
                for (Index k = 0; k < problem_.loads.size(); ++k) {
                    double const peak_kw = problem_.loads[k].peak_w * kilo;
                    if (k == j) {
                        double const own_w = problem_.loads[k].own_peak_w.value_or(problem_.loads[k].peak_w);
                        row.add(own_w * kilo, name(through, k, at));
                    } else if (problem_.loads[k].customers <= 0.0) {
                        row.add(peak_kw, name(through, k, at));
                    }
                }
                row.print(out_, "<=", 0.0);
            }
        }
    }

    void steps(Index a) const {
        auto const& edge = problem_.edges[arcs_[a].edge];
        auto const& table = problem_.size_tables[static_cast<Index>(edge.size_table)];
        double const present_kw = edge.present_capacity_w * kilo;
        Row one;
        Row room;
        Row cost;
        one.add(1.0, name('z', a, 0)); // what is there
        room.add(-present_kw, name('z', a, 0));
        for (Index i = 0; i < table.size(); ++i) {
            one.add(1.0, name('z', a, i + 1));
            room.add(-present_kw - table[i].capacity_w * kilo, name('z', a, i + 1));
            cost.add(table[i].cost_per_m * edge.length_m + edge.fixed_cost_extra, name('z', a, i + 1));
        }
        one.add(-1.0, name('y', a));
        one.print(out_, "=", 0.0);
        cost.add(-1.0, name('c', a));
        cost.print(out_, "=", 0.0);
        customers('n', 'x', a, name('y', a));
        flows('n', 'x', a, room);
    }

    // Step 0: within what is there. Step 1: fixed, and per watt above that.
    void line(Index a) const {
        auto const& edge = problem_.edges[arcs_[a].edge];
        auto const& table = problem_.size_tables[static_cast<Index>(edge.size_table)];
        double const present_kw = edge.present_capacity_w * kilo;
        double const per_kw = edge.linear_per_w.value() / kilo;
        Row one;
        one.add(1.0, name('z', a, 0));
        one.add(1.0, name('z', a, 1));
        one.add(-1.0, name('y', a));
        one.print(out_, "=", 0.0);
        Row room;
        Row cost;
        for (Index k = 0; k < problem_.loads.size(); ++k) {
            room.add(problem_.loads[k].peak_w * kilo, name('x', k, a));
            cost.add(per_kw * problem_.loads[k].peak_w * kilo, name('x', k, a));
        }
        room.add(-present_kw, name('z', a, 0));
        room.add(-present_kw - table.back().capacity_w * kilo, name('z', a, 1));
        room.print(out_, "<=", 0.0);
        // Nothing is paid per watt at step 0, nor for the present capacity at step 1.
        cost.add(edge.linear_fixed.value() + edge.fixed_cost_extra - per_kw * present_kw, name('z', a, 1));
        cost.add(-per_kw * present_kw, name('z', a, 0));
        cost.add(-1.0, name('c', a));
        cost.print(out_, "<=", 0.0);
    }

    void source(Index s) const {
        for (Index k = 0; k < problem_.loads.size(); ++k) {
            at_most(name('q', k, s), name('r', s));
        }
        Row flow;
        flow.add(-1.0, name('f', s));
        if (diverse()) {
            customers('m', 'q', s, name('r', s));
            flows('m', 'q', s, flow);
        } else {
            for (Index k = 0; k < problem_.loads.size(); ++k) {
                flow.add(problem_.loads[k].peak_w * kilo, name('q', k, s));
            }
            flow.print(out_, "<=", 0.0);
        }
        if (std::isfinite(problem_.sources[s].capacity_w)) {
            Row most;
            most.add(1.0, name('f', s));
            most.print(out_, "<=", problem_.sources[s].capacity_w * kilo);
        }
    }

    void bounds() const {
        out_ << "Bounds\n";
        for (Index k = 0; k < problem_.loads.size(); ++k) {
            bool const must = problem_.loads[k].must_connect || settings_.goal == TopologyGoal::all_loads;
            out_ << (must ? " 1 <= " : " 0 <= ") << name('u', k) << " <= 1\n";
        }
        out_ << "Binaries\n";
        for (Index k = 0; k < problem_.loads.size(); ++k) {
            out_ << ' ' << name('u', k) << '\n';
        }
        for (Index a = 0; a < arcs_.size(); ++a) {
            auto const& edge = problem_.edges[arcs_[a].edge];
            auto const sizes =
                diverse() ? problem_.size_tables[static_cast<Index>(edge.size_table)].size() : 1;
            out_ << ' ' << name('y', a);
            for (Index i = 0; i <= sizes; ++i) {
                out_ << ' ' << name('z', a, i);
            }
            list_levels('n', a);
        }
        for (Index s = 0; s < problem_.sources.size(); ++s) {
            out_ << ' ' << name('r', s);
            list_levels('m', s);
        }
    }

    void list_levels(char kind, Index at) const {
        for (Index n = 0; diverse() && n <= levels(); ++n) {
            out_ << ' ' << name(kind, at, n);
        }
        out_ << '\n';
    }

    TopologyProblem const& problem_;
    TopologySettings const& settings_;
    std::vector<Arc> arcs_;
    std::ostream& out_;
    double total_kw_{0.0};
    Index customers_{0};
};

} // namespace

void write_milp(TopologyProblem const& problem, TopologySettings const& settings,
                std::filesystem::path const& file) {
    std::ofstream out{file};
    Program{problem, settings, out}.write();
}

} // namespace saggar::testing_support
