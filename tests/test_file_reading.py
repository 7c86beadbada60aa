"""Facts from a file: read like a message, kept with their words, never over what the record says."""

import pytest

from bot.agent.documents import read_file
from bot.agent.services import Services
from bot.applicant.ledger import Event, Status
from bot.errors import BadInput

CV = """CURRICULUM VITAE

USMLE Step 1: 214 (second attempt)
USMLE Step 2 CK: 223 (first attempt)
ECFMG certified

MD, University of Khartoum, graduated 2017
Hands-on externship, family medicine, Fresno, California, 3 months (2024)
Languages: Arabic, English
"""


def test_a_cv_fills_the_ledger_with_the_words_it_came_from(services: Services) -> None:
    applicant = services.store.create_applicant("Ana").id
    read = read_file(services, applicant, CV.encode(), "cv.txt")
    ledger = services.store.ledger(applicant)
    assert ledger.profile["step2ck"] == 223
    assert ledger.profile["graduation_year"] == 2017
    assert "Step 2 CK" in read.saved
    standing = ledger.last("step2ck")
    assert standing is not None
    assert standing.by == "file"
    assert standing.quote in CV


def test_the_record_wins_over_a_file_and_the_difference_is_told(services: Services) -> None:
    applicant = services.store.create_applicant("Ana").id
    stated = Event("step2ck", 231, Status.STATED, "CK 231", "card", None, None, services.now())
    services.store.append_event(applicant, stated)
    read = read_file(services, applicant, CV.encode(), "cv.txt")
    assert services.store.ledger(applicant).profile["step2ck"] == 231
    assert any("223" in line and "231" in line for line in read.left)


def test_reading_the_same_file_twice_changes_nothing(services: Services) -> None:
    applicant = services.store.create_applicant("Ana").id
    read_file(services, applicant, CV.encode(), "cv.txt")
    before = services.store.ledger(applicant).profile
    assert read_file(services, applicant, CV.encode(), "cv.txt").saved == ()
    assert services.store.ledger(applicant).profile == before


def test_a_file_that_cannot_be_read_stores_nothing(services: Services) -> None:
    applicant = services.store.create_applicant("Ana").id
    with pytest.raises(BadInput, match=r"cv\.exe"):
        read_file(services, applicant, CV.encode(), "cv.exe")
    assert not services.store.ledger(applicant).profile
