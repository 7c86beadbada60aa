"""The file of users: what is kept of a password, what of a file is refused, and how it is written."""

import hashlib
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot import users
from bot.errors import BadInput
from bot.users import Hashed, add_user, checked_name, hashed, read_users, remove_user, verified

GOOD = "a good password"
SALT, KEY = "c2FsdHNhbHRzYWx0c2FsdA", "a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2U"
LINE = f"ana:scrypt$15$8$3${SALT}${KEY}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "users"


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Hashing at no cost for tests of the file; what it was asked for."""
    asked: list[dict[str, Any]] = []
    real = hashlib.scrypt

    def scrypt(words: bytes, **costs: Any) -> bytes:
        asked.append({"words": words, **costs})
        return real(words, **{**costs, "n": 2, "p": 1})

    monkeypatch.setattr("bot.users.hashlib.scrypt", scrypt)
    return asked


def filled(path: Path, *lines: str, mode: int = 0o600) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    path.chmod(mode)
    return path


def refused(action: Callable[..., object], *given: Any) -> str:
    with pytest.raises(BadInput) as caught:
        action(*given)
    assert "\n" not in str(caught.value)
    return str(caught.value)


# --- passwords ------------------------------------------------------------------------------------------


def test_a_password_opens_and_another_does_not() -> None:
    known = {"ana": hashed(GOOD)}
    assert verified(known, "ana", GOOD)
    assert not verified(known, "ana", GOOD.upper())


def test_the_costs_are_those_that_the_file_says(cheap: list[dict[str, Any]]) -> None:
    kept = str(hashed(GOOD))
    assert kept.startswith("scrypt$15$8$3$")
    assert (cheap[0]["n"], cheap[0]["r"], cheap[0]["p"]) == (2**15, 8, 3)


def test_the_same_password_is_kept_differently_for_two_people(path: Path, cheap: list[Any]) -> None:
    add_user(path, "ana", GOOD)
    add_user(path, "ben", GOOD)
    ana, ben = read_users(path).values()
    assert (ana.salt == ben.salt, ana.key == ben.key) == (False, False)


@pytest.mark.parametrize("users_", [{"ana": Hashed(b"s" * 16, b"k" * 32, 16, 8, 2)}, {}])
def test_an_unknown_name_takes_the_same_work(cheap: list[dict[str, Any]], users_: dict[str, Hashed]) -> None:
    verified({"ana": Hashed(b"s" * 16, b"k" * 32, 16, 8, 2)}, "ana", GOOD)
    assert not verified(users_, "nobody", GOOD)
    known, unknown = ({key: value for key, value in one.items() if key != "salt"} for one in cheap)
    assert len(cheap) == 2
    if users_:
        assert unknown == known


def test_no_password_opens_an_unknown_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.users.hashlib.scrypt", lambda *_words, **_costs: bytes(32))
    assert not verified({}, "nobody", GOOD)


@pytest.mark.parametrize(
    ("typed", "again"), [("a password \ufb01ne", "a password fine"), ("\u212b" * 10, "A\u030a" * 10)]
)
def test_the_same_letters_from_two_keyboards_are_one_password(
    cheap: list[Any], typed: str, again: str
) -> None:
    assert verified({"ana": hashed(typed)}, "ana", again)


@pytest.mark.parametrize("password", ["", "ten chars", "x" * 201, "ana-maria.lopez", "ANA-maria.lopez "])
def test_a_bad_password_is_refused_and_nothing_written(path: Path, cheap: list[Any], password: str) -> None:
    assert "password" in refused(add_user, path, "ana-maria.lopez", password)
    assert (path.exists(), cheap) == (False, [])


@pytest.mark.parametrize("length", [10, 200])
def test_the_shortest_and_longest_password_are_taken(path: Path, cheap: list[Any], length: int) -> None:
    add_user(path, "ana", "x" * length)
    assert verified(read_users(path), "ana", "x" * length)


def test_a_password_that_cannot_be_read_is_refused_in_plain_words(path: Path) -> None:
    assert "UTF-8" in refused(add_user, path, "ana", "a password with \udce9")


# --- names ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "-ana", ".ana", "ana b", "ana:b", "anä", "a" * 65, "ana\nben", "ana#"])
def test_a_bad_name_is_refused(path: Path, cheap: list[Any], name: str) -> None:
    assert "user name" in refused(add_user, path, name, GOOD)
    assert not path.exists()


@pytest.mark.parametrize("name", ["a", "9", "ana@example.org", "ana_b-c.d", "a" * 64])
def test_a_good_name_is_taken(name: str) -> None:
    assert checked_name(name) == name


def test_a_name_is_the_same_in_large_letters(path: Path, cheap: list[Any]) -> None:
    add_user(path, " Ana ", GOOD)
    assert list(read_users(path)) == ["ana"]
    assert "already" in refused(add_user, path, "ANA", GOOD)


# --- the file -------------------------------------------------------------------------------------------


def test_a_file_gives_its_names_and_hashes(path: Path) -> None:
    filled(path, "# who may log in", "", LINE, "  # from home", f"  {LINE.replace('ana', 'ben')}  ")
    assert {name: str(one) for name, one in read_users(path).items()} == dict.fromkeys(
        ("ana", "ben"), LINE.partition(":")[2]
    )


@pytest.mark.parametrize("costs", ["14$8$1", "15$8$3", "17$8$8"])
def test_costs_within_the_bounds_are_taken(path: Path, costs: str) -> None:
    filled(path, LINE.replace("15$8$3", costs))
    assert str(read_users(path)["ana"]) == f"scrypt${costs}${SALT}${KEY}"


@pytest.mark.parametrize(
    "costs", ["13$8$3", "18$8$1", "15$1$3", "15$16$1", "15$8$0", "15$8$9", "-15$8$3", "99999$8$3"]
)
def test_costs_that_are_too_low_or_too_high_are_refused_with_their_line(path: Path, costs: str) -> None:
    filled(path, "# users", LINE.replace("15$8$3", costs))
    assert f"{path}, line 2: the hash of 'ana' is too weak or too costly" in refused(read_users, path)


@pytest.mark.parametrize(
    "wrong",
    [
        "ana",
        "ana:",
        "ana:password",
        "ana:bcrypt$15$8$3$aa$bb",
        f"Ana:scrypt$15$8$3${SALT}${KEY}",
        f"an a:scrypt$15$8$3${SALT}${KEY}",
        f":scrypt$15$8$3${SALT}${KEY}",
        f"ana:scrypt$15$8$3${SALT}",
        f"ana:scrypt$15$8$3${SALT}${KEY}$more",
        f"ana:scrypt$x$8$3${SALT}${KEY}",
        f"ana:scrypt$15$8$$${SALT}${KEY}",
        f"ana:scrypt$15$8$3$sa!lt-salt-salt-salt${KEY}",
        f"ana:scrypt$15$8$3$sält${KEY}",
        f"ana:scrypt$15$8$3$${KEY}",
        f"ana:scrypt$15$8$3${SALT}$",
        f"ana:scrypt$15$8$3${SALT}${KEY[:-4]}",
        f"ana:scrypt$15$8$3${SALT}${KEY}=junk",
    ],
)
def test_a_line_that_is_no_user_is_named_by_its_number(path: Path, wrong: str) -> None:
    filled(path, LINE.replace("ana", "ben"), "", wrong)
    assert f"{path}, line 3: " in refused(read_users, path)


def test_what_is_said_of_a_wrong_line_holds_no_hash(path: Path) -> None:
    filled(path, f"ana:scrypt$15$8$3${SALT}$secretsecret")
    assert "secretsecret" not in refused(read_users, path)


def test_a_name_that_is_there_twice_is_refused(path: Path) -> None:
    filled(path, LINE, LINE.replace("ana", "ben"), LINE)
    assert f"{path}, line 3: 'ana' is there twice" in refused(read_users, path)


@pytest.mark.parametrize("lines", [(), ("# nobody yet", "")])
def test_a_file_without_a_user_is_refused(path: Path, lines: tuple[str, ...]) -> None:
    assert "there is no user in it" in refused(read_users, filled(path, *lines))


def test_a_file_that_is_not_there_is_named(path: Path) -> None:
    assert f"{path}: this file of users is not there" in refused(read_users, path)


def test_a_folder_or_other_bytes_are_no_file_of_users(path: Path, tmp_path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00")
    for wrong in (path, tmp_path):
        assert "cannot be read" in refused(read_users, wrong)


@pytest.mark.parametrize("mode", [0o604, 0o602, 0o620, 0o644, 0o666])
def test_a_file_that_others_can_read_or_change_is_refused(path: Path, mode: int) -> None:
    assert "chmod 600" in refused(read_users, filled(path, LINE, mode=mode))


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o640])
def test_a_file_that_the_own_group_can_read_is_taken(path: Path, mode: int) -> None:
    assert list(read_users(filled(path, LINE, mode=mode))) == ["ana"]


# --- writing it -----------------------------------------------------------------------------------------


def test_a_new_file_and_its_folder_are_made_for_the_owner_only(tmp_path: Path, cheap: list[Any]) -> None:
    path = tmp_path / "new" / "users"
    add_user(path, "ana", GOOD)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_password_is_in_the_file(path: Path, cheap: list[Any]) -> None:
    add_user(path, "ana", GOOD)
    assert GOOD not in path.read_text()


def test_a_user_is_added_to_an_empty_file(path: Path, cheap: list[Any]) -> None:
    path.touch()
    add_user(path, "ana", GOOD)
    assert list(read_users(path)) == ["ana"]


def test_another_password_replaces_the_first(path: Path, cheap: list[Any]) -> None:
    add_user(path, "ana", GOOD)
    add_user(path, "ana", "another password", replace=True)
    known = read_users(path)
    assert (verified(known, "ana", GOOD), verified(known, "ana", "another password")) == (False, True)


def test_a_removed_user_is_out_and_the_others_stay(path: Path, cheap: list[Any]) -> None:
    for name in ("ana", "ben"):
        add_user(path, name, GOOD)
    before = read_users(path)["ben"]
    remove_user(path, "ANA")
    assert read_users(path) == {"ben": before}


@pytest.mark.parametrize(("name", "why"), [("ana", "only user"), ("nobody", "is not in")])
def test_the_last_user_and_one_that_is_not_there_are_not_removed(path: Path, name: str, why: str) -> None:
    assert why in refused(remove_user, filled(path, LINE), name)
    assert path.read_text() == f"{LINE}\n"


def test_a_wrong_file_is_not_written_over(path: Path, cheap: list[Any]) -> None:
    filled(path, LINE, "what is this")
    assert "line 2" in refused(add_user, path, "ben", GOOD)
    assert path.read_text() == f"{LINE}\nwhat is this\n"


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_file_as_it_was(
    path: Path, cheap: list[Any], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    add_user(path, "ana", GOOD)
    before = path.read_bytes()

    def full(*_given: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(users.os if step == "fsync" else Path, step, full)
    assert "No space left on device" in refused(add_user, path, "ben", GOOD)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_the_new_file_is_whole_before_it_has_the_name(
    path: Path, cheap: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_user(path, "ana", GOOD)
    seen: list[list[str]] = []
    real = Path.replace

    def replace(draft: Path, target: Path) -> Path:
        seen.extend([list(read_users(draft)), list(read_users(target))])
        return real(draft, target)

    monkeypatch.setattr(Path, "replace", replace)
    add_user(path, "ben", GOOD)
    assert seen == [["ana", "ben"], ["ana"]]
