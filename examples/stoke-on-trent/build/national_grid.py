# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The saggar authors
"""Latitude and longitude (WGS 84) to the British National Grid (EPSG:27700).

WGS 84 -> cartesian -> Helmert transformation -> Airy 1830 -> transverse Mercator, as "A guide to coordinate
systems in Great Britain" (Ordnance Survey) gives it, annexes B and C. Without the OSTN15 grid of shifts the
positions at Stoke-on-Trent are about 2 m off absolutely and a few centimetres relative to each other.
"""
from math import atan2, cos, radians, sin, sqrt, tan

WGS84 = (6378137.0, 6356752.3142)
AIRY = (6377563.396, 6356256.909)
# WGS 84 to OSGB36: translations in metres, rotations in seconds of arc, scale in parts per million.
SHIFT = (-446.448, 125.157, -542.060)
ROTATION = tuple(radians(s / 3600.0) for s in (-0.1502, -0.2470, -0.8421))
SCALE = 1.0 + 20.4894e-6
F0, LAT0, LON0, E0, N0 = 0.9996012717, radians(49.0), radians(-2.0), 400000.0, -100000.0


def _to_airy(lat, lon):
    a, b = WGS84
    e2 = 1.0 - b * b / (a * a)
    nu = a / sqrt(1.0 - e2 * sin(lat) ** 2)
    x, y, z = nu * cos(lat) * cos(lon), nu * cos(lat) * sin(lon), nu * (1.0 - e2) * sin(lat)
    rx, ry, rz = ROTATION
    x, y, z = (SHIFT[0] + SCALE * x - rz * y + ry * z,
               SHIFT[1] + rz * x + SCALE * y - rx * z,
               SHIFT[2] - ry * x + rx * y + SCALE * z)
    a, b = AIRY
    e2 = 1.0 - b * b / (a * a)
    p = sqrt(x * x + y * y)
    lat = atan2(z, p * (1.0 - e2))
    for _ in range(10):
        nu = a / sqrt(1.0 - e2 * sin(lat) ** 2)
        lat = atan2(z + e2 * nu * sin(lat), p)
    return lat, atan2(y, x)


def easting_northing(latitude_deg, longitude_deg):
    """Metres east and north on the National Grid."""
    lat, lon = _to_airy(radians(latitude_deg), radians(longitude_deg))
    a, b = AIRY
    e2 = 1.0 - b * b / (a * a)
    n = (a - b) / (a + b)
    s2 = 1.0 - e2 * sin(lat) ** 2
    nu, rho = a * F0 / sqrt(s2), a * F0 * (1.0 - e2) / s2 ** 1.5
    eta2 = nu / rho - 1.0
    d, s = lat - LAT0, lat + LAT0
    m = b * F0 * ((1 + n + 1.25 * n ** 2 + 1.25 * n ** 3) * d
                  - (3 * n + 3 * n ** 2 + 2.625 * n ** 3) * sin(d) * cos(s)
                  + (1.875 * n ** 2 + 1.875 * n ** 3) * sin(2 * d) * cos(2 * s)
                  - 35.0 / 24.0 * n ** 3 * sin(3 * d) * cos(3 * s))
    t2, c, w = tan(lat) ** 2, cos(lat), lon - LON0
    north = (m + N0 + nu / 2 * sin(lat) * c * w ** 2
             + nu / 24 * sin(lat) * c ** 3 * (5 - t2 + 9 * eta2) * w ** 4
             + nu / 720 * sin(lat) * c ** 5 * (61 - 58 * t2 + t2 ** 2) * w ** 6)
    east = (E0 + nu * c * w + nu / 6 * c ** 3 * (nu / rho - t2) * w ** 3
            + nu / 120 * c ** 5 * (5 - 18 * t2 + t2 ** 2 + 14 * eta2 - 58 * t2 * eta2) * w ** 5)
    return east, north
