"""Locks, constraints, and the manifests of other ecosystems: read, and what is made of them."""

import ast
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mldebt.discover.languages import language_by_name
from mldebt.knowledge import Sizes, lend
from mldebt.link import Conflicts, DependencyUse, DeployUnits, FloatingBases, LicenceDebts, LockedVersions, Pinning
from mldebt.link.footprint import closure, exclusive_mb
from mldebt.link.loose import loose_of
from mldebt.link.markers import disjoint, may_meet
from mldebt.model import (
    BaseImages,
    CommandRequirements,
    Constraints,
    Inclusions,
    JvmRequirements,
    LicencePolicy,
    Locked,
    Locks,
    Place,
    Project,
    Reading,
    Repository,
    Requirements,
    RRequirements,
    Section,
    SourceFile,
)
from mldebt.read import read_text


def read(path: str, text: str) -> Reading:
    file = SourceFile(path, language_by_name(path))
    if path.endswith(".py"):
        ast.parse(text)
    return read_text(file, text, lend)


def locked(path: str, text: str) -> list[tuple[str, str, int, str]]:
    """(name, version, line, group) of each package."""
    return [(one.name, one.version, one.where.line, one.group) for one in read(path, text).fact(Locks)]


def jvm(path: str, text: str) -> list[tuple[str, str, str]]:
    return [(one.name, one.pinned, one.group) for one in read(path, text).fact(JvmRequirements)]


def project(*readings: Reading) -> Project:
    def setting(kind: type[Section]) -> Section:
        return kind()

    return Project(Repository(".", "x", tuple(one.file for one in readings)), readings, lend, setting)


UV = """\
version = 1
revision = 3

[[package]]
name = "churn"
version = "0.1"
source = { editable = "." }
dependencies = [{ name = "Scikit_Learn" }]

[package.dev-dependencies]
dev = [{ name = "pytest" }]

[[package]]
name = "scikit-learn"
version = "1.5.2"
source = { registry = "https://example.org/simple" }
dependencies = [
    { name = "joblib" },
    { name = "colorama", marker = "sys_platform == 'win32'" },
]
sdist = { url = "https://example.org/s.tar.gz", size = 7, upload-time = "2024-09-01T00:00:00Z" }
wheels = [
    { url = "https://example.org/s-cp311-cp311-win_amd64.whl", size = 900, upload-time = "2024-09-02T00:00:00Z" },
    { url = "https://example.org/s-cp311-manylinux_2_17_x86_64.whl", size = 100, upload-time = "2024-09-03T00:00:00Z" },
    { url = "https://example.org/s-cp312-cp312-manylinux_2_17_x86_64.whl", size = 200 },
]

[[package]]
name = "joblib"
version = "1.4.2"
source = { registry = "https://example.org/simple" }

[[package]]
name = "pytest"
version = "8.0"
source = { registry = "https://example.org/simple" }
"""


def test_uv_tells_versions_sizes_dates_and_who_needs_whom() -> None:
    text = UV.replace("Scikit_Learn", "scikit-learn")
    first, *others = read("uv.lock", text).fact(Locks)
    assert first == Locked(
        "scikit-learn", "1.5.2", Place("uv.lock", 13), "", 100, "2024-09-03T00:00:00Z", deps=("joblib",), graph=True
    )
    assert [(one.name, one.group) for one in others] == [("joblib", ""), ("pytest", "dev")]


def test_poetry_tells_groups_in_two_ways_and_no_sizes() -> None:
    text = """\
[[package]]
name = "Flask"
version = "3.0.3"
category = "main"
optional = false

[package.dependencies]
Werkzeug = ">=3.0.0"
asgiref = {version = ">=3.2", optional = true}

[[package]]
name = "pytest"
version = "8.0"
groups = ["dev"]
markers = "python_version < \\"3.13\\""

[[package]]
name = "torch"
version = "2.4.1"
groups = ["main", "test"]
"""
    assert locked("poetry.lock", text) == [
        ("flask", "3.0.3", 1, ""),
        ("pytest", "8.0", 11, "dev"),
        ("torch", "2.4.1", 17, ""),
    ]
    flask, pytest_row, _ = read("poetry.lock", text).fact(Locks)
    assert (flask.deps, pytest_row.marker) == (("werkzeug",), 'python_version < "3.13"')


