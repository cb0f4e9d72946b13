"""The numbers of an archive as a picture; the only door to matplotlib, which is the extra ``charts``."""

import io

from ohbot.errors import InputError
from ohbot.export.stats import Stats

_MOST = 15
"""So many speakers fit below each other."""
_BARS = ("questions", "answers", "unanswered", "messages")


def svg(found: Stats) -> bytes:
    """A picture of questions, answers and messages by year, and of words by speaker; the same for the same numbers.

    Raises InputError where matplotlib is not installed.
    """
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError:
        raise InputError(
            "a chart needs matplotlib, which is not installed here: pip install 'ohbot[charts]', "
            "or 'pip install matplotlib' beside ohbot"
        ) from None
    years = [(str(year), numbers) for year, numbers in found.by_year() if year is not None]
    speakers = found.by_speaker()[:_MOST][::-1]
    with matplotlib.rc_context({"svg.hashsalt": "ohbot", "svg.fonttype": "none", "text.parse_math": False}):
        figure = Figure(figsize=(9, 4 + 0.3 * len(speakers)), layout="constrained")
        above, below = figure.subplots(2, 1, height_ratios=(3, 1 + 0.3 * len(speakers)))
        for place, name in enumerate(_BARS):
            at = [index + (place - 1.5) * 0.2 for index in range(len(years))]
            above.bar(at, [getattr(numbers, name) for _, numbers in years], width=0.2, label=name)
        above.set_xticks(range(len(years)), [year for year, _ in years])
        above.set_title("By year")
        above.legend()
        below.barh([name for name, _ in speakers], [numbers.words for _, numbers in speakers])
        below.set_title("Words by speaker")
        file = io.BytesIO()
        figure.savefig(file, format="svg", metadata={"Date": None})
    return file.getvalue()
