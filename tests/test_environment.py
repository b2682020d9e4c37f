"""What is installed tells its licences: through pip-licenses where an interpreter is named, else as the files it is."""

import subprocess
import sys
from pathlib import Path

import pytest

from mldebt.model import Environment, InstalledPackage, UserError
from mldebt.read import environment_of

SPLINES = "Metadata-Version: 2.1\nName: Acme_Splines\nVersion: 0.3\n"


def environment(folder: Path, *metadata: str) -> Path:
    """A virtual environment with packages that are nothing but metadata."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    site = next(folder.glob("lib/python*/site-packages"))
    for number, text in enumerate(metadata):
        home = site / f"package{number}-1.dist-info"
        home.mkdir()
        (home / "METADATA").write_text(text, encoding="utf-8")
    return folder


def packages(found: Environment | None) -> dict[str, InstalledPackage]:
    assert found is not None
    return dict(found.packages)


@pytest.mark.parametrize("name", ["env", "a folder with spaces"])
def test_a_named_environment_tells_all_three_fields(tmp_path: Path, name: str) -> None:
    text = (
        SPLINES + "License: GPL License 3.0\n"
        "Classifier: License :: OSI Approved\nClassifier: License :: OSI Approved :: MIT License\n"
    )
    newer = "Metadata-Version: 2.4\nName: newer\nVersion: 2\nLicense-Expression: MIT OR Apache-2.0\n"
    home = environment(tmp_path / name, text, newer)
    for python in (home, home / "bin" / "python"):
        found = packages(environment_of(tmp_path, str(python)))
        assert found["acme-splines"].stated == "GPL License 3.0"
        assert "MIT License" in found["acme-splines"].classifiers
        assert found["newer"].expression == "MIT OR Apache-2.0"


def test_pip_licenses_and_the_files_themselves_say_the_same(tmp_path: Path) -> None:
    home = environment(
        tmp_path / ".venv", SPLINES + "License: MIT\n", "Metadata-Version: 2.1\nName: bare\nVersion: 1\n"
    )
    assert packages(environment_of(tmp_path, str(home))) == packages(environment_of(tmp_path, ""))


def test_an_environment_in_the_audited_folder_is_read_and_not_run(tmp_path: Path) -> None:
    home = environment(tmp_path / ".venv", SPLINES)
    interpreter = home / "bin" / "python"
    interpreter.unlink()
    interpreter.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n", encoding="utf-8")
    interpreter.chmod(0o755)
    assert "acme-splines" in packages(environment_of(tmp_path, ""))
    assert not (tmp_path / "ran").exists()


def test_a_field_that_holds_a_whole_text_is_identified_and_not_handed_on(tmp_path: Path) -> None:
    text = "\n        ".join(
        ["BSD 3-Clause License", "Copyright (c) Acme", "Redistribution and use in source and binary forms"]
    )
    environment(
        tmp_path / ".venv", SPLINES + f"License: {text}\n", f"Metadata-Version: 2.1\nName: odd\nLicense: {'x' * 200}\n"
    )
    found = packages(environment_of(tmp_path, ""))
    assert (found["acme-splines"].stated, found["odd"].stated) == ("BSD-3-Clause", "a text of its own")


def test_a_package_without_a_name_is_passed_over(tmp_path: Path) -> None:
    environment(tmp_path / ".venv", "Metadata-Version: 2.1\n", SPLINES)
    assert set(packages(environment_of(tmp_path, ""))) == {"acme-splines"}


def test_no_environment_is_no_fact(tmp_path: Path) -> None:
    assert environment_of(tmp_path, "") is None


def test_an_environment_without_packages_is_a_mistake_and_no_clean_bill(tmp_path: Path) -> None:
    home = environment(tmp_path / "empty")
    with pytest.raises(UserError, match="no package is installed there"):
        environment_of(tmp_path, str(home))


def test_an_interpreter_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no interpreter"):
        environment_of(tmp_path, str(tmp_path / "nowhere"))
