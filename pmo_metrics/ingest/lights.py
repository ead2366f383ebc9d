"""Columns of lights in lists of projects, by their cells: a column of nothing else, and those called Schedule, Budget or Scope."""

from __future__ import annotations

import re
from dataclasses import replace

from pmo_metrics.ingest.cell_fit import some
from pmo_metrics.ingest.fit import Fit, brought
from pmo_metrics.ingest.folding import key, plain
from pmo_metrics.ingest.kinds import RAGS
from pmo_metrics.ingest.model import Problem, Sheet
from pmo_metrics.ingest.samples import sample
from pmo_metrics.ingest.values import choice
from pmo_metrics.sources import all_sources

_LIGHT = re.compile(
    r"(?:dark |light |bright )?(?:red|amber|yellow|orange|green)(?:\s*[/-]\s*(?:red|amber|green))?|红|黄|绿|[红黄绿]色|🔴|🟡|🟠|🟢"
)
_OF_A_PART = key("cost spend budget schedule time scope resource risk benefit quality safety 成本 进度 风险 质量")


_LIGHTS_OF = {
    **dict.fromkeys(map(key, ("overall", "总体", "gesamt", "global")), "reported_rag"),
    **dict.fromkeys(map(key, ("schedule", "time", "timeline", "进度", "termine", "delai", "plazo", "prazo")), "reported_schedule_rag"),
    **dict.fromkeys(map(key, ("cost", "budget", "finance", "financial", "成本", "预算", "kosten", "couts", "costo", "custo")), "reported_cost_rag"),
    **dict.fromkeys(map(key, ("scope", "范围", "umfang", "perimetre", "alcance", "escopo")), "reported_scope_rag"),
    **dict.fromkeys(map(key, ("resource", "people", "team", "资源", "ressourcen", "ressource", "recurso")), "reported_resource_rag"),
}  # fmt: skip


def _of_parts(sheet: Sheet, fit: Fit) -> Fit:
    """A list of projects with columns of nothing but lights that are called Schedule, Budget, Scope: how each of those goes."""
    if fit.table != "project":
        return fit
    columns = dict(fit.columns)
    for place, header in enumerate(fit.headers):
        part = _LIGHTS_OF.get(key(header), "")
        texts = sample(sheet, fit.header_row, place) if part and part not in columns else []
        if len(texts) > 1 and all(choice(t, "rag") for t in texts):
            columns = {c: i for c, i in columns.items() if i != place} | {part: place}
    needed = all(brought(columns, False) & group for group in all_sources()[fit.source].needs)
    return replace(fit, columns=columns) if needed else fit


def with_lights(sheet: Sheet, fit: Fit) -> Fit:
    """A list of projects without a reported status, yet with one column of nothing but lights: that is it, whatever its name."""
    fit = _of_parts(sheet, fit)
    if fit.table != "project" or any(c in RAGS for c in fit.columns):
        return fit
    free = [
        i for i, h in enumerate(fit.headers) if h.strip() and i not in fit.columns.values() and not key(h) & _OF_A_PART
    ]
    lights = [
        i
        for i in free
        if (t := sample(sheet, fit.header_row, i)) and len(t) > 2 and all(_LIGHT.fullmatch(plain(x)) for x in t)
    ]
    if len(lights) != 1:
        return fit
    place = lights[0]
    header = fit.headers[place]
    told = Problem(sheet.file, sheet.sheet, fit.header_row, header, some(sample(sheet, fit.header_row, place)), "the reported status", "info", "read so: all its cells are lights")  # fmt: skip
    return replace(fit, columns={**fit.columns, "reported_rag": place}, problems=(*fit.problems, told))
