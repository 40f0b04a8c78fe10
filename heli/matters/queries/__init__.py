"""Reading matters: the inbox of a post (`lists`, `counts`), one line (`lines`), what stands open in a root (`standing`)."""

from heli.matters.queries.counts import CAP, TABS, count_text, waiting_count
from heli.matters.queries.lines import MatterLine, People, lines_of
from heli.matters.queries.lists import PAGE, Group, Inbox, KindCount, TabCount, inbox
from heli.matters.queries.standing import Stuck, next_matter, open_matters, stuck, unsettled

__all__ = [
    "CAP", "PAGE", "TABS", "Group", "Inbox", "KindCount", "MatterLine", "People", "Stuck", "TabCount", "count_text", "inbox",
    "lines_of", "next_matter", "open_matters", "stuck", "unsettled", "waiting_count",
]  # fmt: skip
