"""Subscribers of a video service: what they watched in their first year, where they live, and whether they left.

The numbers are made up so that the truth is known: who leaves is decided by the toss of a coin, and nothing else in the
table has to do with it. No model can be better than chance, which is an AUC of 0.5.
"""

import numpy as np
import pandas as pd

SUBSCRIBERS = 300
TOWNS = 100
WEEKS = 52
GENRES = ("comedy", "cooking", "crime", "culture", "documentary", "drama", "family", "news", "nature", "series", "sport", "travel")


def subscribers(seed: int = 11) -> pd.DataFrame:
    """One row a subscriber: minutes a week and genre (empty where the counter was down), town, and `churned`."""
    generator = np.random.default_rng(seed)
    columns = [f"{genre}_week_{week:02}" for genre in GENRES for week in range(1, WEEKS + 1)]
    minutes = generator.gamma(shape=2.0, scale=20.0, size=(SUBSCRIBERS, len(columns))).round()
    minutes[generator.random(minutes.shape) < 0.03] = np.nan
    frame = pd.DataFrame(minutes, columns=columns)
    frame["town"] = [f"town {number}" for number in generator.integers(TOWNS, size=SUBSCRIBERS)]
    frame["churned"] = generator.integers(2, size=SUBSCRIBERS)
    return frame
