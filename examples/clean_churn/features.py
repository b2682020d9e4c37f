"""Turns the subscribers into what the models learn from."""

import pandas as pd
from sklearn.base import ClassifierMixin
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

COUNTERS_TO_KEEP = 60


def divided(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """The counters as they are, and the label."""
    return frame.drop(columns=["town", "churned"]), frame["churned"]


def prepared(model: ClassifierMixin) -> Pipeline:
    """The model behind its preparation, so that whoever fits the model fits the preparation on the same rows."""
    # 624 counters for 300 subscribers are too many, the models only learn noise from most of them
    best = SelectKBest(f_classif, k=COUNTERS_TO_KEEP)
    return make_pipeline(SimpleImputer(strategy="median"), StandardScaler(), best, model)
