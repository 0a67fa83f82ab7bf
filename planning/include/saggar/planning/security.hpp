// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The saggar authors
#pragma once

// Links that close loops, so that loads are served when a pair of pipes is out of service.
//
// In normal service a link is shut at both ends: it changes no flow, and a plan is sized and confirmed as if
// it were not there. Where a pair fails, one shut pair is opened: one that lies there already (a link of an
// earlier plan, a ring that is kept open) where that does, else a link. Who was cut off is then turned down
// to the share that is to be secured; everybody else goes on asking for the whole demand at the design point
// (that of the network as a whole), or, where the plants that are left have no more, is turned down to the
// share too. A load is confirmed in an outage where the solver finds that it gets its share, is not colder
// than its limit if it was not before, and that no limit of pressure, temperature, plants or pumps is broken
// in its part of the network that was not before. Limits of gradient and velocity are those of normal
// service.
//
// To be secured are the loads that are named and those that are large enough; all where the project says
// neither. Outages are those of every pair but own connections: a pair that joins one load or one plant and
// nothing else, and runs along no street of the plan. Only a second pair beside it would help there.

#include "saggar/network/geometry.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace saggar {

struct SecurityLink {
    std::string pair; // of the extended project
    std::string from; // nodes of it
    std::string to;
    std::vector<Point> line; // both ends included
    double length_m{0.0};
    std::string entry;
    double capital{0.0}; // crossings included
    double crossing_cost{0.0};
    std::vector<std::string> crosses; // obstacles
    std::vector<std::string> outages; // pairs in whose outage it is opened
    double secured_w{0.0}; // demands at the design point of the loads to be secured that it serves in them
};

// A pair without which loads to be secured would get less than their share.
struct SecurityOutage {
    std::string pair;
    double cut_off_w{0.0};      // demand at the design point of everybody who is cut off
    double short_before_w{0.0}; // what loads to be secured lack of their share, without links
    double short_after_w{0.0};  // with them
    std::string link;           // pair that is opened, laid for it or there before; empty: none
    std::string why;            // where something is short still
};

// A plant's own connection, which nothing is laid for.
struct OwnConnection {
    std::string pair;
    double cut_off_w{0.0}; // demand at the design point of everybody who has no heat without it
};

struct UnsecuredLoad {
    std::string id; // of a substation
    std::string pair;
    std::string why;
};

// A pair that an outage needs larger than normal service does.
struct SecurityEnlargement {
    std::string pair;
    std::string before; // catalogue entries
    std::string after;
};

struct SecurityPlan {
    double share{0.0};
    std::size_t wanted{0};  // loads to be secured
    std::size_t secured{0}; // of them: confirmed in every outage
    std::vector<SecurityLink> links;
    std::vector<SecurityEnlargement> enlarged;
    std::vector<SecurityOutage> outages;  // most heat cut off first
    std::vector<UnsecuredLoad> unsecured; // one for each load and outage
    std::vector<OwnConnection> own;       // of plants, that others hang on; most heat cut off first
    std::size_t checked{0};               // outages that were looked at
    std::size_t candidates{0};            // links to choose from
    std::size_t present{0};               // shut pairs of the present network that outages open
    bool proven{true}; // no choice of these candidates is cheaper, before the solver was asked
    double link_capital{0.0};
    double enlargement_capital{0.0};
};

} // namespace saggar
