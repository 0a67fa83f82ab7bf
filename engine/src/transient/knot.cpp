// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors

// Water that runs in circles: the short steps of saggar/engine/transient/transient_heat.hpp. With h the heat
// contents that links which close a circle are assumed to take in, the means that arrive where they begin are
// a + B h. B is found by trials, once for all short steps of a step, for which flows are the same; h then by
// Newton's method with it.

#include "transient_heat_state.hpp"

#include <boost/math/tools/roots.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace saggar {

struct TransientHeat::State::Knot {
    State& state;
    HeatStep const& step;
    Lane& lane;
    std::size_t first;
    std::size_t last;
    int count; // short steps

    // A link that brings water into the knot.
    struct Bringing {
        std::size_t link;
        std::size_t upstream;
        double mass_kg; // in a short step
        double debt_j{0.0};
        std::vector<HeatPiece> entering;
    };
    std::vector<Bringing> bringing; // in the order of the slots
    std::vector<std::int32_t> pipes;
    std::vector<std::size_t> closing;       // places whose water is wanted before they have it
    std::vector<std::int32_t> closing_of;   // by place: position in `closing`, or -1
    std::vector<HeatHistory> passed, whole; // by place: of the short step, and of all
    std::vector<std::uint8_t> done;         // by place
    std::vector<double> guess, mean;        // by position in `closing`, J/kg
    std::vector<double> response;           // I - B, row by row
    std::vector<std::byte> kept;
    std::vector<double> kept_added_j;

    Knot(State& of, HeatStep const& in, Lane& with, std::size_t begin, std::size_t end)
        : state{of},
          step{in},
          lane{with},
          first{begin},
          last{end},
          count{std::max(1, static_cast<int>(std::ceil(in.duration_s / of.options.knot_step_s)))},
          closing_of(end - begin, -1),
          passed(end - begin, HeatHistory{of.options.pipes.pieces_at_most}),
          whole(end - begin, HeatHistory{of.options.pipes.pieces_at_most}),
          done(end - begin, 0) {
        for (std::size_t k = first; k < last; ++k) {
            state.knot_place[node(k)] = static_cast<std::int32_t>(k - first);
            whole[k - first].begin(state.tolerance_j_kg);
        }
        for (std::size_t k = first; k < last; ++k) {
            for (auto slot = slots(k).first; slot < slots(k).second; ++slot) {
                auto const link = static_cast<std::size_t>(state.order.slot_link()[slot]);
                auto const up = static_cast<std::size_t>(state.order.slot_upstream()[slot]);
                bringing.push_back(
                    {link, up, std::abs(step.mass_flow_kg_s[link]) * step.duration_s / count, 0.0, {}});
                if (state.pipe_of[link] >= 0) {
                    pipes.push_back(state.pipe_of[link]);
                }
                if (closes(k, link, up)) {
                    auto const place = static_cast<std::size_t>(state.knot_place[up]);
                    if (closing_of[place] < 0) {
                        closing_of[place] = static_cast<std::int32_t>(closing.size());
                        closing.push_back(place);
                    }
                }
            }
        }
        guess.resize(closing.size());
        mean.resize(closing.size());
    }

    [[nodiscard]] std::size_t node(std::size_t k) const {
        return static_cast<std::size_t>(state.order.nodes()[k]);
    }
    [[nodiscard]] std::pair<std::size_t, std::size_t> slots(std::size_t k) const {
        return {static_cast<std::size_t>(state.order.begin(k)),
                static_cast<std::size_t>(state.order.begin(k + 1))};
    }
    // Its upstream node comes at this place or later.
    [[nodiscard]] bool closes(std::size_t k, std::size_t link, std::size_t up) const {
        return state.cuts[link] == 0 && state.knot_place[up] >= static_cast<std::int32_t>(k - first);
    }

    // What enters a link in a short step.
    void take(Bringing& bringer, int index) {
        std::vector<HeatPiece>& entering = bringer.entering;
        entering.clear();
        if (state.cuts[bringer.link] != 0) {
            return;
        }
        std::int32_t const place = state.knot_place[bringer.upstream];
        if (place < 0) { // from outside the knot: that part of its history
            double const start = static_cast<double>(index) / count;
            for (HeatPiece const& piece : state.nodes[bringer.upstream].passes) {
                double const until = std::min(1.0, (piece.until - start) * count);
                if (until > 0.0) {
                    entering.push_back({until, piece.heat_content_j_kg});
                }
                if (until >= 1.0) {
                    break;
                }
            }
            entering.back().until = 1.0;
        } else if (done[static_cast<std::size_t>(place)] != 0) {
            auto const known = passed[static_cast<std::size_t>(place)].pieces();
            entering.assign(known.begin(), known.end());
        } else {
            entering.push_back(
                {1.0, guess[static_cast<std::size_t>(closing_of[static_cast<std::size_t>(place)])]});
        }
        for (HeatPiece& piece : entering) {
            piece.heat_content_j_kg += bringer.debt_j / bringer.mass_kg;
        }
    }

