"""A client of the control API, in the words of the tests: for the command line and the pytest
plugin, and for any program.

`Sandbox(url).create_space(hint_signs_in=True)` gives a `Space`; everything else hangs on it.
"""

from sandbox.remote.answers import Answer, Listing
from sandbox.remote.classes import Classroom, Place, Played, Scenario
from sandbox.remote.clients import Client
from sandbox.remote.clock import Clock, Hand, Reading, Reckoning
from sandbox.remote.enrolments import Enrolment, Receipt
from sandbox.remote.errors import ControlError, FlowError, NothingCame, RemoteError
from sandbox.remote.faults import Armed, Fault, Faults
from sandbox.remote.feeds import Entry, Feed, Item, Journal, Post
from sandbox.remote.keys import Key, Keys
from sandbox.remote.registers import Account, Mandate, Organisation, Person
from sandbox.remote.sandbox import Sandbox
from sandbox.remote.sessions import BrowserState, Session
from sandbox.remote.space import Space
from sandbox.remote.tokens import Minted, MintedLogout, Tokens
from sandbox.remote.traces import Trace, Traces

__all__ = [
    "Account",
    "Answer",
    "Armed",
    "BrowserState",
    "Classroom",
    "Client",
    "Clock",
    "ControlError",
    "Enrolment",
    "Entry",
    "Fault",
    "Faults",
    "Feed",
    "FlowError",
    "Hand",
    "Item",
    "Journal",
    "Key",
    "Keys",
    "Listing",
    "Mandate",
    "Minted",
    "MintedLogout",
    "NothingCame",
    "Organisation",
    "Person",
    "Place",
    "Played",
    "Post",
    "Reading",
    "Receipt",
    "Reckoning",
    "RemoteError",
    "Sandbox",
    "Scenario",
    "Session",
    "Space",
    "Tokens",
    "Trace",
    "Traces",
]
