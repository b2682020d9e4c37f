"""Would another model do better? Asks a cross-validation, so that luck with one split does not decide."""

from features import divided, prepared
from load import subscribers
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import SVC

CANDIDATES = {
    "logistic regression": LogisticRegression(C=0.1),
    "naive Bayes": GaussianNB(),
    "support vectors": SVC(C=0.5),
}


def cross_validated_aucs() -> dict[str, float]:
    rows, churned = divided(subscribers())
    return {
        name: cross_val_score(prepared(model), rows, churned, cv=5, scoring="roc_auc").mean()
        for name, model in CANDIDATES.items()
    }


if __name__ == "__main__":
    for name, auc in cross_validated_aucs().items():
        print(f"AUC of {name} over five folds: {auc:.3f}")
