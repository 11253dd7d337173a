"""Under CI a test that does not run is a test that fails."""

import pytest

from tests.conftest import as_failure


def report_of(outcome: str, longrepr: object) -> pytest.TestReport:
    """A report as pytest makes it, with the given outcome."""
    return pytest.TestReport(
        nodeid="tests/test_x.py::test_x",
        location=("tests/test_x.py", 1, "test_x"),
        keywords={},
        outcome=outcome,  # type: ignore[arg-type]
        longrepr=longrepr,  # type: ignore[arg-type]
        when="call",
    )


def test_a_skip_becomes_a_failure_with_its_reason() -> None:
    """A skipped report fails and still says what was missing."""
    report = report_of("skipped", ("tests/test_x.py", 1, "Skipped: no chromium here"))
    as_failure(report)
    assert report.failed
    assert "no chromium here" in str(report.longrepr)


def test_an_expected_failure_becomes_a_failure() -> None:
    """An xfail is not a way round the rule."""
    report = report_of("skipped", "")
    report.wasxfail = "known bug"
    as_failure(report)
    assert report.failed
    assert "known bug" in str(report.longrepr)
    assert not hasattr(report, "wasxfail")


@pytest.mark.parametrize("outcome", ["passed", "failed"])
def test_other_outcomes_are_left_alone(outcome: str) -> None:
    """Only what did not run is touched."""
    report = report_of(outcome, None)
    as_failure(report)
    assert report.outcome == outcome
    assert report.longrepr is None
