"""Discovery on small folders, with and without git."""

import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mldebt.discover import discover
from mldebt.model import Language, NotRead, Repository, Role, Settings, SourceFile, UserError

Make = Callable[[dict[str, str]], Path]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Makes a project folder with the given files; git sees no configuration but the repository's own."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))

    def make(files: dict[str, str]) -> Path:
        root = tmp_path / "project"
        for path, text in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        return root

    return make


def git(root: Path, *words: str) -> str:
    identity = ("-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "init.defaultBranch=main")
    return subprocess.run(
        ["git", *identity, *words], cwd=root, check=True, capture_output=True, text=True
    ).stdout.strip()


def committed(root: Path) -> Path:
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "x", "--date=2020-01-01")
    return root


def paths(found: Repository) -> list[str]:
    return [file.path for file in found.files]


def languages(found: Repository) -> dict[str, Language]:
    return {file.path: file.language for file in found.files if file.language is not Language.OTHER}


def roles(root: Path) -> dict[str, Role]:
    return {file.path: file.role for file in discover(root, Settings()).files}


def test_tracked_and_untracked_files_are_found_and_ignored_ones_are_not(folder: Make) -> None:
    root = committed(folder({"a.py": "", "sub/b.sh": "", ".gitignore": "*.log\n"}))
    (root / "new.py").write_text("12345")
    (root / "run.log").write_text("")
    found = discover(root, Settings())
    assert found.files == (
        SourceFile(".gitignore", Language.OTHER, size=6, tracked=True),
        SourceFile("a.py", Language.PYTHON, tracked=True),
        SourceFile("new.py", Language.PYTHON, size=5, tracked=False),
        SourceFile("sub/b.sh", Language.SHELL, tracked=True),
    )
    assert (found.root, found.name, found.skipped, found.remarks) == (root.as_posix(), "project", (), ())


