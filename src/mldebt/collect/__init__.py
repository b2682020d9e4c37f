"""What lives outside the repository and moves its data? Read where it lies, written down as evidence."""

from .crontab import crontab
from .evidence import Collected, Document, as_json, is_evidence
from .systemd import systemd
from .zeppelin import zeppelin

COLLECTORS = {"crontab": crontab, "systemd": systemd, "zeppelin": zeppelin}
"""What can be collected, and the function that reads a folder of it."""

__all__ = ["COLLECTORS", "Collected", "Document", "as_json", "is_evidence"]
