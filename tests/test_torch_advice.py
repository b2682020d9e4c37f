"""What is advised beside a finding about PyTorch would do no harm."""

from pathlib import Path

import pytest

from mldebt.audit import audit
from mldebt.model import Settings
from mldebt.registry import load_checks


def fix(root: Path, slug: str, code: str) -> str:
    (root / "train.py").write_text(f"import torch\n\n\n{code}", encoding="utf-8")
    checks = tuple(check for check in load_checks() if check.slug == slug)
    (debt,) = audit(root, Settings(), checks).debts
    return debt.fix


@pytest.mark.parametrize(
    ("statement", "advice"),
    [
        ("p.data = p.data.float()", "Call net.float(), which does it for all parameters and buffers"),
        ("p.data = p.data.to(torch.half)", "Call net.to(torch.half), which does it for all parameters and buffers"),
        ("p.data.clamp_(0, 1)", "Call p.clamp_(…) under torch.no_grad()"),
        ("p.data -= 0.1 * p.grad", "Change p itself in place under torch.no_grad()"),
        ("p.data = 0.9 * p.data", "Call p.copy_(…) under torch.no_grad()"),
        (
            "if p.ndim > 1:\n            p.data = p.data.half()",
            "Call .half() on the modules that hold these parameters",
        ),
    ],
)
def test_a_write_past_autograd_is_mended_by_what_does_the_same(tmp_path: Path, statement: str, advice: str) -> None:
    code = f"def change(net):\n    for p in net.parameters():\n        {statement}\n"
    assert fix(tmp_path, "tensor-data-access", code) == advice


def test_a_function_that_only_evaluates_is_decorated(tmp_path: Path) -> None:
    code = "def evaluate(net, val_loader):\n    net.eval()\n    for x in val_loader:\n        print(net(x))\n"
    told = fix(tmp_path, "evaluated-with-gradients", code)
    assert told == (
        "Decorate evaluate with @torch.no_grad(), or put the loop over val_loader in line 6 under with torch.no_grad()"
    )


def test_a_function_that_also_trains_is_not_decorated(tmp_path: Path) -> None:
    code = (
        "def train(net, train_loader, val_loader):\n"
        "    optimizer = torch.optim.SGD(net.parameters())\n"
        "    for x in train_loader:\n        optimizer.zero_grad()\n        net(x).mean().backward()\n"
        "        optimizer.step()\n    net.eval()\n    for x in val_loader:\n        print(net(x))\n"
    )
    told = fix(tmp_path, "evaluated-with-gradients", code)
    assert told == "Put the loop over val_loader in line 11 under with torch.no_grad()"


def test_a_helper_of_training_and_evaluation_is_not_decorated(tmp_path: Path) -> None:
    code = (
        "def loss_of(net, x):\n    return net(x).mean()\n\n\n"
        "def train(net, train_loader, val_loader):\n"
        "    optimizer = torch.optim.SGD(net.parameters())\n"
        "    for x in train_loader:\n        optimizer.zero_grad()\n        loss_of(net, x).backward()\n"
        "        optimizer.step()\n    net.eval()\n    for x in val_loader:\n        print(loss_of(net, x))\n"
    )
    told = fix(tmp_path, "evaluated-with-gradients", code)
    assert told == "Put the loop over val_loader in line 15 under with torch.no_grad()"


def test_a_variable_is_only_a_wrapper(tmp_path: Path) -> None:
    told = fix(tmp_path, "removed-api", "print(torch.autograd.Variable(torch.ones(3)))\n")
    assert told.startswith("drop the wrapper")
