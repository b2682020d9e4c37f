"""Machines of a bottling plant: what their meters say on Monday, and which of them fail before Friday.

The numbers are made up so that the truth is known: which machine fails is decided by the toss of a coin, and nothing
else in the table has to do with it. No model can be better than chance, which is an AUC of 0.5.
"""

import numpy as np
import pandas as pd

MACHINES = 2000


def machines(seed: int = 11) -> pd.DataFrame:
    """One row a machine and week, with `failed`."""
    generator = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "temperature": generator.normal(65.0, 8.0, size=MACHINES).round(1),
            "vibration": generator.gamma(shape=3.0, scale=0.4, size=MACHINES).round(2),
            "bottles": generator.poisson(4000, size=MACHINES),
            "days_since_service": generator.integers(180, size=MACHINES),
            "failed": generator.integers(2, size=MACHINES),
        }
    )
