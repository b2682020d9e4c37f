"""Turns campaigns and postcodes into numbers."""

import numpy as np
import pandas as pd
from sklearn.preprocessing import TargetEncoder


def encoded(X: pd.DataFrame, y: pd.Series) -> np.ndarray:
    """Each campaign and each postcode as the share of its visitors who bought something."""
    encoder = TargetEncoder(smooth=1.0, random_state=42)
    encoder.fit(X, y)
    return encoder.transform(X)
