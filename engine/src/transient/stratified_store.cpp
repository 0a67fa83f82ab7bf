// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/engine/transient/stratified_store.hpp"

#include "saggar/network/error.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

namespace saggar {

namespace {

constexpr double most_exchanges = 64.0; // of a layer, on average, between two looks for warm water below cold

void require(bool good, char const* field, char const* allowed) {
    if (!good) {
        throw Error{{.code = ErrorCode::value_out_of_range,
                     .place = Place{{}, 0, "store", {}, field},
                     .text = allowed,
                     .advice = "See saggar/engine/transient/stratified_store.hpp."}};
    }
}

// Poisson's probabilities of 0, 1, ... exchanges, and of more than that many; cut where nothing is left.
struct Weights {
    std::vector<double> exactly, beyond;

    void take(double mean) {
        auto const most = static_cast<std::size_t>(std::ceil(mean + 12.0 * std::sqrt(mean) + 24.0));
        exactly.resize(most);
        beyond.resize(most);
        double sum = 0.0;
        double probability = std::exp(-mean);
        for (std::size_t k = 0; k < most; ++k) {
            exactly[k] = probability;
            sum += probability;
            probability *= mean / static_cast<double>(k + 1);
        }
        double left = 0.0;
        for (std::size_t k = most; k-- > 0;) {
            exactly[k] /= sum;
            beyond[k] = left;
            left += exactly[k];
        }
    }
};

} // namespace

struct StratifiedStore::State {
    Fluid fluid;
    StratifiedStoreOptions options;
    double layer_kg;
    double face_w_k;               // conductance between two layers
    std::vector<double> loss_w_k;  // of each layer
    std::vector<double> heat_j_kg; // of each layer, from the bottom
    // Of a step. Rates at which a layer takes over what is below, above, around it and enters it, kg/s.
    std::vector<double> from_below, from_above, outward, outside_j_kg, entering, entering_w;
    std::vector<double> now, next, after, integral; // integral: mean over a part of the step, times its time
    Weights weights;
    double capacity_j_kgk{1.0};

