"""The rest of the network, as far as the provider under test may call it."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.oidc.outbound import Unreachable


@dataclass
class Outside:
    """Documents by address, and every address that was called, in order."""

    documents: dict[str, bytes] = field(default_factory=dict)
    called: list[str] = field(default_factory=list)

    async def exchange(self, method: str, uri: str, *_: Any, **__: Any) -> tuple[int, bytes]:
        """Stands for `sandbox.oidc.outbound.exchange`."""
        self.called.append(uri)
        if uri not in self.documents:
            raise Unreachable("no answer in time")
        return 200, self.documents[uri]
