# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The saggar authors
"""Who wants how much heat, and where: the named sites, then homes and smaller buildings by area."""
from math import hypot

from national_grid import easting_northing
from tables import by_id, read

# Coincidence of dwellings' peaks: 0.62 + 0.38 / n (THERMOS documentation, CSE). Model `thermos` in the project.
COMMON, OWN = 0.62, 0.38


def diversity(dwellings):
    return COMMON + OWN / dwellings if dwellings > 0 else 1.0


def coincident_peak(load):
    """What a load adds when all homes of the city are looked at together."""
    return load["peak_kw"] * (COMMON / diversity(load["dwellings"]) if load["dwellings"] else 1.0)


def own_peak(single_peaks_kw, dwellings):
    """Peak at the door of a building or group: of homes, with the coincidence among themselves."""
    return single_peaks_kw * diversity(dwellings)


def _load(identifier, name, street_node, peak_kw, annual_mwh, dwellings, return_c, supply_c, source):
    return {"id": identifier, "name": name, "street_node": street_node, "peak_kw": round(peak_kw, 1),
            "annual_mwh": round(annual_mwh), "dwellings": dwellings, "return_c": return_c, "supply_c": supply_c,
            "source": source, "site": None}


def named_loads(alias, sites):
    """The anchor loads, each at its site."""
    loads = []
    for row in read("anchor_loads.csv"):
        site = sites[row["site"]]
        load = _load(row["site"], site["name"], alias[int(site["street_node"])], float(row["peak_kw"]),
                     float(row["heat_mwh_per_year"]), int(row["dwellings"]), float(row["return_temperature_c"]),
                     float(row["minimum_supply_temperature_c"]), row["source"])
        load.update(site=site, phase=int(row["phase"]), status=row["status"])
        loads.append(load)
    return loads


def area_loads(graph):
    """Homes spread evenly over the street nodes of each area; other buildings on the nodes nearest its centre,
    in the order of the table."""
    homes = by_id("dwellings.csv", "kind")
    kinds = by_id("benchmarks.csv", "kind")
    loads, taken = [], set()
    for area in read("areas.csv"):
        cx, cy = easting_northing(float(area["lat"]), float(area["lon"]))
        reach = float(area["radius_m"])
        near = sorted((hypot(a["x"] - cx, a["y"] - cy), n) for n, a in graph.nodes(data=True))
        nodes = [n for d, n in near if d <= reach and n not in taken]
        taken.update(nodes)
        share = float(area["connected_share"])
        count = round(share * int(area["dwellings"]))
        if count:
            kind = homes[area["dwelling_kind"]]
            peak = float(kind["space_peak_kw"]) + float(kind["hot_water_peak_kw"])
            use = (float(kind["space_kwh"]) + float(kind["hot_water_kwh"])) / 1000.0
            for i, node in enumerate(nodes):
                n = (i + 1) * count // len(nodes) - i * count // len(nodes)
                loads.append(_load(f"{area['id']}_homes_{i + 1}", f"{n} homes, {area['name']}", node,
                                   own_peak(n * peak, n), n * use, n, float(kind["return_temperature_c"]), 60.0,
                                   f"{area['source']}; {kind['source']}"))
        numbers = {}
        for i, text in enumerate(filter(None, area["loads"].split("; "))):
            kind_name, floor_m2 = text.split()
            kind, floor = kinds[kind_name], share * float(floor_m2)
            numbers[kind_name] = numbers.get(kind_name, 0) + 1
            node = nodes[i * len(nodes) // len(area["loads"].split("; "))]
            loads.append(_load(f"{area['id']}_{kind_name}_{numbers[kind_name]}",
                               f"{kind_name.replace('_', ' ')}, {area['name']}", node,
                               floor * float(kind["peak_w_m2"]) / 1000.0, floor * float(kind["heat_kwh_m2"]) / 1000.0,
                               0, float(kind["return_temperature_c"]), 60.0,
                               f"{area['source']}, {floor:.0f} m2; {kind['source']}"))
    return loads


def candidates(heights):
    """Sites of the brownfield register that ask to be connected."""
    homes = by_id("dwellings.csv", "kind")
    kinds = by_id("benchmarks.csv", "kind")
    result = []
    for row in read("candidates.csv"):
        x, y = easting_northing(float(row["lat"]), float(row["lon"]))
        area = float(row["hectares"])
        dwellings, supply, back = 0, 65.0, 45.0
        if row["kind"] in homes:
            kind = homes[row["kind"]]
            dwellings = round(area * 0.6 * float(row["homes_per_hectare"]))
            peak = own_peak(dwellings * (float(kind["space_peak_kw"]) + float(kind["hot_water_peak_kw"])), dwellings)
            use = dwellings * (float(kind["space_kwh"]) + float(kind["hot_water_kwh"])) / 1000.0
            supply, back = 60.0, float(kind["return_temperature_c"])
        elif row["kind"] in kinds:
            kind = kinds[row["kind"]]
            floor = area * 1e4 * float(row["plot_ratio"])
            peak = floor * float(kind["peak_w_m2"]) / 1000.0
            use = floor * float(kind["heat_kwh_m2"]) / 1000.0
            back = float(kind["return_temperature_c"])
        else:
            peak, use, supply, back = 600.0, 3000.0, 95.0, 60.0
        result.append({"id": row["id"], "name": row["name"], "x": round(x), "y": round(y),
                       "elevation_m": heights.at(x, y), "peak_kw": round(peak), "annual_mwh": round(use),
                       "dwellings": dwellings, "return_c": back, "supply_c": supply,
                       "source": f"Stoke-on-Trent brownfield register {row['register_reference']} "
                                 f"({row['hectares']} ha, {row['planning_status']}); demand {row['demand_source']}"})
    return result
