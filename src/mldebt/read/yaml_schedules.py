"""Which schedules of clouds and of orchestrators does a YAML file hold: EventBridge, Databricks, Argo, GitLab?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mldebt import patterns as re
from mldebt.model import Schedule, Source

from .yaml_nodes import child, children, entries, items, line_of, text_at, texts

if TYPE_CHECKING:
    from yaml import Node

EVENT_KEYS = frozenset({
    "schedule", "Schedule", "ScheduleExpression", "scheduleExpression", "schedule_expression", "rate", "Rate",
})  # fmt: skip

_CONDITIONS = "rules:".rstrip(":")
_EVENT = re.compile(r"(?:rate|cron)\([^()]+\)")
_ON_SCHEDULE = re.compile(r"CI_PIPELINE_SOURCE\s*==\s*[\"']?schedule")


def schedules_in(root: "Node", source: Source) -> Iterator[Schedule]:
    """What starts the file, or a function that it names, by the clock of something else."""
    if ".gitlab-ci" in source.file.path:
        yield from _gitlab(root, source)
    elif text_at(root, "kind") == "CronWorkflow":
        spec = child(root, "spec")
        for text, line in (*texts(child(spec, "schedule")), *texts(child(spec, "schedules"))):
            yield _whole("workflow", text, line, source)
    elif text_at(root, "kind") != "CronJob":
        yield from _events(root, source)


def _whole(kind: str, expression: str, line: int, source: Source, command: str = "") -> Schedule:
    last = source.text.count("\n") + 1
    return Schedule(kind, " ".join(expression.split()), command, source.place(line), (1, last))  # type: ignore[arg-type]  # one of the kinds


def _gitlab(root: "Node", source: Source) -> Iterator[Schedule]:
    """The time stands in GitLab's own settings; here stands only which jobs wait for it."""
    for _, job in entries(root):
        told = [*texts(child(child(job, "only"), "refs")), *texts(child(job, "only"))]
        rules = [(text_at(rule, "if"), line_of(rule)) for rule in items(child(job, _CONDITIONS))]
        lines = [line for text, line in told if text == "schedules"]
        lines += [line for text, line in rules if _ON_SCHEDULE.search(text)]
        if lines and child(job, "script") is not None:
            yield _whole("workflow", "schedule", lines[0], source)


def _events(root: "Node", source: Source) -> Iterator[Schedule]:
    """Every `rate()` and `cron()` under a key that means a schedule; Quartz as Databricks writes it."""
    seen, waiting = set(), [(root, "")]
    while waiting:
        node, handler = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        handler = text_at(node, "handler") or text_at(node, "Handler") or handler
        for key, value in entries(node):
            if key.value in EVENT_KEYS:
                yield from (
                    _whole("event", t, line, source, handler) for t, line in texts(value) if _EVENT.fullmatch(t.strip())
                )
            elif key.value in ("quartz_cron_expression", "quartzCronExpression"):
                paused = text_at(node, "pause_status") == "PAUSED"
                yield from (_whole("quartz", t, line, source) for t, line in texts(value) if not paused)
        waiting.extend((one, handler) for one in reversed(children(node)))
