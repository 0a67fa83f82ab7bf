# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The saggar authors
"""The tables of facts and assumptions in data/."""
import csv
from pathlib import Path

DATA = Path(__file__).parent / "data"


def read(name):
    with open(DATA / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_id(name, key="id"):
    return {row[key]: row for row in read(name)}