def test_pdm_tells_groups() -> None:
    text = """\
[[package]]
name = "requests"
version = "2.32.3"
groups = ["default"]
dependencies = ["certifi>=2017.4.17", "idna<4,>=2.5"]

[[package]]
name = "sphinx"
version = "7.0"
groups = ["docs"]
"""
    assert locked("pdm.lock", text) == [("requests", "2.32.3", 1, ""), ("sphinx", "7.0", 7, "docs")]
    assert read("pdm.lock", text).fact(Locks)[0].deps == ("certifi", "idna")


def test_pylock_tells_markers_sizes_and_dates_as_toml_writes_them() -> None:
    text = """\
lock-version = "1.0"
created-by = "tool"

[[packages]]
name = "numpy"
version = "2.1.0"
marker = "python_version >= '3.10'"
wheels = [{ name = "numpy-2.1.0-none-any.whl", size = 12, upload-time = 2024-08-18T21:00:00Z }]
"""
    for path in ("pylock.toml", "pylock.gpu.toml"):
        (found,) = read(path, text).fact(Locks)
        assert found == Locked(
            "numpy", "2.1.0", Place(path, 4), "", 12, "2024-08-18T21:00:00+00:00", marker="python_version >= '3.10'"
        )


def test_pipfile_lock_tells_sections_and_lines() -> None:
    text = """\
{
    "_meta": {"hash": {"sha256": "x"}},
    "default": {
        "numpy": {
            "hashes": ["sha256:a"],
            "markers": "python_version >= '3.9'",
            "version": "==2.1.0"
        },
        "clip": {"git": "https://example.org/clip.git", "ref": "abc"}
    },
    "develop": {
        "numpy": {
            "version": "==2.1.0"
        }
    }
}
"""
    assert locked("Pipfile.lock", text) == [
        ("numpy", "2.1.0", 4, ""),
        ("clip", "", 9, ""),
        ("numpy", "2.1.0", 12, "dev"),
    ]


def test_renv_tells_packages_of_r() -> None:
    text = (
        '{\n "R": {"Version": "4.3.1"},\n "Packages": {\n  "MASS": {\n   "Package": "MASS", "Version": "7.3-60"\n  },\n'
    )
    text += '  "caret": {\n   "Version": "6.0-94", "Requirements": ["MASS", "R"]\n  }\n }\n}\n'
    mass, caret = read("renv.lock", text).fact(Locks)
    assert (mass.name, mass.version, mass.ecosystem, mass.where.line) == ("MASS", "7.3-60", "r", 4)
    assert (caret.deps, caret.where.line) == (("MASS", "R"), 7)


def test_pixi_tells_licences_sizes_and_the_names_of_the_index() -> None:
    text = """\
version: 6
environments:
  default:
    packages:
      linux-64:
      - conda: https://conda.example.org/conda-forge/linux-64/pytorch-2.4.1-cpu_0.conda
packages:
- conda: https://conda.example.org/conda-forge/linux-64/pytorch-2.4.1-cpu_0.conda
  sha256: aa
  depends:
  - libgcc >=13
  - numpy >=1.19,<3
  license: BSD-3-Clause
  license_family: BSD
  size: 37000000
  timestamp: 1725000000000
  purls:
  - pkg:pypi/torch?source=hash-mapping
- conda: https://conda.example.org/conda-forge/linux-64/libgcc-14.1.0-h77fa898_1.conda
  purls: []
- pypi: https://files.example.org/lightgbm-4.5.0-py3-none-manylinux1_x86_64.whl
  name: lightgbm
  version: 4.5.0
  requires_dist:
  - numpy>=1.17.0
  - pandas ; extra == 'pandas'
"""
    torch, gcc, lightgbm = read("pixi.lock", text).fact(Locks)
    assert torch == Locked(
        "torch",
        "2.4.1",
        Place("pixi.lock", 8),
        "",
        37000000,
        "2024-08-30",
        "BSD-3-Clause",
        ("libgcc", "numpy"),
        "linux-64",
        "python",
        True,
    )
    assert (gcc.name, gcc.version, gcc.ecosystem) == ("libgcc", "14.1.0", "conda")
    assert (lightgbm.name, lightgbm.version, lightgbm.deps) == ("lightgbm", "4.5.0", ("numpy",))


