// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "hydraulics/validation.hpp"

#include "hydraulics/laws.hpp"
#include "saggar/network/error.hpp"

#include <cmath>
#include <string>

namespace saggar::detail {
namespace {

class Validator {
public:
    Validator(HydraulicNodes const& nodes, HydraulicLinks const& links, FrictionLaw friction)
        : nodes_{nodes}, links_{links}, friction_{friction} {}

    void run() {
        check_columns();
        check_nodes();
        for (std::size_t c = 0; c < links_.curves.size(); ++c) {
            check_curve(c);
        }
        for (std::int32_t l = 0; l < static_cast<std::int32_t>(links_.size()); ++l) {
            check_link(l);
        }
        if (!problems_.empty()) {
            throw Error{std::move(problems_)};
        }
    }

private:
    void add(ErrorCode code, char const* component, std::size_t id, char const* field, std::string text) {
        problems_.push_back({code, Place{"", 0, component, std::to_string(id), field}, std::move(text), ""});
    }

    // With columns of different length nothing else can be read.
    void check_columns() {
        auto const n = links_.size();
        auto const column = [&](auto const& values, char const* name) {
            if (values.size() != n) {
                problems_.push_back(
                    {ErrorCode::values_conflict, Place{"", 0, "link", "", name},
                     "has " + std::to_string(values.size()) + " values for " + std::to_string(n) + " links",
                     ""});
            }
        };
        column(links_.from, "from");
        column(links_.to, "to");
        column(links_.one_way, "one_way");
        column(links_.length_m, "length_m");
        column(links_.inner_diameter_m, "inner_diameter_m");
        column(links_.roughness, "roughness");
        column(links_.zeta_sum, "zeta_sum");
        column(links_.quadratic_pa_s2_kg2, "quadratic_pa_s2_kg2");
        column(links_.linear_pa_s_kg, "linear_pa_s_kg");
        column(links_.set_value, "set_value");
        column(links_.speed, "speed");
        column(links_.curve, "curve");
        column(links_.in_parallel, "in_parallel");
        column(links_.in_series, "in_series");
        column(links_.sense_a, "sense_a");
        column(links_.sense_b, "sense_b");
        if (!problems_.empty()) {
            throw Error{std::move(problems_)};
        }
    }

    [[nodiscard]] bool is_node(std::int32_t node) const {
        return node >= 0 && static_cast<std::size_t>(node) < nodes_.size();
    }

    void check_nodes() {
        for (std::size_t v = 0; v < nodes_.size(); ++v) {
            if (!std::isfinite(nodes_.elevation_m[v])) {
                add(ErrorCode::value_not_finite, "node", v, "elevation_m", "is not a finite number");
            }
        }
        std::vector<std::uint8_t> seen(nodes_.size(), 0);
        for (std::size_t i = 0; i < nodes_.fixed.size(); ++i) {
            auto const node = nodes_.fixed[i];
            if (!is_node(node)) {
                add(ErrorCode::unknown_id, "fixed node", i, "", "names node " + std::to_string(node));
            } else if (seen[node]++ != 0) {
                add(ErrorCode::duplicate_id, "fixed node", i, "",
                    "node " + std::to_string(node) + " is fixed twice");
            }
        }
    }

    void at_least(double value, double least, bool strictly, std::int32_t link, char const* field) {
        if (!std::isfinite(value)) {
            add(ErrorCode::value_not_finite, "link", link, field, "is not a finite number");
        } else if (value < least || (strictly && value == least)) {
            add(ErrorCode::value_out_of_range, "link", link, field,
                std::to_string(value) + " is not allowed, must be " + (strictly ? "above " : "at least ") +
                    std::to_string(least));
        }
    }

    void check_curve(std::size_t c) {
        auto const& curve = links_.curves[c];
        if (curve.form == HydraulicCurve::Form::constant_power) {
            if (!std::isfinite(curve.a) || !(curve.a > 0.0)) {
                add(ErrorCode::value_out_of_range, "curve", c, "a", "the power must be above 0");
            }
            return;
        }
        if (curve.form == HydraulicCurve::Form::power) {
            if (!std::isfinite(curve.a) || !(curve.b >= 0.0) || !(curve.c > 0.0) || !std::isfinite(curve.b) ||
                !std::isfinite(curve.c)) {
                add(ErrorCode::value_out_of_range, "curve", c, "b",
                    "a power curve needs finite a, b >= 0 and c > 0");
            }
            return;
        }
        if (curve.flow.empty() || curve.flow.size() != curve.value.size()) {
            add(ErrorCode::values_conflict, "curve", c, "flow",
                "needs as many flows as values, and at least one");
            return;
        }
        for (std::size_t i = 0; i < curve.flow.size(); ++i) {
            if (!std::isfinite(curve.flow[i]) || !std::isfinite(curve.value[i])) {
                add(ErrorCode::value_not_finite, "curve", c, "flow", "is not a finite number");
                return;
            }
            if (i == 0 ? curve.flow[0] < 0.0 : curve.flow[i] <= curve.flow[i - 1]) {
                add(ErrorCode::value_out_of_range, "curve", c, "flow", "must start at 0 or above and rise");
            }
        }
    }

