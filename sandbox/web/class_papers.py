"""Cards and report of a class as plain data, with their words, for a page and for Typst alike."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sandbox.domain.scenarios import Scenario
from sandbox.services.class_board import SeatView
from sandbox.services.class_report import Hand, Report, StepSummary
from sandbox.web import dates
from sandbox.web.class_views import lasted
from sandbox.web.pages import words
from sandbox.web.qr import qr_file
from sandbox.web.wording import Say


def cards_data(deck: Mapping[str, Any]) -> dict[str, Any]:
    """What `print/cards.typ` reads: cards in order, each a list of lines, and its QR code."""
    t = words(str(deck["lang"]))
    about = []
    if deck["organisation"]:
        about = [f"{t('class.cards.you_are')} {deck['person']}, {t('class.cards.for')}"]
        about[0] += f" {deck['organisation']}."
        about.append(str(deck["story"]))
    cards = []
    for card in deck["cards"]:
        number = t("class.cards.place", place=card["place"])
        learner = f"{number} – {card['learner']}" if card["learner"] else number
        cards.append(_card(t, learner, about, deck["task"], deck["identifiers"], card["link"]))
        for role, link in card["roles"] if deck["with_roles"] else ():
            office = f"{number} – {t(f'training.part.{role}')}"
            cards.append(_card(t, office, [], t("class.cards.office_task"), [], link))
    return {
        "lang": deck["lang"],
        "title": f"{t('class.cards.title')} – {deck['name']}",
        "band": t("class.cards.band"),
        "per_page": deck["per_page"],
        "task_label": t("class.cards.your_task"),
        "link_label": t("class.cards.your_link"),
        "cards": cards,
    }


def _card(
    t: Say, head: str, about: list[str], task: str, numbers: Iterable[tuple[str, str]], link: str
) -> dict[str, Any]:
    return {
        "head": head,
        "about": about,
        "task": task,
        "numbers": [list(number) for number in numbers],
        "link": link,
        "qr": qr_file(link),
        "alt": t("class.cards.qr", link=link),
    }


def report_data(
    made: Report, scenario: Scenario | None, name: str, lang: str, t: Say
) -> dict[str, Any]:
    """The closing report in words: figures, what to talk about, rows, one table a view."""
    views = made.board.seats
    present = sum(view.standing.present for view in views)
    finished = made.finished if scenario else 0
    say = "class.report_of."
    tables = [_by_place(views, scenario, lang, t)]
    if made.hands:
        tables.append(_by_hand(made.hands, lang, t))
    if scenario:
        tables.append(_by_step(made.steps, len(views), lang, t))
    return {
        "lang": lang,
        "title": f"{t(say + 'title')} – {name}",
        "name": name,
        "band": t("class.cards.band"),
        "scenario": scenario.title[lang] if scenario else "",
        "scenario_line": f"{t('class.scenario')} {scenario.title[lang]}"
        if scenario
        else t("class.no_scenario"),
        "summary": [
            [t(say + "places"), len(views)],
            [t(say + "present"), present],
            [t(say + "finished"), finished],
            [t(say + "hands"), len(made.hands)],
        ],
        "talk_title": t(say + "talk"),
        "talk": _talk(made, lang, t),
        "rows_title": t(say + "rows"),
        "rows": [[row, t(say + "of", done=count, all=len(views))] for row, count in made.rows],
        "rows_none": t(say + "rows_none"),
        "tables": tables,
    }


def _by_place(
    views: Iterable[SeatView], scenario: Scenario | None, lang: str, t: Say
) -> dict[str, Any]:
    heads = ("place", "name", "standing", "steps", "last", "ended", "rows", "detour")
    lines = []
    for view in views:
        done = view.progress.done
        steps = t("class.line.step", step=len(done), of=len(scenario.steps)) if scenario else ""
        lines.append(
            [
                str(view.seat.place),
                view.seat.name,
                t(f"class.standing.{view.standing.value}"),
                steps,
                done[-1].step.title[lang] if done else "",
                dates.moment(done[-1].at, lang) if done else "",
                ", ".join(dict.fromkeys(view.progress.rows)),
                ", ".join(view.progress.detours),
            ]
        )
    return _table(t, "by_place", heads, lines)


def _by_hand(hands: Iterable[Hand], lang: str, t: Say) -> dict[str, Any]:
    """Each hand raised, and how long until somebody came."""
    lines = [
        [
            str(one.seat.place),
            one.seat.name,
            dates.moment(one.raised_at, lang),
            lasted(one.waited, t) if one.waited is not None else t("class.report_of.not_lowered"),
        ]
        for one in hands
    ]
    return _table(t, "by_hand", ("place", "name", "raised", "waited"), lines)


def _by_step(steps: Iterable[StepSummary], places: int, lang: str, t: Say) -> dict[str, Any]:
    lines = [
        [
            f"{at}. {one.step.title[lang]}",
            t("class.report_of.of", done=one.done, all=places),
            lasted(one.median, t) if one.median is not None else "",
        ]
        for at, one in enumerate(steps, 1)
    ]
    return _table(t, "by_step", ("step", "done", "median"), lines)


def _table(t: Say, title: str, heads: Iterable[str], lines: list[list[str]]) -> dict[str, Any]:
    return {
        "title": t(f"class.report_of.{title}"),
        "heads": [t(f"class.report_of.{head}") for head in heads],
        "lines": lines,
    }


def _talk(made: Report, lang: str, t: Say) -> list[str]:
    """Where the class stopped first, who strayed, what took longest, and what to say then."""
    say, told = "class.report_of.", []
    # A place that nobody opened says nothing about a step.
    places = sum(view.standing.present for view in made.board.seats)
    short = next((one for one in made.steps if one.done < places), None)
    if short is not None:
        missing = str(places - short.done)
        key = "talk_stuck_one" if missing == "1" else "talk_stuck"
        told.append(t(say + key, step=short.step.title[lang], missing=missing))
        if short.step.said[lang]:
            told.append(t(say + "talk_said", said=short.step.said[lang]))
    told += [
        t(say + "talk_stray", place=view.seat.place, row=view.progress.strayed)
        for view in made.strays
    ]
    if made.hands:
        key = "talk_hand" if len(made.hands) == 1 else "talk_hands"
        told.append(t(say + key, count=len(made.hands)))
    timed = [one for one in made.steps if one.median and one.median >= timedelta(minutes=1)]
    if timed:
        slow = max(timed, key=lambda one: one.median or timedelta())
        time = lasted(slow.median or timedelta(), t)
        told.append(t(say + "talk_slow", step=slow.step.title[lang], time=time))
    return told or [t(say + "talk_none" if made.steps else say + "talk_free")]
