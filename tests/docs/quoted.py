"""The sentences that stand in the source where they are said: on a shell, and at the fields of forms."""

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FORMS = ("commands/submitting.py", "commands/filled.py")
SHELL = (
    "bot/cli",
    "bot/doctor",
    "bot/config",
    "bot/app",
    "bot/store/migrate.py",
    "bot/domain/schema.py",
)
_SHORTEST = 15  # characters: below it is a label or a name
_FILLED_IN = re.compile(r"\{[^}]*\}")
_MARK = re.compile(r"[.,:;?]|\A[a-z]+(?: [\w'-]+){2,12}\Z")


def sentences(places: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each file with its sentences; `{name}` stands for what is filled in.

    Args:
        places: files and folders, from the root.
    """
    for place in places:
        path = ROOT / place
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            found = list(dict.fromkeys(_spoken(ast.parse(file.read_text("utf-8")))))
            if found:
                yield file.relative_to(ROOT).as_posix(), found


def _spoken(tree: ast.Module) -> Iterator[str]:
    """Yield texts that read like sentences: two spaces at least, and no documentation of code."""
    documentation = {id(one) for one in _documentation(tree)}
    inner = {
        id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in documentation or (id(node) in inner and not isinstance(node, ast.JoinedStr)):
            continue
        text = _text(node)
        own = _FILLED_IN.sub("", text)
        if len(own) >= _SHORTEST and own.count(" ") > 1 and _MARK.search(own) and "<" not in text:
            yield " ".join(text.split())


def _documentation(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the strings that stand alone: docstrings of modules, classes, functions and names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            yield from ast.walk(node.value) if isinstance(node.value, ast.Constant) else ()


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return ""
    parts = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        elif isinstance(part, ast.FormattedValue):
            parts.append("{" + ast.unparse(part.value) + "}")
    return "".join(parts)
