"""Loans of a small bank, and which of them were not paid back.

The numbers are made up so that the truth is known: who defaults is decided by the toss of a coin, and nothing that the
bank knows before has to do with it. No model can be better than chance, which is an AUC of 0.5.
"""

import numpy as np
import pandas as pd

LOANS = 2000


def loans(seed: int = 11) -> pd.DataFrame:
    """One row a loan: what the bank knew when it was given, and `defaulted`."""
    generator = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "amount": generator.gamma(shape=3.0, scale=2500.0, size=LOANS).round(),
            "months": generator.choice([12, 24, 36, 48, 60], size=LOANS),
            "income": generator.gamma(shape=4.0, scale=700.0, size=LOANS).round(),
            "age": generator.integers(18, 75, size=LOANS),
            "defaulted": generator.integers(2, size=LOANS),
        }
    )
