// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/hydraulics/solver.hpp"

#include "hydraulics/validation.hpp"
#include "hydraulics/workspace.hpp"

#include "saggar/engine/state_archive.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace saggar {

using namespace detail;

namespace {

// Structures kept ready; networks that switch valves go back and forth between a few.
constexpr std::size_t structures_kept = 4;
// A solve looks at most this often at another structure.
constexpr int most_structures = 30;

// A slope to start from: the flow that a pipe would carry at a usual gradient, without asking for logarithms.
PipeTable pipe_table(HydraulicLinks const& links, HydraulicSettings const& settings) {
    constexpr double usual_gradient_pa_m = 100.0;
    constexpr double usual_factor = 0.02;
    constexpr double usual_density = 1000.0;
    PipeTable table;
    table.geometry.resize(links.size());
    table.guess.assign(links.size(), 1.0);
    bool const by_head =
        settings.friction == FrictionLaw::hazen_williams || settings.friction == FrictionLaw::chezy_manning;
    for (std::size_t l = 0; l < links.size(); ++l) {
        if (links.law[l] != LinkLaw::pipe) {
            continue;
        }
        PipeSection const section{links.length_m[l], links.inner_diameter_m[l], links.roughness[l],
                                  links.zeta_sum[l]};
        auto const geometry = friction_geometry(
            settings.friction, section, settings.gravity_m_s2 > 0.0 ? settings.gravity_m_s2 : 9.80665);
        table.geometry[l] = geometry;
        double const loss = usual_gradient_pa_m * section.length_m;
        double resistance = 0.0; // Pa per (kg/s)^2
        if (by_head) {
            double const flow = 0.7854 * section.inner_diameter_m * section.inner_diameter_m * usual_density;
            resistance = pipe_pressure_loss(settings.friction, section, usual_density, 1e-3, flow).loss_pa /
                         (flow * flow);
        } else {
            resistance = (usual_factor * geometry.friction_density + geometry.local_density) / usual_density;
        }
        table.guess[l] = std::sqrt(loss * resistance); // loss / flow at flow = sqrt(loss / resistance)
    }
    return table;
}

} // namespace

struct HydraulicSolver::Impl {
    HydraulicNodes nodes;
    HydraulicLinks links;
    HydraulicSettings settings;
    PipeTable pipes;
    FrictionKernel kernel{};
    std::vector<LinkRole> plain_roles; // without anything shut by a point, limits not reached
    std::vector<LinkRole> wanted;
    std::vector<double> left; // set values, where given flows have to give way in this solve; empty: nowhere
    bool has_limits{false};
    bool has_pumps{false};

    struct Ready {
        Workspace workspace;
        long used;
    };
    std::vector<Ready> ready;
    long solves{0};
    int analyses{0};
    HydraulicStructure figures;

    Impl(HydraulicNodes given_nodes, HydraulicLinks given_links, HydraulicSettings given_settings)
        : nodes{std::move(given_nodes)}, links{std::move(given_links)}, settings{given_settings} {
        validate(nodes, links, settings.friction);
        pipes = pipe_table(links, settings);
        kernel = friction_kernel(settings.friction);
        plain_roles.resize(links.size());
        for (std::size_t l = 0; l < links.size(); ++l) {
            auto const law = links.law[l];
            plain_roles[l] = law == LinkLaw::closed                                       ? LinkRole::closed
                             : law == LinkLaw::fixed_flow || law == LinkLaw::limited_flow ? LinkRole::flow
                                                                                          : LinkRole::graph;
            has_limits = has_limits || law == LinkLaw::limited_flow;
            has_pumps = has_pumps || law == LinkLaw::pump;
        }
        wanted = plain_roles;
        if (has_pumps) {
            stop_pumps({});
        }
        ready.reserve(structures_kept + 1);
        figures = prepared().structure().figures;
    }

    [[nodiscard]] NetworkData data() const { return {nodes, links, settings, pipes, kernel}; }

    void stop_pumps(HydraulicPoint const& point) {
        auto const& speed = point.speed.empty() ? std::span<double const>{links.speed} : point.speed;
        for (std::size_t l = 0; l < links.size(); ++l) {
            if (links.law[l] == LinkLaw::pump && !(speed[l] > 0.0)) {
                wanted[l] = LinkRole::closed;
            }
        }
    }

    void set_roles(HydraulicPoint const& point, HydraulicState const& state, bool warm) {
        std::ranges::copy(plain_roles, wanted.begin());
        if (has_pumps) {
            stop_pumps(point);
        }
        if (warm && has_limits) {
            for (std::size_t l = 0; l < links.size(); ++l) {
                auto const status = state.link_status[l];
                if (links.law[l] == LinkLaw::limited_flow &&
                    (status == LinkStatus::short_of_dp || status == LinkStatus::blocked)) {
                    wanted[l] = LinkRole::graph;
                }
            }
        }
        for (std::size_t l = 0; l < point.closed.size(); ++l) {
            if (point.closed[l] != 0) {
                wanted[l] = LinkRole::closed;
            }
        }
    }

