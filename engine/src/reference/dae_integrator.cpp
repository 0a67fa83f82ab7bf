// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "dae_integrator.hpp"

#include <fmt/format.h>
#include <idas/idas.h>
#include <nvector/nvector_serial.h>
#include <sundials/sundials_context.hpp>
#include <sunlinsol/sunlinsol_klu.h>
#include <sunmatrix/sunmatrix_sparse.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <exception>
#include <new>
#include <type_traits>
#include <utility>

namespace saggar::detail {

namespace {

static_assert(std::is_same_v<realtype, double> && sizeof(sunindextype) == sizeof(std::int64_t));

constexpr long steps_at_most = 1000000; // of one run
// Newton's iterations end at this part of what the error test allows: they decide how well energy closes.
constexpr double newton_part = 1e-2;
constexpr double start_part = 3e-3; // the same where it starts
// The rates at the start are found by steps of a thousandth of that and less, which must be short for every
// film.
constexpr double start_scale_s = 1e-3;
constexpr int fits_at_most = 8;

struct Free {
    void operator()(N_Vector vector) const { N_VDestroy(vector); }
    void operator()(SUNMatrix matrix) const { SUNMatDestroy(matrix); }
    void operator()(SUNLinearSolver solver) const { SUNLinSolFree(solver); }
    void operator()(void* ida) const { IDAFree(&ida); }
};
using Vector = std::unique_ptr<std::remove_pointer_t<N_Vector>, Free>;
using Matrix = std::unique_ptr<std::remove_pointer_t<SUNMatrix>, Free>;
using LinearSolver = std::unique_ptr<std::remove_pointer_t<SUNLinearSolver>, Free>;
using Ida = std::unique_ptr<void, Free>;

template <class Owner>
Owner owned(typename Owner::pointer raw) {
    if (raw == nullptr) {
        throw std::bad_alloc{};
    }
    return Owner{raw};
}

std::span<double> values(N_Vector vector) {
    return {NV_DATA_S(vector), static_cast<std::size_t>(NV_LENGTH_S(vector))};
}

std::string name_of(int flag) {
    char* const text = IDAGetReturnFlagName(flag);
    std::string result = text == nullptr ? std::to_string(flag) : text;
    std::free(text); // NOLINT(cppcoreguidelines-no-malloc): SUNDIALS allocates it so
    return result;
}

} // namespace

struct DaeIntegrator::Impl {
    DaeSystem system;
    sundials::Context context;
    Vector y, rate, integrals, tolerance, differential, scratch, weights;
    Matrix matrix;
    LinearSolver solver;
    Ida ida;
    std::exception_ptr thrown; // by the system's functions
    std::string message;
    double time{0.0};
    std::vector<int> passed; // of each event
    DaeStatistics before;    // of the run, up to the last start

    explicit Impl(DaeSystem given);
    Outcome fail(int flag, char const* during);
    // From what `y`, `rate` and `integrals` hold at the present time.
    [[nodiscard]] int start(double duration) const;
    [[nodiscard]] int happen(double duration);
    [[nodiscard]] DaeStatistics statistics() const;

