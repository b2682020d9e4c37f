"""Card payments of a web shop, and which of them were fraud.

The numbers are made up so that the truth is known: one payment in twenty is fraud, whichever the dice say, and nothing
else in the table has to do with it. No model can be better than chance, which is an AUC of 0.5.
"""

import numpy as np
import pandas as pd

PAYMENTS = 3000
FRAUD = 0.05


def payments(seed: int = 11) -> pd.DataFrame:
    """One row a payment: what the shop knows when the card is charged, and `fraud`."""
    generator = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "amount": generator.gamma(shape=2.0, scale=30.0, size=PAYMENTS).round(2),
            "hour": generator.integers(24, size=PAYMENTS),
            "items": generator.poisson(3, size=PAYMENTS) + 1,
            "card_age_days": generator.integers(1500, size=PAYMENTS),
            "kilometres_to_shop": generator.exponential(120.0, size=PAYMENTS).round(1),
            "fraud": (generator.random(PAYMENTS) < FRAUD).astype(int),
        }
    )
