"""Which jobs does a YAML file start, and when: CronJobs, workflows, Ansible's cron, stages of dvc and of GitLab?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from mldebt import patterns as re
from mldebt.model import (
    Datasets,
    Language,
    Lend,
    NotRead,
    Schedule,
    Schedules,
    Source,
    Stages,
    SwitchSetting,
    SwitchSettings,
)

from .config_values import config_values
from .crontab import is_muted
from .door import Part, facts, joined, read_part
from .texts import TEMPLATE, logical_lines
from .yaml_nodes import child, children, documents, is_mapping, items, line_of, mappings, text_at, texts
from .yaml_schedules import schedules_in
from .yaml_stages import datasets_in, stages_in

if TYPE_CHECKING:
    from yaml import Node

KEYS = (
    "cmd", "run", "script", "before_script", "command", "args", "bash", "entrypoint", "application", "python_file",
    "notebook_path",
)  # fmt: skip
"""Under these, files of any kind name what is run."""

JOBS = re.compile(
    r"\bCron(?:Job|Workflow)\b|\b(?:rate|cron)\(\w|\btask_key\b|\bquartz_?[cC]ron_?[eE]xpression\b"
    rf"|^[ \t]*-?[ \t]*(?:{'|'.join(KEYS)}|cron|ansible\.builtin\.cron)[ \t]*:",
    re.MULTILINE,
)
"""A file without any of these runs nothing, and is not parsed."""

CATALOGUE = re.compile(r"(?:^|/)conf/[\w-]+/(?:.*/)?catalog[\w-]*(?:/[\w-]+)?\.ya?ml$")
"""Where Kedro keeps the names of its data."""
_SWITCH = re.compile(
    r"^[ \t]*(?:-[ \t]+)?[\"']?((?:use|enable|with)_\w+)[\"']?[ \t]*:[ \t]*(true|false|yes|no|on|off)[ \t]*(?:\#.*)?$",
    re.MULTILINE | re.IGNORECASE,
)
"""Only names that begin so are looked for where a configuration is asked."""
_ENVIRONMENT = re.compile(r"(?:^|/)(?:[\w.-]*environment|conda)[\w.-]*\.ya?ml$", re.IGNORECASE)
_WORKFLOW = re.compile(r"(?:^|/)\.github/workflows/")
_SHELL = re.compile(r"(?:/\w+)*/?(?:ba|da|z|k|a)?sh")
_FIELDS = ("minute", "hour", "day", "month", "weekday")


class Job(NamedTuple):
    """Shell text with the line on which it begins, and the schedule that starts it, if any."""

    text: str
    line: int
    schedule: Schedule | None = None


def read(source: Source, lend: Lend) -> Part:
    """Commands, schedules and switches; the requirements of an environment file. Lines count only in files made of
    jobs."""
    told = facts(SwitchSettings(_switches(source)), config_values(source))
    return joined([_jobs_part(source, lend), Part(told)])


def _switches(source: Source) -> Iterator[SwitchSetting]:
    """Keys that are true or false, as they stand in the text: a file of which a part is no YAML has them too."""
    for found in _SWITCH.finditer(source.text):
        line = source.text.count("\n", 0, found.start(1)) + 1
        yield SwitchSetting(found.group(1), found.group(2).lower() in ("true", "yes", "on"), source.place(line))


def _jobs_part(source: Source, lend: Lend) -> Part:
    if _ENVIRONMENT.search(source.file.path):
        from .environment import environment_part

        return environment_part(source)
    catalogue = CATALOGUE.search(source.file.path) is not None
    if not catalogue and not JOBS.search(source.text):
        return Part()
    roots = documents(source.text)
    if isinstance(roots, str):
        return Part(not_read=(NotRead(source.file.path, roots),))
    if catalogue:
        return Part(facts(Datasets(one for root in roots for one in datasets_in(root, source))))
    jobs = [job for root in roots for job in _jobs(root, source)]
    named = [] if jobs else [job for root in roots for job in _named(root)]
    told = [schedule for root in roots for schedule in schedules_in(root, source)]
    schedules = dict.fromkeys([*(job.schedule for job in jobs if job.schedule is not None), *told])
    stages = Stages(stage for root in roots for stage in stages_in(root, source))
    parts = [read_part(Language.SHELL, source.part(job.text, job.line), lend) for job in jobs + named if job.text]
    found = joined([Part(facts(Schedules(schedules), stages)), *parts])
    return Part(found.facts, logical_lines(source.text, "#") if jobs else 0, found.not_read)


def _jobs(root: "Node", source: Source) -> Iterator[Job]:
    path = source.file.path
    if _WORKFLOW.search(path):
        yield from _workflow(root, source)
    elif path.rpartition("/")[2] in ("action.yml", "action.yaml"):
        for step in items(child(child(root, "runs"), "steps")):
            yield from _scripts(child(step, "run"))
    elif path.rpartition("/")[2] == "dvc.yaml":
        for stage in mappings(child(root, "stages")):
            yield from _scripts(child(stage, "cmd") or child(child(stage, "do"), "cmd"))
    elif ".gitlab-ci" in path:
        for job in mappings(root):
            yield from _scripts(child(job, "before_script"))
            yield from _scripts(child(job, "script"))
    elif text_at(root, "kind") == "CronJob":
        yield from _cron_job(root, source)
    elif text_at(root, "kind") == "List":
        for item in items(child(root, "items")):
            yield from _jobs(item, source)
    else:
        yield from _ansible(root, source)


def _workflow(root: "Node", source: Source) -> Iterator[Job]:
    """A schedule starts the workflow as a whole; `on` is text here, where other readers of YAML see True."""
    last = source.text.count("\n") + 1
    for entry in items(child(child(root, "on"), "schedule")):
        where = source.place(line_of(entry))
        yield Job("", 1, Schedule("workflow", text_at(entry, "cron"), "", where, (1, last)))
    for job in mappings(child(root, "jobs")):
        for step in items(child(job, "steps")):
            yield from _scripts(child(step, "run"))


def _scripts(node: "Node | None") -> Iterator[Job]:
    for text, line in texts(node):
        yield Job(TEMPLATE.sub("${_}", text), line)


def _cron_job(root: "Node", source: Source) -> Iterator[Job]:
    spec = child(root, "spec")
    schedule = child(spec, "schedule")
    pod = child(child(child(child(spec, "jobTemplate"), "spec"), "template"), "spec")
    if schedule is None or spec is None or text_at(spec, "suspend") == "true":
        return
    where, body = source.place(line_of(schedule)), (line_of(root), root.end_mark.line + 1)
    commands = [
        command
        for container in (*items(child(pod, "initContainers")), *items(child(pod, "containers")))
        for command in _command(container)
    ]
    text = "; ".join(text for text, _ in commands)
    starts = Schedule("cronjob", str(schedule.value), text, where, body, is_muted(text))
    yield Job("", 1, starts)
    for text, line in commands:
        yield Job(text, line, starts)


def _command(container: "Node") -> Iterator[tuple[str, int]]:
    """A container's argv as shell text; `sh -c text` is the text itself, so that its lines stay where they are."""
    import shlex

    command, args = child(container, "command"), child(container, "args")
    written = [*texts(command), *texts(args)] if items(command) or items(args) else []
    words = [word for word, _ in written]
    if len(words) == 3 and _SHELL.fullmatch(words[0]) and re.fullmatch(r"-\w*c", words[1]):
        yield written[2]
    elif words:
        yield shlex.join(words), written[0][1]


