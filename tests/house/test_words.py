"""Everything public says what it is, every test says what it proves, nothing is left for later."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.tree import committed_texts, parsed, python_files, shown

# The classes of one letter keep these patterns from striking this very file.
LEFT_FOR_LATER = re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X]|HAC[K])\b|NotImplementedErro[r]")
WITHOUT_DOC = {"overload", "override"}
SENTENCE_INSIDE = re.compile(r"[.!?]\s+[A-Z]")

Documented = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def decorators(node: Documented) -> set[str]:
    """The last names of a definition's decorators: ``typing.override`` gives ``override``."""
    return {ast.unparse(decorator).rsplit(".", 1)[-1] for decorator in node.decorator_list}


def public_definitions(body: list[ast.stmt], within: str = "") -> Iterator[tuple[str, Documented]]:
    """Public classes and functions, and the public methods of public classes."""
    for node in body:
        if not isinstance(node, Documented) or node.name.startswith("_"):
            continue
        yield f"{within}{node.name}", node
        if isinstance(node, ast.ClassDef):
            yield from public_definitions(node.body, f"{within}{node.name}.")


def test_everything_public_has_a_docstring() -> None:
    """Every public module, class, function and method of the sandbox and the clients is told."""
    silent = []
    for path in python_files("sandbox", "clients"):
        tree = parsed(path)
        if ast.get_docstring(tree) is None:
            silent.append(f"{shown(path)}:1 the module")
        silent += [
            f"{shown(path)}:{node.lineno} {name}"
            for name, node in public_definitions(tree.body)
            if ast.get_docstring(node) is None and not decorators(node) & WITHOUT_DOC
        ]
    assert not silent, "\n" + "\n".join(silent)


def complaint(docstring: str | None) -> str | None:
    """What is wrong with the docstring of a test, or None."""
    if docstring is None:
        return "has none"
    if not docstring.rstrip().endswith((".", "?", "!", "»")):
        return "does not end as a sentence"
    if "\n\n" in docstring or SENTENCE_INSIDE.search(docstring):
        return "is more than one sentence"
    return None


def test_every_test_says_in_one_sentence_what_it_proves() -> None:
    """A test's docstring is one sentence, so that a failure reads as a broken promise."""
    complaints = []
    for path in python_files("tests"):
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            found = node.name.startswith("test_") and complaint(ast.get_docstring(node))
            if found:
                complaints.append(f"{shown(path)}:{node.lineno} {node.name} {found}")
    assert not complaints, "\n" + "\n".join(complaints)


@pytest.mark.parametrize(
    ("docstring", "expected"),
    [
        ("A spent code is refused.", None),
        ("A code of 2.5 kB passes.", None),
        (None, "has none"),
        ("A spent code is refused", "does not end as a sentence"),
        ("A code is spent. It is refused.", "is more than one sentence"),
        ("A code is spent.\n\nAnd more", "does not end as a sentence"),
    ],
)
def test_a_sentence_is_told_from_none_and_from_two(
    docstring: str | None, expected: str | None
) -> None:
    """The judge of docstrings sees a missing, an unfinished and a double sentence."""
    assert complaint(docstring) == expected


def test_nothing_is_left_for_later() -> None:
    """No committed file carries a note of unfinished work."""
    left = [
        f"{shown(path)}:{number} {found.group()}"
        for path, text in committed_texts()
        for number, line in enumerate(text.splitlines(), 1)
        if (found := LEFT_FOR_LATER.search(line))
    ]
    assert not left, "\n" + "\n".join(left)
