// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "saggar/planning/connection.hpp"

#include "connection_study.hpp"

#include "saggar/planning/kept_work.hpp"

#include <utility>

namespace saggar {

std::string_view to_string(ConnectionVerdict verdict) {
    switch (verdict) {
    case ConnectionVerdict::feasible: return "feasible";
    case ConnectionVerdict::feasible_with_reinforcement: return "feasible with reinforcement";
    case ConnectionVerdict::infeasible: return "infeasible";
    }
    return "unknown";
}

std::string_view to_string(SetVerdict verdict) {
    switch (verdict) {
    case SetVerdict::feasible: return "feasible";
    case SetVerdict::infeasible: return "infeasible";
    case SetVerdict::dearer: return "dearer";
    }
    return "unknown";
}

ConnectionReport study_connections(std::shared_ptr<Network const> const& network,
                                   std::vector<Street> const& streets, ConnectionProgress const& progress,
                                   ConnectionOptions const& options) {
    ConnectionReport report;
    std::vector<Candidate> const& candidates = network->project().candidates;
    auto const go_on = [&] { return !progress || progress(report.candidates.size(), candidates.size()); };
    try {
        detail::ConnectionStudy const study{network, streets, go_on, options};
        report.base_converged = study.base().report.converged();
        report.diagnosis = study.base().report.diagnosis;
        report.base_limits = study.base().envelope.limits;
        if (!report.base_converged) {
            return report;
        }
        for (Candidate const& candidate : candidates) {
            ConnectionResult judged;
            keep_piece(options.kept, "candidate " + candidate.id, judged,
                       [&] { judged = study.judge(candidate); });
            report.candidates.push_back(std::move(judged));
        }
    } catch (detail::Stopped const&) {
        report.stopped = true;
    }
    return report;
}

} // namespace saggar
