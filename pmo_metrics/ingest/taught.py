"""All that analysts taught a store: saved mappings, corrections, the crosswalk; read as text, kept with the release.

mappings/<slug>.toml   what the columns of a table mean        holds for the loads that it was used in
corrections.toml       one name in several spellings           holds for every row of a release
crosswalk.toml         one thing under several ids             holds for every row of a release
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import filelock

from pmo_metrics.errors import BadRequest
from pmo_metrics.ingest import corrections, crosswalk
from pmo_metrics.ingest.corrections import Alike, Correction, Corrections, parse_corrections, spelled
from pmo_metrics.ingest.crosswalk import Crosswalk, Proposal, Refused, parse_crosswalk
from pmo_metrics.ingest.mapping import PREFIX, SavedMapping, mapping_text, parse_mapping, quoted, slugify
from pmo_metrics.store import write_durably

_MAPPING = re.compile(r"mappings/([a-z0-9]+(?:-[a-z0-9]+)*)\.toml")
_LARGEST = 1 << 20

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Taught:
    """What was taught as plain values, beside the texts it came from."""

    mappings: tuple[SavedMapping, ...] = ()
    corrections: Corrections = field(default_factory=Corrections)
    crosswalk: Crosswalk = field(default_factory=Crosswalk)
    texts: Texts = field(default_factory=dict)

    def mapping(self, source: str | None) -> SavedMapping | None:
        """The mapping that a source such as `mapping:costs` names."""
        return next((m for m in self.mappings if source == PREFIX + m.slug), None)

    @property
    def values(self) -> tuple[tuple[str, str], ...]:
        """The texts that hold for every row of a release."""
        return tuple((n, t) for n, t in sorted(self.texts.items()) if n in (corrections.FILE, crosswalk.FILE))

    @property
    def effect(self) -> tuple[object, ...]:
        """What of the texts changes rows: names kept apart and refused joins only end suggestions."""
        return self.corrections.rules, self.crosswalk.project, self.crosswalk.person

    def used(self, sources: Sequence[str | None]) -> tuple[tuple[str, str], ...]:
        """The texts of the mappings that tables of these sources were read by."""
        used = {m.slug for m in self.mappings if PREFIX + m.slug in sources}
        return tuple((f"mappings/{slug}.toml", self.texts[f"mappings/{slug}.toml"]) for slug in sorted(used))


def parse(texts: Texts) -> Taught:
    """What the texts say; BadRequest names the file and what is wrong in it."""
    mappings = [
        parse_mapping(found[1], text) for name, text in sorted(texts.items()) if (found := _MAPPING.fullmatch(name))
    ]
    return Taught(
        tuple(mappings),
        parse_corrections(texts.get(corrections.FILE, "")),
        parse_crosswalk(texts.get(crosswalk.FILE, "")),
        dict(texts),
    )


def read_taught(root: Path) -> Taught:
    """What was taught to the store at `root`; files with other names are left alone."""
    paths = [*sorted((root / "mappings").glob("*.toml")), root / corrections.FILE, root / crosswalk.FILE]
    texts = {}
    for path in paths:
        name = path.relative_to(root).as_posix()
        if path.is_file() and (path.parent == root or _MAPPING.fullmatch(name)):
            texts[name] = _text(path, name)
    return parse({n: t for n, t in texts.items() if t.strip()})


def _text(path: Path, name: str) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise BadRequest(
                f"{name} is larger than {_LARGEST >> 20} MiB; nobody taught that much. Correct it or remove it."
            )
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"{name} cannot be read: {error}. Correct it or remove it.") from None


def save_mapping(root: Path, mapping: SavedMapping, notes: Texts, title: str = "", replace: bool = False) -> str:
    """Write a mapping under its slug, or the next free one unless it replaces what is there; gives its name in the store."""
    slug, number = slugify(mapping.slug), 1
    folder = root / "mappings"
    while not replace and (folder / f"{slug}.toml").exists():
        number += 1
        slug = f"{slugify(mapping.slug)[:55]}-{number}"
    text = mapping_text(mapping, notes, title)
    parse_mapping(slug, text)
    folder.mkdir(parents=True, exist_ok=True)
    write_durably(folder / f"{slug}.toml", text.encode())
    return f"mappings/{slug}.toml"


def confirm(root: Path, proposal: Proposal) -> None:
    """Join what a proposal says, by a new entry of the crosswalk."""
    reason = f"{proposal.evidence}: {proposal.shown}"
    _append(root, crosswalk.FILE, crosswalk.entry_text(proposal.kind, proposal.id, [proposal.same], reason))


def merge(root: Path, pair: Alike) -> None:
    """Make two spellings one, by a new entry of the corrections."""
    entry = f"\n[[correction]]\nkind = {quoted(pair.kind)}\nfrom = [{quoted(pair.spelling)}]\nto = {quoted(pair.to)}\n"
    _append(root, corrections.FILE, entry + f"reason = {quoted('the same name: ' + pair.evidence)}\n")


def refuse(root: Path, proposal: Proposal, reason: str) -> None:
    """Never propose this join again, by a new entry of the crosswalk; without a reason the evidence is named."""
    said = reason.strip() or f"no reason given; proposed for {proposal.evidence}: {proposal.shown}"
    _append(root, crosswalk.FILE, crosswalk.refused_text(proposal, said))


def take_back(root: Path, refused: Refused) -> None:
    """Propose a refused join again."""
    wanted = {"kind": refused.kind, "id": refused.id, "same": refused.same, "reason": refused.reason}
    _remove(root, crosswalk.FILE, "refused", wanted)


def no_longer_apart(root: Path, names: frozenset[str]) -> None:
    """Suggest again that these names may be one."""
    path = root / corrections.FILE
    text = _text(path, corrections.FILE) if path.exists() else ""
    entries = [e for e in tomllib.loads(text).get("different", []) if {spelled(str(n)) for n in e["names"]} == names]
    for entry in entries:
        _remove(root, corrections.FILE, "different", entry)


def keep_apart(root: Path, one: str, other: str) -> None:
    """Never suggest again that these two are one name."""
    _append(root, corrections.FILE, f"\n[[different]]\nnames = [{quoted(one)}, {quoted(other)}]\n")


def _append(root: Path, name: str, entry: str) -> None:
    path = root / name
    root.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(root / ".taught.lock", timeout=10):  # two people may decide at the same moment
        text = (_text(path, name) if path.exists() else "") + entry
        parse({name: text})  # an entry that contradicts another is refused before it is written
        write_durably(path, text.encode())


def _remove(root: Path, name: str, section: str, entry: Mapping[str, object]) -> None:
    """Take one entry out of a text and leave every other line as it stands; BadRequest where that cannot be done."""
    path = root / name
    with filelock.FileLock(root / ".taught.lock", timeout=10):
        text = _text(path, name) if path.exists() else ""
        blocks = re.split(r"(?m)^(?=\s*\[)", text)
        left = [_remarks_below(b) if _says(b, section, entry) else b for b in blocks]
        if left == blocks:
            raise BadRequest(
                f"{name} has no such entry under a line [[{section}]] of its own any more: remove it there."
            )
        parse({name: "".join(left)})
        write_durably(path, "".join(left).encode())


def _remarks_below(block: str) -> str:
    """The lines of comments at the end of an entry, which may belong to the next."""
    lines = block.splitlines(keepends=True)
    last = max(i for i, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#"))
    return "".join(lines[last + 1 :]).lstrip("\n")


def _says(block: str, section: str, entry: Mapping[str, object]) -> bool:
    try:
        return tomllib.loads(block) == {section: [dict(entry)]}
    except tomllib.TOMLDecodeError:
        return False


__all__ = [
    "Correction", "Taught", "confirm", "keep_apart", "merge", "no_longer_apart", "parse", "read_taught", "refuse",
    "save_mapping", "take_back",
]  # fmt: skip
