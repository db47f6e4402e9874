"""Read one formula of named numbers and work it out, exactly where it can be.

Python's own parser reads the text; only what is listed here is worked out, so that a formula can do
nothing but arithmetic. Fractions keep `+ - * /` and whole powers exact; logarithms and roots that
are no fraction have forty digits.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache, partial
from math import isqrt

#: A formula longer than this is no clinical score.
_LONGEST = 500
_DEEPEST = 100
_DIGITS = 40
#: Fractions of more bits than this are given up: no measurement makes them.
_MOST_BITS = 4096
_MOST_POWER = 64
#: No score is larger.
_LARGEST = Decimal(10) ** 12

ALLOWED = ("+", "-", "*", "/", "^", "ln", "log10", "sqrt", "min", "max", "round")


class Undefined(ArithmeticError):
    """A formula that has no value for these numbers."""


class NotAFormula(ValueError):
    """A text that is no formula; says why."""


def name_in_formula(name: str) -> str:
    """Write the name of an item or score as a formula has it.

    >>> name_in_formula("tender joints (28)")
    'tender_joints_28'
    """
    plain = re.sub(r"\W+", "_", name.strip()).strip("_")
    return f"_{plain}" if plain[:1].isdigit() else plain


@lru_cache(maxsize=512)
def parse_formula(text: str) -> ast.expr:
    """Read a formula, and refuse what is more than arithmetic of names and numbers.

    Raises
    ------
    NotAFormula
        With what is wrong.
    """
    if len(text) > _LONGEST:
        raise NotAFormula(f"it has {len(text)} characters; {_LONGEST} are the most")
    if "**" in text:
        raise NotAFormula("a power is written with ^")
    written = text.replace("^", "**")
    try:
        tree = ast.parse(written.strip(), mode="eval").body
        return _with_exact_numbers(tree, written.strip())
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if isinstance(error, NotAFormula):
            raise
        raise NotAFormula("it cannot be read as one") from None


def names_in(formula: ast.expr) -> tuple[str, ...]:
    """List the names of a formula, each once, in the order they stand."""
    calls = {id(node.func) for node in ast.walk(formula) if isinstance(node, ast.Call)}
    names = [n for n in ast.walk(formula) if isinstance(n, ast.Name) and id(n) not in calls]
    in_order = sorted(names, key=lambda node: (node.lineno, node.col_offset))
    return tuple(dict.fromkeys(node.id for node in in_order))


def evaluate(formula: ast.expr, values: Mapping[str, Decimal]) -> Decimal:
    """Work a formula out.

    Raises
    ------
    Undefined
        For a division by nothing, the logarithm of nothing, a root of less than nothing.
    """
    exact = {name: Fraction(value) for name, value in values.items()}
    value = _long(_value(formula, exact))
    if abs(value) > _LARGEST:
        raise Undefined("the numbers become too large")
    return value


def _with_exact_numbers(tree: ast.expr, text: str) -> ast.expr:
    """Check every node, and give each number the value of its own text."""
    if _depth(tree) > _DEEPEST:
        raise NotAFormula("it is nested too deeply")
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            written = ast.get_source_segment(text, node) or ""
            if not re.fullmatch(r"\d{1,30}(\.\d{1,30})?", written):
                raise NotAFormula(f"`{written}` is not a plain number")
            node.value = Fraction(Decimal(written))  # type: ignore[assignment]
        elif isinstance(node, ast.Call):
            _check_call(node)
        elif not isinstance(node, _READ):
            raise NotAFormula(f"only names, numbers and {', '.join(ALLOWED)} may stand in it")
    return tree


def _depth(tree: ast.expr) -> int:
    depth, level = 0, [tree]
    while level:
        depth += 1
        level = [below for node in level for below in ast.iter_child_nodes(node)]  # type: ignore[misc]
    return depth


_READ = (
    ast.BinOp, ast.UnaryOp, ast.Name, ast.Load, ast.USub, ast.UAdd,
    ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow,
)  # fmt: skip


def _check_call(node: ast.Call) -> None:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name not in _FUNCTIONS or node.keywords:
        raise NotAFormula(f"`{name or 'this'}` is not a function that is known")
    least, most = _ARGUMENTS[name]
    if not least <= len(node.args) <= most:
        raise NotAFormula(f"`{name}` has {len(node.args)} values")


def _value(node: ast.expr, values: Mapping[str, Fraction]) -> Fraction:
    if isinstance(node, ast.Constant):
        return node.value  # type: ignore[return-value]
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.UnaryOp):
        of = _value(node.operand, values)
        return -of if isinstance(node.op, ast.USub) else of
    if isinstance(node, ast.BinOp):
        left, right = _value(node.left, values), _value(node.right, values)
        return _bounded(_OPERATORS[type(node.op)](left, right))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return _FUNCTIONS[node.func.id]([_value(argument, values) for argument in node.args])
    raise NotAFormula("it cannot be read as one")


def _bounded(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > _MOST_BITS:
        raise Undefined("the numbers become too large")
    return value


def _divide(left: Fraction, right: Fraction) -> Fraction:
    if right == 0:
        raise Undefined("it divides by 0")
    return left / right


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if abs(exponent) > _MOST_POWER:
        raise Undefined("the power is too large")
    if base == 0 and exponent < 0:
        raise Undefined("it divides by 0")
    if exponent.denominator == 1:
        bits = max(base.numerator.bit_length(), base.denominator.bit_length())
        if bits * abs(exponent.numerator) > _MOST_BITS:
            raise Undefined("the numbers become too large")
        return base**exponent.numerator
    if base < 0:
        raise Undefined("a broken power of a number below 0")
    if exponent == Fraction(1, 2):
        return _root([base])
    if base == 0:
        return Fraction(0)
    with localcontext(prec=_DIGITS):
        return _fraction(_long(base) ** _long(exponent))


def _logarithm(of_kind: Callable[[Decimal], Decimal], arguments: Sequence[Fraction]) -> Fraction:
    (of,) = arguments
    if of <= 0:
        raise Undefined("the logarithm of a number that is not above 0")
    with localcontext(prec=_DIGITS):
        return _fraction(of_kind(_long(of)))


def _root(arguments: Sequence[Fraction]) -> Fraction:
    (of,) = arguments
    if of < 0:
        raise Undefined("the root of a number below 0")
    above, below = isqrt(of.numerator), isqrt(of.denominator)
    if above**2 == of.numerator and below**2 == of.denominator:
        return Fraction(above, below)
    with localcontext(prec=_DIGITS):
        return _fraction(_long(of).sqrt())


def _round(arguments: Sequence[Fraction]) -> Fraction:
    """Round half away from 0, as clinical forms do, to a number of decimals."""
    of, digits = arguments[0], arguments[1] if len(arguments) > 1 else Fraction(0)
    if digits.denominator != 1 or not 0 <= digits <= _DIGITS:
        raise Undefined("it rounds to a number of decimals that is none")
    scale = 10**digits.numerator
    whole = (abs(of) * scale * 2 + 1) // 2
    return Fraction(whole if of >= 0 else -whole, scale)


_OPERATORS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
    ast.Div: _divide,
    ast.Pow: _power,
}
_FUNCTIONS: Mapping[str, Callable[[Sequence[Fraction]], Fraction]] = {
    "ln": partial(_logarithm, Decimal.ln),
    "log10": partial(_logarithm, Decimal.log10),
    "sqrt": _root,
    "min": min,
    "max": max,
    "round": _round,
}
_ARGUMENTS = {
    "ln": (1, 1), "log10": (1, 1), "sqrt": (1, 1), "min": (2, 50), "max": (2, 50), "round": (1, 2),
}  # fmt: skip


def _long(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _fraction(value: Decimal) -> Fraction:
    if not value.is_finite() or abs(value.adjusted()) > _MOST_BITS // 4:
        raise Undefined("the numbers become too large")
    return Fraction(value)
