"""Who must keep away from an inspection (domain 6.4). Pure."""

from intake.unitbook import Kind, UnitBook


def barred(home_unit_id: int | None, unit_id: int, book: UnitBook) -> bool:
    """Whether a person's own office is the inspected unit, or stands above or beneath it.

    The province itself stands above everybody and bars nobody.
    """
    if home_unit_id is None:
        return False
    return home_unit_id in _line(unit_id, book) or unit_id in _line(home_unit_id, book)


def _line(unit_id: int, book: UnitBook) -> set[int]:
    """The unit, what is above it, and who took their place since."""
    line: set[int] = set()
    todo = [unit_id]
    while todo:
        unit = book.by_id.get(todo.pop())
        if unit is None or unit.id in line or unit.kind is Kind.PROVINCE:
            continue
        line.add(unit.id)
        todo += [heir for heir, _share in unit.successors]
        todo += [unit.parent_id] if unit.parent_id is not None else []
    return line
