"""Each module of the certification plans has its test; the list, the tests and the page agree."""

from collections import Counter

import pytest

from tests.house.certification import PAGE, PREFIX, Plan, module_tests, name_of_test, page, plans
from tests.house.tree import python_files, shown

COUNTS = {"Basic": 38, "Form Post Basic": 38, "Dynamic": 23, "RP-Initiated Logout": 11}
"""What the plans had when the list was made: a module lost from it would not be missed else."""


@pytest.mark.parametrize("plan", plans(), ids=lambda plan: plan.name)
def test_each_module_of_a_plan_has_exactly_one_test(plan: Plan) -> None:
    """The files of a plan hold one test of each module's name, and no other module test."""
    held = Counter({name: len(paths) for name, paths in plan.held().items()})
    assert held == Counter(name_of_test(module) for module in plan.modules)


@pytest.mark.parametrize("plan", plans(), ids=lambda plan: plan.name)
def test_what_a_plan_says_of_its_modules_is_about_them(plan: Plan) -> None:
    """Each sentence ends as one, and a deviation is of a module that the plan has."""
    assert len(plan.modules) == COUNTS.get(plan.name, len(plan.modules))
    for text in (*plan.modules.values(), *plan.skips.values(), *plan.apart.values()):
        assert text.endswith(".")
    assert {*plan.skips, *plan.apart} <= set(plan.modules)


def test_module_tests_stand_in_the_files_of_the_plans_only() -> None:
    """No other file has a test with the name of a module."""
    ours = {path for plan in plans() for path in plan.files()}
    strays = [
        f"{shown(path)}: {name}"
        for path in python_files("tests")
        if path not in ours
        for name in module_tests(path)
    ]
    assert PREFIX == "test_oidcc_"
    assert not strays, "\n".join(strays)


def test_the_page_says_what_the_list_and_the_tests_say() -> None:
    """docs/certification.md is what `python -m tests.house.certification` writes."""
    assert PAGE.read_text(encoding="utf-8") == page()
