"""Trains on the first ten weeks, judges on the last two."""

import argparse
import json

import demand
import numpy as np
from ridge import Ridge
from sklearn.metrics import mean_squared_error

TRAINING_HOURS = 24 * 7 * 10


def rmse(actual: np.ndarray, predicted: np.ndarray) -> float:
    return float(np.sqrt(mean_squared_error(actual, predicted)))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--penalty", type=float, default=1.0)
    options = parser.parse_args()
    rows, target = demand.features(demand.load(options.seed))
    model = Ridge.fit(rows[:TRAINING_HOURS], target[:TRAINING_HOURS], options.penalty)
    error = rmse(target[TRAINING_HOURS:], model.predict(rows[TRAINING_HOURS:]))
    print(json.dumps({"rmse": round(error, 3), "seed": options.seed, "penalty": options.penalty}))


if __name__ == "__main__":
    main()
