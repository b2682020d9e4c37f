import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mldebt.knowledge import lend
from mldebt.model import (
    ConstraintFiles,
    Constraints,
    Inclusion,
    Inclusions,
    Language,
    Own,
    OwnDistribution,
    Place,
    Requirement,
    Requirements,
    Source,
    SourceFile,
)
from mldebt.read import licence, requirements, setup_cfg, toml
from mldebt.read.door import Part
from mldebt.read.environment import environment_part
from mldebt.read.setup_py import setup_own, setup_requirements


def source(text: str, path: str = "requirements.txt") -> Source:
    return Source(SourceFile(path, Language.OTHER), text)


def pip(text: str, path: str = "requirements.txt") -> Part:
    return requirements.read(source(text, path), lend)


def pyproject(text: str) -> Part:
    return toml.read(source(text, "pyproject.toml"), lend)


def asked(part: Part) -> list[tuple[str, int, str, str]]:
    """(name, line, specifier, group) of each requirement."""
    found = part.facts.get(Requirements, ())
    return [(one.name, one.where.line, one.specifier, one.group) for one in found]


def only(part: Part) -> Requirement:
    (found,) = part.facts[Requirements]
    assert isinstance(found, Requirement)
    return found


def test_a_pinned_line_is_read_whole() -> None:
    text = '# models\nScikit_Learn[plots]==1.5.2 ; python_version < "3.13"  # pinned for the pickle\n'
    assert only(pip(text)) == Requirement(
        "scikit-learn", Place("requirements.txt", 2), "==1.5.2", "", ("plots",), 'python_version < "3.13"', "", "1.5.2",
        'Scikit_Learn[plots]==1.5.2 ; python_version < "3.13"  # pinned for the pickle',
    )  # fmt: skip


@pytest.mark.parametrize(
    ("specifier", "pinned"),
    [("==1.2", "1.2"), ("===1.2", "1.2"), ("==1.2.*", ""), (">=1.2", ""), ("", ""), ("==2.1.0+cu118", "2.1.0+cu118")],
)
def test_only_an_exact_version_pins(specifier: str, pinned: str) -> None:
    assert only(pip(f"torch{specifier}")).pinned == pinned


def test_continued_lines_and_hashes_count_from_their_first_line() -> None:
    text = "numpy \\\n  ==2.0\npandas==2.2 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\nscipy\n"
    assert asked(pip(text)) == [("numpy", 1, "==2.0", ""), ("pandas", 3, "==2.2", ""), ("scipy", 6, "", "")]


def test_included_files_and_local_packages_are_no_requirements() -> None:
    part = pip(
        "-r base.txt\n-c limits.txt\n-e .\n-e ../common[all]\n./lib\n--extra-index-url https://example.org/simple\n"
    )
    where = [Place("requirements.txt", line) for line in (1, 3, 4, 5)]
    paths = ["base.txt", ".", "../common", "./lib"]
    limits = ConstraintFiles([Inclusion("limits.txt", Place("requirements.txt", 2))])
    assert part.facts == {Inclusions: Inclusions(map(Inclusion, paths, where)), ConstraintFiles: limits}


@pytest.mark.parametrize(
    ("line", "name", "pinned"),
    [
        ("git+https://example.org/a/b.git@main#egg=Proper_Name", "proper-name", ""),
        ("-e git+https://example.org/a/b.git#egg=other", "other", ""),
        ("git+https://example.org/openai/CLIP.git@a1b2c3", "clip", ""),
        ("clip @ git+https://example.org/openai/CLIP.git", "clip", ""),
        ("https://example.org/w/torch-1.7.0%2Bcpu-cp36-cp36m-linux_x86_64.whl", "torch", "1.7.0+cpu"),
        ("https://example.org/files/thing-2.1.tar.gz", "thing", ""),
        ("https://example.org/someone/thing/archive/master.zip", "thing", ""),
    ],
)
def test_a_url_has_a_name(line: str, name: str, pinned: str) -> None:
    found = only(pip(line))
    assert (found.name, found.pinned, bool(found.url)) == (name, pinned, True)


def test_what_conda_exports_is_understood() -> None:
    assert asked(pip("numpy=1.19.2=py38h456fd55_0\n_libgcc_mutex=0.1=main\n")) == [
        ("numpy", 1, "==1.19.2", ""),
        ("libgcc-mutex", 2, "==0.1", ""),
    ]


