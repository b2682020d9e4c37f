"""Runs the real program where it is looked at: in a terminal."""

import os
import pty
import subprocess
from collections.abc import Mapping, Sequence


def on_terminal(command: Sequence[str], environment: Mapping[str, str]) -> bytes:
    """What the program writes when stdout and stderr are a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        text = b""
        while True:
            try:
                chunk = os.read(ours, 4096)
            except OSError:  # Linux says so at the end of a terminal
                break
            if not chunk:
                break
            text += chunk
        process.wait()
    os.close(ours)
    return text
