"""Every sentence of the talk has an English twin, and that names no command in Vietnamese."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bots import phrases, remarks

ROOT = Path(__file__).resolve().parents[2]
MESSAGES = ROOT / "intake" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
PRINTED = {"Mã hồ sơ", "tiếng Việt"}  # words on a slip, and the way back to Vietnamese


def said_by_bots() -> set[str]:
    """The literals handed to ``say`` in the rooms of the talk."""
    found: set[str] = set()
    for file in (ROOT / "bots").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say" and node.args:
                found.add(ast.literal_eval(node.args[0])) if isinstance(
                    node.args[0], ast.Constant
                ) else None
    return found


def test_no_sentence_is_said_past_the_catalogue() -> None:
    past = [
        f"{file.name}:{node.lineno}"
        for file in (ROOT / "bots").glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Call)
        and getattr(node.func.func, "attr", "") == "say_in"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]
    assert past == []  # bind it to a name called say, or it is never translated


def test_what_english_tells_people_to_type_is_understood_and_english() -> None:
    ours = said_by_bots()
    with MESSAGES.open("rb") as file:
        catalog = read_po(file, locale="en")
    told = {
        quoted
        for message in catalog
        if message.id in ours and isinstance(message.string, str)
        for quoted in re.findall("“([^”%]+)”", message.string)
    } - PRINTED
    assert len(told) > 5
    assert [words for words in told if not words.isascii() or not understood(words)] == []


def understood(words: str) -> bool:
    """Whether typing that does something."""
    known = (phrases.command, phrases.part_to_fix, phrases.is_yes, phrases.is_no, remarks.remark)
    return any(form(words) for form in known)


@pytest.mark.parametrize("words", ["thôi", "sửa", "tra cứu", "riêng tư", "xóa", "đừng báo", "giúp"])
def test_the_commands_named_in_vietnamese_are_understood_with_and_without_marks(words: str) -> None:
    assert phrases.command(words)
    assert phrases.command(phrases.plain(words))
