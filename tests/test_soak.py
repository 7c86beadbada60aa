"""The long runs (`make soak`): the writer is killed again and again, and nothing finished is lost."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from bot.store import Store

KILLS = 40
WRITER = """
import sys
from bot.applicant.ledger import Event, Status
from bot.store import Draft, Store

store = Store.open(sys.argv[1])
applicant, thread = sys.argv[2], sys.argv[3]
while True:
    n = store.start_turn(thread, "a message")
    said = [{"text": f"answer {n}", "citations": [], "block": "paragraph", "marked": False}]
    event = Event("step2ck", 200 + n % 50, Status.STATED, "ck", "reader", thread, n, "2026-11-25")
    draft = Draft("score_explanation_statement", "text", ())
    store.finish_turn(thread, n, {"sentences": said}, [event], [draft])
    print(n, flush=True)
"""


@pytest.mark.soak
def test_every_finished_turn_survives_a_kill(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'stepwise.db'}"
    store = Store.open(url)
    applicant = store.create_applicant("Ana").id
    thread = store.create_thread(applicant, "soak").id
    store.close()
    chance = random.Random(218)
    finished: set[int] = set()
    for _ in range(KILLS):
        command = [sys.executable, "-c", WRITER, url, applicant, thread]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            finished |= {int(writer.stdout.readline()) for _ in range(chance.randint(1, 25))}
            writer.kill()
        store = Store.open(url)
        turns = store.turns(thread)
        assert finished <= {turn.n for turn in turns}
        assert all(turn.reply is not None for turn in turns)
        assert len(store.ledger(applicant).events) == len(store.drafts(applicant)) == len(turns)
        store.close()
