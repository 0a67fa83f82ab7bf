#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The saggar authors
"""Writes the projects of this folder, phase-1, city and what extension and four-towns are planned from, from the tables in data/.

Needs Python 3 with networkx. Run it from anywhere; the same tables give the same files, byte for byte.
"""
from math import cos, hypot, pi, sin
from pathlib import Path

import demand
import emit
import layout
import sizing
import streets
from national_grid import easting_northing
from tables import by_id, read

FOLDER = Path(__file__).resolve().parent.parent
GOLDEN = pi * (3.0 - 5.0 ** 0.5)
SERVICE_M = 25.0          # from the street to a building (assumption)
LOWER_ZONE_M = 150.0      # pipes that reach below this height are rated PN 25
STREET_SOURCE = "street: NaPTAN, approximate; height: interpolated, assumption"
PIPE_SOURCE = "route and size: assumption"
LAID_SOURCE = "laid (streets published, alignment approximate); size: assumption"


class Builder:
    """One project: what is piped, sized and named."""

    def __init__(self, graph, alias, heights, names, phases, loads, plants, root, points, fixed, booster=None):
        self.graph, self.heights, self.names = graph, heights, names
        self.phases, self.plants, self.root = phases, plants, alias[root]
        required = [x["street_node"] for x in plants + [l for l in loads if l["site"]]]
        self.piped = layout.piped_streets(graph, alias, phases, required, [l["street_node"] for l in loads])
        self.loads = loads = [l for l in loads if l["street_node"] in self.piped]
        sizing.size(self.piped, self.root, loads, points, fixed)
        self.laid = {frozenset(e) for e in fixed}
        self.booster = booster and tuple(alias[n] for n in booster)
        self.nodes, self.pairs, self.substations, self.plant_records = [], [], [], []
        self.single_pipes, self.pumps, self.valves, self.bypasses = [], [], [], []

    def height(self, n):
        a = self.piped.nodes[n]
        return self.heights.at(a["x"], a["y"])

    def rating(self, *heights):
        return 25.0 if self.phases != {1} and min(heights) < LOWER_ZONE_M else None

    def street_node(self, n):
        a = self.piped.nodes[n]
        self.nodes.append({"id": self.names[n], "x_m": a["x"], "y_m": a["y"], "elevation_m": self.height(n),
                           "source": STREET_SOURCE})

    def add_streets(self):
        """Runs of street pieces with nothing between become one pair with a route."""
        g = self.piped
        keep = {n for n in g if g.degree(n) != 2} | {l["street_node"] for l in self.loads}
        keep |= {p["street_node"] for p in self.plants} | set(self.booster or ())
        for n in g:
            if n not in keep:
                first, second = (g.edges[n, m] for m in g.neighbors(n))
                if self._kind(n, *(m for m in g.neighbors(n)))[0] != self._kind(n, *(m for m in g.neighbors(n)))[1] \
                        or first["dn"] != second["dn"]:
                    keep.add(n)
        for n in sorted(keep):
            self.street_node(n)
        done = set()
        for start in sorted(keep):
            for step in sorted(g.neighbors(start)):
                chain = [start, step]
                while chain[-1] not in keep:
                    chain.append(next(m for m in g.neighbors(chain[-1]) if m != chain[-2]))
                key = frozenset((frozenset(chain[:2]), frozenset(chain[-2:])))
                if key in done:
                    continue
                done.add(key)
                self._pair(chain)

    def _kind(self, n, *others):
        """What must be the same along a run: laid already or not, and the rating."""
        return [(frozenset((n, m)) in self.laid, self.rating(self.height(n), self.height(m))) for m in others]

    def _pair(self, chain):
        g = self.piped
        edge = g.edges[chain[0], chain[1]]
        laid = frozenset(chain[:2]) in self.laid or self.phases == {1}
        record = {"id": f"{self.names[chain[0]]}-{self.names[chain[-1]]}", "from": self.names[chain[0]],
                  "to": self.names[chain[-1]],
                  "length_m": round(sum(g.edges[a, b]["length_m"] for a, b in zip(chain, chain[1:])), 1),
                  "catalogue": f"EN253/2/DN{edge['dn']}",
                  "route_xy_m": [c for n in chain[1:-1] for c in (g.nodes[n]["x"], g.nodes[n]["y"])] or None,
                  "pressure_rating_bar": self.rating(*(self.height(n) for n in chain)),
                  "source": LAID_SOURCE if laid else PIPE_SOURCE}
        if self.booster and set(chain) == set(self.booster):
            self._boosted(record, chain)
        else:
            self.pairs.append(record)

    def _boosted(self, record, chain):
        """A booster in the supply line, half way: the pump, and a check valve past it for when it stands."""
        if chain[0] != self.booster[0]:
            chain = chain[::-1]
        a, b = (self.piped.nodes[chain[0]], self.piped.nodes[chain[-1]])
        x, y = round((a["x"] + b["x"]) / 2), round((a["y"] + b["y"]) / 2)
        for name in ("booster_south", "booster_north"):
            self.nodes.append({"id": name, "x_m": x, "y_m": y + (5 if name.endswith("north") else 0),
                               "elevation_m": self.heights.at(x, y), "source": "assumption"})
        half = round(record["length_m"] / 2, 1)
        for one, other in ((self.names[chain[0]], "booster_south"), ("booster_north", self.names[chain[-1]])):
            self.pairs.append({**record, "id": f"{one}-{other}", "from": one, "to": other, "length_m": half})
        row = read("booster.csv")[0]
        self.pumps.append({"id": "booster_pump", "from": "booster_south:supply", "to": "booster_north:supply",
                           "flow_m3_h": [float(v) for v in row["flow_m3_h"].split()],
                           "head_m": [float(v) for v in row["head_m"].split()],
                           "speed": float(row["speed"]), "parallel": int(row["parallel"]),
                           "efficiency": float(row["efficiency"]), "source": row["source"]})
        self.valves.append({"id": "booster_check", "from": "booster_south:supply", "to": "booster_north:supply",
                            "kind": "check", "source": "assumption: passes the pump when it stands still"})
        self.single_pipes.append({"id": "booster_return", "from": "booster_north:return",
                                  "to": "booster_south:return", "length_m": 5.0, "catalogue": record["catalogue"],
                                  "source": "assumption"})

    def add_services(self):
        """A branch from the street to each building, and its substation."""
        seen = {}
        for load in self.loads:
            n = load["street_node"]
            a = self.piped.nodes[n]
            count = seen[n] = seen.get(n, 0) + 1
            if load["site"]:
                x, y = round(load["site"]["x"]), round(load["site"]["y"])
                away = hypot(x - a["x"], y - a["y"])
                length, height = 10.0 + streets.LENGTH_FACTOR * away, float(load["site"]["elevation_m"])
                where = f"position: {load['site']['position_source']}; height: assumption"
            else:
                away = 0.0
            if not load["site"] or away < 10.0:
                angle = GOLDEN * (n + 7 * count)
                x, y = round(a["x"] + SERVICE_M * cos(angle)), round(a["y"] + SERVICE_M * sin(angle))
                length = SERVICE_M
                if not load["site"]:
                    height, where = self.height(n), "position and height: assumption"
            flow = sizing.load_flow(load)
            self.nodes.append({"id": f"at_{load['id']}", "x_m": x, "y_m": y, "elevation_m": height,
                               "source": where})
            self.pairs.append({"id": f"to_{load['id']}", "from": self.names[n], "to": f"at_{load['id']}",
                               "length_m": round(length, 1), "catalogue": f"EN253/2/DN{sizing.smallest_dn(flow)}",
                               "pressure_rating_bar": self.rating(self.height(n), height), "role": "branch",
                               "source": "assumption"})
            homes = load["dwellings"]
            self.substations.append({
                "id": load["id"], "node": f"at_{load['id']}", "peak_kw": load["peak_kw"],
                "heat_demand_kw": round(demand.coincident_peak(load), 1) if homes else None,
                "annual_use_mwh": load["annual_mwh"], "dwellings": homes or None,
                "return_temperature_c": load["return_c"], "minimum_supply_temperature_c": load["supply_c"],
                "source": f"{load['name']}: {load['source']}"})

    def add_bypasses(self):
        known = {load["id"] for load in self.loads}
        for row in read("bypasses.csv"):
            if row["substation"] in known:
                self.bypasses.append({"id": row["id"], "node": f"at_{row['substation']}",
                                      "mass_flow_kg_s": float(row["mass_flow_kg_s"]), "source": row["source"]})

    def add_plants(self):
        for plant in self.plants:
            n, site = plant["street_node"], plant["site"]
            a = self.piped.nodes[n]
            x, y = round(site["x"] + plant["dx"]), round(site["y"] + plant["dy"])
            name = f"plant_{plant['record']['id']}"
            self.nodes.append({"id": name, "x_m": x, "y_m": y, "elevation_m": float(site["elevation_m"]),
                               "source": f"position: {site['position_source']}; height: assumption"})
            length = round(max(20.0, streets.LENGTH_FACTOR * hypot(x - a["x"], y - a["y"])), 1)
            self.pairs.append({"id": f"from_{plant['record']['id']}", "from": name, "to": self.names[n],
                               "length_m": length, "catalogue": f"EN253/2/DN{sizing.smallest_dn(plant['flow'])}",
                               "pressure_rating_bar": self.rating(float(site["elevation_m"])),
                               "source": "assumption"})
            self.plant_records.append({**plant["record"], "node": name})

    def write(self, folder, title):
        self.add_streets()
        self.add_services()
        self.add_bypasses()
        self.add_plants()
        emit.write(folder / "network.yaml", f"{title}: nodes and pipes, with what stands in them.",
                   [("nodes", self.nodes), ("pipe_pairs", self.pairs), ("pipes", self.single_pipes),
                    ("pumps", self.pumps), ("valves", self.valves), ("bypasses", self.bypasses)])
        emit.write(folder / "loads.yaml", f"{title}: substations.", [("substations", self.substations)])


