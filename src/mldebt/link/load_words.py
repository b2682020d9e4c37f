"""How a load that runs code is told, and what to do about it."""

from posixpath import basename

from mldebt.knowledge import UnsafeLoad
from mldebt.model import Load


def sentence(load: Load, row: UnsafeLoad) -> str:
    called = _called(load.name)
    if row.address != "path":
        return f"{called} runs the code of {load.what or 'whichever repository it is given'}{_revision(load)}"
    verb = "loads whatever native code" if row.runs == "library" else "runs whatever code"
    return f"{called} {verb} {_where(load)}"


def _called(name: str) -> str:
    """`torch.hub.load`, but `AutoModel.from_pretrained`."""
    parts = [part for part in name.split(".") if part != "?"]
    return name if len(parts) < 4 and name.islower() and "?" not in name else ".".join(parts[-2:])


def _revision(load: Load) -> str:
    if load.origin == "own":
        return ""
    return ", at a pinned revision" if load.pinned else ", whatever it holds by then"


def _where(load: Load) -> str:
    """The end of the sentence: who puts it there."""
    if load.origin == "request":
        return "a request brings"
    if load.origin in ("network", "store") and "/" not in load.what:
        return f"{'.'.join(load.what.split('.')[-2:]) or 'the network'} brings"
    if load.origin in ("choice", "argument"):
        return "is in the file that its caller names"
    name = load.what if "://" in load.what else basename(load.what.rstrip("/"))
    if name.partition(".")[0].strip("*_- "):
        return f"is in {name}"
    return f"is in the {'bytes' if load.name.endswith('loads') else 'file'} that it is given"


def repair(load: Load, row: UnsafeLoad, whole: bool) -> str:
    if row.address == "hub" and load.origin == "network" and not load.pinned:
        return f'pass revision="<commit>" with the commit of {load.what} whose code was read'
    if row.whole and whole:
        return row.whole
    return f"call {row.instead}" if row.instead else ""