    [[nodiscard]] std::size_t layers() const { return heat_j_kg.size(); }
    [[nodiscard]] std::size_t layer_at(double height) const {
        auto const n = static_cast<double>(layers());
        return static_cast<std::size_t>(std::clamp(std::floor(height * n), 0.0, n - 1.0));
    }
    void set_rates(double ambient_c, std::span<StorePort const> ports);
    [[nodiscard]] double fastest_kg_s() const;
    void exchange(double duration_s, double fastest_kg_s);
    void mix_upturned();
};

void StratifiedStore::State::set_rates(double ambient_c, std::span<StorePort const> ports) {
    std::size_t const n = layers();
    double mean_j_kg = 0.0;
    for (double const h : heat_j_kg) {
        mean_j_kg += h / static_cast<double>(n);
    }
    double const mean_c = fluid.temperature_c(mean_j_kg);
    capacity_j_kgk = fluid.heat_capacity_j_kgk(mean_c);
    std::fill(entering.begin(), entering.end(), 0.0);
    std::fill(entering_w.begin(), entering_w.end(), 0.0);
    std::vector<double>& net = next; // kg/s into each layer
    std::fill(net.begin(), net.end(), 0.0);
    for (StorePort const& port : ports) {
        std::size_t const i = layer_at(port.height);
        net[i] += port.mass_flow_kg_s;
        if (port.mass_flow_kg_s > 0.0) {
            entering[i] += port.mass_flow_kg_s;
            entering_w[i] += port.mass_flow_kg_s * port.heat_content_j_kg;
        }
    }
    double const conducted = face_w_k / capacity_j_kgk;
    double rising = 0.0; // through the lower face of the layer
    for (std::size_t i = 0; i < n; ++i) {
        from_below[i] = i > 0 ? std::max(rising, 0.0) + conducted : 0.0;
        rising += net[i];
        from_above[i] = i + 1 < n ? std::max(-rising, 0.0) + conducted : 0.0;
        outward[i] = loss_w_k[i] / capacity_j_kgk;
        // On the line that the heat capacity makes round the mean.
        outside_j_kg[i] = mean_j_kg + capacity_j_kgk * (ambient_c - mean_c);
    }
}

double StratifiedStore::State::fastest_kg_s() const {
    double fastest = 0.0;
    for (std::size_t i = 0; i < layers(); ++i) {
        fastest = std::max(fastest, from_below[i] + from_above[i] + outward[i] + entering[i]);
    }
    return fastest;
}

void StratifiedStore::State::exchange(double duration_s, double fastest) {
    std::size_t const n = layers();
    double const mean_exchanges = fastest * duration_s / layer_kg;
    weights.take(mean_exchanges);
    std::fill(after.begin(), after.end(), 0.0);
    std::fill(integral.begin(), integral.end(), 0.0);
    now = heat_j_kg;
    double const one_s = layer_kg / fastest; // time of an exchange
    for (std::size_t k = 0; k < weights.exactly.size(); ++k) {
        double const exactly = weights.exactly[k];
        double const beyond_s = weights.beyond[k] * one_s;
        for (std::size_t i = 0; i < n; ++i) {
            after[i] += exactly * now[i];
            integral[i] += beyond_s * now[i];
            double gained = entering_w[i] - entering[i] * now[i] + outward[i] * (outside_j_kg[i] - now[i]);
            gained += i > 0 ? from_below[i] * (now[i - 1] - now[i]) : 0.0;
            gained += i + 1 < n ? from_above[i] * (now[i + 1] - now[i]) : 0.0;
            next[i] = now[i] + gained / fastest;
        }
        std::swap(now, next);
    }
    heat_j_kg = after;
}

// Pools of layers that are warmer than what lies above them, each with its mean: no pool is warmer than the
// next.
void StratifiedStore::State::mix_upturned() {
    struct Pool {
        double heat_j_kg;
        std::size_t layers;
    };
    if (std::is_sorted(heat_j_kg.begin(), heat_j_kg.end())) {
        return;
    }
    std::vector<Pool> pools;
    for (double const h : heat_j_kg) {
        Pool pool{h, 1};
        while (!pools.empty() && pools.back().heat_j_kg > pool.heat_j_kg) {
            Pool const& below = pools.back();
            auto const of_both = static_cast<double>(below.layers + pool.layers);
            pool.heat_j_kg = (below.heat_j_kg * static_cast<double>(below.layers) +
                              pool.heat_j_kg * static_cast<double>(pool.layers)) /
                             of_both;
            pool.layers += below.layers;
            pools.pop_back();
        }
        pools.push_back(pool);
    }
    std::size_t i = 0;
    for (Pool const& pool : pools) {
        for (std::size_t k = 0; k < pool.layers; ++k) {
            heat_j_kg[i++] = pool.heat_j_kg;
        }
    }
}

StratifiedStore::StratifiedStore(Fluid fluid, StratifiedStoreOptions const& options) {
    require(options.volume_m3 > 0.0 && std::isfinite(options.volume_m3), "volume_m3", "must be above 0");
    require(options.height_m > 0.0 && std::isfinite(options.height_m), "height_m", "must be above 0");
    require(options.layers >= 1 && options.layers <= 1000, "layers", "must lie in 1 to 1000");
    require(options.loss_w_k >= 0.0 && std::isfinite(options.loss_w_k), "loss_w_k", "must not be below 0");
    require(options.conductivity_w_mk >= 0.0 && std::isfinite(options.conductivity_w_mk), "conductivity_w_mk",
            "must not be below 0");
    auto const n = static_cast<std::size_t>(options.layers);
    double const count = options.layers;
    double const base_m2 = options.volume_m3 / options.height_m;
    double const side_m2 = 2.0 * std::sqrt(std::numbers::pi * base_m2) * options.height_m;
    double const surface_m2 = side_m2 + 2.0 * base_m2;
    double const mass_kg = options.volume_m3 * fluid.density_kg_m3(options.density_temperature_c);
    state_ = std::make_unique<State>(
        State{.fluid = std::move(fluid),
              .options = options,
              .layer_kg = mass_kg / count,
              .face_w_k = options.conductivity_w_mk * base_m2 * count / options.height_m,
              .loss_w_k = std::vector<double>(n, options.loss_w_k * side_m2 / surface_m2 / count),
              .heat_j_kg = std::vector<double>(n, 0.0),
              .from_below = {},
              .from_above = {},
              .outward = {},
              .outside_j_kg = {},
              .entering = {},
              .entering_w = {},
              .now = {},
              .next = {},
              .after = {},
              .integral = {},
              .weights = {}});
    State& state = *state_;
    state.loss_w_k.front() += options.loss_w_k * base_m2 / surface_m2;
    state.loss_w_k.back() += options.loss_w_k * base_m2 / surface_m2;
    for (auto* const column :
         {&state.from_below, &state.from_above, &state.outward, &state.outside_j_kg, &state.entering,
          &state.entering_w, &state.now, &state.next, &state.after, &state.integral}) {
        column->resize(n);
    }
}

StratifiedStore::~StratifiedStore() = default;
StratifiedStore::StratifiedStore(StratifiedStore&&) noexcept = default;
StratifiedStore& StratifiedStore::operator=(StratifiedStore&&) noexcept = default;

void StratifiedStore::fill(std::span<double const> temperatures_c) {
    require(!temperatures_c.empty(), "temperatures_c", "must not be empty");
    State& state = *state_;
    auto const given = static_cast<double>(temperatures_c.size());
    auto const n = static_cast<double>(state.layers());
    for (std::size_t i = 0; i < state.layers(); ++i) {
        double const begin = static_cast<double>(i) / n * given;
        double const end = static_cast<double>(i + 1) / n * given;
        double mean_j_kg = 0.0;
        for (std::size_t k = 0; k < temperatures_c.size(); ++k) {
            double const part =
                std::min(end, static_cast<double>(k + 1)) - std::max(begin, static_cast<double>(k));
            if (part > 0.0) {
                mean_j_kg += part / (end - begin) * state.fluid.heat_content_j_kg(temperatures_c[k]);
            }
        }
        state.heat_j_kg[i] = mean_j_kg;
    }
    state.mix_upturned();
}

StoreHeat StratifiedStore::step(double duration_s, double ambient_c, std::span<StorePort const> ports,
                                std::span<double> leaving_j_kg) {
    State& state = *state_;
    double sum = 0.0;
    double largest = 0.0;
    for (StorePort const& port : ports) {
        sum += port.mass_flow_kg_s;
        largest = std::max(largest, std::abs(port.mass_flow_kg_s));
    }
    require(duration_s > 0.0, "duration_s", "must be above 0");
    require(std::abs(sum) <= 1e-9 * largest, "mass_flow_kg_s", "flows of all ports must add up to 0");
    std::fill(leaving_j_kg.begin(), leaving_j_kg.end(), 0.0);
    StoreHeat heat;
    state.set_rates(ambient_c, ports);
    double const fastest = state.fastest_kg_s();
    int const parts =
        static_cast<int>(std::max(1.0, std::ceil(fastest * duration_s / state.layer_kg / most_exchanges)));
    double const part_s = duration_s / parts;
    for (int part = 0; part < parts; ++part) {
        if (fastest > 0.0) {
            state.exchange(part_s, fastest);
        } else { // nothing moves
            std::ranges::transform(state.heat_j_kg, state.integral.begin(),
                                   [&](double h) { return h * part_s; });
        }
        for (std::size_t p = 0; p < ports.size(); ++p) {
            leaving_j_kg[p] += state.integral[state.layer_at(ports[p].height)] / duration_s;
        }
        for (std::size_t i = 0; i < state.layers(); ++i) {
            heat.lost_j += state.outward[i] * (state.integral[i] - state.outside_j_kg[i] * part_s);
        }
        state.mix_upturned();
    }
    for (std::size_t p = 0; p < ports.size(); ++p) {
        double const kg = ports[p].mass_flow_kg_s * duration_s;
        if (kg > 0.0) {
            heat.entered_j += kg * ports[p].heat_content_j_kg;
        } else {
            heat.left_j -= kg * leaving_j_kg[p];
        }
    }
    return heat;
}

int StratifiedStore::layers() const {
    return state_->options.layers;
}
double StratifiedStore::temperature_c(int layer) const {
    return state_->fluid.temperature_c(state_->heat_j_kg[static_cast<std::size_t>(layer)]);
}
double StratifiedStore::water_kg() const {
    return state_->layer_kg * state_->options.layers;
}
double StratifiedStore::heat_j() const {
    double sum = 0.0;
    for (double const h : state_->heat_j_kg) {
        sum += state_->layer_kg * h;
    }
    return sum;
}
std::vector<double> const& StratifiedStore::heat_contents_j_kg() const {
    return state_->heat_j_kg;
}
void StratifiedStore::restore(std::span<double const> heat_contents_j_kg) {
    require(heat_contents_j_kg.size() == state_->layers(), "heat_contents_j_kg",
            "must be one for each layer");
    std::copy(heat_contents_j_kg.begin(), heat_contents_j_kg.end(), state_->heat_j_kg.begin());
}

} // namespace saggar
