"""What an auditor finds in a database after a campaign: `python -m tests.reliability.audit FILE` on HELI_DATA, prints JSON.

FILE holds what was acknowledged ({"acknowledged": [{key, entry, hash}], "sent": {act: count}}).
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any


def main(file: Path) -> int:
    """0; what is wrong stands in the output."""
    import django

    django.setup()
    from heli.acts.worker import settle

    settle()
    told = json.loads(file.read_text())
    print(json.dumps({**counts(), "wrong": [*record(told), *twice(told), *matters(), *notices()]}, ensure_ascii=False))
    return 0


def counts() -> dict[str, int]:
    from heli.ledger.models import Entry, Leaf, Queue
    from heli.matters.models import Matter
    from heli.notices.models import Notice

    models = (Entry, Leaf, Queue, Matter, Notice)
    return {m.__name__.lower(): m.objects.count() for m in models}


def record(told: dict[str, Any]) -> list[str]:
    """Every acknowledged act is there with its entry; the record and all rows fit: nothing half."""
    from heli.acts.reconcile import reconcile
    from heli.ledger.models import Entry

    hashes = {str(id_): bytes(digest).hex() for id_, digest in Entry.objects.filter(decision="done").values_list("id", "hash")}
    lost = [f"lost: {one['key']}" for one in told["acknowledged"] if hashes.get(one["entry"]) != one["hash"]]
    return lost + [f"{fault.where}: {fault.what}" for fault in reconcile().faults]


def twice(told: dict[str, Any]) -> list[str]:
    """No act twice: no more entries than deeds sent, no title and no number twice, no number missing."""
    from heli.collaborations.models import Collaboration
    from heli.ledger.models import Entry

    wrong = []
    done = Counter(Entry.objects.filter(decision="done").values_list("act", flat=True))
    acknowledged = Counter(one["act"] for one in told["acknowledged"])
    for act, sent in told["sent"].items():
        if not acknowledged[act] <= done[act] <= sent:
            wrong.append(f"{act}: sent {sent}, acknowledged {acknowledged[act]}, on record {done[act]}")
    titles = Counter(Collaboration.objects.values_list("title", flat=True))
    wrong += [f"twice: {title}" for title, n in titles.items() if n > 1]
    numbers = sorted(
        int(n.rsplit("-", 1)[1]) for n in Collaboration.objects.exclude(number="").values_list("number", flat=True) if n
    )
    if numbers != list(range(1, len(numbers) + 1)):
        wrong.append(f"numbers with gaps or twice: {numbers}")
    return wrong


def matters() -> list[str]:
    """No matter lost: each that was opened is there; each submission has opened one that its ruling closed, each return one
    that the next submission closed."""
    from heli.collaborations.models import NeedRuling, NeedSubmission
    from heli.ledger.models import Entry
    from heli.matters.models import Matter

    opened = set(Entry.objects.filter(act="matter.open").values_list("result", flat=True))
    there = {id_: (kind, state == "closed") for id_, kind, state in Matter.objects.values_list("id", "kind", "state")}
    wrong = [f"matter lost or without entry: {id_}" for id_ in opened ^ there.keys()]
    submitted, ruled = NeedSubmission.objects.count(), NeedRuling.objects.count()
    returned = NeedRuling.objects.filter(confirmed=False).count()
    again = NeedSubmission.objects.filter(version_no__gt=1).count()
    expected = {
        ("need.confirm", True): ruled, ("need.confirm", False): submitted - ruled,
        ("need.amend", True): again, ("need.amend", False): returned - again,
    }  # fmt: skip
    if (found := Counter(there.values())) != Counter(expected):
        wrong.append(f"matters {dict(found)}, but {expected} by submissions and rulings")
    return wrong


def notices() -> list[str]:
    """None twice, none missing: what stands there is what the whole ledger, read once more from the beginning, tells."""
    from heli.acts.consumers import rebuild
    from heli.notices.models import Notice

    before = list(Notice.objects.values_list("entry", "post", "idx"))
    if not before:
        return ["no notice at all"]
    rebuild("notices", [Notice])
    again = set(Notice.objects.values_list("entry", "post", "idx"))
    wrong = [] if len(before) == len(set(before)) else ["a notice twice"]
    return wrong + [f"notice missing or too many: {n}" for n in again ^ set(before)]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
