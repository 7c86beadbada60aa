"""USMLE results: scores, passes, failures and attempts. A row is a message and all the facts it states."""

import pytest

from bot.applicant.ledger import Doubt
from tests.reader.reading import facts, ledger, read

TABLE: list[tuple[str, dict[str, object]]] = [
    ("i failed everything. i am 41", {}),
    ("i failed both, once each", {"step1_failures": 1, "step2ck_failures": 1}),
    ("I have 231 on ck and step 1 passed", {"step1": "pass", "step2ck": 231}),
    ("saqué 218 en el CK y reprobé el step 1 una vez", {"step1_failures": 1, "step2ck": 218}),
    ("step1: 189 F, 201 P", {"step1": 201, "step1_failures": 1}),
    ("step 1 198 fail, 207 pass", {"step1": 207, "step1_failures": 1}),
    ("CK: 205 F / 219 P", {"step2ck": 219, "step2ck_failures": 1}),
    ("CK 226, sorry, not 262", {"step2ck": 226}),
    ("failed step 1 once then 214, ck 223", {"step1": 214, "step1_failures": 1, "step2ck": 223}),
    ("209 after one fail on ck", {"step2ck": 209, "step2ck_failures": 1}),
    (
        "Step 1: 201 (2nd attempt), Step 2 CK 218 (1st attempt)",
        {"step1": 201, "step1_failures": 1, "step2ck": 218, "step2ck_failures": 0},
    ),
    ("Steps 1/2/3: 210/220/205", {"step1": 210, "step2ck": 220, "step3": 205}),
    (
        "I passed Step 1 and Step 2 CK on my first attempts",
        {"step1": "pass", "step1_failures": 0, "step2ck": "pass", "step2ck_failures": 0},
    ),
    ("failed step 1 twice and step 2 once", {"step1_failures": 2, "step2ck_failures": 1}),
    ("0 ck fails, 2 step 1 fails", {"step1_failures": 2, "step2ck_failures": 0}),
    ("no CK fails", {"step2ck_failures": 0}),
    ("Step 3 pending", {}),
    ("haven't taken CK", {}),
    ("planning to take step 3 in January, CK 221", {"step2ck": 221}),
    ("NBME 30 was 215, UWSA2 238, real deal 224 on CK", {"step2ck": 224}),
    ("NBME for step 2 was 215", {}),
    ("Step 1 189/76, Step 2 CK 201/81", {"step1": 189, "step2ck": 201}),
    ("CK 99", {}),
    ("step 1 412", {}),
    ("ck was 2 hundred", {}),
    ("ck two nineteen", {"step2ck": 219}),
    ("CK 214 failed Step 1", {"step1_failures": 1, "step2ck": 214}),
    (
        "CK 214, failed Step 1 twice but passed on third attempt",
        {"step1": "pass", "step1_failures": 2, "step2ck": 214},
    ),
    (
        "I passed step 1 after 2 failed attempts and my CK is 211",
        {"step1": "pass", "step1_failures": 2, "step2ck": 211},
    ),
    ("MCCQE1 245, AMC passed, ck 219", {"step2ck": 219}),
    ("reprobé Step 1 una vez", {"step1_failures": 1}),
    ("USMLE 1: pass; USMLE 2: 219; USMLE 3: not taken", {"step1": "pass", "step2ck": 219}),
    ("I failed CK with 205 then got 221 on retake", {"step2ck": 221, "step2ck_failures": 1}),
    ("first attempt 198 fail, 2nd attempt 221 on ck", {"step2ck": 221, "step2ck_failures": 1}),
    ("scored around 215 on CK", {"step2ck": 215}),
    ("CK 215-220", {"step2ck": 217}),
    ("ck 22x", {"step2ck": 225}),
    ("what is a good ck score? is 230 enough", {}),
    ("is step 2 ck 214 too low?", {}),
    ("Can I match with my CK of 214 and one failure on step 1?", {"step1_failures": 1, "step2ck": 214}),
    ("My dad passed away while I was studying for step 1", {}),
    (
        "passed step 1, 2ck and 3 all in first attempt",
        {
            "step1": "pass",
            "step1_failures": 0,
            "step2ck": "pass",
            "step2ck_failures": 0,
            "step3": "pass",
            "step3_failures": 0,
        },
    ),
    (
        "step 1 passed, step 2 228, no fails",
        {"step1": "pass", "step1_failures": 0, "step2ck": 228, "step2ck_failures": 0},
    ),
    ("I need 240 on CK, my goal for step 2 is 245", {}),
    ("programs require step 2 of 220", {}),
    (
        "Step1: fail then pass. Step2: 2nd attempt 216",
        {"step1": "pass", "step1_failures": 1, "step2ck": 216, "step2ck_failures": 1},
    ),
    ("step 1 P, ck 217, ck failed one time before", {"step1": "pass", "step2ck": 217, "step2ck_failures": 1}),
    (
        "I cleared step 1 in one go. CK took me 3 attempts, final score 211.",
        {"step1": "pass", "step1_failures": 0, "step2ck": 211, "step2ck_failures": 2},
    ),
    ("applied to 108 programs, 16 invites. CK: 231", {"step2ck": 231}),
    (
        "step 1 pass/fail era, passed. CK - 223 (first try). Step 3 - 209, 1 failure",
        {"step1": "pass", "step2ck": 223, "step2ck_failures": 0, "step3": 209, "step3_failures": 1},
    ),
    ("I have one attempt on step 1, ck 230", {"step1_failures": 1, "step2ck": 230}),
    ("no attempts on step 1, one attempt in ck", {"step1_failures": 0}),
    (
        "My step 1 is 205 and step 2 is 217, both on first try",
        {"step1": 205, "step1_failures": 0, "step2ck": 217, "step2ck_failures": 0},
    ),
    ("Step 2 CK 214 in July 2025", {"step2ck": 214}),
    ("85th percentile on step 1", {}),
    ("I am worried about failing step 1", {}),
    ("Failed CK last month (score 209). Retaking in March.", {"step2ck": 209, "step2ck_failures": 1}),
    ("passed Step 1, failed step 2", {"step1": "pass", "step2ck_failures": 1}),
    ("I got a 203 on Step 1 and a 219 on Step 2 CK.", {"step1": 203, "step2ck": 219}),
    ("203 on step 1 219 on ck", {"step1": 203, "step2ck": 219}),
    (
        "Scores: step 1 203 first attempt, CK failed first attempt 206, second attempt 222",
        {"step1": 203, "step1_failures": 0, "step2ck": 222, "step2ck_failures": 1},
    ),
    ("failed both steps once", {"step1_failures": 1, "step2ck_failures": 1}),
    ("step 1 failed 2 times, passed 3rd", {"step1": "pass", "step1_failures": 2}),
    ("CK 219 (pass)", {"step2ck": 219}),
    ("PGY3 friend said my CK 215 is fine for IM", {"step2ck": 215}),
    ("What is the average CK for FM?", {}),
    (
        ("Step 1: pass (first attempt). Step 2 CK: fail (first attempt, 205), pass (second attempt, 217)."),
        {"step1": "pass", "step1_failures": 0, "step2ck": 217, "step2ck_failures": 1},
    ),
    ("ck score comes next week", {}),
    ("Waiting for my Step 2 CK result", {}),
    ("Step 2 CK on Dec 12", {}),
    (
        "Failed Step 3 last month with 193, step 1 pass, ck 221",
        {"step3": 193, "step3_failures": 1, "step1": "pass", "step2ck": 221},
    ),
    (
        "I have zero failures. Step 1 P, Step 2 226, Step 3 212",
        {
            "step1": "pass",
            "step2ck": 226,
            "step3": 212,
            "step1_failures": 0,
            "step2ck_failures": 0,
            "step3_failures": 0,
        },
    ),
    ("I retook step 1 and passed", {"step1": "pass"}),
    ("two fails on step 1, none on CK (219)", {"step1_failures": 2, "step2ck": 219, "step2ck_failures": 0}),
    ("internal medicine is my passion. CK 219.", {"specialty": ["internal_medicine"], "step2ck": 219}),
    (
        "I've passed everything on the first try: step 1, step 2 (230)",
        {"step1": "pass", "step2ck": 230, "step1_failures": 0, "step2ck_failures": 0},
    ),
    ("Anyone matched with CK 208? I have 212.", {"step2ck": 212}),
    ("People with 250s get rejected too", {}),
    ("I was told programs filter below 220. Mine is 218 on CK", {"step2ck": 218}),
    ("CK=214(1st),S1=P(2nd)", {"step2ck": 214, "step2ck_failures": 0, "step1": "pass", "step1_failures": 1}),
    ("USMLE 210/224", {"step1": 210, "step2ck": 224}),
    ("I took step 2 CK twice. First 203, second 218.", {"step2ck": 218, "step2ck_failures": 1}),
    ("my scores are below average, 215 step 2", {"step2ck": 215}),
    ("My English is not good sorry. CK 207.", {"step2ck": 207}),
    (
        (
            "So I bombed. Took CK in June, got a 203, which is a fail now. My husband says take "
            "it again in Feb. Step 1 pass."
        ),
        {"step2ck": 203, "step2ck_failures": 1, "step1": "pass"},
    ),
    (
        (
            "Is it true that after two failures in Step 1 California won't give you a license? "
            "Asking because I have two."
        ),
        {},
    ),
    ("I have an attempt in CK. 2nd time 220.", {"step2ck": 220, "step2ck_failures": 1}),
    (
        "Passed Step 1 after one failure. CK first attempt 232",
        {"step1": "pass", "step1_failures": 1, "step2ck": 232, "step2ck_failures": 0},
    ),
    (
        "My USMLE transcript: S1 fail (2021), pass (2022). S2CK 218 (2023).",
        {"step1": "pass", "step1_failures": 1, "step2ck": 218},
    ),
    (
        "I have 0 attempts, CK 240, S1 pass",
        {"step2ck": 240, "step1": "pass", "step1_failures": 0, "step2ck_failures": 0},
    ),
    (
        "Visa: none needed (GC). Attempts: none. CK 226",
        {"citizenship_status": "permanent_resident", "step2ck": 226, "step2ck_failures": 0},
    ),
    ("Step 1 P/ Step 2 CK 219/ Step 3 pending", {"step1": "pass", "step2ck": 219}),
    ("step one: passed. step two: 2 1 7", {"step1": "pass"}),
    ("I think my CK was 21x", {"step2ck": 215}),
    ("CK over 230", {"step2ck": 231}),
    ("CK high 210s", {"step2ck": 218}),
    ("CK just below 220", {"step2ck": 219}),
    ("CK 220+", {"step2ck": 220}),
    ("my ck is between 210 and 215", {"step2ck": 212}),
    ("I got 6 points above passing on CK", {}),
    ("predicted 231, actual CK 219", {"step2ck": 219}),
    ("CK 219, practice tests were all 230+", {"step2ck": 219}),
    ("Step 2 CS failed once, CK 222", {"step2ck": 222}),
    ("COMLEX 1 fail, COMLEX 2 520, Step 1 pass", {"step1": "pass"}),
    ("OET passed, MCCQE 1 passed, step 1 passed", {"step1": "pass"}),
    ("im a usc, im done with step 1 (pass)", {"citizenship_status": "us_citizen", "step1": "pass"}),
    (
        "Applying to Family Medicine this year with CK of 210, 1 failure",
        {"specialty": ["family_medicine"], "step2ck": 210, "step2ck_failures": 1},
    ),
    (
        ("I failed Step 1 with a 191, one point short. Took six more months and came back with 205."),
        {"step1": 205, "step1_failures": 1},
    ),
    (
        (
            "Asking for a friend: she failed step 1 on first attempt, passed on second, applying "
            "FM, pending permanent residency."
        ),
        {},
    ),
    ("I did not make enough items to pass the first step last month. Step 2 next.", {}),
    ("I'm a 2nd year IM resident and my wife is the applicant. Her CK is 210.", {}),
    (
        ("I got 4 interview invites last year but did not match. This year zero so far. CK 220 s1 200."),
        {"previously_unmatched": True, "step2ck": 220, "step1": 200},
    ),
    (
        ("no green card, no visa, just asylum pending and work permit. step 1 passed (first time), ck 224"),
        {"step1": "pass", "step1_failures": 0, "step2ck": 224},
    ),
    (
        ("I passed my boards back in Egypt twice lol. For USMLE: only step 1, failed it in 2023."),
        {"step1_failures": 1},
    ),
    (
        "Step 2: 3rd attempt - 216; Step 1: 2nd attempt - pass",
        {"step2ck": 216, "step2ck_failures": 2, "step1": "pass", "step1_failures": 1},
    ),
    ("my Step 3 is 230, I took it before applying because H1B programs ask for it", {"step3": 230}),
    ("low score: 205 step 2 (passed by 1 pt before they raised it)", {"step2ck": 205}),
    ("Room 214, exam at 8 am, 280 questions, 9 hours. Wish me luck for step 1", {}),
    ("CK 218, is this pass? I took it 3 August 2025", {"step2ck": 218}),
    (
        "Step 1 Fail/Fail/Pass, CK Pass 214 1st try",
        {"step1": "pass", "step1_failures": 2, "step2ck": 214, "step2ck_failures": 0},
    ),
    (
        "i flunked ck the first time bc of panic attacks, second time 212",
        {"step2ck": 212, "step2ck_failures": 1},
    ),
    ("My CK is 216, which everyone says is low. My cousin has 245.", {"step2ck": 216}),
    ("Two tries for step 1, one for CK (231).", {"step1_failures": 1, "step2ck": 231}),
    ("Step 3 passed with 210 last week!", {"step3": 210}),
    ("Can someone with two failures on Step 2 get licensed in Oregon?", {}),
    ("I matched FM in 2023 but left the program after PGY1. Step 3 208.", {"step3": 208}),
    (
        "Citizenship: India. Visa: need H1B (Step 3 done: 221)",
        {"citizenship_status": "needs_visa", "visa": "h1b", "step3": 221},
    ),
    ("2012 IMG. CK 222", {"step2ck": 222}),
    (
        "Step 2 CK: 211 (Failed, July 2025), Step 1: Pass",
        {"step2ck": 211, "step2ck_failures": 1, "step1": "pass"},
    ),
    ("ck below 214 = fail? i got 216", {"step2ck": 216}),
    ("step 1 (2nd), step 2 (1st) 224", {"step1_failures": 1, "step2ck": 224, "step2ck_failures": 0}),
    (
        "No attempts. Step 1 Pass; Step 2 CK 234; Step 3 220.",
        {
            "step1": "pass",
            "step2ck": 234,
            "step3": 220,
            "step1_failures": 0,
            "step2ck_failures": 0,
            "step3_failures": 0,
        },
    ),
    (
        "I couldn't pass step 1 in two tries. Third one worked. CK was better, 224 on first.",
        {"step1_failures": 2, "step2ck": 224, "step2ck_failures": 0},
    ),
    ("S1: fail ×1 → pass, S2: 228 ×1", {"step1": "pass", "step1_failures": 1, "step2ck": 228}),
    ("i never took step 3 and dont plan to", {}),
    ("I have a 212 on CK.", {"step2ck": 212}),
    ("CK two fifteen, step one passed second go", {"step2ck": 215, "step1": "pass", "step1_failures": 1}),
    ("a 6 month gap because of my pregnancy, then CK 222", {"step2ck": 222}),
    ("I flunked out of engineering before med school, step 1 was a pass though", {"step1": "pass"}),
    ("Passed PLAB 1 and 2, failed step 1 once, passed it after", {"step1": "pass", "step1_failures": 1}),
    ("ck 208 (I know), nbme's were 225-230", {"step2ck": 208}),
    ("Step 2 CK: 217 (1 attempt)", {"step2ck": 217}),
    ("Failed the OET first time; CK 232 first time.", {"step2ck": 232, "step2ck_failures": 0}),
    (
        ("wife and I couples matching! she: 240, no fails. me: 213 after a fail on CK. both peds"),
        {"step2ck": 213, "step2ck_failures": 1, "specialty": ["pediatrics"]},
    ),
    ("I got a 99 on CK... percentile that is", {}),
    (
        "Took CK on Sept 3, result next Wednesday. Step 1 passed with one previous attempt.",
        {"step1": "pass", "step1_failures": 1},
    ),
    ("Step 3: failed 1st time (193) passed 2nd time (206)", {"step3": 206, "step3_failures": 1}),
    (
        "S3 205 passed on 2nd try, S2 214 1st, S1 pass 1st",
        {
            "step3": 205,
            "step3_failures": 1,
            "step2ck": 214,
            "step2ck_failures": 0,
            "step1": "pass",
            "step1_failures": 0,
        },
    ),
    (
        ("Step 2 CK 2 days ago, no result yet. Step 1: pass in first. 2025 graduate from Lisbon"),
        {"step1": "pass", "step1_failures": 0, "graduation_year": 2025},
    ),
    ("They asked my attempts at the interview and I said none, which is true. 217 on CK.", {"step2ck": 217}),
    (
        "My scores: 201 (step 1), 213 (step 2 CK), 207 (step 3). Never failed.",
        {
            "step1": 201,
            "step2ck": 213,
            "step3": 207,
            "step1_failures": 0,
            "step2ck_failures": 0,
            "step3_failures": 0,
        },
    ),
    ("Low CK (211) because I worked two jobs. Step one was fine: pass.", {"step2ck": 211, "step1": "pass"}),
    ("after 1 failed CK I passed w 220", {"step2ck": 220, "step2ck_failures": 1}),
    (
        "passed all three steps, first attempts, scores 214 219 208",
        {
            "step1": 214,
            "step2ck": 219,
            "step3": 208,
            "step1_failures": 0,
            "step2ck_failures": 0,
            "step3_failures": 0,
        },
    ),
    ("Failed step 3 one time, then 211.", {"step3": 211, "step3_failures": 1}),
    ("CK: 2o6 (letter o, sorry)", {"step2ck": 206}),
    (
        "I did not fail any exam. Step 1 pass, CK 218.",
        {"step1": "pass", "step1_failures": 0, "step2ck": 218, "step2ck_failures": 0},
    ),
    ("two failed CK sittings (199, 205), then 221 on the third", {"step2ck": 221, "step2ck_failures": 2}),
    ("my wife scored 250 on CK. I got 212 on mine", {"step2ck": 212}),
    ("My sister scored 245 on step 1 but I failed mine", {"step1_failures": 1}),
    ("two hundred and eleven on step two", {"step2ck": 211}),
    (
        "Reprobé el Step 1 una vez y después lo aprobé; CK 216",
        {"step1": "pass", "step1_failures": 1, "step2ck": 216},
    ),
    ("The Amboss assessment said 231, UWSA 228, the real thing was CK 213", {"step2ck": 213}),
    ("My father passed away in the week of Step 1, and I had to move it", {}),
    ("I passed every class in med school", {}),
    ("failed my second year of med school, then CK 220", {"step2ck": 220}),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_what_a_message_states(text: str, expected: dict[str, object]) -> None:
    assert facts(text) == expected


@pytest.mark.parametrize(
    ("text", "value", "doubt"),
    [
        ("CK somewhere around 215", 215, Doubt.APPROXIMATE),
        ("step 1 in the low 230s", 232, Doubt.APPROXIMATE),
        ("CK 21x", 215, Doubt.APPROXIMATE),
        ("CK < 210", 209, Doubt.APPROXIMATE),
        ("CK: 99", None, Doubt.TWO_DIGIT),
        ("CK 412", None, Doubt.OUT_OF_RANGE),
        ("CK was 2 hundred", None, Doubt.UNREADABLE),
    ],
)
def test_a_score_that_is_not_exact_is_read_with_its_doubt(text: str, value: int | None, doubt: Doubt) -> None:
    reading = next(iter(read(text).values()))
    assert (reading.value, reading.doubt) == (value, doubt)


@pytest.mark.parametrize(
    "text",
    ["no step 3", "Step 3 not yet", "haven't taken step 3", "Step 3: pending", "taking step 3 in January"],
)
def test_an_exam_that_is_only_ahead_is_not_taken(text: str) -> None:
    assert read(text)["step3"].value == "not_taken"


def test_a_failure_with_the_retake_ahead_stands_as_a_fail() -> None:
    assert read("Failed CK in May, retake is in October")["step2ck"].value == "fail"


def test_the_date_of_step_2_ck_is_read_beside_its_score() -> None:
    assert read("CK 216 in August 2025, Step 1 pass")["step2ck_date"].value == "2025-08"


def test_a_score_called_a_pass_says_what_the_transcript_says() -> None:
    assert read("Step 2 CK 212 (pass)")["step2ck_result"].value == "pass"


def test_a_statement_that_is_taken_back_states_nothing() -> None:
    assert facts("I told everybody I passed Step 3. I haven't.") == {}


def test_no_failures_covers_every_exam_of_the_ledger() -> None:
    held = ledger(step1="pass", step2ck=219)
    assert {"step1_failures", "step2ck_failures"} <= set(read("no failures at all", None, held))


CONTINUED: list[tuple[str, dict[str, object], dict[str, object]]] = [
    ("passed on third try with 219", {"step2ck_failures": 2}, {"step2ck": 219, "step2ck_failures": 2}),
    ("passed in the end with a 224", {"step1_failures": 1}, {"step1": 224}),
    ("passed in the end with a 224", {"step1_failures": 1, "step1": 214}, {}),
    ("passed in the end with a 224", {"step1_failures": 1, "us_letters": 2}, {"step1": 224}),
    ("passed in the end with a 224", {"step1_failures": 0}, {}),
    ("passed in the end with a 224", {}, {}),
    (
        "then pass with 203, ck 211 first time",
        {"step1_failures": 2},
        {"step1": 203, "step2ck": 211, "step2ck_failures": 0},
    ),
    ("I sent 219 applications", {"step2ck_failures": 2}, {}),
]


@pytest.mark.parametrize(("text", "held", "expected"), CONTINUED)
def test_a_result_goes_on_about_the_exam_whose_failures_were_told(text, held, expected):  # type: ignore[no-untyped-def]
    found = read(text, "applied_this_cycle", ledger(**held))
    exams = {key: one.value for key, one in found.items() if key.startswith("step")}
    assert exams == expected
