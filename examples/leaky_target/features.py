"""What the bank computes about every loan, for the model and for its yearly report."""

import pandas as pd


def enriched(df: pd.DataFrame) -> pd.DataFrame:
    df["instalment"] = df["amount"] / df["months"]
    df["burden"] = df["instalment"] / df["income"]
    df["loss"] = df["amount"] * df["defaulted"]
    return df
