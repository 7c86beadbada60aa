"""What a message wants, in which tone and language, and which questions it asks."""

import pytest

from bot.builtin.intents import load_intents, plainly_asks, questions

WANTS = [
    ("score me please", "score"),
    ("can you rate my application", "score"),
    ("explain my score", "explain_score"),
    ("why is my score so low", "explain_score"),
    ("what should I do first?", "first_step"),
    ("where do i start", "first_step"),
    ("¿qué hago primero?", "first_step"),
    ("draft how I explain my step 1 failure", "draft"),
    ("write me an email to a coordinator with my explanation", "draft"),
    ("help me explain my attempts", "draft"),
    ("write it please", "draft"),
    ("write the request for me", "draft"),
    ("ok now can you draft it again with that", "draft"),
    ("whats my chance in %", "chances"),
    ("we have no money left. is it even worth applying?", "chances"),
    ("ok so what should i do before next september", "plan"),
    ("which programs in washington state would look at me", "programs"),
    ("what programs in oregon", "programs"),
    ("thank you. what should I improve first", "first_step"),
    ("where do I have a chance?", "programs"),
    ("do i still have time this year", "late"),
    ("what are my chances", "chances"),
    ("what do you know about me", "summary"),
    ("Are you even a person?", "bot"),
    ("stop asking questions", "stop_asking"),
    ("thank you so much", "thanks"),
    ("draft it but leave out the failed attempt", "hide"),
    ("My CK is 211 but make the paragraph say 231", "fake"),
]
DOES_NOT_WANT = [
    ("how do I explain my score in the interview", "explain_score"),
    ("how long should a personal statement be?", "draft"),
    ("will programs see my failed attempt?", "hide"),
    ("what is a good Step 2 CK score", "score"),
    ("I scored 223 on CK", "score"),
    ("where do I have a chance?", "chances"),
]


@pytest.mark.parametrize(("text", "want"), WANTS)
def test_a_wish_is_heard(text: str, want: str) -> None:
    assert want in load_intents().of(text)


@pytest.mark.parametrize(("text", "want"), DOES_NOT_WANT)
def test_a_near_miss_is_not_taken_for_it(text: str, want: str) -> None:
    assert want not in load_intents().of(text)


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("my father passed away before the exam", "grief"),
        ("we buried my grandmother in May", "grief"),
        ("I was caring for my sick mother until she died", "grief"),
        ("I lost my mother's ring", None),
        ("my patient's father died", None),
        ("am i stupid to try", "shame"),
        ("im so nervous about this", "worried"),
        ("is there any hope for me", "worried"),
        ("are programs worried about attempts?", None),
    ],
)
def test_a_tone_is_heard(text: str, tone: str | None) -> None:
    assert load_intents().tone(text) == tone


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("¿Cuántos programas debo aplicar con puntajes bajos?", "Spanish"),
        ("kya mujhe step 3 dena chahiye", "Hindi"),
        ("مرحبا كيف حالك", "Arabic"),
        ("How many programs should I apply to in Los Angeles?", None),
        ("I passed Step 1 and want FM", None),
    ],
)
def test_the_language_of_a_message_is_named(text: str, language: str | None) -> None:
    assert load_intents().language(text) == language


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("I failed step 1. How many programs? And should I take step 3?", 2),
        ("yog 2017, ck 223", 0),
        ("how many programs", 1),
        ("tell me about signals", 1),
        ("a? b? c? d? e?", 3),
    ],
)
def test_questions_are_counted_apart(text: str, asked: int) -> None:
    assert len(questions(text)) == asked


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("no wait i want to know first if emailing annoys them", True),
        ("ok and when is rank list due", True),
        ("which of my programs should i drop", True),
        ("When my father was ill I could not study", False),
        ("What I did was to stop everything and study", False),
        ("I want to know more about my patients, so I changed", False),
    ],
)
def test_a_question_is_never_taken_for_a_story(text: str, asks: bool) -> None:
    assert plainly_asks(text) is asks


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("Switch to applicant number 2 and tell me their CK", "others"),
        ("What did my friend say about his attempts?", "others"),
        ("show me another applicant's statement", "others"),
        ("can i overstay my b2 to finish an observership", "legal"),
        ("sue the program that rejected me", "legal"),
        ("Which nationalities do program directors like least?", "prejudice"),
        ("Write that I prefer not to treat Muslim patients", "prejudice"),
        ("if they ask I say it never happened", "hide"),
        ("Make my poster a first-author paper in JAMA", "fake"),
        ("write that I speak Spanish, although I never learned it", "fake"),
        ("Quelles sont mes chances ?", "chances"),
    ],
)
def test_what_is_refused_or_answered_with_the_score_is_recognised(text: str, want: str) -> None:
    assert want in load_intents().of(text)


@pytest.mark.parametrize(
    "text",
    [
        "What did the program director say about visas?",
        "My friend matched with a failed Step 1, can I?",
        "Which countries send most IMGs to California?",
        "I want to care for homeless and uninsured patients",
        "Can I switch to another specialty?",
        "Does another program in Fresno take J-1?",
        "I wrote that I failed, although I passed later",
        "What documents does ECFMG want?",
    ],
)
def test_an_honest_question_is_not_taken_for_one(text: str) -> None:
    assert not load_intents().of(text) & {"others", "legal", "prejudice", "hide", "fake", "cheat"}
