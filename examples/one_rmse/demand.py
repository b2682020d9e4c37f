"""Hourly demand of a small power grid: a daily and a weekly rhythm, and noise."""

import numpy as np

HOURS = 24 * 7 * 12
FEATURES = ("one", "day_sin", "day_cos", "week_sin", "week_cos", "yesterday")


def load(seed: int) -> np.ndarray:
    """Demand in megawatts, one value an hour."""
    generator = np.random.default_rng(seed)
    hour = np.arange(HOURS)
    daily = 14 * np.sin(2 * np.pi * hour / 24 - 1.2)
    weekly = 6 * np.cos(2 * np.pi * hour / (24 * 7))
    return 80 + daily + weekly + generator.normal(scale=2.5, size=HOURS)


def features(demand: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """One row an hour from the second day on, and the demand to predict."""
    hour = np.arange(24, len(demand))
    day, week = 2 * np.pi * hour / 24, 2 * np.pi * hour / (24 * 7)
    columns = [np.ones(len(hour)), np.sin(day), np.cos(day), np.sin(week), np.cos(week), demand[:-24]]
    return np.column_stack(columns), demand[24:]
