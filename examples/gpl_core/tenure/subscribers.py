"""The subscribers of the past: what was known when they came, how long they stayed, whether they left."""

import csv
from pathlib import Path
from typing import NamedTuple

import numpy as np

FEATURES = ("monthly_price", "annual_plan", "support_tickets")


class Subscribers(NamedTuple):
    """`left` is false for those who are still there: their months are a lower bound."""

    rows: np.ndarray
    months: np.ndarray
    left: np.ndarray


def load(path: Path) -> Subscribers:
    with path.open(encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(file))
    return Subscribers(
        np.array([[float(record[name]) for name in FEATURES] for record in records]),
        np.array([float(record["months"]) for record in records]),
        np.array([record["left"] == "yes" for record in records]),
    )
