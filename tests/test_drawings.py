"""The drawing of what moves data: each format is what its readers accept, whatever the names in it."""

import json
import re
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from referencing import Registry, Resource

from mldebt.model import Cell, Drawing, Edge, Flow, Jungle, Measure, Move, Node, Pipeline, Place, Thing
from mldebt.report.drawings import DRAWN, draw
from mldebt.report.drawings.layers import GAP, placed
from mldebt.report.drawings.openlineage import dataset
from mldebt.report.flow import cut, flow_lines

SCHEMAS = Path(__file__).parent / "schemas"
SCHEMA = Path(__file__).parents[1] / "src" / "mldebt" / "report" / "drawings" / "schema.json"
HOSTILE = 'a"b]<script>&amp;\\n`x`|{y}\x1b[31m#35;-->\u2028end subgraph %% *'

SHELL, NOTE = Place("a.sh", 4), Place("n.zpln", 7, cell=Cell(2, 3))


def drawing(name: str = "lake") -> Drawing:
    """Two steps, one of them a note, what starts them, what is missing, and a guess."""
    nodes = (
        Node(
            f"trigger {name}", "trigger", "5 4 * * *", Place("cron/x.crontab", 2), notes=("nobody hears of a failure",)
        ),
        Node(f"step {name}.sh", "step", f"{name}.sh", Place("a.sh"), language="shell"),
        Node("step n.zpln", "step", "n.zpln", Place("n.zpln"), language="Scala", notes=("not in version control",)),
        Node("step gone.sh", "step", f"/opt/{name}/gone.sh", None, notes=("not in this project",)),
        Node("op 1", "op", "a.sh:4", SHELL, f"step {name}.sh", "shell"),
        Node("op 2", "op", "n.zpln:cell 2:3", NOTE, "step n.zpln", "Scala"),
        Node("artefact 1", "artefact", f"s3a://acme-prod/{name}/dt=*/part.csv", SHELL, environment="prod", sort="data"),
        Node("artefact 2", "artefact", f"{name}.events", SHELL, sort="table"),
        Node("artefact 3", "artefact", "/opt/m.pkl", NOTE, sort="model"),
    )
    edges = (
        Edge(f"trigger {name}", f"step {name}.sh", "triggers", "declared", Place("cron/x.crontab", 2)),
        Edge(f"step {name}.sh", "step gone.sh", "calls", "declared", SHELL),
        Edge("artefact 2", "op 1", "reads", "literal", SHELL),
        Edge("op 1", "artefact 1", "writes", "template", SHELL),
        Edge("artefact 1", "op 2", "reads", "guess", NOTE),
        Edge("op 2", "artefact 3", "writes", "literal", NOTE),
    )
    moves = (
        Move("starts", Place("cron/x.crontab", 2), f"{name}.sh", "", (Thing("5 4 * * *"),)),
        Move("reads", SHELL, f"{name}.sh", "SQL", (Thing(f"{name}.events"),)),
        Move("writes", SHELL, f"{name}.sh", "shell", (Thing(f"s3a://acme-prod/{name}/dt=*/part.csv", "prod"),)),
        Move("writes", NOTE, "n.zpln", "Scala", (Thing("/opt/m.pkl"),)),
    )
    flow = Flow(SHELL, moves, 2, (f"{name}.sh", "n.zpln"), ("SQL", "shell", "Scala"), ("prod",), "")
    index = Jungle(61.5, (Measure("O", 1.0, 25, "none"), Measure("V", None, 20, "no git")), 0.4)
    steps = (f"{name}.sh", "n.zpln")
    return Drawing("shop", nodes, edges, (Pipeline(steps, flow, index), Pipeline(("gone.sh",), None, None)), 3, "abc")


@pytest.fixture(params=["lake", HOSTILE, "ключ", "a" * 300], ids=["plain", "hostile", "cyrillic", "long"])
def drawn(request: pytest.FixtureRequest) -> Drawing:
    return drawing(request.param)


def mermaid_problems(text: str) -> list[str]:
    """The lines of a flowchart that are none of: frame, node, edge, style; frames left open; edges to nowhere."""
    head, *rest = text.rstrip("\n").split("\n")
    label = r'"(?:[\w /:.,=\-@]|#\d+;|<br/>)*"'
    known, met, frames, wrong = set[str](), set[str](), 0, [] if head == "flowchart TD" else [head]
    for line in rest:
        if found := re.fullmatch(rf" +subgraph (n\d+)\[{label}\]", line):
            frames += 1
            known.add(found[1])
        elif line.strip() == "end":
            frames -= 1
        elif found := re.fullmatch(rf" +(n\d+)(?:\(\[{label}\]\)|\[{label}\]|\[\({label}\)\]):::\w+", line):
            known.add(found[1])
        elif found := re.fullmatch(r"  (n\d+) (?:-->|-\.->) (n\d+)", line):
            met |= {found[1], found[2]}
        elif not re.fullmatch(r"  %% .+|  classDef \w+ [\w:#,\-]+", line):
            wrong.append(line)
    return wrong + sorted(met - known) + ["frame"] * abs(frames)