def test_a_line_that_pip_would_refuse_is_told_and_the_rest_is_read() -> None:
    part = pip("numpy\n<<<<<<< HEAD\npip install scipy\n--bogus\npandas\n")
    assert [name for name, *_ in asked(part)] == ["numpy", "pandas"]
    assert [(missing.line, missing.lines) for missing in part.not_read] == [(2, 1), (3, 1), (4, 1)]
    assert part.not_read[2].reason == "pip would refuse '--bogus': no such option: --bogus"


@pytest.mark.parametrize(
    "line",
    [
        "Please refer to https://hub.example.org/r/science/image.",
        "Requirements change often. See https://hub.example.org/x/requirements.txt for new ones.",
        "torch https://hub.example.org/torch.zip",
        "see README.md and docs/install.md",
    ],
)
def test_a_sentence_with_a_link_is_no_requirement(line: str) -> None:
    part = pip(f"{line}\nnumpy\n")
    assert [name for name, *_ in asked(part)] == ["numpy"]
    assert [missing.line for missing in part.not_read] == [1]
    assert Inclusions not in part.facts


def test_odd_line_breaks_do_not_shift_the_lines() -> None:
    assert asked(pip("numpy # a\x0cb\u2028c\nscipy"))[1] == ("scipy", 2, "", "")


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("requirements.txt", ""),
        ("requirements/base.txt", ""),
        ("requirements-gpu.txt", ""),
        ("requirements-dev.txt", "dev"),
        ("requirements/test.in", "test"),
        ("dev_requirements.txt", "dev"),
        ("docs/requirements.txt", "docs"),
        ("latest/requirements.txt", ""),
        ("requirements-optional.txt", "optional"),
    ],
)
def test_the_name_of_the_file_tells_the_group(path: str, group: str) -> None:
    assert only(pip("numpy", path)).group == group


def test_a_constraints_file_asks_for_nothing() -> None:
    assert set(pip("numpy==2.0", "constraints.txt").facts) == {Constraints}


PYPROJECT = """\
[build-system]
requires = ["hatchling"]

[project]
name = "My_Project"
license = {text = "Apache-2.0"}
dependencies = [
    "numpy>=1.20",  # the floor
    'scipy',
    "torch>=2; python_version < \\"3.13\\"",
    "two words",
]

[project.optional-dependencies]
tests = ["pytest",
         "numpy>=1.20"]
gpu = ["cupy"]

[dependency-groups]
lint = ["ruff", {include-group = "tests"}]

[tool.hatch.envs.default]
dependencies = ["mypy"]

[tool.uv.sources]
common = { path = "../common" }
"""


def test_pyproject_is_read_with_lines_and_groups() -> None:
    part = pyproject(PYPROJECT)
    assert asked(part) == [
        ("numpy", 8, ">=1.20", ""),
        ("scipy", 9, "", ""),
        ("torch", 10, ">=2", ""),
        ("pytest", 15, "", "test"),
        ("numpy", 16, ">=1.20", "test"),
        ("cupy", 17, "", "gpu"),
        ("ruff", 20, "", "dev"),
        ("mypy", 23, "", "dev"),
    ]
    assert part.facts[OwnDistribution] == (Own("my-project", "Apache-2.0", Place("pyproject.toml", 5)),)
    assert part.facts[Inclusions] == (Inclusion("../common", Place("pyproject.toml", 26)),)
    assert [missing.line for missing in part.not_read] == [11]


POETRY = """\
[tool.poetry]
name = "forecast"
license = "GPL-3.0-only"

[tool.poetry.dependencies]
python = "^3.11"
numpy = "^1.26.0"
"ruamel.yaml" = "~0.17"
old = "^0.0.3"
exact = "1.2.3"
any = "*"
extra = {version = "1.*", optional = true, extras = ["b", "a"]}
near = {path = "../near", develop = true}
far = {git = "https://example.org/far.git"}
split = [{version = "<=1.9", python = "<3.8"}, {version = "^2.0", python = ">=3.8"}]

[tool.poetry.dependencies.table]
version = ">=1,<3"

[tool.poetry.group.dev.dependencies]
pytest = "^8"
"""