def plant(alias, sites, row, control, heat_kw, running, held_bar=None, most_bar=None):
    """The record of a plant, and what sizing needs of it."""
    capacity = float(row["capacity_kw"])
    holding = control == "pressure_holding"
    headroom = row["electricity_headroom_kw"]
    return {"street_node": alias[int(row["street_node"])], "site": sites[row["site"]],
            "dx": float(row["x_offset_m"]), "dy": float(row["y_offset_m"]),
            "flow": sizing.plant_flow(capacity, float(row["supply_temperature_c"])),
            "record": {"id": row["id"], "node": None, "technology": row["technology"], "control": control,
                       "supply_temperature_c": float(row["supply_temperature_c"]),
                       "heat_kw": None if holding else heat_kw, "held_pressure_bar": held_bar,
                       "maximum_differential_pressure_bar": most_bar, "capacity_kw": capacity,
                       "electricity_per_heat": float(row["electricity_per_heat"]),
                       "electricity_headroom_kw": float(headroom) if headroom else None,
                       "pump_efficiency": float(row["pump_efficiency"]),
                       "running": None if running else False, "source": row["source"]}}


def plant_settings(project, point):
    """Settings of the plants at an operating point, and the heat of those that run."""
    settings = []
    for row in read("operating_points.csv"):
        if row["project"] == project and row["point"] == point:
            settings.append({"plant": row["plant"], "running": row["running"] == "true",
                             "heat_kw": float(row["heat_kw"]) if row["heat_kw"] else None,
                             "supply_temperature_c": float(row["supply_temperature_c"])
                             if row["supply_temperature_c"] else None})
    return settings


