"""Skin scans of a clinic: several of each patient, what the scanner measured, and the patient's diagnosis.

The numbers are made up so that the truth is known: every skin looks different, and who is ill is decided by the toss of
a coin. No model can tell it better than chance, which is an AUC of 0.5.
"""

import numpy as np
import pandas as pd

PATIENTS = 800
SCANS = 4
MEASURES = ("redness", "roughness", "thickness", "moisture", "melanin", "elasticity")


def scans(seed: int = 11) -> pd.DataFrame:
    """One row a scan: the patient, the measures, and `ill`."""
    generator = np.random.default_rng(seed)
    patient = np.arange(PATIENTS * SCANS) // SCANS
    frame = pd.DataFrame({"patient_id": patient})
    for measure in MEASURES:
        skin = generator.normal(50.0, 10.0, size=PATIENTS)
        frame[measure] = (skin[patient] + generator.normal(0.0, 1.5, size=len(patient))).round(1)
    frame["ill"] = generator.integers(2, size=PATIENTS)[patient]
    return frame
