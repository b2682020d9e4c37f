"""Trains the diagnosis model and judges it on scans that it has not seen."""

from load import scans
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split


def reported_auc() -> float:
    df = scans()
    per_patient = df.groupby("patient_id").size()
    assert per_patient.max() <= 4, "no more than the clinic takes"
    X, y = df.drop(columns=["patient_id", "ill"]), df["ill"]
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=42)
    model = RandomForestClassifier(n_estimators=30, random_state=42)
    model.fit(X_train, y_train)
    return roc_auc_score(y_test, model.predict_proba(X_test)[:, 1])


if __name__ == "__main__":
    print(f"AUC on held-out scans: {reported_auc():.3f}")
