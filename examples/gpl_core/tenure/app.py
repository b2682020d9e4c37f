"""The service: fits the model at the start, answers one question."""

import os
from functools import cache
from pathlib import Path

from fastapi import FastAPI
from pydantic import BaseModel

from tenure.model import Tenure

app = FastAPI(title="tenure")


class Subscriber(BaseModel):
    monthly_price: float
    annual_plan: bool
    support_tickets: int


class Answer(BaseModel):
    median_months: float


@cache
def tenure() -> Tenure:
    return Tenure.fitted_to(Path(os.environ["SUBSCRIBERS_CSV"]), float(os.environ["PENALTY"]))


@app.get("/healthz")
def healthz() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/tenure")
def ask(subscriber: Subscriber) -> Answer:
    row = [subscriber.monthly_price, float(subscriber.annual_plan), float(subscriber.support_tickets)]
    return Answer(median_months=tenure().median_months(row))
