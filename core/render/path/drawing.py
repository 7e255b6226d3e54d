"""Where the parts of the picture stand: from stages to boxes and lines, in units of the drawing.

There are two drawings, one that runs from left to right and one for a phone, from top to bottom.
"""

from collections.abc import Sequence

from core.render.inert import inert
from core.render.layout import columns
from core.render.path.path import Stage, Stop
from core.snapshot.base import Fact

HEIGHT = 74
"""Of a box."""
GAP = 26
"""Between boxes of a stage: room for the mark of a single point of failure."""
_PHONE_GAP = 12
"""The same on a phone, where there is no mark."""

_TOP = 44
_BETWEEN = 36
_WIDTHS = {"DNS": 216, "TLS": 156, "Router": 134, "Dynos": 162, "Data stores": 216}
_JOINT = 26
"""What the lines of all dynos need to meet before they part for the data stores."""
_DOOR = 84
"""Width of the box of the visitors."""
_NAME_UNIT = 8.2
_DETAIL_UNIT = 7.2
"""Width of a letter in the widest of the usual fonts; half of what wide letters take."""
_PHONE = 340
_RAIL = 17
_INDENT = 38


class Box(Fact, frozen=True, kw_only=True):
    """A stop, and where it stands."""

    stop: Stop
    name: str
    """As much of the name as fits."""
    detail: str
    x: float
    y: float
    width: float

    @property
    def middle(self) -> float:
        """Half-way down."""
        return self.y + HEIGHT / 2


class Label(Fact, frozen=True, kw_only=True):
    """A word of our own, and where it stands."""

    text: str
    x: float
    y: float


class Line(Fact, frozen=True, kw_only=True):
    """A way from one box to the next."""

    path: str
    """As in the `d` of an SVG path."""
    aside: bool = False


class Drawing(Fact, frozen=True, kw_only=True):
    """All that is to be drawn."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    labels: tuple[Label, ...]
    notes: tuple[Label, ...]
    lines: tuple[Line, ...]
    door: tuple[float, float]
    """Where the visitors come in: left and middle."""


def wide(stages: Sequence[Stage]) -> Drawing:
    """Draw the path from left to right."""
    room = max(len(stage.stops) for stage in stages) * (HEIGHT + GAP) - GAP
    middle, x = _TOP + room / 2, float(_DOOR + _BETWEEN)
    boxes: list[list[Box]] = []
    labels, notes = [], []
    for stage in stages:
        x += _JOINT if stage is stages[-1] else 0
        width = _WIDTHS[stage.title]
        tall = len(stage.stops) * (HEIGHT + GAP) - GAP
        top = middle - tall / 2
        labels.append(Label(text=stage.title, x=x, y=top - 14))
        boxes.append(_column(stage, x=x, top=top, width=width))
        if stage.more:
            notes.append(Label(text=f"and {stage.more} more", x=x + 2, y=top + tall + GAP))
        x += width + _BETWEEN
    extra = GAP + 8 if notes else GAP
    return Drawing(
        width=x - _BETWEEN + 2,
        height=_TOP + room + extra,
        boxes=tuple(box for column in boxes for box in column),
        labels=tuple(labels),
        notes=tuple(notes),
        lines=(*_from_door(boxes[0], middle), *_between(boxes)),
        door=(1, middle),
    )


def tall(stages: Sequence[Stage]) -> Drawing:
    """Draw the path from top to bottom, along a rail."""
    y = 74.0
    boxes: list[Box] = []
    labels, notes, lines = [], [], []
    for stage in stages:
        labels.append(Label(text=stage.title, x=_INDENT, y=y))
        y += 12
        for stop in stage.stops:
            boxes.append(_box(stop, x=_INDENT, y=y, width=_PHONE - _INDENT - 2, host=stop.host))
            lines.append(_branch(boxes[-1]))
            y += HEIGHT + (GAP if stop.alone else _PHONE_GAP)
        if stage.more:
            notes.append(Label(text=f"and {stage.more} more", x=_INDENT + 2, y=y + 8))
            y += 20
        y += 22
    rail = Line(path=f"M{_RAIL} 46V{boxes[-1].middle - 10}")
    return Drawing(
        width=_PHONE,
        height=y - 20,
        boxes=tuple(boxes),
        labels=tuple(labels),
        notes=tuple(notes),
        lines=(rail, *lines),
        door=(1, 23),
    )


def clip(text: str, room: float) -> str:
    """Leave out the middle of a text that is wider than a number of columns."""
    shown = inert(text)
    if columns(shown) <= room:
        return shown
    head, tail = shown, ""
    while columns(head) > room * 0.55:
        head = head[:-1]
    for character in reversed(shown[len(head) :]):
        if columns(head) + columns(tail) + columns(character) + 1 > room:
            break
        tail = character + tail
    return f"{head}…{tail}"


def _column(stage: Stage, *, x: float, top: float, width: float) -> list[Box]:
    return [
        _box(stop, x=x, y=top + at * (HEIGHT + GAP), width=width)
        for at, stop in enumerate(stage.stops)
    ]


def _box(stop: Stop, *, x: float, y: float, width: float, host: str = "") -> Box:
    """Draw a stop, with the host it belongs to where no line leads to it."""
    room = width - 24
    detail = ": ".join(filter(None, (host, stop.detail)))
    name, detail = clip(stop.name, room / _NAME_UNIT), clip(detail, room / _DETAIL_UNIT)
    return Box(stop=stop, name=name, detail=detail, x=x, y=y, width=width)


def _from_door(names: list[Box], middle: float) -> list[Line]:
    return [Line(path=_curve(_DOOR, middle, box.x, box.middle)) for box in names]


def _between(stages: list[list[Box]]) -> list[Line]:
    names, certificates, (router,), dynos, stores = stages
    pairs = [*zip(names, certificates, strict=True)]
    pairs += [(each, router) for each in certificates]
    pairs += [(router, each) for each in dynos if not each.stop.aside]
    lines = [Line(path=_way(one, other)) for one, other in pairs]
    return [*lines, *_joined(dynos, stores)]


def _joined(dynos: list[Box], stores: list[Box]) -> list[Line]:
    """Bring the lines of all dynos together, and part them again."""
    right, left = dynos[0].x + dynos[0].width, stores[0].x
    x, y = (right + left) / 2, (stores[0].middle + stores[-1].middle) / 2
    lines = [Line(path=_curve(right, each.middle, x, y), aside=each.stop.aside) for each in dynos]
    return lines + [Line(path=_curve(x, y, left, each.middle)) for each in stores]


def _way(one: Box, other: Box) -> str:
    return _curve(one.x + one.width, one.middle, other.x, other.middle)


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    half = (x + to_x) / 2
    return f"M{x} {y:g}C{half:g} {y:g} {half:g} {to_y:g} {to_x} {to_y:g}"


def _branch(box: Box) -> Line:
    """Turn from the rail into a box."""
    path = f"M{_RAIL} {box.middle - 10:g}Q{_RAIL} {box.middle:g} {_RAIL + 10} {box.middle:g}"
    return Line(path=f"{path}H{box.x:g}", aside=box.stop.aside)
