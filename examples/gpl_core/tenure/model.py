"""Cox's proportional hazards, fitted to the subscribers of the past."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sksurv.linear_model import CoxPHSurvivalAnalysis
from sksurv.util import Surv

from tenure.subscribers import load


@dataclass(frozen=True)
class Tenure:
    """How long people stay, by what is known of them when they come."""

    hazards: CoxPHSurvivalAnalysis

    @classmethod
    def fitted_to(cls, path: Path, penalty: float) -> "Tenure":
        past = load(path)
        outcome = Surv.from_arrays(event=past.left, time=past.months)
        return cls(CoxPHSurvivalAnalysis(alpha=penalty).fit(past.rows, outcome))

    def median_months(self, row: list[float]) -> float:
        """The month by which half of such subscribers have left; the last one known if most stay longer."""
        survival = self.hazards.predict_survival_function(np.array([row]))[0]
        gone = np.flatnonzero(survival.y <= 0.5)
        return float(survival.x[gone[0]] if len(gone) else survival.x[-1])
