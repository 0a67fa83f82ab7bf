// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// SUNDIALS' IDAS with KLU for one system F(t, y, y') = 0 of a fixed sparsity, and integrals along it. Where
// one of the system's event functions passes zero the integration stops there, lets the system change and
// starts anew. Owns all of SUNDIALS' objects; what SUNDIALS has to say becomes text, nothing is printed.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace saggar::detail {

// Columns of a sparse matrix, compressed; rows in order within each.
struct SparsePattern {
    std::vector<std::int64_t> column_begin;
    std::vector<std::int64_t> row;
};

struct DaeSystem {
    std::function<void(std::span<double const> y, std::span<double const> rate, std::span<double> out)>
        residual;
    // Values of dF/dy + of_rate dF/dy', in the order of the pattern.
    std::function<void(std::span<double const> y, double of_rate, std::span<double> values)> jacobian;
    std::function<void(std::span<double const> y, std::span<double> out)> rates; // to be integrated
    // Functions that pass zero where the equations change.
    std::function<void(std::span<double const> y, std::span<double> out)> event_functions;
    std::size_t events{0};
    // Of each event function: 1 it has risen through zero, -1 it has fallen, 0 neither.
    std::function<void(std::span<int const> passed)> happen;
    // At a start, whose algebraic unknowns have only now been found: puts right what does not fit them;
    // whether anything did not.
    std::function<bool(std::span<double const> y)> fit_events;
    SparsePattern pattern;
    std::vector<std::uint8_t> differential; // by unknown: 0 where y' does not occur
    std::vector<double> absolute_tolerance; // by unknown
    double relative_tolerance{};
    std::size_t integrals{};
};

struct DaeStatistics {
    long steps{0};
    long residuals{0};
    long factorisations{0};
    long rejected_steps{0};
    long newton_failures{0};
    long events{0};
};

class DaeIntegrator {
public:
    // Throws std::bad_alloc where SUNDIALS has no memory.
    explicit DaeIntegrator(DaeSystem system);
    ~DaeIntegrator();
    DaeIntegrator(DaeIntegrator const&) = delete;
    DaeIntegrator& operator=(DaeIntegrator const&) = delete;

    enum class Outcome : std::uint8_t { completed, stopped, failed };

    // From time 0 to `duration`. `y` and `rate` are where it starts, the algebraic unknowns and the rates as
    // guesses, and what is reached. `integrals` are written, from 0. `progress` may be empty.
    Outcome run(double duration, std::span<double> y, std::span<double> rate, std::span<double> integrals,
                std::function<bool(double)> const& progress);

    // Of the last run.
    [[nodiscard]] double reached() const;
    [[nodiscard]] DaeStatistics statistics() const;
    // What SUNDIALS said last and where it stood; and the unknown with the largest error for its tolerance.
    [[nodiscard]] std::string const& message() const;
    [[nodiscard]] std::size_t hardest_unknown() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace saggar::detail
