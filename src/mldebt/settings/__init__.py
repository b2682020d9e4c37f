"""What has the user decided? The nearest configuration file and the command line, as Settings."""

from mldebt.lazily import lazily

with lazily(__name__):
    from .choice import chosen
    from .hints import did_you_mean
    from .load import NAMES, load_settings
    from .loosened import loosened
    from .schema import schema
    from .sections import BUILT_IN, sections_of
    from .text import as_toml, starter

__all__ = [
    "BUILT_IN", "NAMES", "as_toml", "chosen", "did_you_mean", "load_settings", "loosened", "schema", "sections_of",
    "starter",
]  # fmt: skip
