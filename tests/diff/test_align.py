"""What everybody who compares relies on, whatever the elements are."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ohbot.diff.align import align, origins
from ohbot.diff.elements import same
from tests.merge.edits import Versions, versions


@given(st.one_of(versions(fresh=False, edits=4), versions(fresh=True, edits=4)))
def test_an_origin_is_a_link_and_no_element_is_the_origin_of_two(v: Versions) -> None:
    links, found = align(v.base.body, v.local.body), origins(v.base.body, v.local.body)
    pairs = [(i, j) for j, i in enumerate(found) if i is not None]
    assert set(pairs) <= set(links)
    assert len({i for i, _ in pairs}) == len(pairs)
    assert {j for _, j in pairs} >= {
        j for _, j in links if sum(k == j for _, k in links) == 1 and _is_alone(links, j)
    }


def _is_alone(links: list[tuple[int, int]], new: int) -> bool:
    """Whether the only old element of a new one has become nothing else."""
    olds = {i for i, j in links if j == new}
    return {j for i, j in links if i in olds} == {new}


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(0, 1) | st.sampled_from([0.0, 1.0, float("nan")]) | st.sampled_from("a1"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)


@given(PLAIN, PLAIN)
def test_plain_values_are_the_same_where_they_would_be_written_alike_whatever_the_order_of_keys(
    a: Any, b: Any
) -> None:
    assert same(a, b) == (_written(a) == _written(b))


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{key!r}:{_written(value[key])}" for key in sorted(value)) + "}"
    return "[" + ",".join(map(_written, value)) + "]" if isinstance(value, list) else repr(value)
