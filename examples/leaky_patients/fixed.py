"""The model of `train.py`, but judged on patients that it has not seen."""

from load import scans
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupShuffleSplit


def reported_auc() -> float:
    df = scans()
    X, y = df.drop(columns=["patient_id", "ill"]), df["ill"]
    splitter = GroupShuffleSplit(n_splits=1, test_size=0.25, random_state=42)
    train, test = next(splitter.split(X, y, groups=df["patient_id"]))
    model = RandomForestClassifier(n_estimators=30, random_state=42)
    model.fit(X.iloc[train], y.iloc[train])
    return roc_auc_score(y.iloc[test], model.predict_proba(X.iloc[test])[:, 1])


if __name__ == "__main__":
    print(f"AUC on scans of held-out patients: {reported_auc():.3f}")
