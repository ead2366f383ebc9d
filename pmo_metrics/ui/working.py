"""Work that goes on beside the page: a thread that tells how far it is, a bar that shows it, a button that calls it off."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable

import streamlit as st

from pmo_metrics.errors import PmoError
from pmo_metrics.ingest.load import LoadReport
from pmo_metrics.ingest.progress import Cancelled, Progress, Stage
from pmo_metrics.text import t

AT_ONCE = 1.5  # seconds a page waits before it shows a bar: most files are read by then
_LOOK_EVERY = 0.5
_WORDS: dict[Stage, str] = {
    "read": "load.stage_read", "check": "load.stage_check", "build": "load.stage_build", "derive": "load.stage_derive",
    "publish": "load.stage_publish",
}  # fmt: skip

Work = Callable[[Progress], LoadReport]


class Job:
    """One load on its way. `outcome` is its report or the sentence that says why there is none; None while it runs."""

    def __init__(self, key: Hashable, work: Work) -> None:
        self.key, self._work = key, work
        self.stage: Stage = "read"
        self.share = 0.0
        self.outcome: LoadReport | str | None = None
        self._stop, self._over = threading.Event(), threading.Event()
        threading.Thread(target=self._run, name="load", daemon=True).start()

    def _run(self) -> None:
        try:
            self.outcome = self._work(self._progress)
        except PmoError as error:
            self.outcome = str(error)
        except Exception:  # the page has to end its waiting, whatever happened
            self.outcome = "The load failed unexpectedly and nothing was published. Please report these files."
            raise
        finally:
            self._over.set()

    def _progress(self, stage: Stage, share: float) -> None:
        if self._stop.is_set():
            raise Cancelled
        self.stage, self.share = stage, share

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def cancel(self) -> None:
        """Call the work off at its next stage; a release that is being switched to is finished."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Whether it is over, after waiting so long at most: by default as long as nobody would miss a bar."""
        return self._over.wait(AT_ONCE if seconds is None else seconds)


def job(name: str, key: Hashable, work: Work) -> Job:
    """The reader's job of that name: the one that is on, or a new one when other files are meant by now."""
    kept = st.session_state.get(name)
    if isinstance(kept, Job):
        if kept.key == key:
            return kept
        kept.cancel()
    started = Job(key, work)
    st.session_state[name] = started
    return started


@st.fragment(run_every=_LOOK_EVERY)
def bar(running: Job, lang: str) -> None:
    """How far it is, with a button to call it off; the page runs again when it is over."""
    if running.wait(0):
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        words = t("load.stopping" if running.stopping else _WORDS[running.stage], lang)
        st.progress(min(max(running.share, 0.0), 1.0), text=words)
        st.button(
            t("load.cancel", lang), key="load_cancel", on_click=running.cancel, disabled=running.stopping,
            icon=":material/cancel:",
        )  # fmt: skip
