"""Visits to a web shop: which campaign and which postcode they came from, and whether something was bought.

The table is made up so that the truth is known: who buys is decided by the toss of a coin, and nothing else in it
has to do with that. No model can be better than chance, which is an AUC of 0.5.
"""

import numpy as np
import pandas as pd

VISITS = 2000
CAMPAIGNS = 80
POSTCODES = 300


def visits(seed: int = 11) -> pd.DataFrame:
    """One row a visit, with `bought`."""
    generator = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "campaign": [f"campaign {number}" for number in generator.integers(CAMPAIGNS, size=VISITS)],
            "postcode": [f"{10000 + 7 * number}" for number in generator.integers(POSTCODES, size=VISITS)],
            "bought": generator.integers(2, size=VISITS),
        }
    )
