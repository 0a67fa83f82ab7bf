// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#include "laid_before.hpp"

#include "../extension/laid_project.hpp"

#include <algorithm>
#include <cstddef>

namespace saggar::detail {

LaidBefore::LaidBefore(std::vector<PhaseResult> const& phases) {
    for (PhaseResult const& phase : phases) {
        // Pieces that are cut in this phase, before the pair that they were cut from is perhaps replaced.
        std::unordered_map<std::string, LaidPipe> pieces;
        for (Pipe const& pair : phase.project.pipe_pairs) {
            if (LaidPipe const* const laid = find(pair.id); laid != nullptr) {
                pieces.emplace(pair.id, *laid);
            }
        }
        pipes_.merge(pieces);
        for (PhasePipe const& pipe : phase.pipes) {
            double const length_m = std::max(pipe.length_m, 1e-9);
            pipes_[pipe.pair] = {.year = phase.year,
                                 .capital_per_m = pipe.capital / length_m,
                                 .crossing_cost_per_m = pipe.crossing_cost / length_m};
        }
    }
}

LaidPipe const* LaidBefore::find(std::string id) const {
    for (;;) {
        if (auto const laid = pipes_.find(id); laid != pipes_.end()) {
            return &laid->second;
        }
        std::size_t const piece = id.rfind(piece_mark);
        if (piece == std::string::npos) {
            return nullptr;
        }
        id.erase(piece);
    }
}

} // namespace saggar::detail