def test_poetry_is_read_in_its_own_dialect() -> None:
    part = pyproject(POETRY)
    assert asked(part) == [
        ("numpy", 7, ">=1.26.0,<2", ""),
        ("ruamel-yaml", 8, ">=0.17,<0.18", ""),
        ("old", 9, ">=0.0.3,<0.0.4", ""),
        ("exact", 10, "==1.2.3", ""),
        ("any", 11, "", ""),
        ("extra", 12, "==1.*", "optional"),
        ("far", 14, "", ""),
        ("split", 15, "<=1.9", ""),
        ("split", 15, ">=2.0,<3", ""),
        ("table", 17, ">=1,<3", ""),
        ("pytest", 21, ">=8,<9", "dev"),
    ]
    assert part.facts[Inclusions] == (Inclusion("../near", Place("pyproject.toml", 13)),)
    assert part.facts[OwnDistribution] == (Own("forecast", "GPL-3.0-only", Place("pyproject.toml", 2)),)


def test_a_pipfile_is_read() -> None:
    text = '[[source]]\nurl = "x"\n[packages]\ntorch = {version = "==2.1"}\n[dev-packages]\npytest = "*"\n'
    assert asked(toml.read(source(text, "Pipfile"), lend)) == [("torch", 4, "==2.1", ""), ("pytest", 6, "", "dev")]


def test_another_toml_file_is_no_manifest() -> None:
    assert toml.read(source('[project]\ndependencies = ["numpy"]', "other.toml"), lend) == Part()


def test_classifiers_name_the_licence_where_nothing_else_does() -> None:
    text = '[project]\nname = "x"\nclassifiers = ["Topic :: X", "License :: OSI Approved :: MIT License"]\n'
    assert pyproject(text).facts[OwnDistribution][0].licence == "License :: OSI Approved :: MIT License"


SETUP_CFG = """\
[metadata]
name = my.project
license = GPLv3
[options]
packages = find:
install_requires =
    numpy>=1.20  # why
    # a comment
    scipy; python_version < "3.9"

    two words
tests_require = pytest
[options.extras_require]
viz =
    matplotlib
docs = sphinx; furo
[flake8]
install_requires = x
"""


def test_setup_cfg_is_read_with_lines_and_groups() -> None:
    part = setup_cfg.read(source(SETUP_CFG, "setup.cfg"), lend)
    assert asked(part) == [
        ("numpy", 7, ">=1.20", ""),
        ("scipy", 9, "", ""),
        ("pytest", 12, "", "test"),
        ("matplotlib", 15, "", "viz"),
        ("sphinx", 16, "", "docs"),
        ("furo", 16, "", "docs"),
    ]
    assert part.facts[OwnDistribution] == (Own("my-project", "GPLv3", Place("setup.cfg", 2)),)
    assert [missing.line for missing in part.not_read] == [11]


SETUP_PY = """\
from setuptools import setup

required = [
    "numpy>=1.20",
    "not a requirement",
]
options = dict(name="My_Project", extras_require={"dev": ["pytest"], **others})

setup(install_requires=required, tests_require=open("tests.txt").read(), license="MIT", **options)
"""


def test_setup_py_is_read_where_it_is_literal() -> None:
    tree, text = ast.parse(SETUP_PY), source(SETUP_PY, "setup.py")
    part = Part({Requirements: setup_requirements(tree, text)})
    assert asked(part) == [("numpy", 4, ">=1.20", ""), ("not", 5, "", ""), ("pytest", 7, "", "dev")]
    assert setup_own(tree, text) == (Own("my-project", "MIT", Place("setup.py", 7)),)


ENVIRONMENT = """\
name: forecast
channels: [conda-forge]
dependencies:
  - python=3.11
  - numpy=1.26.4=py311_0
  - pytorch::torchvision>=0.15
  - scipy=1.11
  - pandas==2.1
  - scikit-learn 1.3.*
  - foo[version='>=1']
  - bar 1.8|1.9
  - r-base
  - "!!"
  - pip:
      - ultralytics==8.0.20
      - -r requirements.txt
      - "!bad"
"""


