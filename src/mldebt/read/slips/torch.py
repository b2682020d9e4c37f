"""Where does the code use PyTorch against its grain?"""

from collections.abc import Iterator

from mldebt.model import Lend, Place, Slip

from ..outline import Outline
from .torch_flow import flows_of
from .torch_forms import form_slips
from .torch_loaders import loader_slips, order_slips
from .torch_losses import Losses, loss_slips
from .torch_members import member_slips
from .torch_modes import mode_slips
from .torch_steps import step_slips
from .torch_sums import sum_slips
from .torch_view import View

FLOWS = ("backward(", ".eval(", "load_state_dict(")
"""Words of programs that train or evaluate; without one of them there is no order to look at."""


def collect(outline: Outline, lend: Lend) -> Iterator[Slip]:
    """Every slip of the file, in any order."""
    view = View(outline, lend)
    losses = Losses(view, lend)
    if losses.are_made:
        yield from loss_slips(view, losses)
    yield from sum_slips(view, losses)
    yield from form_slips(view, lend)
    yield from member_slips(view)
    yield from loader_slips(view)
    if any(word in outline.text for word in FLOWS):
        seen: set[tuple[str, Place]] = set()
        for flow in flows_of(view):
            for slip in (*step_slips(flow), *mode_slips(flow), *order_slips(flow)):
                if (slip.kind, slip.where) not in seen:
                    seen.add((slip.kind, slip.where))
                    yield slip
