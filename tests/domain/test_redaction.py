from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import redaction
from bot.domain.redaction import find_secrets, warning, without_secrets

FILL = "Zm9vYmFyMDEyMzQ1Njc4OQ"  # nothing but filling; every secret below is put together here
LETTERS = "abcdefghij0123456789"
BEGIN, END = "-----BEGIN RSA PRIVATE " + "KEY-----", "-----END RSA PRIVATE " + "KEY-----"

SECRETS = [
    ("private_key", f"{BEGIN}\nProc-Type: 4,ENCRYPTED\n{FILL}\n{END}"),
    ("private_key", f"{BEGIN}\n{FILL} and the rest was cut off"),
    ("slack_token", "xoxb-" + "1234567890-" + LETTERS),
    ("slack_token", "xoxe.xoxb-" + "1-" + LETTERS),
    ("slack_token", "xapp-" + "1-A0-" + LETTERS),
    ("slack_webhook", "hooks.slack.com/" + "services/T0/B0/" + LETTERS),
    ("github_token", "ghp_" + LETTERS * 2),
    ("github_token", "github_pat_" + LETTERS * 2),
    ("gitlab_token", "glpat-" + LETTERS),
    ("aws_key", "AKIA" + "ABCDEFGHIJKLMNOP"),
    ("google_key", "AIza" + LETTERS + "abcdefghijklmno"),
    ("stripe_key", "sk_live_" + LETTERS),
    ("model_key", "sk-" + "proj-" + LETTERS),
    ("jwt", f"eyJ{FILL}.eyJ{FILL}.{FILL}"),
    ("url_password", "bo:hunter2"),
    ("bearer", f"Bearer {FILL}"),
    ("bearer", f"basic {FILL}=="),
    ("assignment", "password: hunter22"),
    ("assignment", "PASSWORD=swordfish"),
    ("assignment", 'api-key": "a1b2c3d4e5'),
    ("assignment", "client_secret = a1b2c3d4e5"),
    ("card", "4111 1111 1111 1111"),
    ("card", "4111111111111111"),
    ("card", "3782 822463 10005"),
]


@pytest.mark.parametrize(("form", "secret"), SECRETS)
def test_a_secret_is_recognised_by_its_form(form: str, secret: str) -> None:
    """Wherever it stands in a sentence, it is found, all of it and nothing else."""
    before, after = ("postgres://", "@db.example.com/x") if form == "url_password" else ("we use ", "")
    text = f"{before}{secret}{after}"
    (found,) = find_secrets(text)
    assert found.form == form
    assert text[found.start : found.end] == secret


@pytest.mark.parametrize(
    "text",
    [
        "rollback at 50 %, errors falling",
        "the password was reset for everyone",
        "password: rotated by ana",
        "token: expired",
        "basic functionality-was-restored by hand",
        "deploy 4f2d9c1ab37e0d55aa at 14:05",
        "order 1700000000123456 is stuck",
        "ts 1700000000.123456 in C0123456789",
        "4111 1111 1111 1112",
        "0000 0000 0000 0000",
        "https://example.com:8443/path?a=1",
        "git@example.com:team/repo.git",
        "sk-something-in-words-only-of-no-secret",
        "2026-11-20 14:05:33 +0100",
    ],
)
def test_ordinary_words_of_an_incident_are_left_alone(text: str) -> None:
    """Ids, times, commits and talk about passwords are no secrets."""
    assert find_secrets(text) == ()
    assert warning(text) is None


def test_the_warning_says_what_it_is_and_what_to_do() -> None:
    """Each kind once, with the command that removes it."""
    text = "password=swordfish1 and token=swordfish2 and 4111 1111 1111 1111"
    assert warning(text, command="/inc") == (
        "This looks like a password or key and a card number. It is on the timeline as you wrote it; "
        "`/inc redact last` removes it. Whoever reads this channel may have seen it, so change it too."
    )


def test_every_form_has_words() -> None:
    """The warning never shows a name from the code."""
    assert set(redaction.WORDS) == {form for form, _ in SECRETS}


HOSTILE = [
    "eyJ",
    "eyJaaaaaaaa-",
    "eyJaaaaaaaa.",
    "://",
    "://a:",
    f"{BEGIN}\n",
    "-----BEGIN ",
    "xoxb-",
    "token=",
    "secret: ",
    "password:   ",
    "1",
    "1 ",
    "4111 ",
    "bearer ",
    "sk-a",
    "\n",
    "a",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_finds_few_places_and_ends(piece: str) -> None:
    """40 kB made to confuse the patterns are read through; a runaway pattern would hang the test run."""
    hostile = piece * (40_000 // len(piece))
    assert all(found.end <= len(hostile) for found in find_secrets(hostile))


@given(st.lists(st.sampled_from([secret for _, secret in SECRETS] + ["a", "1", " ", "://", "@", "=", "-"])))
def test_findings_are_in_order_and_do_not_overlap(pieces: list[str]) -> None:
    """However secrets are strung together, each place is told once."""
    text = "".join(pieces)
    findings = find_secrets(text)
    assert all(0 <= found.start < found.end <= len(text) for found in findings)
    assert all(one.end <= two.start for one, two in pairwise(findings))


def test_what_looks_like_a_secret_is_taken_out() -> None:
    """A word says what stood there; the rest stays."""
    text = f"login with password=hunter2!x at https://bo:pa55word@db.example and {'AKIA' + 'Q' * 16}."
    assert without_secrets(text) == (
        "login with (a password or key, taken out) at "
        "https://(a password inside an address, taken out)@db.example and (an AWS access key, taken out)."
    )


def test_a_known_secret_is_taken_out_whatever_it_looks_like() -> None:
    """Also one word of it; its name says which one it was. Short values stand in many words and stay."""
    known = {"DEPLOY_AUTHORIZATION": "Bearer correcthorse", "STAGE": "prod"}
    text = "sent Bearer correcthorse to prod; got correcthorse back"
    assert without_secrets(text, known=known) == (
        "sent (DEPLOY_AUTHORIZATION) to prod; got (DEPLOY_AUTHORIZATION) back"
    )


@given(st.text(max_size=200))
def test_taking_out_leaves_nothing_to_take_out(text: str) -> None:
    """What is put in its place is no secret either."""
    once = without_secrets(text)
    assert without_secrets(once) == once
