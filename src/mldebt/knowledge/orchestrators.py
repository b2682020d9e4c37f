"""What makes a step of a flow: the marks of orchestrators, and the operators of Airflow."""

from typing import Literal

from mldebt.model import Row, Table, record


@record(kw_only=True)
class Orchestrator(Row):
    """A decorator, a class or a function by full name. task: the function is a step where a flow calls it; asset: the
    function is a step, its parameters are what comes before; step: a method that names the next ones; class: a class
    whose methods `requires` and `output` tell; node: a call that names function, inputs and outputs; flow: the function
    calls the steps.
    """

    tool: Literal["airflow", "prefect", "dagster", "kubeflow", "metaflow", "luigi", "kedro"]
    makes: Literal["task", "asset", "step", "class", "node", "flow"]


class Orchestrators(Table[Orchestrator]):
    __slots__ = ()
    file = "orchestrators.yaml"
    row = Orchestrator


@record(kw_only=True)
class Operator(Row):
    """A class of Airflow; each field names the argument that holds shell text, SQL, a function, a script to run, a
    class of the JVM to run, or a path that is written. `table`: what is written is a table.
    """

    shell: str = ""
    sql: str = ""
    dialect: str = ""
    function: str = ""
    script: str = ""
    jvm: str = ""
    writes: str = ""
    table: bool = False


class Operators(Table[Operator]):
    __slots__ = ()
    file = "operators.yaml"
    row = Operator
