"""A mistake of the program, named without its own words, in which people's words may be."""


def named(mistake: BaseException) -> str:
    """What kind of mistake it is and where, as "ValueError in dice.py, line 12"."""
    at = mistake.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    where = "" if at is None else f" in {at.tb_frame.f_code.co_filename}, line {at.tb_lineno}"
    return f"{type(mistake).__name__}{where}"