    void check_link(std::int32_t l) {
        if (!is_node(links_.from[l]) || !is_node(links_.to[l])) {
            add(ErrorCode::unknown_id, "link", l, is_node(links_.from[l]) ? "to" : "from", "is not a node");
            return;
        }
        if (links_.from[l] == links_.to[l]) {
            add(ErrorCode::self_loop, "link", l, "to", "is the node that the link comes from");
        }
        auto const law = links_.law[l];
        if (law == LinkLaw::pipe) {
            at_least(links_.length_m[l], 0.0, true, l, "length_m");
            at_least(links_.inner_diameter_m[l], 0.0, true, l, "inner_diameter_m");
            bool const coefficient =
                friction_ == FrictionLaw::hazen_williams || friction_ == FrictionLaw::chezy_manning;
            at_least(links_.roughness[l], 0.0, coefficient, l, "roughness");
            at_least(links_.zeta_sum[l], 0.0, false, l, "zeta_sum");
        }
        if (law == LinkLaw::throttle || law == LinkLaw::limited_flow || law == LinkLaw::pressure_breaker ||
            is_regulator(law)) {
            at_least(links_.quadratic_pa_s2_kg2[l], 0.0, false, l, "quadratic_pa_s2_kg2");
            at_least(links_.linear_pa_s_kg[l], 0.0, false, l, "linear_pa_s_kg");
        }
        if (!std::isfinite(links_.set_value[l])) {
            add(ErrorCode::value_not_finite, "link", l, "set_value", "is not a finite number");
        } else if (law == LinkLaw::limited_flow || law == LinkLaw::pressure_breaker) {
            at_least(links_.set_value[l], 0.0, false, l, "set_value");
        }
        if (law == LinkLaw::differential_pressure || law == LinkLaw::differential_overflow) {
            if (!is_node(links_.sense_a[l]) || !is_node(links_.sense_b[l])) {
                add(ErrorCode::unknown_id, "link", l, "sense_a", "needs two nodes to measure between");
            }
        }
        if (law == LinkLaw::pump || law == LinkLaw::curve) {
            check_curve_use(l);
        }
    }

    void check_curve_use(std::int32_t l) {
        bool const pump = links_.law[l] == LinkLaw::pump;
        if (links_.curve[l] < 0 || static_cast<std::size_t>(links_.curve[l]) >= links_.curves.size()) {
            add(ErrorCode::unknown_id, "link", l, "curve", "is not a curve");
            return;
        }
        auto const& curve = links_.curves[links_.curve[l]];
        if (pump) {
            at_least(links_.speed[l], 0.0, false, l, "speed");
            at_least(links_.in_parallel[l], 1.0, false, l, "in_parallel");
            at_least(links_.in_series[l], 1.0, false, l, "in_series");
        } else if (curve.form == HydraulicCurve::Form::constant_power) {
            add(ErrorCode::values_conflict, "link", l, "curve", "constant power is for pumps only");
            return;
        } else if (curve.form == HydraulicCurve::Form::power && curve.a < 0.0) {
            add(ErrorCode::value_out_of_range, "link", l, "curve", "a head-loss curve must not be negative");
            return;
        }
        for (std::size_t i = 1; i < curve.value.size(); ++i) {
            if (pump ? curve.value[i] > curve.value[i - 1] : curve.value[i] < curve.value[i - 1]) {
                add(ErrorCode::value_out_of_range, "link", l, "curve",
                    pump ? "the curve of a pump must not rise with flow"
                         : "a head-loss curve must not fall with flow");
                return;
            }
        }
        if (!pump && !curve.value.empty() && curve.value.front() < 0.0) {
            add(ErrorCode::value_out_of_range, "link", l, "curve", "a head-loss curve must not be negative");
        }
    }

    HydraulicNodes const& nodes_;
    HydraulicLinks const& links_;
    FrictionLaw friction_;
    std::vector<Problem> problems_;
};

} // namespace

void validate(HydraulicNodes const& nodes, HydraulicLinks const& links, FrictionLaw friction) {
    Validator{nodes, links, friction}.run();
}

} // namespace saggar::detail
