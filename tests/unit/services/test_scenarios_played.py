"""Every scenario is played to its end: each step is done in its order, each row is reached."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from sandbox import seeding
from sandbox.domain.lifecycles import EnrolmentState
from sandbox.domain.model import (
    Account,
    DossierItem,
    Enrolment,
    Organisation,
    PostItem,
)
from sandbox.domain.scenarios import Scenario
from sandbox.domain.terms import Channel, OfficerFunction, Origin, Role
from sandbox.services import (
    classes,
    dossiers,
    drafts,
    invitations,
    mailing,
    ministry,
    new_members,
    passwords,
    registry,
    revenue,
    review,
    signin,
    subscriptions,
    transmission,
)
from sandbox.services.class_board import Standing, board
from sandbox.services.desk import Desk
from sandbox.services.forced_change import change_password
from sandbox.services.place_facts import facts_of, own_enrolment
from sandbox.services.scenario_progress import progress
from sandbox.services.signin_outcomes import MustChange, Refused

CALLERS = {
    "T2": OfficerFunction.SOLE_DIRECTOR,
    "T3": OfficerFunction.PRESIDENT,
    "T4": OfficerFunction.VICE_PRESIDENT,
    "T5": OfficerFunction.SECRETARY,
}
CHOSEN = "Un-bon-mot-de-passe-2009"


@dataclass
class Player:
    """Does in one space what the steps say."""

    desk: Desk
    space: str
    scenario: Scenario
    number: str = ""
    kept: dict[str, str] = field(default_factory=dict)

    @property
    def organisation(self) -> str:
        return f"org_{self.scenario.character.lower()}"

    async def posted(self, kind: str) -> str:
        """The latest code of a kind in the post."""
        async with self.desk.look(self.space) as (tx, _):
            items = await tx.find(PostItem, organisation_id=self.organisation, order="-seq")
        return next(code for code, of in map(mailing.code_of, items) if of == kind)

    async def enrolment(self) -> Enrolment:
        async with self.desk.look(self.space) as (tx, _):
            found = await own_enrolment(tx, await facts_of(tx))
        assert found is not None
        return found

    async def ouvrir(self) -> None:
        async with self.desk.work(self.space) as (tx, world):
            self.number = (await drafts.open_draft(tx, world, Origin.MFA)).number

    async def remplir(self) -> None:
        answers = dict(seeding.load().persona(self.scenario.character).answers)
        if self.scenario.id == "T2":
            answers["invitation"] = await self.posted("invitation")
        if self.scenario.id == "T6":
            answers["avis"] = await self.posted("assessment_notice")
        async with self.desk.work(self.space) as (tx, world):
            await drafts.save_answers(tx, world, self.number, answers, fields=list(answers))
            checked = await drafts.check(tx, world, self.number)
            assert not checked.problems

    async def transmettre(self) -> None:
        await transmission.submit(self.desk, self.space, self.number)
        async with self.desk.work(self.space) as (tx, world):
            receipt = await transmission.show_receipt(tx, world, self.number)
        assert receipt is not None
        self.kept = {"code": str(receipt.user_code), "secret": receipt.temporary_password or ""}

    async def telephoner(self) -> None:
        caller = CALLERS[self.scenario.id]
        async with self.desk.work(self.space) as (tx, world):
            await invitations.request_by_phone(tx, world, self.organisation, caller)

    retelephoner = telephoner

    async def adresse(self) -> None:
        async with self.desk.work(self.space) as (tx, world):
            await revenue.change_address(
                tx, world, self.organisation, "1, rue Neuve\nNeuville (Québec)  G0G 0G0"
            )

    async def redemander(self) -> None:
        async with self.desk.work(self.space) as (tx, world):
            await revenue.reissue_notice(tx, world, self.organisation)

    async def registre(self) -> None:
        async with self.desk.work(self.space) as (tx, world):
            await registry.update_officer(
                tx,
                world,
                self.organisation,
                given_name="Hortense",
                family_name="Lamirande",
                function=OfficerFunction.SECRETARY,
            )

    async def appeler(self) -> None:
        of = await self.enrolment()
        async with self.desk.work(self.space) as (tx, world):
            await review.log_contact(tx, world, of.id)

    async def recevoir(self) -> None:
        of = await self.enrolment()
        async with self.desk.work(self.space) as (tx, world):
            contents = await dossiers.of_enrolment(tx, of.id)
            assert contents is not None
            for item in contents.awaited:
                await review.receive_document(tx, world, item.id)

    recevoir_encore = recevoir

    async def renvoyer(self) -> None:
        of = await self.enrolment()
        async with self.desk.work(self.space) as (tx, world):
            contents = await dossiers.of_enrolment(tx, of.id)
            assert contents is not None
            item: DossierItem = contents.items[0]
            await review.reject_document(tx, world, item.id, dossiers.REJECTION_REASONS[0])

    async def activer(self) -> None:
        of = await self.enrolment()
        async with self.desk.work(self.space) as (tx, world):
            await review.activate(tx, world, of.id)

    async def informer(self) -> None:
        async with self.desk.work(self.space) as (tx, world):
            await ministry.inform(tx, world, self.organisation, Channel.LETTER)

    async def sign_in(self) -> object:
        return await signin.authenticate(
            self.desk,
            self.space,
            request_id=None,
            browser="navigateur",
            user_code=self.kept["code"],
            password=self.kept["secret"],
        )

    async def trop_tot(self) -> None:
        assert isinstance(await self.sign_in(), Refused)

    async def session(self) -> None:
        told = await self.sign_in()
        assert isinstance(told, MustChange)
        await change_password(
            self.desk,
            self.space,
            ticket=told.ticket,
            browser="navigateur",
            new=CHOSEN,
            again=CHOSEN,
        )

    async def rse(self) -> str:
        return (await self.enrolment()).account_id

    async def ajouter(self) -> None:
        by = await self.rse()
        async with self.desk.look(self.space) as (tx, _):
            chance = self.desk.chance(tx.space, "ajouter")
        prepared = await passwords.prepare(chance)
        new = new_members.NewMember(
            "Ginette", "Arsenault-Wu", "ginette@maree-basse.example", Role.USER
        )
        async with self.desk.work(self.space) as (tx, world):
            made = await new_members.add(
                tx,
                world,
                by=by,
                organisation_id=self.organisation,
                new=new,
                prepared=prepared,
            )
        self.kept["ginette"] = made.id

    async def apply(self, account: str) -> None:
        async with self.desk.work(self.space) as (tx, world):
            await subscriptions.apply(tx, world, self.organisation, account)

    async def refusee(self) -> None:
        await self.apply(self.kept["ginette"])

    async def accordee(self) -> None:
        await self.apply(await self.rse())

    async def play(self, step: str) -> None:
        """Do a step by its id."""
        doing: Callable[[], Awaitable[None]] = getattr(self, step.replace("-", "_"))
        await doing()


@pytest.mark.parametrize("scenario", seeding.scenarios().values(), ids=lambda one: one.id)
async def test_a_scenario_is_played_to_its_end(desk: Desk, scenario: Scenario) -> None:
    """Before each step it is the one to do; behind the last, the board says that all is done."""
    made = await classes.create(
        desk, name="Essai", scenario=scenario, places=1, fill=seeding.sower()
    )
    player = Player(desk, made.seats[0].id, scenario)
    for step in scenario.steps:
        async with desk.look(player.space) as (tx, _):
            told = progress(scenario, await facts_of(tx))
        assert told.current is not None
        assert told.current.id == step.id
        await player.play(step.id)
    view = (await board(desk, made.hall.id, scenario)).seats[0]
    assert [reached.step.id for reached in view.progress.done] == [one.id for one in scenario.steps]
    assert list(view.progress.rows) == [one.row for one in scenario.steps if one.row]
    assert view.standing is Standing.DONE
    assert not view.progress.strayed


async def test_every_character_is_known_by_the_seed(desk: Desk) -> None:
    """The organisation of each scenario is in a new space, not yet enrolled."""
    async with desk.look("default") as (tx, _):
        for scenario in seeding.scenarios().values():
            of = await tx.need(Organisation, f"org_{scenario.character.lower()}")
            live = await tx.find(Enrolment, organisation_id=of.id)
            assert all(one.state is EnrolmentState.DRAFT for one in live)
        assert await tx.count(Account) > 0
