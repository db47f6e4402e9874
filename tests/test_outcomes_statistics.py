"""The statistics of a handful of patients, against published and independently computed values."""

from __future__ import annotations

import decimal
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, binomtest, wilcoxon

from cpreport.outcomes.statistics import (
    attained_quantile,
    clopper_pearson,
    cut_digits,
    five_numbers,
    quantile,
    smallest_signed_rank_p,
    upper_limit_without_events,
    wilson,
)

decimals = st.decimals(-1000, 1000, places=2, allow_nan=False, allow_infinity=False)
counts = st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def numbers(*values: float | str) -> list[Decimal]:
    return [Decimal(str(v)) for v in values]


@pytest.mark.parametrize(
    ("pairs", "p"), [(1, "1"), (2, "1/2"), (3, "1/4"), (4, "1/8"), (5, "1/16"), (6, "1/32")]
)
def test_smallest_signed_rank_p(pairs: int, p: str) -> None:
    assert smallest_signed_rank_p(pairs) == Fraction(p)
    assert float(Fraction(p)) == wilcoxon(range(1, pairs + 1), method="exact").pvalue
    assert float(Fraction(p)) == pytest.approx(binomtest(pairs, pairs).pvalue)


@pytest.mark.parametrize(
    ("events", "of", "limits"),
    [
        (3, 4, (0.19412, 0.993691)),
        (4, 4, (0.397635, 1.0)),
        (0, 4, (0.0, 0.602365)),
        (2, 4, (0.067586, 0.932414)),
        (1, 4, (0.006309, 0.80588)),
    ],
)
def test_clopper_pearson_vectors(events: int, of: int, limits: tuple[float, float]) -> None:
    assert [float(x) for x in clopper_pearson(events, of)] == pytest.approx(limits, abs=1e-6)


@pytest.mark.parametrize(("k", "n"), [(3850, 9000), (1, 10_000), (9999, 10_000)])
def test_clopper_pearson_of_a_registry_agrees_with_the_beta_distribution(k: int, n: int) -> None:
    low, high = beta.ppf(0.025, k, n - k + 1), beta.ppf(0.975, k + 1, n - k)
    assert [float(x) for x in clopper_pearson(k, n)] == pytest.approx([low, high], abs=2e-9)


@given(counts)
def test_clopper_pearson_agrees_with_the_beta_distribution(counted: tuple[int, int]) -> None:
    k, n = counted
    low = 0.0 if k == 0 else beta.ppf(0.025, k, n - k + 1)
    high = 1.0 if k == n else beta.ppf(0.975, k + 1, n - k)
    assert [float(x) for x in clopper_pearson(k, n)] == pytest.approx([low, high], abs=2e-9)


@pytest.mark.parametrize(
    ("events", "of", "limits"),
    [
        (3, 4, (0.300642, 0.954413)),
        (4, 4, (0.510109, 1.0)),
        (0, 4, (0.0, 0.489891)),
        (1, 4, (0.045587, 0.699358)),
        (2, 4, (0.150039, 0.849961)),
    ],
)
def test_wilson_vectors(events: int, of: int, limits: tuple[float, float]) -> None:
    assert [float(x) for x in wilson(events, of)] == pytest.approx(limits, abs=1e-6)


@given(counts)
def test_wilson_agrees_with_scipy_and_mirrors(counted: tuple[int, int]) -> None:
    k, n = counted
    low, high = wilson(k, n)
    expected = binomtest(k, n).proportion_ci(method="wilson")
    assert [float(low), float(high)] == pytest.approx(list(expected), abs=2e-9)
    assert wilson(n - k, n) == (1 - high, 1 - low)


@pytest.mark.parametrize(
    ("of", "limit"), [(4, 0.5271292), (24, 0.1173462), (30, 0.0950339), (100, 0.029513)]
)
def test_upper_limit_without_events(of: int, limit: float) -> None:
    assert float(upper_limit_without_events(of)) == pytest.approx(limit, abs=1e-6)
    assert float((1 - upper_limit_without_events(of)) ** of) == pytest.approx(0.05, abs=1e-6)


def test_quartiles_are_linear() -> None:
    values = five_numbers(numbers(61, 20, 40, 35))
    assert values == {
        "median": Decimal("37.5"),
        "min": Decimal(20),
        "max": Decimal(61),
        "q1": Decimal("31.25"),
        "q3": Decimal("45.25"),
    }


@given(st.lists(decimals, min_size=1, max_size=12), st.sampled_from([1, 2, 3]))
def test_quantiles_agree_with_numpy(values: list[Decimal], quarter: int) -> None:
    share = Fraction(quarter, 4)
    exact = np.quantile([float(v) for v in values], float(share))
    assert float(quantile(values, share)) == pytest.approx(exact, abs=1e-9)
    lowest = np.quantile([float(v) for v in values], float(share), method="inverted_cdf")
    assert float(attained_quantile(values, share)) == lowest


@given(st.lists(decimals, min_size=1, max_size=12), st.fractions(0, 1))
def test_an_attained_quantile_is_one_of_the_values(values: list[Decimal], share: Fraction) -> None:
    assert attained_quantile(values, share) in values


def test_half_is_rounded_away_from_zero_and_idle_zeros_go() -> None:
    assert cut_digits(Decimal("0.0000000005")) == Decimal("0.000000001")
    assert cut_digits(Decimal("-0.0000000005")) == Decimal("-0.000000001")
    assert str(cut_digits(Decimal("100.0"))) == "100"
    assert str(cut_digits(Decimal("2.50"))) == "2.5"


@pytest.mark.parametrize(("events", "of"), [(1, 0), (5, 4), (-1, 4), (0, 0)])
def test_what_is_no_proportion_has_no_interval(events: int, of: int) -> None:
    with pytest.raises(ValueError, match="is no proportion"):
        wilson(events, of)
    with pytest.raises(ValueError, match="is no proportion"):
        clopper_pearson(events, of)


def test_no_setting_of_the_process_changes_a_digit() -> None:
    usual = wilson(3, 4), clopper_pearson(3, 4), upper_limit_without_events(4)
    with decimal.localcontext(decimal.Context(prec=3, rounding=decimal.ROUND_UP)):
        assert (wilson(3, 4), clopper_pearson(3, 4), upper_limit_without_events(4)) == usual


def test_statistics_import_nothing_heavy() -> None:
    code = (
        "import sys; from cpreport.outcomes.statistics import clopper_pearson, wilson;"
        "clopper_pearson(3, 4); wilson(3, 4);"
        "print([m for m in ('scipy', 'numpy', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
