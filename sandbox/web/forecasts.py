"""A forecast of the guide as the check page tells it: the same value that forecasts, in words."""

from dataclasses import dataclass

from sandbox.services.forecast import Forecast
from sandbox.web.decisions import DecisionView, outcome_words, view_of
from sandbox.web.wording import Say


@dataclass(frozen=True, slots=True)
class BetterView:
    """What giving one answer more, or all that lack, would bring."""

    fields: tuple[str, ...]
    outcome: str
    tone: str
    row: str
    page: str


@dataclass(frozen=True, slots=True)
class ForecastView:
    """What the check page says of the transmission to come."""

    view: DecisionView
    kind: str  # refused, at_once, contact, documents
    presumed: tuple[str, ...]
    more: tuple[BetterView, ...]

    def adding(self, field: str) -> BetterView | None:
        """What this answer alone would bring, if it changes anything."""
        return next((each for each in self.more if each.fields == (field,)), None)

    @property
    def together(self) -> BetterView | None:
        """What all the answers that lack would bring together, if that differs from each."""
        whole = next((each for each in self.more if len(each.fields) > 1), None)
        rows = {each.row for each in self.more if each is not whole}
        return whole if whole is not None and whole.row not in rows else None


def put_forecast(of: Forecast, t: Say) -> ForecastView:
    """The forecast in the words of one language."""
    view = view_of(of.decision, t)
    kind = (
        "refused"
        if view.refused
        else "at_once"
        if view.at_once
        else "documents"
        if view.mandatory
        else "contact"
    )
    more = tuple(
        BetterView(
            each.fields,
            *outcome_words(each.decision.outcome, each.decision.release, t),
            row=each.decision.row_id,
            page=each.decision.page,
        )
        for each in of.more
    )
    return ForecastView(view, kind, of.presumed, more)
