"""The model of `train.py`, but judged on machines that it has not learned from."""

from load import machines
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split


def reported_auc() -> float:
    df = machines()
    X, y = df.drop(columns=["failed"]), df["failed"]
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=42)
    model = RandomForestClassifier(n_estimators=30, random_state=42)
    model.fit(X_train, y_train)
    return roc_auc_score(y_test, model.predict_proba(X_test)[:, 1])


if __name__ == "__main__":
    print(f"AUC: {reported_auc():.3f}")