def node_names(graph):
    """"waterloo_road_3": the street, and a number along the tables."""
    counts, names = {}, {}
    for n in sorted(graph.nodes):
        street = streets.slug(graph.nodes[n]["street"])
        counts[street] = counts.get(street, 0) + 1
        names[n] = f"{street}_{counts[street]}"
    return names


def write_extension(first, city):
    """What could join phase 1: every other load of the city as a map, and the plants that could feed it."""
    folder = FOLDER / "extension"
    folder.mkdir(exist_ok=True)
    present = {load["id"] for load in first.loads}
    places = {node["id"]: node for node in city.nodes}
    comes = {row["loads"]: row for row in read("arrivals.csv")}
    features = []
    for load in city.loads:
        if load["id"] not in present:
            node = places[f"at_{load['id']}"]
            # The longest beginning of its name that the table knows.
            when = max((row for name, row in comes.items() if load["id"].startswith(name)),
                       key=lambda row: len(row["loads"]))
            features.append({"type": "Feature",
                             "properties": {"id": load["id"], "peak_kw": load["peak_kw"],
                                            "annual_use_mwh": load["annual_mwh"],
                                            "dwellings": load["dwellings"] or None,
                                            "elevation_m": node["elevation_m"],
                                            "from_year": int(when["from_year"]) if when["from_year"] else None,
                                            "likelihood": float(when["likelihood"]) if when["likelihood"] else None,
                                            "source": f"{load['name']}: {load['source']}"},
                             "geometry": {"type": "Point", "coordinates": [node["x_m"], node["y_m"]]}})
    emit.write_geojson(folder / "buildings.geojson", "buildings", "EPSG:27700",
                       "Loads of the city that phase 1 does not reach; positions, floor areas, numbers of homes, when they "
                       "could connect and how likely they do: assumption.",
                       features)
    wanted = ("hanford", "spode_dc", "mine_water")
    records = [{**p, "control": "pressure_holding", "heat_kw": None, "running": None, "held_pressure_bar": 3.0,
                "maximum_differential_pressure_bar": 8.0} for p in city.plant_records if p["id"] in wanted]
    nodes = [places[p["node"]] for p in records]
    # The present plant's replacement, on its site.
    today = next(p for p in records if p["id"] == "hanford")
    today["service_until_year"] = 2032
    records.append({**today, "id": "hanford_new", "capacity_kw": 45000, "running": False,
                    "service_from_year": 2032, "service_until_year": None,
                    "source": "30-45 MW from the replacement of the present plant about 2032 (Sheffield as analogue), year and "
                              "size: assumption; the rest as hanford"})
    emit.write(folder / "plants.yaml", "Extension: plants that could feed it.",
               [("nodes", nodes), ("plants", [with_heat_cost(record) for record in records])])
    write_four_towns(features, nodes, records)


