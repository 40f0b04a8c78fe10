"""One-time codes: how an account opens the first time, or again after a lost password (security.md §5).

Credentials are framework rows, written inside the act that is on record, so that both are there or neither.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from heli.acts.shown import Shown
from heli.kernel.errors import InvalidInput
from heli.kernel.time import now
from heli.people.models import Account, LoginBook, Person, Session

CODE_HOURS = 24
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # without what is easily misread on paper


def open_account(login: str) -> Account:
    """An account that nothing opens yet; `InvalidInput` where the login is somebody's."""
    try:
        with transaction.atomic():
            return Account.objects.create(login=login, password=make_password(None))
    except IntegrityError:
        raise InvalidInput({"login": [_("登录名 {login} 已被使用，请改用其他登录名").format(login=login)]}) from None


def issue(account: Account) -> str:
    """A new code, the only one that is valid now; only its hash is kept. The password before is worth nothing any more."""
    code = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
    account.password = make_password(code)
    account.must_change, account.code_until = True, now() + timedelta(hours=CODE_HOURS)
    account.save()
    LoginBook.objects.create(at=now(), account=account, outcome="code", source="")
    return code


def end_sessions(account: Account) -> None:
    """End every session of an account, at once."""
    Session.objects.filter(account=account).delete()


def shown(person: Person, account: Account, code: str) -> Shown:
    """What the administrator reads out or prints, once."""
    return Shown(
        _("{name}的开通码").format(name=person.name),
        ((_("姓名"), person.name), (_("登录名"), account.login), (_("开通码"), code)),
        _("只显示这一次，{hours} 小时内有效，用一次即作废。请当面交给本人，由本人在登录页选“第一次登录”设置口令。").format(
            hours=CODE_HOURS
        ),
    )