def test_an_environment_of_conda_is_read_with_what_pip_adds() -> None:
    part = environment_part(source(ENVIRONMENT, "environment.yml"))
    assert asked(part) == [
        ("numpy", 5, "==1.26.4", ""),
        ("torchvision", 6, ">=0.15", ""),
        ("scipy", 7, "==1.11.*", ""),
        ("pandas", 8, "==2.1", ""),
        ("scikit-learn", 9, "==1.3.*", ""),
        ("foo", 10, "", ""),
        ("bar", 11, "", ""),
        ("ultralytics", 15, "==8.0.20", ""),
    ]
    assert [one.pinned for one in part.facts[Requirements]] == ["1.26.4", "", "", "2.1", "", "", "", "8.0.20"]
    assert part.facts[Inclusions] == (Inclusion("requirements.txt", Place("environment.yml", 16)),)
    assert [missing.line for missing in part.not_read] == [13, 17]


@pytest.mark.parametrize(
    ("text", "spdx"),
    [
        ("GNU AFFERO GENERAL PUBLIC LICENSE\n   Version 3, 19 November 2007\n", "AGPL-3.0-or-later"),
        (
            "                    GNU GENERAL PUBLIC LICENSE\n                       Version 2, June 1991",
            "GPL-2.0-or-later",
        ),
        ("MIT License\n\nCopyright (c) 2024\n\nPermission is hereby granted, free of charge, to any", "MIT"),
        ("# SPDX-License-Identifier: EUPL-1.2\n", "EUPL-1.2"),
    ],
)
def test_a_licence_file_says_which_it_is(text: str, spdx: str) -> None:
    assert licence.read(source(text, "LICENSE"), lend).facts[OwnDistribution] == (Own("", spdx, Place("LICENSE", 1)),)


def test_a_permissive_text_that_mentions_the_gpl_later_stays_permissive() -> None:
    text = (
        "Redistribution and use in source and binary forms, with or without\n"
        + "GNU General Public License version 3\n"
    )
    assert licence.read(source(text, "LICENSE"), lend).facts[OwnDistribution][0].licence == "BSD-3-Clause"


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("pyproject.toml", "[project", "not valid TOML: "),
        ("pyproject.toml", "x = " + "[" * 5000, "not valid TOML: nested too deeply"),
        ("setup.cfg", "name = x\n", "not a valid setup.cfg: File contains no section headers"),
        ("environment.yml", "dependencies: [", "not YAML at line "),
    ],
)
def test_a_broken_manifest_says_why_it_is_not_read(path: str, text: str, reason: str) -> None:
    part = read(source(text, path))
    (missing,) = part.not_read
    assert not part.facts
    assert missing.path == path
    assert missing.reason.startswith(reason)


def read(text: Source) -> Part:
    match text.file.path:
        case "pyproject.toml" | "Pipfile":
            return toml.read(text, lend)
        case "setup.cfg":
            return setup_cfg.read(text, lend)
        case "environment.yml":
            return environment_part(text)
        case _:
            return requirements.read(text, lend)


PATHS = ("requirements.txt", "pyproject.toml", "Pipfile", "setup.cfg", "environment.yml")
WORDS = (
    "numpy == 1.0 >= [ ] ( ) { } -e -r --hash= # \\ \n ; python_version ' \" @ git+ https:// file: .. / ~= * , #egg= "
    "é \f .whl .zip $ & = <2 - : dependencies pip [project] [tool.poetry.dependencies] [options] install_requires \t"
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS.split(" ")), max_size=14), st.sampled_from(PATHS))
def test_no_text_stops_a_reader(words: list[str], path: str) -> None:
    assert isinstance(read(source(" ".join(words), path)), Part)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "a",
        "[project]\ndependencies = 3",
        "[project]\nname = 1\ndependencies = {a = 1}",
        "project = 1\ntool = []",
        "dependency-groups = [[1]]",
        "[tool.poetry.dependencies]\na = 1\nb = [1, {version = 2}]",
        "dependencies: 3",
        "dependencies: [1, {pip: 3}, {pip: [1, [2]]}, null]",
        "&a [*a]",
        "[options]\n",
        "[metadata]\n",
    ],
)
def test_values_of_the_wrong_type_are_passed_over(path: str, text: str) -> None:
    assert isinstance(read(source(text, path)), Part)


def test_a_setup_called_in_a_function_is_read_through_the_names_of_that_function() -> None:
    text = "def package():\n    options = dict(install_requires=['numpy<2'])\n    setup(**options)\n\n\npackage()\n"
    found = setup_requirements(ast.parse(text), source(text, "setup.py"))
    assert [(one.name, one.specifier) for one in found] == [("numpy", "<2")]
