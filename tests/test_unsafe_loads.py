"""What is said beside an unsafe load: who writes the file, how it is mended, how grave it is."""

from pathlib import Path

import pytest

from mldebt.audit import audit
from mldebt.model import Debt, Settings, Severity
from mldebt.registry import load_checks

UNSAFE = tuple(check for check in load_checks() if check.slug == "unsafe-model-load")
LOAD = 'import torch\n\nnet = torch.load("out/net.pt", weights_only=False)\n'
READ = 'import pickle\n\nwords = pickle.load(open("{}", "rb"))\n'
WRITE = 'import pickle\n\npickle.dump([1], open("temp/words.pkl", "wb"))\n'
URLS = "URLS = {'small': 'https://models.example.org/zoo/a.pth', 'large': 'https://models.example.org/zoo/b.pth'}\n"


def finding(root: Path, files: dict[str, str]) -> Debt:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    (debt,) = audit(root, Settings(), UNSAFE).debts
    return debt


@pytest.mark.parametrize(
    ("reader", "path", "is_the_same"),
    [
        ("two/use.py", "temp/words.pkl", True),
        ("one/use.py", "../two/temp/words.pkl", True),
        ("one/use.py", "temp/words.pkl", True),
        ("two/use.py", "../one/temp/words.pkl", False),
        ("one/use.py", "words.pkl", False),
    ],
)
def test_a_file_is_written_where_its_path_leads(tmp_path: Path, reader: str, path: str, is_the_same: bool) -> None:
    found = finding(tmp_path, {reader: READ.format(path), "two/make.py": WRITE})
    assert [hop.where.path for hop in found.evidence] == ["two/make.py"] * is_the_same


@pytest.mark.parametrize("use", ["net.eval()", "print(net(torch.ones(3)))", "for one in net.parameters():\n    pass"])
def test_a_module_that_was_saved_as_a_whole_is_saved_as_a_state_dict_first(tmp_path: Path, use: str) -> None:
    assert finding(tmp_path, {"predict.py": f"{LOAD}{use}\n"}).fix.startswith("save the state_dict")


def test_the_file_that_saves_the_whole_module_tells_it_too(tmp_path: Path) -> None:
    train = 'import torch\n\nnet = torch.nn.Linear(3, 1)\ntorch.save(net, "out/net.pt")\n'
    assert finding(tmp_path, {"train.py": train, "predict.py": LOAD}).fix.startswith("save the state_dict")


def test_weights_alone_are_loaded_as_weights_alone(tmp_path: Path) -> None:
    train = 'import torch\n\nnet = torch.nn.Linear(3, 1)\ntorch.save(net.state_dict(), "out/net.pt")\n'
    predict = f"{LOAD}model = torch.nn.Linear(3, 1)\nmodel.load_state_dict(net)\nmodel.eval()\n"
    found = finding(tmp_path, {"train.py": train, "predict.py": predict})
    assert found.fix == "call torch.load(..., weights_only=True)"


@pytest.mark.parametrize(
    ("call", "severity", "told"),
    [
        ("load_url('https://models.example.org/zoo/a.pth')", Severity.MEDIUM, "https://models.example.org/zoo/a.pth"),
        ("load_url(URLS['small'])", Severity.MEDIUM, "https://models.example.org/zoo/*"),
        ("load_url(sys.argv[1])", Severity.HIGH, "brings"),
    ],
)
def test_an_address_that_stands_in_the_code_is_less_grave(
    tmp_path: Path, call: str, severity: Severity, told: str
) -> None:
    found = finding(tmp_path, {"net.py": f"import sys\n\nfrom torch.utils.model_zoo import load_url\n\n{URLS}{call}\n"})
    assert found.severity is severity
    assert told in found.message


def test_what_is_given_is_called_by_what_it_is(tmp_path: Path) -> None:
    code = "import joblib\n\n\ndef opened(path):\n    return joblib.load(path)\n"
    assert finding(tmp_path, {"a.py": code}).message == "joblib.load runs whatever code is in the file that it is given"