def test_the_commit_and_its_day_are_known(folder: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2021-03-04T23:30:00 +0200")
    root = committed(folder({"a.py": ""}))
    found = discover(root, Settings())
    assert (found.commit, found.committed) == (git(root, "rev-parse", "HEAD"), "2021-03-04")


def test_a_repository_without_a_commit_has_files_and_no_commit(folder: Make) -> None:
    root = folder({"a.py": ""})
    git(root, "init", "-q")
    found = discover(root, Settings())
    assert (paths(found), found.commit, found.committed, found.remarks) == (["a.py"], None, None, ())


def test_a_folder_inside_a_repository_is_listed_relative_to_itself(folder: Make) -> None:
    root = committed(folder({"a.py": "", "examples/foo/train.py": "", "examples/foo/deep/x.py": ""}))
    found = discover(root / "examples" / "foo", Settings())
    assert paths(found) == ["deep/x.py", "train.py"]
    assert found.files[0].role is Role.APPLICATION
    assert found.commit is not None


def test_git_variables_of_a_running_hook_do_not_mislead(folder: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    root = committed(folder({"a.py": ""}))
    monkeypatch.setenv("GIT_DIR", "/nowhere/.git")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
    assert discover(root, Settings()).files[0].tracked is True


def test_nothing_that_a_repository_configures_is_run(folder: Make) -> None:
    root = committed(folder({"a.py": ""}))
    trap = root.parent / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {root.parent}/sprung\n")
    trap.chmod(0o755)
    for key in ("core.fsmonitor", "gpg.program", "core.pager"):
        git(root, "config", key, str(trap))
    git(root, "config", "log.showSignature", "true")
    assert paths(discover(root, Settings())) == ["a.py"]
    assert not (root.parent / "sprung").exists()


def test_a_deleted_tracked_file_is_no_file(folder: Make) -> None:
    root = committed(folder({"a.py": "", "gone.py": "", "away/b.py": ""}))
    (root / "gone.py").unlink()
    (root / "away/b.py").unlink()
    (root / "away").rmdir()
    (root / "away").write_text("now a file")
    found = discover(root, Settings())
    assert (paths(found), found.skipped) == (["a.py", "away"], ())


def test_repositories_inside_the_repository_are_told_and_not_read(folder: Make) -> None:
    root = folder({"a.py": "", "sub/module.py": "", "clone/x.py": ""})
    committed(root / "sub")
    committed(root / "clone")
    git(root, "init", "-q")
    git(root, "add", "a.py", "sub")
    found = discover(root, Settings())
    assert (paths(found), found.skipped) == (["a.py"], ())
    assert found.remarks == (
        "clone is a git repository of its own and was not read",
        "sub is a git repository of its own and was not read",
    )


def test_files_outside_a_sparse_checkout_are_told(folder: Make) -> None:
    root = committed(folder({"a.py": "", "b.py": ""}))
    git(root, "update-index", "--skip-worktree", "b.py")
    (root / "b.py").unlink()
    found = discover(root, Settings())
    assert paths(found) == ["a.py"]
    assert found.remarks == ("1 tracked files are not checked out (sparse checkout) and were not read",)


@pytest.mark.parametrize(
    ("variable", "value", "reason"),
    [
        ("PATH", "", "git is not installed"),
        (
            "GIT_TEST_ASSUME_DIFFERENT_OWNER",
            "1",
            "git does not read the folder because it belongs to another user",
        ),
    ],
)
def test_without_gits_answer_the_folder_is_walked_and_the_reason_told(
    folder: Make, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, reason: str
) -> None:
    root = committed(folder({"a.py": "", "x.log": "", ".gitignore": "*.log"}))
    monkeypatch.setenv(variable, value)
    found = discover(root, Settings())
    assert (paths(found), found.commit) == ([".gitignore", "a.py"], None)
    assert [file.tracked for file in found.files] == [None, None]
    assert found.remarks == (f"{reason}, so files were found by walking it, and .gitignore files were honoured",)


def test_a_walk_honours_nested_gitignore_files(folder: Make) -> None:
    root = folder({
        ".gitignore": "*.log\nout/\n/top.py\n\\\n",
        "a.log": "", "top.py": "", "out/x.py": "",
        "sub/.gitignore": "!kept.log\n/local.py\n",
        "sub/kept.log": "", "sub/other.log": "", "sub/local.py": "", "sub/top.py": "", "local.py": "",
    })  # fmt: skip
    assert paths(discover(root, Settings())) == [
        ".gitignore",
        "local.py",
        "sub/.gitignore",
        "sub/kept.log",
        "sub/top.py",
    ]


@pytest.mark.parametrize("is_repository", [True, False])
def test_environments_and_caches_are_left_out(folder: Make, is_repository: bool) -> None:
    root = folder({
        "a.py": "", "env/pyvenv.cfg": "", "env/lib/x.py": "", "web/node_modules/pkg/x.py": "",
        "conda/conda-meta/history": "", "conda/x.py": "", "__pycache__/a.pyc": "", ".ipynb_checkpoints/n.ipynb": "",
    })  # fmt: skip
    if is_repository:
        committed(root)
    found = discover(root, Settings())
    assert paths(found) == ["a.py"]
    assert "environments and installed packages were left out: conda, env, web/node_modules" in found.remarks


@pytest.mark.parametrize("is_repository", [True, False])
def test_an_ignored_file_or_folder_that_is_asked_for_by_name_is_read(folder: Make, is_repository: bool) -> None:
    root = folder({".gitignore": "build/\nsecret.py\n", "build/x.py": "", "secret.py": "", "a.py": ""})
    if is_repository:
        committed(root)
    found = discover(root, Settings(files=("build", "secret.py")))
    assert paths(found) == ["build/x.py", "secret.py"]
    assert [file.tracked for file in found.files] == ([False, False] if is_repository else [None, None])
    assert "build is ignored or installed, but was read because it was asked for" in found.remarks
    inner = discover(root / "build", Settings())
    assert paths(inner) == ["x.py"]
    told = "the folder is ignored or installed, but was read because it was asked for"
    assert (told in inner.remarks) is is_repository


def test_an_environment_that_is_asked_for_by_name_is_read(folder: Make) -> None:
    root = folder({"a.py": "", "env/pyvenv.cfg": "", "env/lib/x.py": "", "web/node_modules/x.py": ""})
    assert paths(discover(root, Settings(files=("env", "web/node_modules")))) == [
        "env/lib/x.py", "env/pyvenv.cfg", "web/node_modules/x.py",
    ]  # fmt: skip


@pytest.mark.parametrize("is_repository", [True, False])
def test_files_restrict_the_listing(folder: Make, is_repository: bool) -> None:
    root = folder({"a.py": "", "ab.py": "", "src/b.py": "", "src2/c.py": ""})
    if is_repository:
        committed(root)
    assert paths(discover(root, Settings(files=("a.py", "src")))) == ["a.py", "src/b.py"]
    assert paths(discover(root, Settings(files=(".",)))) == ["a.py", "ab.py", "src/b.py", "src2/c.py"]


def test_a_root_that_is_a_file_is_a_project_of_one_file(folder: Make) -> None:
    root = folder({"a.py": "", "b.py": ""})
    found = discover(root / "a.py", Settings())
    assert (found.root, paths(found)) == (root.as_posix(), ["a.py"])


def test_exclude_and_mldebtignore_leave_files_out_and_are_counted(folder: Make) -> None:
    root = committed(folder({
        "a.py": "", "legacy/b.py": "", "legacy/keep.py": "", "gen/c.py": "", "sub/d.py": "", "sub/e.py": "",
        "oth/d.py": "", ".mldebtignore": "gen/\n", "sub/.mldebtignore": "/d.py\n",
    }))  # fmt: skip
    found = discover(root, Settings(exclude=("legacy/*", "!legacy/keep.py")))
    assert paths(found) == [".mldebtignore", "a.py", "legacy/keep.py", "oth/d.py", "sub/.mldebtignore", "sub/e.py"]
    assert found.remarks == ("1 file left out by the exclude setting", "2 files left out by .mldebtignore")


def test_an_exclude_pattern_that_is_none_is_the_users_error(folder: Make) -> None:
    with pytest.raises(UserError, match="exclude: '!' is not a pattern"):
        discover(folder({"a.py": ""}), Settings(exclude=("!",)))


@pytest.mark.parametrize("is_repository", [True, False])
def test_links_are_never_followed_out_of_the_tree(folder: Make, is_repository: bool) -> None:
    root = folder({"a.py": "", "sub/b.py": ""})
    outside = root.parent / "outside"
    outside.mkdir()
    (outside / "x.py").write_text("")
    (outside / "weights.bin").write_text("")
    for name, target in {
        "to_file.py": root / "a.py", "to_folder": root / "sub", "broken.py": root / "nothing",
        "loop.py": root / "loop.py", "out.py": outside / "x.py", "out": outside, "weights.bin": outside / "weights.bin",
    }.items():  # fmt: skip
        (root / name).symlink_to(target)
    if is_repository:
        committed(root)
    found = discover(root, Settings())
    reason = "it is a symbolic link to something outside the scanned folder"
    assert paths(found) == ["a.py", "sub/b.py"]
    assert found.skipped == (NotRead("out", reason), NotRead("out.py", reason))


def test_a_tracked_folder_that_became_a_link_is_not_entered(folder: Make) -> None:
    root = committed(folder({"a.py": "", "sub/b.py": ""}))
    (root / "sub").rename(root.parent / "moved")
    (root / "sub").symlink_to(root.parent / "moved")
    found = discover(root, Settings())
    assert paths(found) == ["a.py"]
    assert [missing.path for missing in found.skipped] == ["sub"]


def test_a_pipe_is_never_opened(folder: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    root = folder({"a.py": "", "test/b.py": ""})
    opened: list[str] = []
    really_open = os.open

    def watched(path: str, flags: int) -> int:
        opened.append(os.path.relpath(path, root))
        return really_open(path, flags)

    monkeypatch.setattr(os, "open", watched)
    for name in ("pipe.py", "test/c.py", "pipe", ".gitignore", ".mldebtignore"):
        os.mkfifo(root / name)
    found = discover(root, Settings())
    assert paths(found) == ["a.py", "test/b.py"]
    reason = "it is not a regular file"
    assert found.skipped == (NotRead("pipe.py", reason), NotRead("test/c.py", reason))
    assert {path for path in opened if not path.startswith("..")} == {"a.py", "test/b.py"}


def test_a_folder_that_does_not_open_is_told(folder: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    root = folder({"a.py": "", "locked/b.py": ""})
    scandir = os.scandir

    def locked(path: str) -> Iterator[os.DirEntry[str]]:
        if path.endswith("/locked"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", locked)
    found = discover(root, Settings())
    assert paths(found) == ["a.py"]
    assert found.skipped == (NotRead("locked", "the folder cannot be opened (Permission denied)"),)


def test_large_files_are_skipped_where_they_would_be_read_and_notebooks_may_be_larger(folder: Make) -> None:
    root = folder(
        {"a.py": "x" * 3000, "b.py": "x" * 2048, "n.ipynb": "x" * 20000, "m.ipynb": "x" * 21000, "d.csv": "x" * 9999}
    )
    found = discover(root, Settings(max_file_kb=2))
    assert paths(found) == ["b.py", "d.csv", "n.ipynb"]
    assert found.skipped == (
        NotRead("a.py", "it has 3 kB, more than the 2 kB that max-file-kb allows"),
        NotRead("m.ipynb", "it has 21 kB, more than the 20 kB that max-file-kb allows"),
    )


@pytest.mark.parametrize("is_repository", [True, False])
def test_names_that_cannot_be_printed_are_escaped_and_such_code_is_not_read(folder: Make, is_repository: bool) -> None:
    root = folder({"a.py": "", "bad\x1b[31m.py": "", "pic\n.png": ""})
    Path(os.fsdecode(os.fsencode(root) + b"/\xff.py")).write_text("")
    if is_repository:
        committed(root)
    found = discover(root, Settings())
    assert paths(found) == ["a.py", "pic\\n.png"]
    reason = "its name contains characters that cannot be printed"
    assert found.skipped == (NotRead("\\udcff.py", reason), NotRead("bad\\x1b[31m.py", reason))


def test_languages_are_told_by_name(folder: Make) -> None:
    expected = {
        "a.py": "python", "b.pyw": "python", "n.ipynb": "notebook", "r.sh": "shell", "r.bash": "shell",
        "r.zsh": "shell", "r.ksh": "shell", "q.sql": "sql", "q.hql": "sql", "q.ddl": "sql", "jobs.crontab": "crontab",
        "crontab": "crontab", "nightly.cron": "crontab", "Dockerfile": "dockerfile", "Dockerfile.gpu": "dockerfile",
        "train.dockerfile": "dockerfile", "Containerfile": "dockerfile", "c.yaml": "yaml", "c.yml": "yaml",
        "pyproject.toml": "toml", "Pipfile": "toml", "requirements.txt": "requirements",
        "requirements-dev.txt": "requirements", "dev-requirements.txt": "requirements",
        "requirements/base.txt": "requirements", "constraints.txt": "requirements",
        "dev_requirements.in": "requirements", "setup.cfg": "setup-cfg", "note.zpln": "zeppelin",
        "S.scala": "scala", "a.R": "r", "b.r": "r", "c.Rmd": "r",
        "Makefile": "makefile", "sub/makefile": "makefile", "rules.mk": "makefile", "d.qmd": "r",
        "uv.lock": "lock", "poetry.lock": "lock", "pdm.lock": "lock", "Pipfile.lock": "lock", "pixi.lock": "lock",
        "renv.lock": "lock", "pylock.toml": "lock", "pylock.gpu.toml": "lock", "conda-lock.yml": "lock",
        "gpu.conda-lock.yml": "lock", "conda-linux-64.lock": "lock", "pixi.toml": "toml", "DESCRIPTION": "manifest",
        "pom.xml": "manifest", "build.gradle": "manifest", "build.gradle.kts": "manifest", "build.sbt": "manifest",
        "gradle/libs.versions.toml": "manifest",
    }  # fmt: skip
    other = (
        "stub.pyi", "package-lock.json", "Cargo.lock", "description", "web.xml", "other.toml",
        "Dockerfile.dockerignore", "notes.txt", "data.csv", ".sh",
    )  # fmt: skip
    root = folder(dict.fromkeys((*expected, *other), ""))
    assert languages(discover(root, Settings())) == expected


def test_languages_are_told_by_the_first_bytes_where_names_say_nothing(folder: Make) -> None:
    line = "MAILTO=a\n# nightly\n30 2 * * mon-fri root /opt/train.sh\n"
    files = {
        "bin/run": "#!/usr/bin/env -S FOO=1 python3.11 -u\n", "job.slurm": "#!/bin/bash -l\n",
        "bin/rs": "#!/usr/bin/Rscript\n",
        "bin/prose": "bash is a shell", "bin/perl": "#!/usr/bin/perl\n", "LICENSE": "#!/bin/sh\n",
        "cron.d/train": line, "cron/jobs.txt": "@daily x\n", "my_crontab.txt": line, "cron/script": "#!/bin/sh\n",
        "cron/README.txt": "5 minutes after the job starts, it fails\n", "cron/empty": "",
        "z/note.json": '{"paragraphs": []}', "y/note.json": "{}",
    }  # fmt: skip
    assert languages(discover(folder(files), Settings())) == {
        "bin/run": "python", "job.slurm": "shell", "bin/rs": "r", "cron.d/train": "crontab", "cron/jobs.txt": "crontab",
        "LICENSE": "licence", "my_crontab.txt": "crontab", "cron/script": "shell", "z/note.json": "zeppelin",
    }  # fmt: skip


def test_an_executable_without_suffix_is_told_by_its_shebang(folder: Make) -> None:
    root = folder({"run": "#!/bin/sh\n", "binary": "\x00\x01"})
    for name in ("run", "binary"):
        (root / name).chmod(0o755)
    assert languages(discover(root, Settings())) == {"run": Language.SHELL}


def test_roles_are_told_by_folder_and_name(folder: Make) -> None:
    expected = {
        "src/model.py": Role.APPLICATION, "train.py": Role.TRAINING, "01_train-model.ipynb": Role.TRAINING,
        "constrain.py": Role.APPLICATION, "training/data.py": Role.TRAINING, "serve_model.py": Role.SERVING,
        "app.py": Role.SERVING, "mapper.py": Role.APPLICATION, "inference/load.py": Role.SERVING,
        "training/serve.py": Role.SERVING, "tests/helper.py": Role.TEST, "conftest.py": Role.TEST,
        "docs/conf.py": Role.DOCS, "examples/train.py": Role.EXAMPLE, "vendor/x/train.py": Role.VENDORED,
        "db/migrations/001.py": Role.MIGRATION, "alembic/versions/a.py": Role.MIGRATION,
        "proto/x_pb2.py": Role.GENERATED, "pkg/_version.py": Role.GENERATED, "Third_Party/x.py": Role.VENDORED,
    }  # fmt: skip
    assert roles(folder(dict.fromkeys(expected, ""))) == expected


def test_what_is_called_test_is_a_test_only_where_it_reads_as_one(folder: Make) -> None:
    expected = {
        "test.py": ("import torch\ndef test_epoch(model): ...\n", Role.APPLICATION),
        "test_net.py": ("import argparse\ndef test_net(net):\n    assert net\n", Role.APPLICATION),
        "test_load.py": ("def test_load():\n    assert load()\n", Role.TEST),
        "load_test.py": ("import unittest\n", Role.TEST),
        "test_a.ipynb": ("{}", Role.APPLICATION),
        "tests/test_net.py": ("import argparse\n", Role.TEST),
    }
    root = folder({path: text for path, (text, _) in expected.items()})
    assert roles(root) == {path: role for path, (_, role) in expected.items()}


def test_an_ambiguous_folder_holds_tests_when_one_of_its_files_is_a_test(folder: Make) -> None:
    root = folder({
        "test/run.py": "import torch\n", "test/test_data.py": "import torch\n",
        "pkg/test/helper.py": "x = 1\n", "pkg/test/test_x.py": "import pytest\n", "pkg/testing/util.py": "x = 1\n",
    })  # fmt: skip
    assert roles(root) == {
        "test/run.py": Role.APPLICATION, "test/test_data.py": Role.APPLICATION,
        "pkg/test/helper.py": Role.TEST, "pkg/test/test_x.py": Role.TEST, "pkg/testing/util.py": Role.APPLICATION,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("# -*- coding: utf-8 -*-\n# Generated by the protocol buffer compiler.  DO NOT EDIT!\n", Role.GENERATED),
        ('"""\n    Petstore\n\n    Generated by: a generator\n"""\n', Role.GENERATED),
        ("# This file was automatically generated by SWIG\n", Role.GENERATED),
        ("# @generated\n", Role.GENERATED),
        ('"""Score the samples generated by a network."""\n', Role.APPLICATION),
        ('"""Score samples that were\ngenerated by a network."""\n', Role.APPLICATION),
        ('"""Auto-generated captions as a dataset."""\n', Role.APPLICATION),
        ('"""Untitled.ipynb\n\nAutomatically generated by Colaboratory.\n"""\n', Role.APPLICATION),
        ("# Sphinx: not all values are present in this\n# autogenerated file.\n", Role.APPLICATION),
        ("# DO NOT EDIT without asking the team\n", Role.APPLICATION),
        ("#" * 400 + "\n# Generated by a tool\n", Role.APPLICATION),
    ],
)
def test_a_generated_file_says_so_at_its_beginning(folder: Make, header: str, role: Role) -> None:
    assert roles(folder({"a.py": header})) == {"a.py": role}


def test_the_scanned_folder_itself_decides_no_role(folder: Make) -> None:
    root = folder({"tests/examples/vendor/model.py": ""})
    assert roles(root / "tests/examples/vendor") == {"model.py": Role.APPLICATION}