def test_conda_lock_tells_platforms_and_categories() -> None:
    text = """\
version: 1
package:
- name: numpy
  version: 1.26.4
  manager: conda
  platform: linux-64
  dependencies:
    libblas: '>=3.9'
  category: main
- {name: Black, version: '24.1', manager: pip, platform: linux-64, category: dev}
"""
    numpy, black = read("conda-lock.yml", text).fact(Locks)
    assert (numpy.name, numpy.version, numpy.marker, numpy.deps, numpy.where.line) == (
        "numpy",
        "1.26.4",
        "linux-64",
        ("libblas",),
        3,
    )
    assert (black.name, black.group, black.ecosystem) == ("black", "dev", "python")


def test_an_explicit_list_of_conda_is_a_lock() -> None:
    text = "# platform: linux-64\n@EXPLICIT\n"
    text += "https://conda.example.org/c/linux-64/scikit-learn-1.5.2-py311h57cc02b_1.conda#ab\n"
    assert locked("conda-linux-64.lock", text) == [("scikit-learn", "1.5.2", 3, "")]


def test_what_a_resolver_wrote_into_a_requirements_file_is_a_lock() -> None:
    text = """\
#
# This file is autogenerated by pip-compile with Python 3.11
#
numpy==2.1.0
    # via
    #   -r requirements.in
    #   pandas
pandas==2.2.3 ; python_version >= "3.9"
    # via -r requirements.in
"""
    numpy, pandas = read("requirements.txt", text).fact(Locks)
    assert (numpy.deps, pandas.deps, pandas.where.line) == ((), ("numpy",), 8)


@pytest.mark.parametrize(
    "text", ["numpy==2.1.0\n", "# made by hand\nnumpy==2.1.0\npandas\n", "# pip-compile\nnumpy>=2\n"]
)
def test_pins_by_hand_are_no_lock(text: str) -> None:
    assert not read("requirements.txt", text).fact(Locks)


def test_constraints_ask_for_nothing() -> None:
    reading = read("constraints.txt", "numpy==2.1.0\n")
    assert not reading.fact(Requirements)
    assert [one.name for one in reading.fact(Constraints)] == ["numpy"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("uv.lock", "[[package]\n"),
        ("poetry.lock", "a = " + "[" * 3000),
        ("Pipfile.lock", "{"),
        ("renv.lock", "[]"),
        ("Pipfile.lock", "[" * 100_000),
        ("pixi.lock", "a: [b"),
        ("conda-lock.yml", "a: *b"),
        ("pom.xml", "<project><dependencies>"),
        ("libs.versions.toml", "[libraries\n"),
        ("pixi.toml", "[a\n"),
        ("pom.xml", "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><project>&b;</project>"),
        ("pom.xml", "<project>" + "<a>" * 5000),
    ],
)
def test_a_broken_file_says_why(path: str, text: str) -> None:
    reading = read(path, text)
    (missing,) = reading.not_read
    assert missing.path == path
    assert not reading.facts
    assert "mldebt failed" not in missing.reason


WRONG = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "default",
                    "Packages",
                    "version",
                    "Version",
                    "Requirements",
                    "package",
                    "packages",
                    "name",
                    "markers",
                    "conda",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(WRONG, st.sampled_from(["Pipfile.lock", "renv.lock", "pixi.lock", "conda-lock.yml"]))
def test_wrong_types_never_raise(document: object, path: str) -> None:
    import json

    reading = read(path, json.dumps(document))
    assert not any("mldebt failed" in missing.reason for missing in reading.not_read)


@pytest.mark.parametrize(
    "row",
    [
        "version = 1",
        "wheels = 3",
        "dependencies = {a = 1}",
        "groups = 'x'",
        "source = 'x'",
        "sdist = [1]",
        "markers = {a = 'b'}",
        "optional = 'x'",
    ],
)
@pytest.mark.parametrize("path", ["uv.lock", "poetry.lock", "pdm.lock", "pylock.toml"])
def test_wrong_types_in_toml_never_raise(path: str, row: str) -> None:
    key = "packages" if path.startswith("pylock") else "package"
    reading = read(path, f'[[{key}]]\nname = "a"\n{row}\n\n[[{key}]]\nname = 3\n')
    assert not reading.not_read
    assert [one.name for one in reading.fact(Locks)] == ["a"]


# Manifests of Python


def test_groups_may_include_groups_and_themselves() -> None:
    text = '[dependency-groups]\ndev = [{include-group = "test"}, "ruff"]\ntest = ["pytest", {include-group = "dev"}]\n'
    asked = [(one.name, one.group, one.where.line) for one in read("pyproject.toml", text).fact(Requirements)]
    assert asked == [("ruff", "dev", 2), ("pytest", "test", 3)]