    // A short step with the guess; fills `mean`. What is a trial loses nothing.
    void go(int index, bool trial) {
        double const duration_s = step.duration_s / count;
        std::fill(done.begin(), done.end(), std::uint8_t{0});
        auto bringer = bringing.begin();
        for (std::size_t k = first; k < last; ++k) {
            auto const [begin, end] = slots(k);
            if (lane.arriving.size() < end - begin) {
                lane.arriving.resize(end - begin, HeatHistory{state.options.pipes.pieces_at_most});
            }
            lane.streams.clear();
            state.nodes[node(k)].arriving_kg_s = 0.0;
            for (auto slot = begin; slot < end; ++slot, ++bringer) {
                take(*bringer, index);
                HeatHistory& leaving = lane.arriving[slot - begin];
                double not_lost_j = 0.0;
                state.send(bringer->link, step, duration_s, bringer->entering, leaving, lane,
                           trial ? not_lost_j : state.lost_j[bringer->link]);
                double const flow = std::abs(step.mass_flow_kg_s[bringer->link]);
                lane.streams.push_back({flow, leaving.pieces()});
                state.nodes[node(k)].arriving_kg_s += flow;
            }
            state.mix(node(k), lane, passed[k - first]);
            done[k - first] = 1;
        }
        for (std::size_t i = 0; i < closing.size(); ++i) {
            mean[i] = mean_heat_content_j_kg(passed[closing[i]].pieces());
        }
    }

    void keep() {
        state.pipes.save(pipes, kept);
        kept_added_j.clear();
        for (Bringing const& bringer : bringing) {
            kept_added_j.push_back(state.added_j[bringer.link]);
        }
    }
    void put_back() {
        state.pipes.restore(pipes, kept);
        for (std::size_t i = 0; i < bringing.size(); ++i) {
            state.added_j[bringing[i].link] = kept_added_j[i];
        }
    }

    // A trial, from the state that was kept; nothing is booked.
    void try_out(int index) {
        put_back();
        go(index, true);
    }

    void find_response(int index, double change_k) {
        std::size_t const n = closing.size();
        std::vector<double> const base = mean;
        double const change = state.fluid.heat_capacity_j_kgk(60.0) * change_k;
        response.assign(n * n, 0.0);
        for (std::size_t j = 0; j < n; ++j) {
            guess[j] += change;
            try_out(index);
            guess[j] -= change;
            for (std::size_t i = 0; i < n; ++i) {
                response[i * n + j] = (i == j ? 1.0 : 0.0) - (mean[i] - base[i]) / change;
            }
        }
        mean = base;
    }

    // Adds to the guess what (I - B) says of what is off. Rows that say nothing are left as they are.
    void improve() {
        std::size_t const n = closing.size();
        std::vector<double> a = response;
        std::vector<double> b(n);
        for (std::size_t i = 0; i < n; ++i) {
            b[i] = mean[i] - guess[i];
        }
        for (std::size_t k = 0; k < n; ++k) {
            std::size_t pivot = k;
            for (std::size_t i = k + 1; i < n; ++i) {
                pivot = std::abs(a[i * n + k]) > std::abs(a[pivot * n + k]) ? i : pivot;
            }
            std::swap_ranges(a.begin() + static_cast<std::ptrdiff_t>(k * n),
                             a.begin() + static_cast<std::ptrdiff_t>(k * n + n),
                             a.begin() + static_cast<std::ptrdiff_t>(pivot * n));
            std::swap(b[k], b[pivot]);
            constexpr double says_nothing = 1e-9;
            if (std::abs(a[k * n + k]) < says_nothing) {
                a[k * n + k] = 1.0;
                b[k] = 0.0;
            }
            for (std::size_t i = k + 1; i < n; ++i) {
                double const factor = a[i * n + k] / a[k * n + k];
                for (std::size_t j = k; j < n; ++j) {
                    a[i * n + j] -= factor * a[k * n + j];
                }
                b[i] -= factor * b[k];
            }
        }
        for (std::size_t k = n; k-- > 0;) {
            for (std::size_t j = k + 1; j < n; ++j) {
                b[k] -= a[k * n + j] * b[j];
            }
            b[k] /= a[k * n + k];
            guess[k] += b[k];
        }
    }

    [[nodiscard]] double off_j_kg() const {
        double off = 0.0;
        for (std::size_t i = 0; i < closing.size(); ++i) {
            off = std::max(off, std::abs(mean[i] - guess[i]));
        }
        return off;
    }

