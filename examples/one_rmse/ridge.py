"""Linear regression with a penalty on large weights, in closed form."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Ridge:
    weights: np.ndarray

    @classmethod
    def fit(cls, rows: np.ndarray, target: np.ndarray, penalty: float) -> "Ridge":
        gram = rows.T @ rows + penalty * np.eye(rows.shape[1])
        return cls(np.linalg.solve(gram, rows.T @ target))

    def predict(self, rows: np.ndarray) -> np.ndarray:
        return rows @ self.weights
