"""Grammar: clear slips are corrected, and English that is correct, plain or foreign to some is left alone."""

import random

import pytest

from bot.write.review.grammar import grammar
from bot.write.review.passage import Passage
from bot.write.review.rules import data

RULES = range(len(data("grammar")["fixed"]))


def corrected(text: str) -> str:
    """`text` with every correction put in."""
    for one in sorted(grammar(Passage.read(text)), key=lambda found: found.start or 0, reverse=True):
        text = text[: one.start] + (one.fix or "") + text[one.end :]
    return text


@pytest.mark.parametrize("i", RULES)
def test_every_fixed_rule_corrects_its_example(i: int) -> None:
    example = data("grammar")["fixed"][i]["example"]
    assert corrected(example) != example


@pytest.mark.parametrize("i", [i for i in RULES if "clear" in data("grammar")["fixed"][i]])
def test_what_only_looks_like_a_fixed_slip_is_left_alone(i: int) -> None:
    clear = data("grammar")["fixed"][i]["clear"]
    assert corrected(clear) == clear


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("He have a cough.", "He has a cough."),
        ("They was kind to me.", "They were kind to me."),
        ("I speaks Hindi.", "I speak Hindi."),
        ("My friend correct me.", "My friend corrects me."),
        ("My sister live here with us.", "My sister lives here with us."),
        ("This give me joy.", "This gives me joy."),
        ("The doctors was happy.", "The doctors were happy."),
        ("Everyone have a story.", "Everyone has a story."),
        ("I met a man who have two jobs.", "I met a man who has two jobs."),
        ("I did not passed it.", "I did not pass it."),
        ("I am help in the clinic.", "I help in the clinic."),
        ("I was not practise enough.", "I did not practise enough."),
        ("I was see ten patients.", "I saw ten patients."),
        ("She has wrote a letter.", "She has written a letter."),
        ("I am working in Fresno since 2020.", "I have been working in Fresno since 2020."),
        ("My uncle live in Yakima since 2009.", "My uncle has lived in Yakima since 2009."),
        ("I saw many patient.", "I saw many patients."),
        ("He is an doctor.", "He is a doctor."),
        ("I ate a apple.", "I ate an apple."),
        ("We we went to to the ward.", "We went to the ward."),
        ("In january i was ill.", "In January I was ill."),
        ("I recieve them at the door.", "I receive them at the door."),
        ("I passed step 2 ck.", "I passed Step 2 CK."),
    ],
)
def test_slips_are_corrected(wrong: str, right: str) -> None:
    assert corrected(wrong) == right


CORRECT = [
    "The committee suggested that he take the exam again.",
    "If I were asked, I would say yes.",
    "My attending made the intern wait.",
    "The team were kind to me, and the staff was too.",
    "My English is simple and I write short.",
    "I help him walk, and he helps me speak.",
    "The poor get sick first, and the rich get the doctor.",
    "One of the nurses was late.",
    "What I learned stays with me.",
    "My wife and I live in Lodi.",
    "Neither the mother nor the child was awake.",
    "I saw my patient die, and I let the family cry.",
    "I have practised in Leeds, at a programme with a specialised centre.",
    "She works in an hour-long clinic with a university and a one-year course.",
    "He had read the chart, and I read it after him.",
    "Diabetes is common here and the news was bad.",
    "I was born, raised and educated in Asmara.",
    "Ten patient visits and two case reports were discussed.",
    "The number of cases was small; a number of cases were not.",
    "They asked that she be moved, and she was.",
    "I am open to night work and free on Sundays.",
    "The work I do in the clinic is slow.",
    "Every one of them has a name.",
    "I do believe that what matters is the second visit.",
    "It was my father who taught me to wait.",
    "Those who come late wait outside.",
    "The people I met there were kind.",
    "My results: 214, then 227.",
    "Does a letter help? It does.",
    "The nurse practitioner told me to keep the drawings.",
    "I used to walk, and I am used to walking.",
    "In the ward, the doctors and the nurse share one table.",
    "I ask one thing, I wait, I draw.",
    "Since 2024 I volunteer every second week in Delano.",
]


@pytest.mark.parametrize("text", CORRECT)
def test_correct_english_is_never_flagged(text: str) -> None:
    assert [text[one.start : one.end] for one in grammar(Passage.read(text))] == []


def test_correct_sentences_stay_correct_beside_each_other() -> None:
    chance = random.Random(11)
    for _ in range(40):
        text = " ".join(chance.sample(CORRECT, 5))
        assert corrected(text) == text


def test_a_quote_is_not_held_again_by_its_correction() -> None:
    text = "I saw many patient. He say it. I worked six month in a clinic."
    mended = corrected(text)
    assert all(text[one.start : one.end] not in mended for one in grammar(Passage.read(text)))
