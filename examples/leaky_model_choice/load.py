"""Applicants for a flat share: what they wrote into the form, and whether they stayed for a year.

The numbers are made up so that the truth is known: who stays is decided by the toss of a coin, and nothing else in the
table has to do with it. No model can be better than chance, which is an AUC of 0.5.
"""

import numpy as np
import pandas as pd

APPLICANTS = 240
QUESTIONS = 12


def applicants(seed: int = 1) -> pd.DataFrame:
    """One row an applicant: age, income, answers from 1 to 7, and `stayed`."""
    generator = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "age": generator.integers(18, 60, size=APPLICANTS),
            "income": generator.gamma(shape=4.0, scale=600.0, size=APPLICANTS).round(),
        }
    )
    for number in range(1, QUESTIONS + 1):
        frame[f"answer_{number}"] = generator.integers(1, 8, size=APPLICANTS)
    frame["stayed"] = generator.integers(2, size=APPLICANTS)
    return frame
