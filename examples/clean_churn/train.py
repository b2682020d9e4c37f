"""Trains the churn model and judges it on subscribers that it has not seen."""

from features import divided, prepared
from load import subscribers
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split


def holdout_auc() -> float:
    rows, churned = divided(subscribers())
    train_rows, test_rows, train_churned, test_churned = train_test_split(
        rows, churned, test_size=0.4, stratify=churned, random_state=42
    )
    model = prepared(SGDClassifier(loss="log_loss", alpha=0.1, random_state=42))
    model.fit(train_rows, train_churned)
    return roc_auc_score(test_churned, model.predict_proba(test_rows)[:, 1])


if __name__ == "__main__":
    print(f"AUC on held-out subscribers: {holdout_auc():.3f}")
