"""The page of the ready accounts says what the seed holds, and nothing else."""

import re

from sandbox import seeding
from tests.house.tree import ROOT

PAGE = (ROOT / "docs" / "ready-accounts.md").read_text(encoding="utf-8")
SEED = seeding.load()


def table(heading: str) -> list[list[str]]:
    """The cells of the table whose header row begins with `heading`, without its code marks."""
    lines = PAGE[PAGE.index(f"| {heading} |") :].split("\n\n", 1)[0].splitlines()[2:]
    return [
        [cell.strip().replace("`", "") for cell in line.strip("|").split("|")] for line in lines
    ]


def test_the_page_gives_the_shared_password() -> None:
    """The one password is on the page, on a line of its own."""
    assert re.search(rf"^`{re.escape(SEED.password)}`$", PAGE, re.MULTILINE)


def test_the_page_lists_every_account_with_its_code_and_state() -> None:
    """Handle, user code, state and organisations are those of the seed, in its order."""
    expected = [
        [
            each.handle,
            str(each.user_code),
            each.state.value,
            ", ".join(
                [f"{name} {role.value}" for name, role in each.roles]
                + [f"{given.organisation_id} by mandate" for given in each.mandates]
            ),
        ]
        for each in SEED.accounts
    ]
    assert [row[:4] for row in table("`login_hint`")] == expected


def test_the_page_lists_the_organisations_behind_the_accounts() -> None:
    """Row, state, notice and registration of each enrolled organisation are those of the seed."""
    expected = [
        [
            each.organisation.id,
            each.organisation.name,
            each.organisation.legal_form.value,
            each.enrolment.decision.row_id,
            each.enrolment.state.value,
            "no" if each.organisation.informed_days_ago is None else "yes",
            each.subscription.state.value if each.subscription else "—",
        ]
        for each in SEED.enrolled
    ]
    headings = "Id | Organisation | Form | Row"
    assert table(headings) == expected


def test_the_page_lists_the_ready_clients() -> None:
    """Identifier, secret, method and addresses of each client are those of the seed."""
    expected = [
        [
            each.client_id,
            each.client_secret or "none",
            each.metadata["token_endpoint_auth_method"],
            ", ".join(each.metadata["redirect_uris"]),
            ", ".join(each.metadata["post_logout_redirect_uris"]),
        ]
        for each in SEED.clients
    ]
    assert table("`client_id`") == expected


def test_the_page_lists_the_personas_and_their_variants() -> None:
    """Each persona and each variant is on the page with the row it reaches."""
    told = [
        [
            story.id,
            SEED.organisation(story.id).name,
            SEED.organisation(story.id).legal_form.value,
            str(SEED.organisation(story.id).revenue_number),
            story.expected_row,
        ]
        for story in SEED.personas
        if story.id.startswith("F")
    ]
    assert table("Id | Organisation | Form | Identification number") == told
    variants = [
        [story.id, story.organisation_id, story.expected_row]
        for story in SEED.personas
        if story.id.startswith("X")
    ]
    assert [[row[0], row[1], row[3]] for row in table("Id | Base")] == variants
