"""A disk that is full refuses with a clear page, loses nothing, and is served again once freed."""

import resource

import httpx2

from sandbox.seeding import personas
from tests.journeys.visitor import Visitor
from tests.live import running_sandbox

F01 = next(persona for persona in personas() if persona.id == "F01")
NO_LIMIT = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


async def test_a_full_disk_refuses_and_loses_nothing(tmp_path):
    """The transmission answers 503, pages go on being read, the same form succeeds later."""
    state = tmp_path / "state"
    with running_sandbox(tmp_path, "--verbose", SANDBOX_DATA=str(state)) as server:
        async with httpx2.AsyncClient(base_url=server.base_url, timeout=30) as client:
            visitor = Visitor(client)
            check = await visitor.answer(await visitor.begin(), dict(F01.answers))
            # No file of the server may grow any more, which SQLite meets as a failing disk.
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (0, NO_LIMIT[1]))
            refused = await visitor.transmit(check)
            assert refused.status == 503
            assert "rien n’a été enregistré" in refused.text
            assert (await visitor.get("/guide")).status == 200
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, NO_LIMIT)
            assert (await visitor.transmit(check)).row == "PA-1"