def dot_problems(text: str) -> list[str]:
    """What is left of a digraph once strings, statements and frames are taken away."""
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)
    statement = (
        r'(?:n\d+(?: -> n\d+)?|graph|node) \[(?:\w+=(?:\w+|"")(?:, )?)+\];|label="";|subgraph cluster_n\d+ \{|\}'
    )
    lines = [line.strip() for line in bare.rstrip("\n").split("\n")]
    wrong = [line for line in lines[1:] if not re.fullmatch(statement, line)]
    edges, nodes = set(re.findall(r"(n\d+) -> (n\d+)", bare)), set(re.findall(r"(n\d+) \[label", bare))
    strangers = {end for edge in edges for end in edge} - nodes
    return wrong + sorted(strangers) + ["braces"] * abs(bare.count("{") - bare.count("}"))


@pytest.mark.parametrize("fmt", DRAWN)
def test_every_format_ends_in_a_line_break_and_is_the_same_twice(drawn: Drawing, fmt: str) -> None:
    text = draw(fmt, drawn)
    assert text.endswith("\n")
    assert text == draw(fmt, drawn)
    assert "\x1b" not in text


def test_mermaid_is_a_flowchart(drawn: Drawing) -> None:
    text = draw("mermaid", drawn)
    assert mermaid_problems(text) == []
    assert text.count("-.->") == 1


def test_mermaid_keeps_below_the_limits_of_its_drawers() -> None:
    steps = [f"s{number}" for number in range(120)]
    nodes = [Node(f"step {step}", "step", step, Place(step)) for step in steps]
    nodes += [Node(f"artefact {n}", "artefact", f"/srv/{n}.csv", SHELL, sort="data") for n in range(30)]
    edges = [
        Edge(f"step {step}", f"artefact {(at * 7 + n) % 30}", "writes", "literal", SHELL)
        for at, step in enumerate(steps)
        for n in range(5)
    ]
    pipelines = tuple(Pipeline(tuple(steps[at : at + 40]), None, None) for at in (0, 40, 80))
    text = draw("mermaid", Drawing("p", tuple(nodes), tuple(edges), pipelines))
    assert text.splitlines()[1].startswith("  %% 2 of 3 pipelines: ")
    assert text.count("-->") == 400
    assert mermaid_problems(text) == []


def test_dot_is_a_digraph(drawn: Drawing) -> None:
    text = draw("dot", drawn)
    assert text.startswith("digraph pipelines {\n")
    assert dot_problems(text) == []
    assert text.count("style=dashed") == 1
    assert "lhead=cluster_n1" in text


def test_the_validators_see_what_is_wrong() -> None:
    assert mermaid_problems('flowchart TD\n  n1["a"b"]:::op\n  n1 --> n2\n') == ['  n1["a"b"]:::op', "n1", "n2"]
    assert dot_problems('digraph pipelines {\n  n1 [label="a"b"];\n  n1 -> n2 [x=y];\n') != []


def test_json_is_as_its_schema_says(drawn: Drawing) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    told = json.loads(draw("json", drawn))
    jsonschema.Draft202012Validator(schema).validate(told)
    assert {node["id"] for node in told["nodes"]} >= {edge["source"] for edge in told["edges"]}
    assert told["pipelines"][0]["jungle"]["parts"][1] == {"key": "V", "debt": None, "weight": 20, "told": "no git"}


def openlineage_validator() -> jsonschema.Draft202012Validator:
    event, job_type = (
        json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
        for name in ("openlineage-2-0-2.json", "openlineage-job-type-2-0-4.json")
    )
    registry: Registry[Any] = Registry().with_resources(
        [(schema["$id"], Resource.from_contents(schema)) for schema in (event, job_type)]
    )
    return jsonschema.Draft202012Validator(
        event, registry=registry, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


def test_openlineage_is_valid_event_by_event(drawn: Drawing) -> None:
    events = [json.loads(line) for line in draw("openlineage", drawn).splitlines()]
    validator = openlineage_validator()
    for event in events:
        validator.validate(event)
        assert event["schemaURL"].endswith("#/$defs/JobEvent")
        assert "run" not in event
        facet = {"jobType": event["job"]["facets"]["jobType"]}
        job_type = json.loads((SCHEMAS / "openlineage-job-type-2-0-4.json").read_text(encoding="utf-8"))
        assert facet["jobType"].keys() >= set(job_type["$defs"]["JobTypeJobFacet"]["allOf"][1]["required"])
    assert len(events) == 2
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({name: value for name, value in events[0].items() if name != "job"})


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("s3a://acme/events/dt=*/part.csv.gz", ("s3://acme", "events")),
        ("s3n://acme/a/b.csv", ("s3://acme", "a/b.csv")),
        ("s3://acme/2024/05/a.csv", ("s3://acme", "2024/05/a.csv")),
        ("s3://acme/logs/2024-05-01/a.csv", ("s3://acme", "logs")),
        ("s3://acme/", ("s3://acme", "/")),
        ("gcs://lake/x/", ("gs://lake", "x")),
        ("abfs://box@acme.dfs.core.windows.net/x/y", ("abfss://box@acme.dfs.core.windows.net", "x/y")),
        ("hdfs://name:8020/x", ("hdfs://name:8020", "x")),
        ("/tmp/events_*.csv", ("file", "/tmp/events_*.csv")),
        ("file:///srv/x.csv", ("file", "/srv/x.csv")),
        ("data/raw.csv", ("file", "data/raw.csv")),
    ],
)
def test_data_is_named_as_openlineage_names_it(path: str, expected: tuple[str, str]) -> None:
    assert dataset(Node("a", "artefact", path, None, sort="data")) == expected


