"""Says how many months a new subscriber is likely to stay."""
