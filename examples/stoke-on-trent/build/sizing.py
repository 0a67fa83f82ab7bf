# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The saggar authors
"""Pipe sizes by a simple rule; the program then verifies them.

The ring is cut at one place, which leaves a tree. In each operating point that counts for
sizing, a piece of pipe carries what lies behind it, seen from the energy centre that follows the load: loads
(homes with the coincidence of the homes behind it) less the plants there. The smallest pipe that carries the
largest of these flows within a share of the pressure-gradient limits and of 3 m/s is taken.
"""
from math import log10, pi, sqrt

import networkx as nx

from demand import diversity
from tables import read

HEAT_CAPACITY = 4190.0             # J/(kg K), water at 65 C
DENSITY, VISCOSITY = 975.0, 3.8e-4  # kg/m3, Pa s: between supply and return
ROUGHNESS_M = 1.0e-4               # steel in service
TRUNK_FROM_DN = 150
TRUNK_PA_M, BRANCH_PA_M, VELOCITY_M_S = 88.0, 200.0, 2.5  # of the limits 100, 250 and 3: some is left to grow
SUPPLY_C, PLANT_RETURN_C, LOSSES = 75.0, 48.0, 1.02

PIPES = [(int(r["dn"]), float(r["inner_mm"]) / 1000.0) for r in read("pipes.csv")]
INNER_M = dict(PIPES)


def gradient_pa_m(flow_kg_s, inner_m):
    """Darcy-Weisbach with Colebrook-White by fixed-point iteration."""
    velocity = abs(flow_kg_s) / (DENSITY * pi * inner_m ** 2 / 4)
    reynolds = DENSITY * velocity * inner_m / VISCOSITY
    if reynolds < 1.0:
        return 0.0, velocity
    if reynolds < 2300.0:
        friction = 64.0 / reynolds
    else:
        root = 8.0
        for _ in range(20):
            root = -2.0 * log10(ROUGHNESS_M / (3.71 * inner_m) + 2.51 * root / reynolds)
        friction = 1.0 / root ** 2
    return friction / inner_m * DENSITY * velocity ** 2 / 2, velocity


def smallest_dn(flow_kg_s):
    for dn, inner in PIPES:
        gradient, velocity = gradient_pa_m(flow_kg_s, inner)
        if gradient <= (TRUNK_PA_M if dn >= TRUNK_FROM_DN else BRANCH_PA_M) and velocity <= VELOCITY_M_S:
            return dn
    raise ValueError(f"{flow_kg_s:.0f} kg/s is more than the largest pipe carries")


def load_flow(load):
    """kg/s at the load's own peak, which for homes has their coincidence in it."""
    return load["peak_kw"] * 1000.0 / (HEAT_CAPACITY * (SUPPLY_C - load["return_c"]))


def plant_flow(heat_kw, supply_c):
    return heat_kw * 1000.0 / (HEAT_CAPACITY * (supply_c - PLANT_RETURN_C))


def size(piped, root, loads, points, fixed):
    """Sets `dn` and `flow` of every edge. points: (load factor, {street node: kg/s of plants}) per operating
    point; fixed: {edge: dn} of pipes that are laid already."""
    tree = piped.copy()
    tree.remove_edges_from([(a, b) for a, b, e in piped.edges(data=True) if e["cut"]])
    if not nx.is_tree(tree):
        raise ValueError("the piped streets are not a tree after the ring is cut: " +
                         str(nx.cycle_basis(tree)[:2]))
    own = {}
    for load in loads:
        item = own.setdefault(load["street_node"], [0.0, 0.0, 0])
        item[0 if load["dwellings"] == 0 else 1] += load_flow(load) / diversity(load["dwellings"])
        item[2] += load["dwellings"]
    behind = {n: list(own.get(n, (0.0, 0.0, 0))) for n in tree}
    factors = [factor for factor, _ in points]
    fed = {n: [plants.get(n, 0.0) for _, plants in points] for n in tree}
    order = list(nx.dfs_postorder_nodes(tree, root))
    parent = dict((child, up) for up, child in nx.dfs_edges(tree, root))
    for n in order:
        if n == root:
            continue
        other, homes, dwellings = behind[n]
        need = LOSSES * (other + homes * diversity(dwellings))
        flow = max(abs(factor * need - f) for factor, f in zip(factors, fed[n]))
        edge = piped.edges[n, parent[n]]
        edge["flow"] = flow
        edge["dn"] = fixed.get(frozenset((n, parent[n])), max(smallest_dn(flow), edge["least_dn"]))
        up = behind[parent[n]]
        for i in range(3):
            up[i] += behind[n][i]
        fed[parent[n]] = [a + b for a, b in zip(fed[parent[n]], fed[n])]
    for _, _, edge in piped.edges(data=True):
        if edge["cut"]:
            edge["dn"], edge["flow"] = edge["least_dn"], 0.0
