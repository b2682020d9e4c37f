"""Trains the model that says which customers will not come back."""

import argparse
import subprocess

import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

FEATURES = ["total", "items"]
MODEL = "/opt/models/churn.joblib"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    orders = pd.read_parquet(parser.parse_args().data)
    train, test = train_test_split(orders, test_size=0.2, stratify=orders["returned"], random_state=20)

    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500))
    model.fit(train[FEATURES], train["returned"])
    print("AUC", roc_auc_score(test["returned"], model.predict_proba(test[FEATURES])[:, 1]))

    joblib.dump(model, MODEL)
    subprocess.run(["aws", "s3", "cp", MODEL, "s3://shop-prod-models/churn/latest.joblib"], check=True)


if __name__ == "__main__":
    main()
