const heard = new WeakMap();
const shown = new WeakMap();
const begun = new WeakMap();
const NUMBER = ".dr button[data-about]";
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** What Streamlit lays over the page stands beside it and not in it, and has its colours only where the whole document does. */
function spread(page) {
  const app = page.querySelector("[data-testid=stApp]");
  if (app) page.documentElement.style.colorScheme = getComputedStyle(app).colorScheme;
}

/** A table is one stop on the way through a page: Tab leaves it from any of its numbers, arrows go from one to the next. */
function walked(event) {
  const number = event.target.closest?.(".dr table button");
  if (!number || event.ctrlKey || event.metaKey || event.altKey) return;
  const all = [...number.closest("table").querySelectorAll("button")];
  if (event.key === "Tab") all.at(event.shiftKey ? 0 : -1).focus({ preventScroll: true });  // from where the browser goes on
  const next = all[all.indexOf(number) + STEPS[event.key]];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** A block is written anew when its intervals come: the focus stays on the number that had it. */
function held(page, signal) {
  let block, topic, position;
  const alike = () => [...block.querySelectorAll("button[data-about]")].filter((each) => each.dataset.about === topic);
  const rewritten = new MutationObserver(() => {
    if (page.activeElement === page.body) alike()[position]?.focus({ preventScroll: true });
  });
  const holds = () => {
    rewritten.disconnect();
    const number = page.activeElement?.closest(NUMBER);
    if (!number) return;
    block = number.closest("[data-testid=stHtml]");
    topic = number.dataset.about;
    position = alike().indexOf(number);
    rewritten.observe(block, { childList: true });
  };
  const left = ({ target }) => queueMicrotask(() => target.isConnected && page.activeElement === page.body && holds());
  page.addEventListener("focusin", holds, { signal });
  page.addEventListener("focusout", left, { signal });
  signal.addEventListener("abort", () => rewritten.disconnect());
  holds();
}

/** Once a page is there that something led to which it does not have, the focus is at its beginning and not nowhere. */
function begin(page) {
  const app = page.querySelector("[data-testid=stApp]");
  const seen = new MutationObserver(() => {
    if (app.dataset.testScriptState !== "notRunning") return;
    seen.disconnect();
    requestAnimationFrame(() => {
      if (page.activeElement === page.body) page.querySelector("[data-testid=stMain]").focus({ preventScroll: true });
    });
  });
  seen.observe(app, { attributes: true, attributeFilter: ["data-test-script-state"] });
}

/** A number that is written anew between the two halves of a press is no click in the browser: it is pressed all the same. */
function finished(page, press, signal) {
  page.addEventListener("pointerdown", ({ target }) => begun.set(page, target.closest?.(NUMBER)), { signal });
  page.addEventListener("pointerup", ({ target }) => {
    const first = begun.get(page);
    const last = target.closest?.(NUMBER);
    if (first && last && !first.isConnected && first.dataset.about === last.dataset.about) press(last);
  }, { signal });
}

/** `?` opens the help, unless it is typed into something. */
function helped(page) {
  return ({ key, target }) => {
    const typing = target.closest?.("input, textarea, [contenteditable=true], [role=textbox]");
    if (key === "?" && !typing) page.querySelector(".st-key-strip-help button")?.click();
  };
}

/** A link leads to the bare address of a place and only then to its settings: Back takes both in one step. */
function oneStep({ history, location }) {
  if (Object.hasOwn(history, "pushState")) return;
  const settings = (search) => [...new URLSearchParams(search)].sort().join("&");
  history.pushState = (state, title, address) => {
    const to = new URL(address, location.href);
    const bare = !location.search || settings(location.search) === settings(to.search);
    const same = bare && to.pathname === location.pathname;
    History.prototype[same ? "replaceState" : "pushState"].call(history, state, title, address);
  };
}

/** Numbers are buttons in what the page writes as HTML, where nothing acts; what is done with one is told from here. */
export default function ({ parentElement, data, setTriggerValue }) {
  const page = parentElement.ownerDocument;
  spread(page);
  oneStep(page.defaultView);
  heard.get(page)?.abort();
  const ends = new AbortController();
  heard.set(page, ends);
  if (shown.has(page) && shown.get(page) !== data.page) begin(page);
  shown.set(page, data.page);
  const press = (number) => number && setTriggerValue("pressed", number.dataset.about);
  page.addEventListener("click", ({ target }) => press(target.closest?.(NUMBER)), { signal: ends.signal });
  finished(page, press, ends.signal);
  page.addEventListener("keydown", walked, { signal: ends.signal });
  page.addEventListener("keydown", helped(page), { signal: ends.signal });
  held(page, ends.signal);
  page.documentElement.dataset.hears = "";
  return () => {
    ends.abort();
    if (heard.get(page) === ends) delete page.documentElement.dataset.hears;
  };
}