def test_pixi_asks_conda_and_the_index_by_feature_and_platform() -> None:
    text = """\
[project]
name = "churn"

[dependencies]
python = ">=3.11"
numpy = "1.26.*"
pandas = { version = ">=2", channel = "conda-forge" }
scipy = "*"

[pypi-dependencies]
lightgbm = "==4.5.0"
common = { path = "../common" }

[feature.test.dependencies]
pytest = "*"

[target.linux-64.dependencies]
cudatoolkit = "11.8"
"""
    reading = read("pixi.toml", text)
    asked = [(one.name, one.specifier, one.group, one.where.line) for one in reading.fact(Requirements)]
    assert asked == [
        ("numpy", "==1.26.*", "", 6),
        ("pandas", ">=2", "", 7),
        ("scipy", "", "", 8),
        ("lightgbm", "==4.5.0", "", 11),
        ("cudatoolkit", "==11.8.*", "", 18),
        ("pytest", "", "test", 15),
    ]
    assert [one.path for one in reading.fact(Inclusions)] == ["../common"]
    inside = read("pyproject.toml", '[tool.pixi.dependencies]\nnumpy = "2.1.0"\n').fact(Requirements)
    assert [(one.name, one.pinned) for one in inside] == [("numpy", "2.1.0")]


@pytest.mark.parametrize(
    ("line", "rank"),
    [
        ("numpy", 1),
        ("numpy>=1.2", 2),
        ("numpy!=1.3", 2),
        ("numpy>=1,<2", None),
        ("numpy~=1.2", None),
        ("numpy==1.*", None),
        ("numpy==1.2", None),
        ("a @ git+https://example.org/a.git", 0),
        ("a @ git+https://example.org/a.git@main", 0),
        ("a @ git+ssh://git@example.org/x/a.git", 0),
        ("a @ git+https://example.org/a.git@v1.2", None),
        ("a @ git+https://example.org/a.git@0123abc", None),
        ("a @ https://example.org/a-1.0.whl", None),
        ("a @ git+ssh://git@example.org/x/a.git@develop#egg=a", 0),
        ("-e git+https://example.org/x/a@HEAD#egg=a", 0),
    ],
)
def test_the_worst_way_to_leave_a_version_open_is_a_branch(line: str, rank: int | None) -> None:
    (asked,) = read("requirements.txt", line + "\n").fact(Requirements)
    assert [one.rank for one in loose_of(asked)] == ([] if rank is None else [rank])


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("pip install numpy 'pandas>=2' torch==2.4.1", ["numpy", "pandas", "torch"]),
        ("pip3 install -r requirements.txt -e . ./lib wheel.whl numpy", ["numpy"]),
        ("python -m pip install --upgrade --index-url https://example.org/whl/cpu torch", ["torch"]),
        ("/opt/venv/bin/pip install --no-cache-dir numpy && rm -rf x", ["numpy"]),
        ("uv pip install --system fastapi", ["fastapi"]),
        ("sudo pip install numpy", ["numpy"]),
        ("pip install -c constraints.txt numpy", []),
        ("pip install $PACKAGES torch==${VERSION}", []),
        ("pip install git+https://example.org/openai/CLIP.git", ["clip"]),
        ("conda install -y -c conda-forge numpy=1.26 python=3.11 pip", ["numpy", "pip"]),
        ("pip download numpy; npm install left-pad; apt-get install python3-numpy", []),
        ("echo pip install numpy", []),
    ],
)
def test_commands_install_what_they_name(command: str, names: list[str]) -> None:
    assert [one.name for one in read("build.sh", f"#!/bin/sh\n{command}\n").fact(CommandRequirements)] == names


def test_an_image_installs_on_the_line_that_says_so() -> None:
    reading = read("Dockerfile", "FROM python:3.11\nRUN apt-get update && \\\n    pip install numpy\n")
    assert [(one.name, one.where.line) for one in reading.fact(CommandRequirements)] == [("numpy", 3)]
    assert not reading.fact(Requirements)


