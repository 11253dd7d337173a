"""Numbers in addresses, of a size that there is: `{rang:number}` in a route."""

from starlette.convertors import Convertor, register_url_convertor


class _Number(Convertor[int]):
    """Up to six digits: what is longer is no address, and is not made into a number at all."""

    regex = "[0-9]{1,6}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


def register() -> None:
    """Let routes say `{name:number}`."""
    register_url_convertor("number", _Number())
