"""The page of all sentences is what the code says."""

from bot.domain import words
from tests.docs import drawings
from tests.docs.answers import answers
from tests.docs.words import PAGE, page


def test_the_page_of_all_sentences_is_up_to_date() -> None:
    """`make words` writes it again after a sentence was changed."""
    assert PAGE.read_text("utf-8") == page(), (
        "docs/words.md is out of date: run `make words` and read the difference."
    )


def test_no_answer_is_left_out() -> None:
    """Every sentence that can be said privately stands on the page."""
    shown = {name for _, name, _ in answers()}
    assert shown == set(words.__all__) - {"listed", "people", "quoted"}


def test_emoji_never_stand_alone() -> None:
    """A colour or a sign stands beside words: no line of a message is only an emoji."""
    for name, text in [*drawings.messages(), *drawings.forms()]:
        for line in text.splitlines():
            assert not line.strip().startswith(":") or line.count(":") < 3 or " " in line.strip(), (
                name,
                line,
            )


def test_every_trouble_says_what_to_do() -> None:
    """What, why, and then a second sentence: the mending."""
    for sentence in drawings.troubles():
        what, _, rest = sentence.partition(": ")
        because, _, remedy = rest.partition(". ")
        assert what
        assert because
        assert remedy.endswith("."), sentence