def _ansible(root: "Node", source: Source) -> Iterator[Job]:
    """Tasks `cron:` with a `job`, wherever in the file they stand."""
    for task in _every_mapping(root):
        settings = child(task, "cron") or child(task, "ansible.builtin.cron")
        command, line = next(iter(texts(child(settings, "job"))), ("", 0))
        if settings is None or not command:
            continue
        special = text_at(settings, "special_time")
        expression = f"@{special}" if special else " ".join(text_at(settings, field) or "*" for field in _FIELDS)
        text = TEMPLATE.sub("${_}", command)
        body = (line, max(line, settings.end_mark.line))
        yield Job(text, line, Schedule("cron", expression, text, source.place(line), body, is_muted(text)))


def _named(root: "Node") -> Iterator[Job]:
    """What other files run: steps of Argo, tasks of Databricks, services of compose."""
    for mapping in _every_mapping(root):
        yield from (Job(TEMPLATE.sub("${_}", text), line) for text, line in _command(mapping))
        for key in KEYS:
            value = child(mapping, key)
            if key not in ("command", "args") or not items(value):
                yield from _scripts(value)


def _every_mapping(root: "Node") -> Iterator["Node"]:
    seen, waiting = set(), [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:  # an alias, perhaps of a node that holds it
            continue
        seen.add(id(node))
        if is_mapping(node):
            yield node
        waiting.extend(reversed(children(node)))
