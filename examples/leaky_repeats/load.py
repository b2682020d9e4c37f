"""Guests of a hotel in one year, and whether they came back.

The numbers are made up so that the truth is known: who comes back is decided by the toss of a coin, and nothing else in
the table has to do with it. No model can be better than chance, which is an AUC of 0.5.
"""

import numpy as np
import pandas as pd

GUESTS = 2000


def guests(seed: int = 11) -> pd.DataFrame:
    """One row a guest, with `came_back`."""
    generator = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "month": generator.integers(1, 13, size=GUESTS),
            "nights": generator.poisson(2, size=GUESTS) + 1,
            "bill": generator.gamma(shape=3.0, scale=110.0, size=GUESTS).round(2),
            "kilometres_from_home": generator.exponential(300.0, size=GUESTS).round(),
            "booked_days_before": generator.integers(120, size=GUESTS),
            "came_back": generator.integers(2, size=GUESTS),
        }
    )
