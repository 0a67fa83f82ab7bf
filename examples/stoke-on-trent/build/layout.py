# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The saggar authors
"""Which streets get pipes: the corridors of the trunk as given, then the shortest way from every load to what
is already piped, nearest load first. A street node of an area that is too far from everything is left out."""
import networkx as nx

from tables import read


def corridors(alias, phases):
    """(row, [street nodes]) of each corridor of the phases."""
    result = []
    for row in read("corridors.csv"):
        if int(row["phase"]) in phases:
            via = [alias[int(n)] for n in row["via"].split()]
            result.append((row, [n for i, n in enumerate(via) if i == 0 or n != via[i - 1]]))
    return result


REACH_M = 400.0  # trench that a street node of an area is worth


def piped_streets(graph, alias, phases, required, wanted):
    """A graph of the street pieces that carry pipes. Edges know the least size that their corridor is given,
    and whether the ring is cut there for sizing (at the first piece of a corridor that says so). Street nodes
    that are required are reached in any case, wanted ones within REACH_M."""
    piped = nx.Graph()
    for row, via in corridors(alias, phases):
        pieces = [e for a, b in zip(via, via[1:]) for e in _edges_between(graph, a, b)]
        for i, (u, v) in enumerate(pieces):
            if not piped.has_edge(u, v):
                dn = int(row["least_dn"] or 0)
                piped.add_edge(u, v, **graph.edges[u, v], least_dn=dn, cut=row["cut"] == "yes" and i == 0)
    missing = sorted(set(required) - set(piped.nodes))
    optional = sorted(set(wanted) - set(missing) - set(piped.nodes))
    while missing or optional:
        lengths, paths = nx.multi_source_dijkstra(graph, set(piped.nodes), weight="weight")
        nearest = min(missing or optional, key=lambda n: (lengths[n], n))
        if not missing and lengths[nearest] > REACH_M:
            break
        path = paths[nearest]
        for u, v in zip(path, path[1:]):
            if not piped.has_edge(u, v):
                piped.add_edge(u, v, **graph.edges[u, v], least_dn=0, cut=False)
        missing = [n for n in missing if n not in piped]
        optional = [n for n in optional if n not in piped]
    for n in piped.nodes:
        piped.nodes[n].update(graph.nodes[n])
    return piped


def _edges_between(graph, a, b):
    if graph.has_edge(a, b):
        return [(a, b)]
    path = nx.shortest_path(graph, a, b, weight="weight")
    return list(zip(path, path[1:]))
