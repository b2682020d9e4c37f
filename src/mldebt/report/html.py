"""The audit as one page that needs no network, no library and, to be read, no script.

Its policy allows exactly the style and the script that are inside, by their digests, and nothing else.
"""

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

from mldebt import __version__
from mldebt.model import Audit

from .html_sections import coverage, families, findings, head, todo
from .html_shown import shown
from .markup import escaped
from .words import standing


def html(audit: Audit) -> str:
    style, script = _part("page.css"), _part("page.js")
    policy = f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; base-uri 'none'"
    title = escaped(f"{audit.project.root}: {standing(audit)}")
    return f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header>
{head(audit)}</header>
<main>
{families(audit)}{todo(audit)}{findings(audit)}{shown(audit)}{coverage(audit)}</main>
<footer>
<p class="dim">mldebt {escaped(__version__)}, rules {escaped(audit.ruleset[:12]) or "unknown"}</p>
</footer>
<script>{script}</script>
</body>
</html>
"""


def _part(name: str) -> str:
    return (files("mldebt.report") / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