@pytest.mark.parametrize(
    ("text", "images"),
    [
        ("FROM python:3.11 AS a\nFROM a\n", ["python:3.11"]),
        ("from scratch\n", []),
        ("ARG V=3.11\nFROM python:${V}-slim\n", ["python:3.11-slim"]),
        ("ARG V\nFROM python:$V\n", ["python:$V"]),
        ("FROM --platform=$BUILDPLATFORM a/b@sha256:00 AS x\n", ["a/b@sha256:00"]),
        ("ARG A=ubuntu\nARG B=${A}:22.04\nFROM $B\n", ["ubuntu:22.04"]),
        ("FROM python:${V:-3.12}\n", ["python:3.12"]),
        ("FROM\n", []),
    ],
)
def test_the_images_of_a_dockerfile(text: str, images: list[str]) -> None:
    assert [one.image for one in read("Dockerfile", text).fact(BaseImages)] == images


# R and the JVM


def test_r_packages_are_no_distributions() -> None:
    text = "Package: churn\nDepends: R (>= 4.0),\n    caret (>= 6.0-90)\nImports: MASS,\n  stats4\n"
    text += "Suggests: testthat\nTitle: a\n"
    reading = read("DESCRIPTION", text)
    assert not reading.fact(Requirements)
    found = [(one.name, one.specifier, one.group, one.where.line) for one in reading.fact(RRequirements)]
    assert found == [
        ("caret", ">=6.0-90", "", 3),
        ("MASS", "", "", 4),
        ("stats4", "", "", 5),
        ("testthat", "", "optional", 6),
    ]


def test_r_code_attaches_and_names_packages() -> None:
    text = 'library(caret)\nrequire("MASS")\n# library(no)\nx <- dplyr::filter(y); print("a::b")\n'
    text += "library(stats)\nif (!require(mlr)) 1\n"
    assert [(one.name, one.where.line) for one in read("a.R", text).fact(RRequirements)] == [
        ("caret", 1),
        ("MASS", 2),
        ("dplyr", 4),
        ("mlr", 6),
    ]
    page = "library(prose)\n```{r setup}\nlibrary(caret)\n```\n```{python}\nlibrary(no)\n```\n"
    assert [(one.name, one.where.line) for one in read("a.Rmd", page).fact(RRequirements)] == [("caret", 3)]
    assert [one.name for one in read("a.qmd", page).fact(RRequirements)] == ["caret"]


def test_maven_follows_properties_and_management() -> None:
    text = """\
<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <version>1.0</version>
  <properties><mahout.version>${m}</mahout.version><m>0.13.0</m><loop>${loop}</loop></properties>
  <dependencyManagement><dependencies>
    <dependency><groupId>org.x</groupId><artifactId>managed</artifactId><version>3</version></dependency>
  </dependencies></dependencyManagement>
  <dependencies>
    <dependency>
      <groupId>org.apache.mahout</groupId>
      <artifactId>mahout-mr</artifactId>
      <version>${mahout.version}</version>
      <exclusions><exclusion><groupId>a</groupId><artifactId>b</artifactId></exclusion></exclusions>
    </dependency>
    <dependency><groupId>org.x</groupId><artifactId>managed</artifactId></dependency>
    <dependency><groupId>org.x</groupId><artifactId>own</artifactId><version>${project.version}</version></dependency>
    <dependency>
      <groupId>junit</groupId><artifactId>junit</artifactId><version>[4,5)</version><scope>test</scope>
    </dependency>
    <dependency><groupId>org.x</groupId><artifactId>endless</artifactId><version>${loop}</version></dependency>
  </dependencies>
  <build><plugins><plugin><dependencies>
    <dependency><groupId>org.x</groupId><artifactId>tool</artifactId><version>1</version></dependency>
  </dependencies></plugin></plugins></build>
</project>
"""
    assert jvm("pom.xml", text) == [
        ("org.apache.mahout:mahout-mr", "0.13.0", ""),
        ("org.x:managed", "3", ""),
        ("org.x:own", "1.0", ""),
        ("junit:junit", "", "test"),
        ("org.x:endless", "", ""),
    ]
    assert read("pom.xml", text).fact(JvmRequirements)[0].where.line == 9


