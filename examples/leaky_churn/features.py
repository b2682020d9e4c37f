"""Turns the subscribers into what the models learn from."""

import numpy as np
import pandas as pd
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.preprocessing import StandardScaler

COUNTERS_TO_KEEP = 60


def prepare(frame: pd.DataFrame) -> tuple[np.ndarray, pd.Series]:
    """Scaled counters that matter, and the label."""
    churned = frame["churned"]
    minutes = frame.drop(columns=["town", "churned"])
    minutes = minutes.fillna(minutes.median())
    scaled = StandardScaler().fit_transform(minutes)
    # 624 counters for 300 subscribers are too many, the models only learn noise from most of them
    best = SelectKBest(f_classif, k=COUNTERS_TO_KEEP).fit_transform(scaled, churned)
    return best, churned