def test_svg_is_one_file_that_needs_nothing_else(drawn: Drawing) -> None:
    text = draw("svg", drawn)
    root = ElementTree.fromstring(text)
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert names <= {"svg", "title", "style", "defs", "marker", "path", "text", "g", "rect"}
    assert not re.search(r"(?:href|src|@import|url\((?!#tip\)))", text)
    groups = [element for element in root.iter() if element.tag.endswith("}g")]
    assert len(groups) == 7
    assert all(any(child.tag.endswith("}title") for child in group) for group in groups)
    assert text.count('class="unsure"') == 1
    assert "prefers-color-scheme:dark" in text


def test_no_box_of_the_svg_covers_another() -> None:
    root = ElementTree.fromstring(draw("svg", drawing()))
    boxes = [
        tuple(float(element.get(name, "0")) for name in ("x", "y", "width", "height"))
        for element in root.iter()
        if element.tag.endswith("}rect")
    ]
    for (x, y, w, h), (x2, y2, w2, h2) in combinations(boxes, 2):
        assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30))
def test_boxes_of_a_layer_keep_their_distance_and_arrows_go_down(arrows: list[tuple[int, int]]) -> None:
    widths = [40.0 + 7 * number for number in range(12)]
    found = placed(widths, arrows)
    for one, other in combinations(range(12), 2):
        if found.layers[one] == found.layers[other]:
            apart = abs(found.centres[one] - found.centres[other])
            assert apart >= (widths[one] + widths[other]) / 2 + GAP - 0.5
    acyclic = all(one < other for one, other in arrows)
    assert not acyclic or all(found.layers[one] < found.layers[other] for one, other in arrows)
    assert all(centre - width / 2 >= -0.5 for centre, width in zip(found.centres, widths, strict=True))


def test_a_long_edge_bends_once_in_each_layer_it_crosses() -> None:
    found = placed([50.0] * 4, [(0, 1), (1, 2), (2, 3), (0, 3)])
    assert found.layers == (0, 1, 2, 3)
    assert [layer for layer, _ in found.bends[0, 3]] == [1, 2]


def test_the_flow_fits_a_hundred_columns_and_names_every_place() -> None:
    for name in ("lake", "x" * 200):
        flow = drawing(name).pipelines[0].flow
        assert flow is not None
        lines = [line.plain for line in flow_lines(flow, None)]
        assert max(map(len, lines)) <= 100
        assert [line.split("  ")[1].strip() for line in lines[1:]] == [
            "cron/x.crontab:2", "a.sh:4", "a.sh:4", "n.zpln:cell 2:3",
        ]  # fmt: skip
        assert lines[-1].rstrip().endswith("Scala")


def test_the_flow_can_be_drawn_in_ascii() -> None:
    flow = drawing("x" * 200).pipelines[0].flow
    assert flow is not None
    assert all(line.plain.isascii() for line in flow_lines(flow, 80, ascii_only=True))


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("s3://acme/a.csv", 20, "s3://acme/a.csv"),
        ("s3://acme-prod/events/dt=*/events.csv.gz", 32, "s3://acme-prod/…/events.csv.gz"),
        ("abcdefghijklmnop", 9, "abcd…mnop"),
    ],
)
def test_a_long_name_loses_its_middle(text: str, room: int, expected: str) -> None:
    assert cut(text, room, "…") == expected


def test_the_text_tells_flow_index_and_what_stands_alone() -> None:
    text = draw("text", drawing())
    assert "3 steps, 3 artefacts, 1 schedule; 3 more have nothing to do with others" in text
    assert "jungle index 62 of 100, 40% of its paths are known, too few to tell" in text
    assert "V  versions       n/a  no git" in text