def test_gradle_writes_strings_and_maps_in_two_languages() -> None:
    text = """\
def sparkVersion = '3.5.1'
dependencies {
    // implementation 'no:no:1'
    implementation "org.apache.spark:spark-mllib_2.12:${sparkVersion}"
    compile group: 'org.deeplearning4j', name: 'deeplearning4j-core', version: '1.0.0-M2'
    testImplementation('junit:junit:4.13')
    implementation platform("ai.djl:bom:0.28.0")
    implementation libs.spark
    implementation project(":core")
}
"""
    assert jvm("build.gradle", text) == [
        ("org.apache.spark:spark-mllib_2.12", "3.5.1", ""),
        ("org.deeplearning4j:deeplearning4j-core", "1.0.0-M2", ""),
        ("junit:junit", "4.13", "test"),
        ("ai.djl:bom", "0.28.0", ""),
    ]
    kotlin = 'val v = "2.0"\ndependencies {\n  implementation("a.b:c:$v")\n  api("a.b:d:1.+")\n}\n'
    assert jvm("build.gradle.kts", kotlin) == [("a.b:c", "2.0", ""), ("a.b:d", "", "")]


def test_a_catalogue_refers_to_its_versions() -> None:
    text = """\
[versions]
spark = "3.5.1"
strict = { strictly = "2.0" }
[libraries]
mllib = { module = "org.apache.spark:spark-mllib_2.12", version.ref = "spark" }
named = { group = "a.b", name = "c", version.ref = "strict" }
short = "a.b:d:1.0"
bare = { module = "a.b:e" }
"""
    assert jvm("gradle/libs.versions.toml", text) == [
        ("org.apache.spark:spark-mllib_2.12", "3.5.1", ""),
        ("a.b:c", "2.0", ""),
        ("a.b:d", "1.0", ""),
        ("a.b:e", "", ""),
    ]
    assert read("gradle/libs.versions.toml", text).fact(JvmRequirements)[0].where.line == 5


def test_sbt_writes_percent_signs() -> None:
    text = """\
val sparkVersion = "3.5.1"
libraryDependencies ++= Seq(
  "org.apache.spark" %% "spark-mllib" % sparkVersion % "provided",
  "org.scalatest" %% "scalatest" % "3.2.18" % Test,
  // "no" % "no" % "1"
)
"""
    want = [("org.apache.spark:spark-mllib", "3.5.1", ""), ("org.scalatest:scalatest", "3.2.18", "test")]
    assert jvm("build.sbt", text) == want
    held = f"object Dependencies {{\n  {text.replace('libraryDependencies ++=', 'val all =')}}}\n"
    assert jvm("project/Dependencies.scala", held) == want


# What is made of them


def test_a_lock_beats_the_specifier_and_so_does_a_constraint() -> None:
    lock = '[[package]]\nname = "chardet"\nversion = "5.2.0"\n'
    found = project(
        read("pyproject.toml", '[project]\nname = "x"\ndependencies = ["chardet>=3"]\n'), read("uv.lock", lock)
    )
    assert [one.requirements[0].pinned for one in found.fact(DependencyUse).dependencies] == ["5.2.0"]
    limited = project(
        read("requirements.txt", "-c constraints.txt\nchardet\n"), read("constraints.txt", "chardet==4.0\n")
    )
    assert [one.requirements[0].pinned for one in limited.fact(DependencyUse).dependencies] == ["4.0"]


def test_the_licence_is_that_of_the_locked_version() -> None:
    """Some distributions were copyleft in older versions and are permissive now."""
    from mldebt.knowledge import Licences

    changed = next(
        row
        for row in lend(Licences)
        if row.klass == "permissive" and any("copyleft" in one.klass and one.klass[0] in "sn" for one in row.by_version)
    )
    old = next(one for one in changed.by_version if "copyleft" in one.klass)
    version = "0.0.1" if "<" in old.spec else re.sub(r"[^\d.]", "", old.spec)

    def debts(*readings: Reading) -> list[str]:
        def setting(kind: type[Section]) -> Section:
            return LicencePolicy(distribution="shipped") if kind is LicencePolicy else kind()  # type: ignore[arg-type]

        told = Project(Repository(".", "x", tuple(one.file for one in readings)), readings, lend, setting)
        return [one.requirement.name for one in told.fact(LicenceDebts).found]

    asked = read("requirements.txt", f"{changed.name}\n")
    lock = read("Pipfile.lock", f'{{"default": {{"{changed.name}": {{"version": "=={version}"}}}}}}')
    assert debts(asked) == []
    assert debts(asked, lock) == [changed.name]


def test_two_locked_versions_pin_nothing() -> None:
    lock = '[[package]]\nname = "numpy"\nversion = "1.26"\n[[package]]\nname = "numpy"\nversion = "2.1"\n'
    found = project(read("pyproject.toml", '[project]\ndependencies = ["numpy"]\n'), read("uv.lock", lock))
    assert found.fact(DependencyUse).dependencies[0].requirements[0].pinned == ""
    unit = found.fact(DeployUnits).units[""]
    assert found.fact(LockedVersions).versions(unit, "numpy") == ("1.26", "2.1")


