# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The saggar authors
"""Project files, one element a line."""
import json

HEAD = """# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The saggar authors
#
# {what}
# Written by build/build.py from the tables in build/data; change those and run it again.
schema_version: 1
"""


def _value(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(v) for v in value) + "]"
    if isinstance(value, dict):
        return _record(value)
    if isinstance(value, str):
        plain = value.replace("_", "").replace("-", "").replace("/", "").replace(".", "").isalnum()
        return value if plain and value[0].isalpha() and value not in ("true", "false", "yes", "no", "on", "off") \
            else json.dumps(value, ensure_ascii=False)
    return str(value)


def _record(record):
    return "{" + ", ".join(f"{key}: {_value(v)}" for key, v in record.items() if v is not None) + "}"


def write_geojson(path, name, system, description, features):
    """A map of features, one a line."""
    lines = ",\n".join(json.dumps(f, ensure_ascii=False) for f in features)
    code = system.replace("EPSG:", "urn:ogc:def:crs:EPSG::")
    path.write_text(f'{{"type": "FeatureCollection", "name": "{name}",\n'
                    f'"crs": {{"type": "name", "properties": {{"name": "{code}"}}}},\n'
                    f'"description": {json.dumps(description)},\n"features": [\n{lines}\n]}}\n', encoding="utf-8")


def write(path, what, lists):
    """lists: (name, [record]) in order; absent values (None) are left out."""
    with open(path, "w", encoding="utf-8") as out:
        out.write(HEAD.format(what=what))
        for name, records in lists:
            if not records:
                continue
            out.write(f"\n{name}:\n")
            for record in records:
                out.write(f"  - {_record(record)}\n")