# What a MWh of heat costs at each plant, without capital: what electricity is drawn or forgone for it. 240 as in prices of
# the project; what the boilers' heat costs is economics.heat_cost_per_mwh there.
HEAT_COSTS = {
    "hanford": (10.8, "0.154 x 70 GBP/MWh that the electricity would be sold for, assumption; nothing is paid to the plant beyond that, "
                      "assumption"),
    "spode_dc": (34.3, "electricity of the heat pump, 0.143 x 240 GBP/MWh; nothing is paid for the waste heat, assumption"),
    "mine_water": (79.0, "electricity of heat pump and mine pumps, 0.329 x 240 GBP/MWh")}
HEAT_COSTS["hanford_new"] = HEAT_COSTS["hanford"]


def with_heat_cost(record):
    cost, why = HEAT_COSTS[record["id"]]
    return {**{k: v for k, v in record.items() if k != "source"}, "heat_cost_per_mwh": cost,
            "source": f"{record['source']}; cost of heat: {why}"}


def write_four_towns(features, nodes, records):
    """The same loads, of which the named ones of four towns must connect, and Hanford as small as it is thought to be."""
    folder = FOLDER / "four-towns"
    folder.mkdir(exist_ok=True)
    anchors = ("hanley_bus", "smithfield", "festival_park", "bet365_hq", "burslem", "haywood_hospital", "tunstall")
    marked = []
    for feature in features:
        known = {k: v for k, v in feature["properties"].items() if k not in ("from_year", "likelihood", "source")}
        must = {"must_connect": True} if known["id"] in anchors else {}
        marked.append({**feature, "properties": {**known, **must, "source": feature["properties"]["source"]}})
    emit.write_geojson(folder / "buildings.geojson", "buildings", "EPSG:27700",
                       "Loads of the city that phase 1 does not reach, and which of them must connect; positions, floor areas, "
                       "numbers of homes: assumption.", marked)
    plants = []
    for record in records:
        if record["id"] != "hanford_new":
            smaller = {"capacity_kw": 15000, "source": "capacity: the least that is thought of for the present plant (15-25 MW, "
                       "Sheffield as analogue), assumption; electricity forgone per heat 1/6.5: Z-factor 6-8 for low-pressure "
                       "extraction, assumption"} if record["id"] == "hanford" else {}
            plants.append(with_heat_cost({**{k: v for k, v in record.items() if k != "service_until_year"}, **smaller}))
    emit.write(folder / "plants.yaml", "Four towns: plants that could feed them.", [("nodes", nodes), ("plants", plants)])


