"""mldebt: finds, prices and ranks the technical debt of machine-learning repositories."""

__version__ = "0.1.0"
