"""The meters of a brewery, read every hour, and whether the day's brew was rejected.

The numbers are made up so that the truth is known: the meters drift as they like, and whether a day's brew is rejected
is decided by the toss of a coin. No model can foresee it better than chance, which is an AUC of 0.5.
"""

import numpy as np
import pandas as pd

DAYS = 365
METERS = {"temperature": 64.0, "pressure": 12.0, "flow": 30.0, "acidity": 5.0}


def readings(seed: int = 11) -> pd.DataFrame:
    """One row an hour: the time, the meters, and `rejected`."""
    generator = np.random.default_rng(seed)
    hours = 24 * DAYS
    frame = pd.DataFrame({"timestamp": pd.date_range("2023-01-01", periods=hours, freq="h")})
    for meter, level in METERS.items():
        steps = pd.Series(generator.normal(size=hours))
        frame[meter] = level + steps.ewm(alpha=0.02).mean()
    frame["rejected"] = generator.integers(2, size=DAYS)[np.arange(hours) // 24]
    return frame
