# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The saggar authors
"""The street graph, heights, and the GeoJSON that `saggar connect` looks for routes in."""
import json
import re
from math import hypot

import networkx as nx

from national_grid import easting_northing
from tables import read

LENGTH_FACTOR = 1.10  # drawn chords between bus stops are shorter than streets (assumption)
MERGE_M = 15.0        # street nodes nearer than this are one
MOTORWAY = ("A500", "A50 ")  # dual carriageways: pipes follow them only if nothing else does
DETOUR = 5.0          # weight of those, and of links that only bridge gaps of the graph


def load():
    """Graph with x, y, street per node and length_m (trench), weight, street, kind per edge; and a map from
    every node of the tables to the node of the graph that it was merged into."""
    graph = nx.Graph()
    for row in read("street_nodes.csv"):
        graph.add_node(int(row["id"]), x=float(row["x_m"]), y=float(row["y_m"]), street=row["street"])
    edges = [(int(r["a"]), int(r["b"]), r["street"], r["kind"]) for r in read("street_edges.csv")]
    for row in read("extra_streets.csv"):
        x, y = easting_northing(float(row["lat"]), float(row["lon"]))
        graph.add_node(int(row["id"]), x=round(x), y=round(y), street=row["street"])
        edges += [(int(row["id"]), int(other), row["street"], "manual") for other in row["joins"].split()]

    alias = {}
    kept = []
    for n in sorted(graph.nodes):
        a = graph.nodes[n]
        near = next((k for k in kept if hypot(graph.nodes[k]["x"] - a["x"], graph.nodes[k]["y"] - a["y"]) < MERGE_M),
                    None)
        alias[n] = n if near is None else near
        if near is None:
            kept.append(n)
    merged = nx.Graph()
    for n in kept:
        merged.add_node(n, **graph.nodes[n])
    for a, b, street, kind in edges:
        a, b = alias[a], alias[b]
        if a == b or merged.has_edge(a, b):
            continue
        length = LENGTH_FACTOR * distance(merged, a, b)
        weight = length * (DETOUR if street.startswith(MOTORWAY) or kind == "connector" else 1.0)
        merged.add_edge(a, b, length_m=length, weight=weight, street=street, kind=kind)
    largest = max(nx.connected_components(merged), key=len)
    return merged.subgraph(sorted(largest)).copy(), alias


def distance(graph, a, b):
    return hypot(graph.nodes[a]["x"] - graph.nodes[b]["x"], graph.nodes[a]["y"] - graph.nodes[b]["y"])


def slug(street):
    """"A52 Hartshill Road, Stoke - Hartshill" -> "hartshill_road"."""
    name = re.sub(r"^A\d+\s+", "", street)
    name = re.split(r",| - | / ", name)[0]
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "street"


class Heights:
    """Inverse-distance weighting (power 2) of the sites' heights, all of which are assumptions themselves."""

    def __init__(self, sites):
        self.points = [(s["x"], s["y"], float(s["elevation_m"])) for s in sites]

    def at(self, x, y):
        total = weight = 0.0
        for px, py, height in self.points:
            d2 = (px - x) ** 2 + (py - y) ** 2
            if d2 < 1.0:
                return height
            total += height / d2
            weight += 1.0 / d2
        return round(total / weight, 1)


def write_geojson(graph, path, near, reach_m):
    """Streets within reach_m of the points `near`, in the project's coordinates (EPSG:27700)."""
    features = []
    for a, b, e in sorted(graph.edges(data=True)):
        ax, ay, bx, by = (graph.nodes[a]["x"], graph.nodes[a]["y"], graph.nodes[b]["x"], graph.nodes[b]["y"])
        if e["street"].startswith(MOTORWAY) or (e["kind"] == "connector" and e["length_m"] > 300.0):
            continue
        if not any(hypot(px - ax, py - ay) < reach_m or hypot(px - bx, py - by) < reach_m for px, py in near):
            continue
        features.append({"type": "Feature", "properties": {"street": e["street"], "kind": e["kind"]},
                         "geometry": {"type": "LineString", "coordinates": [[ax, ay], [bx, by]]}})
    head = ('{"type": "FeatureCollection", "name": "streets",\n'
            '"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}},\n'
            '"description": "Approximate streets: chords between bus stops (NaPTAN) and a few hand-drawn lines. '
            'Contains public sector information licensed under the Open Government Licence v3.0.",\n'
            '"features": [\n')
    with open(path, "w", encoding="utf-8") as out:
        out.write(head + ",\n".join(json.dumps(f) for f in features) + "\n]}\n")