def test_the_graph_and_the_sizes_of_a_lock_beat_the_catalogue() -> None:
    text = UV.replace("Scikit_Learn", "scikit-learn").replace("size = 100", "size = 10000000")
    found = project(
        read("pyproject.toml", '[project]\nname = "churn"\ndependencies = ["scikit-learn"]\n'), read("uv.lock", text)
    )
    sizes = found.fact(LockedVersions).sizes(found.fact(DeployUnits).units[""], found)
    assert closure("scikit-learn", sizes) == {"scikit-learn", "joblib"}
    assert "scipy" in closure("scikit-learn", lend(Sizes))
    joblib = lend(Sizes)["joblib"].own_mb or 0
    assert exclusive_mb("scikit-learn", [], sizes) == pytest.approx(34 + joblib)


def test_a_lock_that_nobody_could_read_is_a_lock_all_the_same() -> None:
    manifest = read("Pipfile", '[packages]\nscikit-learn = "*"\n')
    code = read("train.py", "from sklearn.svm import SVC\nSVC().fit([[1]], [1])\n")
    assert [one.path for one in project(manifest, code).fact(Pinning).loose] == ["Pipfile"]
    broken = project(manifest, code, read("Pipfile.lock", "{"))
    assert (broken.fact(Pinning).loose, broken.fact(Pinning).unlocked) == ((), ())


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ("==1.0", "==2.0", True),
        ("==1.0", "==1.0.0", False),
        (">=1,<2", ">=2", True),
        (">=1,<=2", ">=2", False),
        ("~=1.4.2", "==1.4.9", False),
        ("~=1.4.2", ">=1.5", True),
        ("==1.*", ">1.5", False),
        ("==1.26.*", "==2.1.0", True),
        ("==2.4.1+cu121", "==2.4.1+cpu", False),
        ("==2.4.1+cu121", "==2.4.1", False),
        ("", "==1", False),
        ("!=1.0", "==1.0", True),
        ("<2", ">1.99", False),
        (">1.0,<1.1", "==1.0.5", False),
        ("nonsense", "==1", False),
        ("==1.0rc1", ">=1.0", True),
        ("<1", "<2", False),
        ("!=1.0", "!=2.0", False),
        (">=0.0.5", "<0.0.6", False),
        ("===1.0", "==2.0", False),
    ],
)
def test_specifiers_clash_when_no_version_satisfies_both(one: str, other: str, clash: bool) -> None:
    assert disjoint(one, other) is disjoint(other, one) is clash


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("", "", True),
        ('python_version < "3.9"', 'python_version >= "3.9"', False),
        ('extra == "a"', "", False),
        ('sys_platform == "win32"', 'platform_system == "Windows"', True),
        ('os_name == "nt"', 'sys_platform == "linux"', False),
        ('python_version < "3.9"', 'sys_platform == "linux"', True),
        ("platform linux-64", "", False),
        ("(" * 999, "", False),
    ],
)
def test_markers_that_exclude_each_other_never_meet(one: str, other: str, meet: bool) -> None:
    assert may_meet(one, other) is may_meet(other, one) is meet


def test_one_conflict_a_pair_of_files() -> None:
    one = read("requirements.txt", "numpy==1.26.4\npandas==2.0\nscipy\n")
    other = read("Pipfile", '[packages]\nnumpy = "==2.1"\npandas = "==2.2"\n')
    (conflict,) = project(one, other).fact(Conflicts).found
    assert ([clash.one.name for clash in conflict.clashes], conflict.together) == (["numpy", "pandas"], False)


def test_thousands_of_lines_for_one_name_are_compared_in_time() -> None:
    text = "\n".join(f"numpy=={number}" for number in range(3000))
    assert project(read("requirements.txt", text)).fact(Conflicts).found


def test_floating_bases_are_counted_apart_from_own_images() -> None:
    found = project(
        read("a/Dockerfile", "FROM mine\n"),
        read("b/Dockerfile", "FROM other\n"),
        read("b.sh", "#!/bin/sh\ndocker build -t mine:1 a\n"),
    ).fact(FloatingBases)
    assert (found.examined, [one.image for one in found.found]) == (2, ["other"])
