"""Practices in a conversation: which one runs there, also after turns were undone, edited or run again.

Covers: beginning one, finding it as a turn sees it, catching up with answers that were given in the tab, and
deleting it with its conversation. Does not cover keeping practices (practice) or wording (practice_tools).
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from bot.agent import practice
from bot.agent.practice import Chat, Practice
from bot.applicant.facts import Profile
from bot.errors import BadInput
from bot.store import Store

POINTER = "practice_chat"
"""The choice that says which conversation holds a practice, and which."""

_UNDONE_AT_MOST = 20
"""Turns after the end of a practice in which undoing may let it run again; later it is not looked at."""


def begin_in_chat(
    store: Store, applicant: str, profile: Profile, tone: str, length: int, today: date, chat: Chat
) -> Practice:
    """Begin a practice in a conversation; an earlier one stays in the tab. Raises BadInput as `begin`."""
    seed = f"{chat.thread}/{chat.begun}"
    begun = practice.begin(store, applicant, profile, tone, length, today, seed=seed, chat=chat)
    store.choose(applicant, POINTER, {"thread": chat.thread, "id": begun.id})
    return begun


def resumed(store: Store, applicant: str, now: Practice) -> Practice:
    """The practice with its conversation caught up with answers that were given in the tab."""
    if now.chat is None:
        return now
    answers = tuple(at or -1 for at in now.chat.answered)
    return practice.saved(store, applicant, replace(now, chat=replace(now.chat, answered=answers)))


def running(store: Store, applicant: str, thread: str, turn: int) -> Practice | None:
    """The practice of a conversation as it stood before `turn`, None when none waits for an answer.

    What turns did that were undone since, or never finished, counts as not done.
    """
    pointer = store.choices(applicant).get(POINTER)
    if not isinstance(pointer, dict) or pointer.get("thread") != thread:
        return None
    try:
        now = practice.kept(store, applicant, str(pointer.get("id", "")))
    except BadInput:  # deleted in the tab
        return None
    if now.chat is None or (now.question is None and turn - _last(now.chat) > _UNDONE_AT_MOST):
        return None
    since = max(1, turn - now.chat.begun + 1)
    found = _with(now, {told.n for told in store.turns(thread, last=since) if told.n < turn and told.reply})
    return found if found is not None and found.question is not None else None


def forget_chat(store: Store, applicant: str, thread: str) -> None:
    """Delete the practices of a conversation that is deleted, so that no words of it stay behind."""
    for work in store.works(applicant, practice.KIND):
        chat = work.data.get("chat")
        if isinstance(chat, dict) and chat.get("thread") == thread:
            store.delete_work(applicant, work.id)


def _last(chat: Chat) -> int:
    return max(chat.begun, chat.stopped, *chat.answered, 0)


def _with(now: Practice, turns: Collection[int]) -> Practice | None:
    """The practice with only what these turns, and the tab, did to it; None when none of them began it."""
    chat, session = now.chat, now.session
    if chat is None or chat.begun not in turns:
        return None
    undone = chat.stopped > 0 and chat.stopped not in turns
    gone = (k for k, at in enumerate(chat.answered) if at > 0 and at not in turns)
    count = next(gone, len(chat.answered))
    judged = max(0, count - len(session.setup))
    return replace(
        now,
        session=replace(session, setup=session.setup[:count], turns=session.turns[:judged]),
        ended=now.ended and not undone,
        spoken=now.spoken[:judged],
        chat=replace(chat, answered=chat.answered[:count], stopped=0 if undone else chat.stopped),
    )
