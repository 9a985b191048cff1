"""The five tasks of the dashboard by keyboard alone: every step is a key, and each stop must show that it has focus."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.pages import ENDED, PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

MOST_STOPS = 80
HEARS = ":root[data-hears]"
FOCUS = """() => {
  for (const going of document.getAnimations()) if (going instanceof CSSTransition) going.finish();
  const part = document.activeElement.shadowRoot?.activeElement ?? document.activeElement;
  const label = part.labels?.[0]?.innerText ?? "";
  const name = [part.ariaLabel, label, part.tagName === "MAIN" ? "" : part.innerText].find((words) => words?.trim());
  const around = [part, ...Array.from({ length: 5 }, function () { return this.at = this.at.parentElement ?? this.at; },
    { at: part })];
  const link = getComputedStyle(document.querySelector(".dr")).getPropertyValue("--link");
  const probe = document.body.appendChild(Object.assign(document.createElement("i"), { style: `color: ${link}` }));
  const accent = getComputedStyle(probe).color;
  probe.remove();
  const seen = around.some((each) => {
    const { outlineStyle, boxShadow, borderColor, backgroundColor } = getComputedStyle(each);
    return outlineStyle !== "none" || boxShadow !== "none" || [borderColor, backgroundColor].includes(accent);
  });
  return [(name ?? "").replace(/\\s+/g, " ").trim(), part.tagName, seen];
}"""
"""What has the focus: its name, its kind, and whether something around it shows that it has."""
BY_ITSELF = ("MAIN", "BODY", "IFRAME", "g")
"""Kinds whose focus the browser or the flow map shows in a way of its own."""


@dataclass
class KeyWalk:
    """One task as it is walked: how many keys it took, letters among them, and which stops showed no focus."""

    page: Page
    letter: int = 100  # milliseconds
    presses: int = 0
    unseen: list[str] = field(default_factory=list)
    start: float = 0.0

    def press(self, key: str, times: int = 1) -> None:
        """Press a key, or several at once."""
        self.start = self.start or time.perf_counter()
        for _ in range(times):
            self.page.keyboard.press(key)
        self.presses += times

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        self.start = self.start or time.perf_counter()
        self.page.keyboard.type(text, delay=self.letter)
        self.presses += len(text)

    def choose(self, text: str, typed: str = "") -> None:
        """Type into a list until one thing is left, all of its name or as much as that takes, and take it."""
        self.type(typed or text)
        first = self.page.locator("[role=option][data-focused=true]", has_text=text)
        first.wait_for(timeout=PATIENCE)
        self.press("Enter")

    def reach(self, name: str, key: str = "Tab") -> None:
        """Go from stop to stop until one has this name."""
        for _ in range(MOST_STOPS):
            self.press(key)
            found, kind, seen = self.page.evaluate(FOCUS)
            if not seen and kind not in BY_ITSELF:
                self.unseen.append(f"{found} ({kind})")
            if found.startswith(name):
                return
        raise LookupError(f"{name} is not reached by {key}")

    def take(self, name: str, key: str = "Tab") -> None:
        """Go to what has this name, and press it."""
        self.reach(name, key)
        self.press("Enter")

    def fill(self, name: str, text: str) -> None:
        """Go to the field of this name, and type into it."""
        self.reach(name)
        self.type(text)

    def arrive(self, address: str) -> None:
        """Wait until the address holds something, and the page is at rest."""
        self.page.wait_for_url(re.compile(address), timeout=PATIENCE)
        self.rest()

    def go(self, words: str, place: str, typed: str = "") -> None:
        """Find a place by its name, or the beginning of it, and wait for it."""
        self.rest()
        self.press("Control+k")
        self.page.locator(".st-key-finder input:focus").wait_for(timeout=PATIENCE)
        self.type(typed or words)
        self.page.locator(".found button", has_text=words).first.wait_for(timeout=PATIENCE)
        self.press("Enter")
        self.arrive(f"/{place}")

    def rest(self) -> None:
        """Wait until the page is at rest."""
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        self.page.locator(ENDED).wait_for(timeout=PATIENCE)
        self.page.locator(HEARS).wait_for(state="attached", timeout=PATIENCE)

    def see(self, part: Locator) -> None:
        """Wait for a part of the page, and until it is at rest."""
        part.first.wait_for(timeout=PATIENCE)
        self.rest()


def least_burdensome(walk: KeyWalk) -> None:
    """Find *Options*."""
    walk.go("Options", "options")
    walk.see(walk.page.locator(".st-key-options-fresh .dr p.lead"))


def weakest_number(walk: KeyWalk) -> None:
    """Find *Numbers*, the weakest one, and say another."""
    page = walk.page
    walk.go("Numbers", "numbers")
    walk.see(page.locator("dt", has_text="Weakest"))
    walk.take("How often a year")
    page.wait_for_url(re.compile("number="), timeout=PATIENCE)
    walk.see(page.get_by_role("textbox", name="Value"))
    walk.fill("Value", "0.001 to 0.005")
    walk.take("Try it in this view")
    walk.see(page.locator(".dr p", has_text=re.compile("by foreign states: .*→")))


def another_owner(walk: KeyWalk) -> None:
    """Put the sale in force in *What if*, and find *Flows*."""
    page = walk.page
    walk.take("What if")
    walk.see(page.get_by_role("combobox", name="Options in force"))
    walk.reach("Options in force")
    walk.choose("Sell the US service", "sell the us")
    walk.see(page.locator(".dr .big", has_text="→"))
    walk.press("Escape", 2)
    walk.see(page.locator(".dr p", has_text="What stays:"))
    walk.go("Flows", "flows")
    walk.see(page.locator(".st-key-routes-fresh .dr h3"))


def own_app(walk: KeyWalk) -> None:
    """Describe it, save it, find *Law*, and take the PDF."""
    described(walk)
    saved(walk)
    walk.go("Law", "law")
    walk.see(walk.page.get_by_text("EU transfers to third countries"))
    walk.go("Answer", "answer")
    walk.see(walk.page.locator(".dr p.lead"))
    with walk.page.expect_download(timeout=PATIENCE):
        walk.take("One-page PDF")


def described(walk: KeyWalk) -> None:
    """The six steps: what the app needs is answered, the others are passed over."""
    page = walk.page
    walk.go("Describe an app", "describe", "desc")
    walk.fill("What is the app called?", "Gesundheit")
    walk.press("Enter")
    _next(walk, 2, "In which countries do people use it?")
    walk.choose("Germany", "germ")
    walk.see(page.get_by_text("How many people in Germany?"))
    walk.press("Escape")
    walk.see(page.get_by_role("textbox", name="How many people in Germany?"))
    walk.fill("How many people in Germany?", "2 million")
    walk.press("Enter")
    walk.see(page.get_by_text("The answer so far"))
    _next(walk, 3, "Other special categories")
    walk.take("Health", "ArrowLeft")
    page.wait_for_url(re.compile("data%3Dhealth"), timeout=PATIENCE)
    walk.see(page.get_by_text(re.compile("could order|cannot tell")).first)
    _next(walk, 4, "Which company runs it?")
    _named(walk, "Gesund GmbH", "operator%3DGesund")
    walk.reach("In which country is that company organised?")
    walk.choose("germ")
    walk.arrive("operator_in%3DDE")
    walk.reach("Which firm runs those servers")
    _named(walk, "Azure", "cloud%3D.*Azure")
    for step in (5, 6):
        walk.take("Next")
        walk.arrive(f"step={step}")


def saved(walk: KeyWalk) -> None:
    """Open the map of what was answered, see its answer, and save it."""
    page = walk.page
    walk.take("Open this map")
    page.wait_for_url(re.compile("/answer"), timeout=PATIENCE)
    walk.see(page.get_by_text("Who could?").first)
    walk.take("Save ●")
    page.wait_for_url(re.compile("/record"), timeout=PATIENCE)
    walk.see(page.get_by_role("textbox", name="Your name"))
    walk.fill("Your name", "Ada")
    walk.take("Save this version")
    walk.arrive("saved=gesundheit")


def _next(walk: KeyWalk, step: int, first: str) -> None:
    """Go to the next step, and back from there to what it asks."""
    walk.take("Next")
    walk.page.wait_for_url(re.compile(f"step={step}"), timeout=PATIENCE)
    walk.see(walk.page.get_by_label(first).or_(walk.page.get_by_role("button", name=first)))
    walk.reach(first, "Shift+Tab")


def _named(walk: KeyWalk, firm: str, kept: str) -> None:
    """Type the name of a firm, known or not, and wait until it is taken."""
    walk.choose(firm)
    walk.arrive(kept)


def two_apps(walk: KeyWalk) -> None:
    """Find *Apps*, choose both, and compare them."""
    walk.go("Apps", "apps")
    walk.reach("Compare two apps")
    walk.choose("WeChat in the United States, September 2020", "wechat in")
    walk.choose("TikTok in the United States, September 2020", "tiktok 2020")
    walk.press("Escape")
    walk.take("Compare them")
    walk.see(walk.page.get_by_text("Per 100,000 users"))


TASKS: dict[str, Callable[[KeyWalk], None]] = {
    "a": least_burdensome,
    "b": weakest_number,
    "c": another_owner,
    "d": own_app,
    "e": two_apps,
}
