"""Does a project of twice the size cost twice the work, and not four times? Counted in lines run, not in seconds."""

import gc
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import pytest

from mldebt.audit import audit
from mldebt.model import Check, Settings
from mldebt.registry import load_checks

if TYPE_CHECKING:
    from _typeshed import TraceFunction

Lay = Callable[[Path, int], None]
SMALL = 30
"""Of what grows; twice and four times as many are audited as well."""
CHECKS = load_checks()


def lines_run(work: Callable[[], object]) -> int:
    """How many lines of Python the work runs; each turn of a loop counts, also where it calls nothing."""
    count = 0

    def traced(_frame: FrameType, event: str, _argument: object) -> "TraceFunction":
        nonlocal count
        count += event == "line"
        return traced

    gc.collect()
    gc.disable()
    sys.settrace(traced)
    try:
        work()
    finally:
        sys.settrace(None)
        gc.enable()
    return count


def written(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def a_library(folder: Path, count: int) -> None:
    """Modules of one package that import each other, in a circle, and programs that import all of them."""
    package = {
        f"shop/part_{n}.py": f"import numpy as np\nfrom shop import part_{(n + 1) % count}\n\n\n"
        f"def mix_{n}(rows):\n    np.random.shuffle(rows)\n"
        f"    return part_{(n + 1) % count}.mix_{(n + 1) % count}(rows)\n"
        for n in range(count)
    }
    programs = {
        f"train_{n}.py": f"import torch\nfrom sklearn.svm import SVC\nfrom shop import part_{n}\n\n"
        f"rows = part_{n}.mix_{n}([{n}])\nmodel = SVC(probability=True).fit(rows, rows)\n"
        f"net = torch.nn.Linear({n + 1}, 1)\nnet(torch.rand({n + 1})).backward()\n"
        for n in range(count)
    }
    written(folder, {"shop/__init__.py": "", **package, **programs})


def a_chain_of_jobs(folder: Path, count: int) -> None:
    """Scripts of a crontab, each of which reads what the one before it writes."""
    scripts = {
        f"jobs/step_{n}.sh": "#!/bin/bash\n"
        f'psql -c "COPY (SELECT * FROM shop.t{n}) TO STDOUT" > /srv/lake/part_{n}/raw.csv\n'
        f"aws s3 cp s3://acme-lake/part_{n}/rows.csv /srv/lake/in_{n}/rows.csv\n"
        f"python jobs/clean_{n}.py\n"
        f"aws s3 cp /srv/lake/out_{n}/rows.csv s3://acme-lake/part_{n + 1}/rows.csv\n"
        for n in range(count)
    }
    cleaners = {
        f"jobs/clean_{n}.py": "import pandas as pd\n\n"
        f'rows = pd.read_csv("/srv/lake/in_{n}/rows.csv")\nrows.to_csv("/srv/lake/out_{n}/rows.csv")\n'
        for n in range(count)
    }
    crontab = "".join(f"{n % 60} {n // 60} * * * bash jobs/step_{n}.sh > /dev/null 2>&1\n" for n in range(count))
    written(folder, {**scripts, **cleaners, "etc/jobs.crontab": crontab})


def functions_of_one_file(folder: Path, count: int) -> None:
    """Functions that call each other, branch, and learn."""
    text = "import numpy as np\nimport pandas as pd\nfrom sklearn.preprocessing import StandardScaler\n"
    text += "from sklearn.model_selection import train_test_split\nfrom sklearn.svm import SVC\n"
    for n in range(count):
        text += f"\n\ndef learn_{n}(rows, kind):\n"
        text += "".join(f"    if kind == {turn}:\n        kind += np.random.rand()\n" for turn in range(17))
        text += "    x = StandardScaler().fit_transform(rows)\n    a, b = train_test_split(x)\n"
        text += f"    print(SVC().fit(a, a).score(b, b))\n    return learn_{(n + 1) % count}(rows, kind)\n"
    written(folder, {"work.py": text + '\n\nlearn_0(pd.read_csv("rows.csv"), 0)\n'})


def statements_of_one_file(folder: Path, count: int) -> None:
    """One name assigned again and again, and a finding for each turn."""
    text = "import pandas as pd\nfrom sklearn.preprocessing import StandardScaler\n\nrows = pd.read_csv('rows.csv')\n"
    for n in range(count * 4):
        text += f"rows['c{n}'] = StandardScaler().fit_transform(rows[['c{n}']])\nrows = rows.append({{'n': {n}}})\n"
    written(folder, {"work.py": text})


def cells_of_one_notebook(folder: Path, count: int) -> None:
    cells = [
        {
            "cell_type": "code", "metadata": {}, "outputs": [], "execution_count": count - n,
            "source": f"import numpy as np\nx_{n} = np.random.rand({n})\nprint(x_{max(n - 1, 0)})\n!pip install p{n}\n",
        }
        for n in range(count * 2)
    ]  # fmt: skip
    written(folder, {"study.ipynb": json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})})


def copies(folder: Path, count: int) -> None:
    """The same long function in every file: each is a twin of all others."""
    body = "".join(f"    total_{n} = rows[{n}] * weights[{n}] + bias_{n}(rows, {n})\n" for n in range(30))
    text = f"import numpy as np\n\n\ndef mixed(rows, weights):\n{body}    return np.sum(rows)\n"
    written(folder, {f"part_{n}.py": text for n in range(count)})


def requirements(folder: Path, count: int) -> None:
    """Services with their own manifests and the same distributions in other versions."""
    files = {}
    for n in range(count):
        files[f"service_{n}/requirements.txt"] = f"pandas=={n}.1\nnumpy=={n}.2\nscikit-learn\nlib-{n}==1\n"
        files[f"service_{n}/main.py"] = "import pandas\nimport sklearn\nfrom sklearn.metrics import r2_score\n"
        files[f"service_{n}/Dockerfile"] = "FROM python:latest\nRUN pip install torch\n"
    written(folder, files)


LAYS: tuple[Lay, ...] = (
    a_library, a_chain_of_jobs, functions_of_one_file, statements_of_one_file, cells_of_one_notebook, copies,
    requirements,
)  # fmt: skip


def audited(folder: Path, checks: tuple[Check, ...]) -> None:
    audit(folder, Settings(jobs=1), checks)


@pytest.mark.parametrize("lay", LAYS, ids=lambda lay: lay.__name__)
def test_twice_as_much_costs_twice_as_much(lay: Lay, tmp_path: Path) -> None:
    costs: list[int] = []
    for times in (1, 1, 2, 4):  # the first one warms what is made once
        folder = tmp_path / f"{lay.__name__}_{times}_{len(costs)}"
        lay(folder, SMALL * times)
        costs.append(lines_run(partial(audited, folder, CHECKS)))
    _, one, two, four = costs
    assert (four - two) / (two - one) < 2.6, costs  # 2 where it grows linearly, 4 where it grows with the square