    // Links heat and cool water up to a limit: what holds on one side of it does not on the other, and
    // Newton's method with one response may go to and fro. What is off falls with what is assumed, since no
    // link carries on more of a change than it was given. `start` is where the water is.
    void settle_past_limits(int index, std::vector<double> const& start, double enough_j_kg) {
        if (off_j_kg() <= enough_j_kg) {
            return;
        }
        guess = start;
        try_out(index);
        closing.size() == 1 ? bracket(index, enough_j_kg) : go_on_from_here(index, enough_j_kg);
    }

    // Where the water of a circle can be as it likes (a plant that gives nothing, a consumer who finds
    // nothing to take) many assumptions are right: the nearest is where it comes to rest.
    void bracket(int index, double enough_j_kg) {
        constexpr int most_strides = 40;
        constexpr std::uintmax_t most = 60;
        double const way = mean[0] > guess[0] ? 1.0 : -1.0;
        bool found = false;
        auto const beyond = [&](double assumed_j_kg) { // above 0 on this side of what is looked for
            if (found) {
                return 0.0;
            }
            guess[0] = assumed_j_kg;
            try_out(index);
            double const off = way * (mean[0] - guess[0]);
            found = off > 0.1 * enough_j_kg && off <= enough_j_kg;
            return found ? 0.0 : off - 0.5 * enough_j_kg;
        };
        double near = guess[0];
        double near_off = way * (mean[0] - guess[0]) - 0.5 * enough_j_kg;
        double far = near + 2.0 * way * near_off;
        double far_off = beyond(far);
        for (int i = 0; i < most_strides && far_off > 0.0; ++i) {
            double const stride = 2.0 * (far - near);
            near = std::exchange(far, far + stride);
            near_off = std::exchange(far_off, beyond(far));
        }
        if (found || far_off > 0.0) {
            return;
        }
        std::uintmax_t evaluations = most;
        bool const rises = near < far;
        auto const [low, high] = boost::math::tools::toms748_solve(
            beyond, rises ? near : far, rises ? far : near, rises ? near_off : far_off,
            rises ? far_off : near_off, boost::math::tools::eps_tolerance<double>{50}, evaluations);
        if (!found) {
            guess[0] = rises ? high : low; // where nothing is beyond
            try_out(index);
        }
    }

    // Newton's steps with the response where they are, as long as each proves better; plain rounds, which get
    // nearer, between them.
    void go_on_from_here(int index, double enough_j_kg) {
        constexpr int most = 100;
        constexpr double near_k = 0.2;
        for (int i = 0; i < most && off_j_kg() > enough_j_kg; ++i) {
            std::vector<double> const here = mean;
            double const before = off_j_kg();
            find_response(index, near_k);
            improve();
            try_out(index);
            if (off_j_kg() > 0.9 * before) {
                guess = here;
                try_out(index);
            }
        }
    }

    void short_step(int index) {
        for (Bringing& bringer : bringing) {
            bringer.debt_j = std::exchange(state.under_way_j[bringer.link], 0.0);
        }
        for (std::size_t i = 0; i < closing.size(); ++i) {
            guess[i] = state.nodes[node(first + closing[i])].last_heat_j_kg;
        }
        std::vector<double> const start = guess;
        keep();
        go(index, true);
        if (index == 0) {
            find_response(index, 10.0);
        }
        double const enough_j_kg = 1e-6 * state.tolerance_j_kg + 1e-6;
        constexpr int most = 6;
        for (int i = 0; i < most && off_j_kg() > enough_j_kg; ++i) {
            improve();
            try_out(index);
        }
        settle_past_limits(index, start, enough_j_kg);
        put_back();
        go(index, false);
        auto bringer = bringing.begin();
        for (std::size_t k = first; k < last; ++k) {
            for (auto slot = slots(k).first; slot < slots(k).second; ++slot, ++bringer) {
                if (closes(k, bringer->link, bringer->upstream)) {
                    auto const i = static_cast<std::size_t>(
                        closing_of[static_cast<std::size_t>(state.knot_place[bringer->upstream])]);
                    state.under_way_j[bringer->link] = bringer->mass_kg * (mean[i] - guess[i]);
                }
            }
            for (HeatPiece const& piece : passed[k - first].pieces()) {
                whole[k - first].append((index + piece.until) / count, piece.heat_content_j_kg);
            }
            state.nodes[node(k)].last_heat_j_kg = passed[k - first].pieces().back().heat_content_j_kg;
        }
    }

    void finish() {
        for (std::size_t k = first; k < last; ++k) {
            whole[k - first].end();
            state.keep(node(k), whole[k - first].pieces(), lane);
            state.knot_place[node(k)] = -1;
        }
    }
};

void TransientHeat::State::visit_knot(std::size_t first, std::size_t last, HeatStep const& step, Lane& lane) {
    Knot knot{*this, step, lane, first, last};
    for (int index = 0; index < knot.count; ++index) {
        knot.short_step(index);
    }
    knot.finish();
}

} // namespace saggar
