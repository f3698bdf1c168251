"""A code by e-mail for somebody who is signed in and has neither a password nor a second factor to show who they are.

It lives in the session, as a digest: whoever reads the sessions in the database reads no code."""

from __future__ import annotations

import time

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal.cryptokit import normalize_user_code
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.limits import count
from accounts.models import User

KEY = "one_more_code"
TRIES = 3


def is_waiting(request: HttpRequest) -> bool:
    """Whether a code is on its way that still works."""
    state = request.session.get(KEY)
    return state is not None and time.time() - state["at"] <= settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT


def send(request: HttpRequest, user: User) -> int:
    """Sends `user` a new code, and returns 0; the one before works no longer. Or sends nothing and returns how many seconds to
    wait, where their mailbox got enough."""
    if wait := count(request, "code_letter", about=user.email.lower()):
        return wait
    adapter = get_adapter()
    code = adapter.generate_login_code()
    adapter.send_mail("account/email/one_more_code", user.email, {"request": request, "code": code})
    request.session[KEY] = {"at": time.time(), "digest": _digest(user, code), "left": TRIES}
    return 0


def accept(request: HttpRequest, user: User, typed: str) -> bool:
    """Whether `typed` is the code that was sent. It works once; after three wrong ones it works no longer."""
    if not is_waiting(request):
        return False
    state = request.session[KEY]
    if constant_time_compare(_digest(user, typed), state["digest"]):
        del request.session[KEY]
        record_authentication(request, user, method="code", email=user.email, reauthenticated=True)
        return True
    state["left"] -= 1
    request.session.modified = True
    if state["left"] <= 0:
        del request.session[KEY]
    return False


def _digest(user: User, code: str) -> str:
    code = normalize_user_code(code)
    return str(salted_hmac(f"{KEY}.{user.pk}", code, algorithm="sha256").hexdigest())
