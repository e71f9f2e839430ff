"""Numbers people send: one that no row can have is none, and asks no database anything."""

from werkzeug.datastructures import ImmutableDict
from werkzeug.routing import IntegerConverter, Map, ValidationError

MOST = 2**31 - 1  # of a column of numbers in PostgreSQL; SQLite takes twice the digits, then breaks


def whole(said: str) -> int:
    """The number, for ``get(..., type=whole)``. Raises ValueError where no column holds it."""
    if len(said) > 20:
        raise ValueError("too long for a number")
    number = int(said)
    if abs(number) > MOST:
        raise ValueError(f"beyond {MOST}")
    return number


class HeldInteger(IntegerConverter):
    """The number in an address; a longer one leads nowhere."""

    def to_python(self, value: str) -> int:
        """As Werkzeug reads it, within what a column holds."""
        try:
            return int(super().to_python(str(whole(value))))
        except ValueError as error:
            raise ValidationError from error


class Addresses(Map):
    """The addresses of the application, their numbers within what a column holds."""

    default_converters = ImmutableDict({**Map.default_converters, "int": HeldInteger})
