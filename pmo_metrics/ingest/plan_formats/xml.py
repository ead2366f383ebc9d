"""A plan in XML while it streams by: bounded in size, depth and elements, and without document types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from xml.parsers import expat

from .sheets import ASK, TEXT, NotRead

_BYTES = 40 << 20  # some 8,000 tasks of Microsoft Project, read in about three seconds
_ELEMENTS = 1_500_000
_DEPTH, _NAME, _ATTRIBUTES = 64, 200, 60
_TOO_LONG = f"holds a name or number of more than {TEXT:,} characters, which no plan does. {ASK}"


class Handler(Protocol):
    """Who is shown the elements: `start` says whether the text of the element is wanted, `end` is given it."""

    def start(self, name: str, attributes: Mapping[str, str]) -> bool: ...

    def end(self, name: str, text: str) -> None: ...


def parse(content: bytes, handler: Handler) -> None:
    """Show the XML to the handler. NotRead where it is too large, damaged, or not what a plan is."""
    if len(content) > _BYTES:
        raise NotRead(f"has {len(content) >> 20} MiB of XML; at most {_BYTES >> 20} are read. {ASK}")
    parser, watch = expat.ParserCreate(), _Watch(handler)
    parser.buffer_text = True
    parser.StartElementHandler = watch.start
    parser.EndElementHandler = watch.end
    parser.CharacterDataHandler = watch.data
    parser.StartDoctypeDeclHandler = watch.refuse
    parser.EntityDeclHandler = watch.refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        where = f"line {error.lineno}" if error.lineno else "its start"
        raise NotRead(f"is XML that is damaged at {where}. {ASK}") from None
    except (LookupError, ValueError):  # an encoding that Python does not know
        raise NotRead(f"is XML in an encoding that cannot be read. {ASK}") from None


class _Watch:
    def __init__(self, handler: Handler) -> None:
        self.handler, self.depth, self.elements = handler, 0, 0
        self.text: list[str] | None = None
        self.length = 0

    def refuse(self, *_: object) -> None:
        raise NotRead(f"declares a document type, which plans do not need; it is not read. {ASK}")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > _DEPTH or len(name) > _NAME:
            raise NotRead(f"nests XML more than {_DEPTH} levels deep or has endless names, which no plan does. {ASK}")
        if self.elements > _ELEMENTS:
            raise NotRead(f"has more than {_ELEMENTS:,} elements of XML. {ASK}")
        if len(attributes) > _ATTRIBUTES:
            raise NotRead(f"has an element with {len(attributes)} attributes, which no plan has. {ASK}")
        if any(len(value) > TEXT and key != "note" for key, value in attributes.items()):  # notes are not read
            raise NotRead(_TOO_LONG)
        self.text = [] if self.handler.start(name.rpartition(":")[2], attributes) else None
        self.length = 0

    def data(self, text: str) -> None:
        if self.text is not None:
            self.length += len(text)
            if self.length > TEXT:
                raise NotRead(_TOO_LONG)
            self.text.append(text)

    def end(self, name: str) -> None:
        self.depth -= 1
        self.handler.end(name.rpartition(":")[2], "".join(self.text or ()).strip())
        self.text = None