    // A structure serves if it takes every link for what is wanted; a limited link in the graph may also be
    // at its limit there.
    [[nodiscard]] bool serves(Structure const& structure) const {
        for (std::size_t l = 0; l < wanted.size(); ++l) {
            if (structure.roles[l] != wanted[l] &&
                !(wanted[l] == LinkRole::flow && structure.roles[l] == LinkRole::graph)) {
                return false;
            }
        }
        return true;
    }

    // Takes part of given flows back; what an earlier round of the solve has left them counts.
    void give_way(std::vector<Workspace::GivenWay> const& flows, HydraulicPoint& point) {
        if (flows.empty()) {
            return;
        }
        if (left.empty()) {
            auto const set =
                point.set_value.empty() ? std::span<double const>{links.set_value} : point.set_value;
            left.assign(set.begin(), set.end());
            point.set_value = left;
        }
        for (auto const& [link, flow] : flows) {
            left[link] = std::abs(flow) < std::abs(left[link]) ? flow : left[link];
        }
    }

    // Says of those that they carry less than is asked.
    void mark_short(std::span<double const> asked, HydraulicState& state) const {
        for (std::size_t l = 0; l < left.size(); ++l) {
            if (left[l] != asked[l] && state.link_status[l] == LinkStatus::holding) {
                state.link_status[l] = LinkStatus::short_of_dp;
            }
        }
    }

    // The workspace for the wanted roles: an exact one, else one that serves, else a new one.
    Workspace& prepared() {
        Ready* best = nullptr;
        for (auto& entry : ready) {
            auto const& roles = entry.workspace.structure().roles;
            if (roles == wanted) {
                best = &entry;
                break;
            }
            if (has_limits && best == nullptr && serves(entry.workspace.structure())) {
                best = &entry;
            }
        }
        if (best == nullptr) {
            if (ready.size() >= structures_kept) {
                ready.erase(std::ranges::min_element(ready, {}, &Ready::used));
            }
            ready.push_back({Workspace{analysed(), data()}, 0});
            best = &ready.back();
        }
        best->used = ++solves;
        return best->workspace;
    }

    // The workspace of the last solve.
    [[nodiscard]] Workspace* last() {
        auto const entry = std::ranges::find(ready, solves, &Ready::used);
        return entry == ready.end() ? nullptr : &entry->workspace;
    }

    // Limited links that are the only way into a part of the network have to be in the graph.
    std::shared_ptr<Structure const> analysed() {
        auto roles = wanted;
        while (true) {
            auto structure = build_structure(nodes, links, pipes, roles);
            ++analyses;
            bool grown = false;
            for (auto const& [link, status] : structure->idle_links) {
                auto const reached = [&](std::int32_t node) {
                    return !std::ranges::binary_search(structure->cut_off_nodes, node);
                };
                if (status == LinkStatus::cut_off && roles[link] == LinkRole::flow &&
                    links.law[link] == LinkLaw::limited_flow &&
                    reached(links.from[link]) != reached(links.to[link])) {
                    roles[link] = LinkRole::graph;
                    grown = true;
                }
            }
            if (!grown) {
                return structure;
            }
        }
    }
};

HydraulicSolver::HydraulicSolver(HydraulicNodes nodes, HydraulicLinks links, HydraulicSettings settings)
    : impl_{std::make_unique<Impl>(std::move(nodes), std::move(links), settings)} {}
HydraulicSolver::~HydraulicSolver() = default;
HydraulicSolver::HydraulicSolver(HydraulicSolver const& other)
    : impl_{std::make_unique<Impl>(*other.impl_)} {}
HydraulicSolver& HydraulicSolver::operator=(HydraulicSolver const& other) {
    if (this != &other) {
        impl_ = std::make_unique<Impl>(*other.impl_);
    }
    return *this;
}
HydraulicSolver::HydraulicSolver(HydraulicSolver&&) noexcept = default;
HydraulicSolver& HydraulicSolver::operator=(HydraulicSolver&&) noexcept = default;

