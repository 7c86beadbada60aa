"""Whose a record is: who is asking, and the store as far as it is theirs.

Covers: the user of the event that is being handled, and `OwnStore`, in which a record of somebody else is as
if it was not there. Does not cover logging in (sessions) or what is done before a handler runs (gate).
"""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

import gradio as gr
from gradio.context import LocalContext

from bot.errors import BadInput
from bot.store import Store
from bot.ui.access.limits import Counted, Limits
from bot.ui.tongue import later, say

NO_ID = "-"
"""An id that no record has. It stands in for that of a stranger's record, so that both are answered alike."""

LOGGED_OUT = later(
    "You are logged out. Copy what you have just written, then load this page again and log in."
)
_OPEN = frozenset({"open", "close"})
_REMEMBERED = 20_000


def asking() -> str:
    """The user whose tap or message is being handled, empty where nobody logs in.

    Gradio keeps it for each run of a handler; tasks and threads that a handler starts see the same.
    """
    request = LocalContext.request.get(None)
    return (request.username or "") if isinstance(request, gr.Request) else ""


class OwnStore(Store):
    """The store as it is for whoever is asking. Every method that names an applicant or a conversation of
    somebody else does what it does for one that is not there; what asks for an owner gets the one who asks.
    A method that says neither cannot be called here.
    """

    def __init__(self, store: Store, limits: Limits) -> None:
        super().__init__(store._database)
        self._minute = Counted(limits.messages_in_a_minute, 60)
        self._hour = Counted(limits.messages_in_an_hour, 3600)
        self._owners: dict[str, str] = {}

    def own_applicant(self, applicant_id: str) -> str:
        """The id, if it is of the one who asks; else NO_ID."""
        return applicant_id if self._is_own(applicant_id, self._owner_of_applicant) else NO_ID

    def own_thread(self, thread_id: str) -> str:
        """The id, if it is of the one who asks; else NO_ID."""
        return thread_id if self._is_own(thread_id, self._owner_of_thread) else NO_ID

    def count_message(self) -> None:
        """Raises BadInput when there were too many messages of this user."""
        user = asking()
        if not self._minute.allow(user) or not self._hour.allow(user):
            raise BadInput(say("You have sent very many messages. Wait a little, then send this again."))

    def _is_own(self, id_: str, owner_of: Callable[[str], str]) -> bool:
        if id_ not in self._owners:
            if len(self._owners) >= _REMEMBERED:
                self._owners.clear()
            try:
                self._owners[id_] = owner_of(id_)  # never changes, and an id never comes back
            except BadInput:
                return False
        return self._owners[id_] == asking() != ""

    def _owner_of_applicant(self, applicant_id: str) -> str:
        return Store.applicant(self, applicant_id).owner

    def _owner_of_thread(self, thread_id: str) -> str:
        return self._owner_of_applicant(Store.thread(self, thread_id).applicant_id)


def _guarded(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    """A method of the store for the one who asks."""
    known = inspect.signature(method)
    named = known.parameters.keys() & {"owner", "applicant_id", "thread_id"}

    @wraps(method)
    def guarded(self: OwnStore, *given: Any, **others: Any) -> Any:
        if not named:
            raise NotImplementedError(f"Store.{name} does not say whose it is, so no login may use it")
        told = known.bind(self, *given, **others)
        if "owner" in named:
            if not asking():
                raise BadInput(say(LOGGED_OUT))
            told.arguments["owner"] = asking()
        if "applicant_id" in named:
            told.arguments["applicant_id"] = self.own_applicant(told.arguments["applicant_id"])
        if "thread_id" in named:
            told.arguments["thread_id"] = self.own_thread(told.arguments["thread_id"])
        if name == "start_turn":
            self.count_message()
        return method(*told.args, **told.kwargs)

    return guarded


def public_methods() -> dict[str, Callable[..., Any]]:
    """What the store offers beside being opened and closed."""
    return {
        name: method
        for name, method in inspect.getmembers(Store, inspect.isroutine)
        if not name.startswith("_") and name not in _OPEN
    }


for _name, _method in public_methods().items():
    setattr(OwnStore, _name, _guarded(_name, _method))