def main():
    graph, alias = streets.load()
    sites = by_id("sites.csv")
    for site in sites.values():
        site["x"], site["y"] = easting_northing(float(site["lat"]), float(site["lon"]))
    heights = streets.Heights(sites.values())
    names = node_names(graph)
    plants = by_id("plants.csv")
    named = demand.named_loads(alias, sites)

    # Phase 1: the gas-boiler centre holds the pressure and follows the load.
    seven_arches = plant(alias, sites, plants["seven_arches"], "pressure_holding", None, True, 3.0, 6.0)
    first = Builder(graph, alias, heights, names, {1}, [l for l in named if l["phase"] == 1], [seven_arches],
                    407, [(1.0, {})], {})
    (FOLDER / "phase-1").mkdir(exist_ok=True)
    first.write(FOLDER / "phase-1", "Phase 1")
    emit.write(FOLDER / "phase-1" / "plants.yaml", "Phase 1: the energy centre.",
               [("plants", first.plant_records)])

    # The city: what is laid keeps its size.
    laid = {frozenset((a, b)): e["dn"] for a, b, e in first.piped.edges(data=True)}
    summary = {row["point"]: row for row in read("points.csv")}
    points, sizing_flows = [], []
    for name, row in summary.items():
        settings = plant_settings("city", name)
        points.append({"id": name, "description": row["description"], "design": True,
                       "load_factor": float(row["load_factor"]),
                       "ground_temperature_c": float(row["ground_temperature_c"]), "plants": settings,
                       "closed": row["closed"].split() or None, "source": row["source"]})
        if row["sizing"] == "yes":
            flows = {}
            for s in settings:
                if s["running"] and s["heat_kw"]:
                    n = alias[int(plants[s["plant"]]["street_node"])]
                    flows[n] = flows.get(n, 0.0) + sizing.plant_flow(s["heat_kw"], s["supply_temperature_c"])
            sizing_flows.append((float(row["load_factor"]), flows))
    normal = {s["plant"]: s for s in plant_settings("city", "winter_design")}
    city_plants = []
    for name, row in plants.items():
        holding = name == "etruria"
        setting = normal.get(name)
        city_plants.append(plant(alias, sites, row, "pressure_holding" if holding else "heat",
                                 setting["heat_kw"] if setting else 0.0, setting is not None,
                                 9.0 if holding else None, 9.0 if holding else None))
    loads = named + demand.area_loads(graph)
    city = Builder(graph, alias, heights, names, {1, 2}, loads, city_plants, 1147, sizing_flows, laid, (6, 663))
    (FOLDER / "city").mkdir(exist_ok=True)
    city.write(FOLDER / "city", "The city")
    emit.write(FOLDER / "city" / "plants.yaml", "The city: plants, and the points they are run at.",
               [("plants", city.plant_records), ("operating_points", points)])
    wanted = demand.candidates(heights)
    emit.write(FOLDER / "city" / "candidates.yaml", "The city: loads that ask to be connected.",
               [("candidates", [{"id": c["id"], "name": c["name"], "x_m": c["x"], "y_m": c["y"],
                                 "elevation_m": c["elevation_m"], "peak_kw": c["peak_kw"],
                                 "annual_use_mwh": c["annual_mwh"], "dwellings": c["dwellings"] or None,
                                 "return_temperature_c": c["return_c"],
                                 "minimum_supply_temperature_c": c["supply_c"], "source": c["source"]}
                                for c in wanted])])
    near = [(n["x_m"], n["y_m"]) for n in city.nodes] + [(c["x"], c["y"]) for c in wanted]
    streets.write_geojson(graph, FOLDER / "city" / "streets.geojson", near, 500.0)
    write_extension(first, city)
    for name, project in (("phase-1", first), ("city", city)):
        print(f"{name}: {len(project.nodes)} nodes, {len(project.pairs)} pairs, "
              f"{sum(p['length_m'] for p in project.pairs) / 1000:.1f} km, {len(project.substations)} substations")


if __name__ == "__main__":
    main()