HydraulicReport HydraulicSolver::solve(HydraulicPoint const& point, HydraulicState& state,
                                       SolveOptions const& options) {
    auto& impl = *impl_;
    [[maybe_unused]] auto const nodes = impl.nodes.size();
    [[maybe_unused]] auto const links = impl.links.size();
    [[maybe_unused]] auto const optional = [](auto span, std::size_t size) {
        return span.empty() || span.size() == size;
    };
    [[maybe_unused]] auto const needed = [](auto span, std::size_t size) {
        return span.size() == size || span.size() == 1;
    };
    assert(optional(point.injection_kg_s, nodes) &&
           point.fixed_pressure_pa.size() == impl.nodes.fixed.size());
    assert(needed(point.density_kg_m3, links) && needed(point.viscosity_pa_s, links));
    assert(optional(point.set_value, links) && optional(point.quadratic_pa_s2_kg2, links));
    assert(optional(point.linear_pa_s_kg, links) && optional(point.speed, links) &&
           optional(point.closed, links));
    assert(optional(point.flow_stiffness_pa_s_kg, links) &&
           point.anchor_kg_s.size() == point.flow_stiffness_pa_s_kg.size());
    assert(state.mass_flow_kg_s.size() == links && state.pressure_pa.size() == nodes);

    auto call = options;
    call.warm_start = options.warm_start && state.solved;
    impl.set_roles(point, state, call.warm_start);
    impl.left.clear();
    auto given = point;
    HydraulicReport total;
    for (int round = 0; round < most_structures; ++round) {
        auto& workspace = impl.prepared();
        impl.figures = workspace.structure().figures;
        auto report = workspace.solve(impl.data(), given, state, call);
        report.iterations += total.iterations;
        report.status_changes += total.status_changes;
        total = report;
        if (report.status != SolveStatus::converged) {
            return total;
        }
        for (auto const link : workspace.found_blocking()) {
            impl.wanted[link] = LinkRole::blocked;
        }
        for (auto const link : workspace.found_short()) {
            impl.wanted[link] = LinkRole::graph;
        }
        impl.give_way(workspace.found_giving_way(), given);
        auto const changes = workspace.found_blocking().size() + workspace.found_short().size() +
                             workspace.found_giving_way().size();
        if (changes == 0) {
            impl.mark_short(point.set_value.empty() ? std::span<double const>{impl.links.set_value}
                                                    : point.set_value,
                            state);
            return total;
        }
        total.status_changes += static_cast<int>(changes);
        call.warm_start = true;
    }
    total.status = SolveStatus::iteration_limit;
    state.solved = false;
    return total;
}

bool HydraulicSolver::responds() {
    auto* const last = impl_->last();
    return last != nullptr && impl_->left.empty() && last->responds();
}

std::span<std::int32_t const> HydraulicSolver::loop_pipes() const {
    auto const* const last = impl_->last();
    if (last == nullptr) {
        return {};
    }
    auto const& pipes = last->structure().pipes;
    return std::span{pipes.link}.first(static_cast<std::size_t>(pipes.core));
}

void HydraulicSolver::ask(std::span<std::int32_t const> nodes, std::span<std::int32_t const> links) {
    assert(responds());
    impl_->last()->ask(impl_->links.size(), nodes, links);
}

void HydraulicSolver::respond(std::span<double const> more_withdrawn_kg_s, std::span<double> more_flow_kg_s) {
    assert(responds());
    impl_->last()->respond(more_withdrawn_kg_s, more_flow_kg_s);
}

void HydraulicSolver::respond_everywhere(std::span<std::int32_t const> nodes,
                                         std::span<double const> more_withdrawn_kg_s,
                                         std::span<double> more_flow_kg_s) {
    assert(responds() && nodes.size() == more_withdrawn_kg_s.size() &&
           more_flow_kg_s.size() == impl_->links.size());
    impl_->last()->respond_everywhere(nodes, more_withdrawn_kg_s, more_flow_kg_s);
}

HydraulicState HydraulicSolver::make_state() const {
    HydraulicState state;
    state.mass_flow_kg_s.assign(impl_->links.size(), 0.0);
    state.pressure_pa.assign(impl_->nodes.size(), 0.0);
    state.pressure_loss_pa.assign(impl_->links.size(), 0.0);
    state.link_status.assign(impl_->links.size(), LinkStatus::open);
    state.node_cut_off.assign(impl_->nodes.size(), 0);
    return state;
}

void HydraulicSolver::keep(StateArchive& archive) {
    archive.section("hydraulic solver");
    std::size_t count = impl_->ready.size();
    archive(count, impl_->solves, impl_->analyses);
    if (archive.restores()) {
        impl_->ready.clear();
    }
    for (std::size_t i = 0; i < count; ++i) {
        std::vector<LinkRole> roles;
        long used = 0;
        if (!archive.restores()) {
            roles = impl_->ready[i].workspace.structure().roles;
            used = impl_->ready[i].used;
        }
        archive(roles, used);
        if (archive.restores()) {
            auto structure = build_structure(impl_->nodes, impl_->links, impl_->pipes, std::move(roles));
            impl_->ready.push_back({Workspace{std::move(structure), impl_->data()}, used});
        }
    }
}

HydraulicNodes const& HydraulicSolver::nodes() const noexcept {
    return impl_->nodes;
}
HydraulicLinks const& HydraulicSolver::links() const noexcept {
    return impl_->links;
}
HydraulicSettings const& HydraulicSolver::settings() const noexcept {
    return impl_->settings;
}
HydraulicStructure const& HydraulicSolver::structure() const noexcept {
    return impl_->figures;
}
int HydraulicSolver::symbolic_analyses() const noexcept {
    return impl_->analyses;
}

} // namespace saggar
