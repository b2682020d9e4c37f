"""The built-in checks: one folder a family, two twin files (`slug.py`, `slug.md`) a check."""