    // What SUNDIALS calls must not throw through it.
    template <class Work>
    static int guarded(void* self, Work const& work) {
        auto& impl = *static_cast<Impl*>(self);
        try {
            work(impl);
            return 0;
        } catch (...) {
            impl.thrown = std::current_exception();
            return -1;
        }
    }
    static int call_residual(double /*time*/, N_Vector y, N_Vector rate, N_Vector out, void* self) {
        return guarded(self, [&](Impl& impl) { impl.system.residual(values(y), values(rate), values(out)); });
    }
    static int call_rates(double /*time*/, N_Vector y, N_Vector /*rate*/, N_Vector out, void* self) {
        return guarded(self, [&](Impl& impl) { impl.system.rates(values(y), values(out)); });
    }
    static int call_jacobian(double /*time*/, double of_rate, N_Vector y, N_Vector /*rate*/,
                             N_Vector /*residual*/, SUNMatrix jacobian, void* self, N_Vector /*unused*/,
                             N_Vector /*unused*/, N_Vector /*unused*/) {
        return guarded(self, [&](Impl& impl) {
            SparsePattern const& pattern = impl.system.pattern;
            // SUNDIALS has cleared the pattern with the values.
            std::copy(pattern.column_begin.begin(), pattern.column_begin.end(), SM_INDEXPTRS_S(jacobian));
            std::copy(pattern.row.begin(), pattern.row.end(), SM_INDEXVALS_S(jacobian));
            impl.system.jacobian(values(y), of_rate, {SM_DATA_S(jacobian), pattern.row.size()});
        });
    }
    static int call_events(double /*time*/, N_Vector y, N_Vector /*rate*/, double* out, void* self) {
        return guarded(self, [&](Impl& impl) {
            impl.system.event_functions(values(y), {out, impl.system.events});
        });
    }
    static void take_message(int /*code*/, char const* /*module*/, char const* function, char* text,
                             void* self) {
        static_cast<Impl*>(self)->message = fmt::format("{}: {}", function, text);
    }
};

DaeIntegrator::Impl::Impl(DaeSystem given) : system{std::move(given)} {
    auto const size = static_cast<sunindextype>(system.differential.size());
    auto const vector = [&](sunindextype length) { return owned<Vector>(N_VNew_Serial(length, context)); };
    y = vector(size);
    rate = vector(size);
    tolerance = vector(size);
    differential = vector(size);
    scratch = vector(size);
    weights = vector(size);
    integrals = vector(static_cast<sunindextype>(system.integrals));
    std::copy(system.absolute_tolerance.begin(), system.absolute_tolerance.end(),
              values(tolerance.get()).begin());
    std::copy(system.differential.begin(), system.differential.end(), values(differential.get()).begin());
    N_VConst(0.0, y.get());
    N_VConst(0.0, rate.get());
    N_VConst(0.0, integrals.get());
    matrix = owned<Matrix>(
        SUNSparseMatrix(size, size, static_cast<sunindextype>(system.pattern.row.size()), CSC_MAT, context));
    solver = owned<LinearSolver>(SUNLinSol_KLU(y.get(), matrix.get(), context));
    ida = owned<Ida>(IDACreate(context));
    void* const memory = ida.get();
    int flag = IDASetErrHandlerFn(memory, take_message, this);
    auto const then = [&](int next) { flag = flag < 0 ? flag : next; };
    then(IDAInit(memory, call_residual, 0.0, y.get(), rate.get()));
    then(IDASetUserData(memory, this));
    then(IDASVtolerances(memory, system.relative_tolerance, tolerance.get()));
    then(IDASetId(memory, differential.get()));
    then(IDASetSuppressAlg(memory, SUNTRUE));
    then(IDASetLinearSolver(memory, solver.get(), matrix.get()));
    then(IDASetJacFn(memory, call_jacobian));
    then(IDASetMaxNumSteps(memory, steps_at_most));
    then(IDASetNonlinConvCoef(memory, newton_part));
    then(IDASetNonlinConvCoefIC(memory, start_part));
    then(IDASetLineSearchOffIC(memory, SUNTRUE));
    then(IDAQuadInit(memory, call_rates, integrals.get()));
    if (system.events > 0) {
        passed.resize(system.events);
        then(IDARootInit(memory, static_cast<int>(system.events), call_events));
    }
    if (flag < 0) {
        throw std::bad_alloc{}; // nothing else is left that could be wrong
    }
}

DaeIntegrator::DaeIntegrator(DaeSystem system) : impl_{std::make_unique<Impl>(std::move(system))} {}
DaeIntegrator::~DaeIntegrator() = default;

DaeIntegrator::Outcome DaeIntegrator::Impl::fail(int flag, char const* during) {
    if (thrown) {
        std::rethrow_exception(std::exchange(thrown, nullptr));
    }
    message = fmt::format("SUNDIALS gave up {} ({}): {}", during, name_of(flag), message);
    return Outcome::failed;
}

int DaeIntegrator::Impl::start(double duration) const {
    int flag = IDAReInit(ida.get(), time, y.get(), rate.get());
    flag = flag < 0 ? flag : IDAQuadReInit(ida.get(), integrals.get());
    flag = flag < 0 ? flag : IDASetStopTime(ida.get(), duration);
    flag = flag < 0 ? flag : IDACalcIC(ida.get(), IDA_YA_YDP_INIT, time + start_scale_s);
    for (int i = 0; flag >= 0 && system.events > 0 && i < fits_at_most; ++i) {
        flag = IDAGetConsistentIC(ida.get(), y.get(), rate.get());
        if (flag < 0 || !system.fit_events(values(y.get()))) {
            break;
        }
        flag = IDAReInit(ida.get(), time, y.get(), rate.get());
        flag = flag < 0 ? flag : IDACalcIC(ida.get(), IDA_YA_YDP_INIT, time + start_scale_s);
    }
    return flag;
}

int DaeIntegrator::Impl::happen(double duration) {
    before = statistics();
    ++before.events;
    int flag = IDAGetRootInfo(ida.get(), passed.data());
    double at = time;
    flag = flag < 0 ? flag : IDAGetQuad(ida.get(), &at, integrals.get());
    if (flag < 0) {
        return flag;
    }
    system.happen(passed);
    return time < duration ? start(duration) : flag;
}

DaeStatistics DaeIntegrator::Impl::statistics() const {
    DaeStatistics result;
    IDAGetNumSteps(ida.get(), &result.steps);
    IDAGetNumResEvals(ida.get(), &result.residuals);
    IDAGetNumLinSolvSetups(ida.get(), &result.factorisations);
    IDAGetNumErrTestFails(ida.get(), &result.rejected_steps);
    IDAGetNumNonlinSolvConvFails(ida.get(), &result.newton_failures);
    result.steps += before.steps;
    result.residuals += before.residuals;
    result.factorisations += before.factorisations;
    result.rejected_steps += before.rejected_steps;
    result.newton_failures += before.newton_failures;
    result.events = before.events;
    return result;
}

DaeIntegrator::Outcome DaeIntegrator::run(double duration, std::span<double> y_start,
                                          std::span<double> rate_start, std::span<double> integrals,
                                          std::function<bool(double)> const& progress) {
    Impl& impl = *impl_;
    void* const ida = impl.ida.get();
    impl.message.clear();
    impl.time = 0.0;
    impl.before = {};
    // A run must not depend on how those before it went: pivots are chosen anew.
    if (SUNLinSol_KLUReInit(impl.solver.get(), impl.matrix.get(),
                            static_cast<sunindextype>(impl.system.pattern.row.size()),
                            SUNKLU_REINIT_PARTIAL) != SUNLS_SUCCESS) {
        return impl.fail(IDA_LSETUP_FAIL, "preparing the linear solver");
    }
    std::copy(y_start.begin(), y_start.end(), values(impl.y.get()).begin());
    std::copy(rate_start.begin(), rate_start.end(), values(impl.rate.get()).begin());
    N_VConst(0.0, impl.integrals.get());
    std::ranges::fill(integrals, 0.0);
    int flag = impl.start(duration);
    if (flag < 0) {
        return impl.fail(flag, "looking for where to start");
    }
    Outcome outcome = Outcome::completed;
    while (impl.time < duration) {
        flag = IDASolve(ida, duration, &impl.time, impl.y.get(), impl.rate.get(), IDA_ONE_STEP);
        if (flag < 0) {
            outcome = impl.fail(flag, "in a step");
            break;
        }
        if (flag == IDA_ROOT_RETURN) {
            flag = impl.happen(duration);
            if (flag < 0) {
                outcome = impl.fail(flag, "where something changed");
                break;
            }
        } else if (flag == IDA_TSTOP_RETURN) {
            impl.time = duration;
        }
        if (progress && !progress(impl.time)) {
            outcome = impl.time < duration ? Outcome::stopped : Outcome::completed;
            break;
        }
    }
    double at = impl.time;
    IDAGetQuad(ida, &at, impl.integrals.get());
    std::ranges::copy(values(impl.y.get()), y_start.begin());
    std::ranges::copy(values(impl.rate.get()), rate_start.begin());
    std::ranges::copy(values(impl.integrals.get()), integrals.begin());
    return outcome;
}

double DaeIntegrator::reached() const {
    return impl_->time;
}

std::string const& DaeIntegrator::message() const {
    return impl_->message;
}

DaeStatistics DaeIntegrator::statistics() const {
    return impl_->statistics();
}

std::size_t DaeIntegrator::hardest_unknown() const {
    IDAGetEstLocalErrors(impl_->ida.get(), impl_->scratch.get());
    IDAGetErrWeights(impl_->ida.get(), impl_->weights.get());
    auto const error = values(impl_->scratch.get());
    auto const weight = values(impl_->weights.get());
    std::size_t hardest = 0;
    for (std::size_t i = 1; i < error.size(); ++i) {
        if (std::abs(error[i]) * weight[i] > std::abs(error[hardest]) * weight[hardest]) {
            hardest = i;
        }
    }
    return hardest;
}

} // namespace saggar::detail
