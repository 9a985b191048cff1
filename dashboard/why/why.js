const mounts = new WeakMap();
const listening = new WeakMap();
const shown = new WeakMap();
const begun = new WeakMap();
const sought = new WeakSet();
const entering = new WeakMap();
const FOUND = "[role=dialog] .found";
const NUMBER = ".dr button[data-about]";
const STOPS = "button:not(:disabled), input:not(:disabled), textarea, summary, [tabindex='0']";
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** What Streamlit lays over the page stands beside it and not in it, and has its colours only where the whole document does. */
function spread(page) {
  const app = page.querySelector("[data-testid=stApp]");
  if (app) page.documentElement.style.colorScheme = getComputedStyle(app).colorScheme;
}

/** Figures are drawn in colours of their own: once the page has others, they are asked for anew. */
function recoloured(page, tell, signal) {
  const app = page.querySelector("[data-testid=stApp]");
  let scheme = getComputedStyle(app).colorScheme;
  const seen = new MutationObserver(() => {
    const now = getComputedStyle(app).colorScheme;
    if (now === scheme) return;
    scheme = now;
    spread(page);
    tell(scheme);
  });
  seen.observe(app, { attributes: true, attributeFilter: ["class"] });
  signal.addEventListener("abort", () => seen.disconnect());
}

/** A server that answers again is told at once what its window shows: it may have been typed while none did. */
function rejoined(page, tell, signal) {
  const app = page.querySelector("[data-testid=stApp]");
  const isThere = () => app.dataset.testConnectionState === "CONNECTED";
  let wasThere = isThere();
  const seen = new MutationObserver(() => {
    if (isThere() && !wasThere) tell();
    wasThere = isThere();
  });
  seen.observe(app, { attributes: true, attributeFilter: ["data-test-connection-state"] });
  signal.addEventListener("abort", () => seen.disconnect());
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

/** What has the focus and is drawn anew, or is at work for a moment, has it again, unless something else was pressed. */
function kept(page, signal) {
  let name = null;
  const called = (part) => part.closest?.("[class*=st-key-]")?.className.match(/st-key-\S+/)[0];
  const ended = new MutationObserver(([{ target }]) => {
    if (target.dataset.testScriptState !== "notRunning" || page.activeElement !== page.body || !name) return;
    page.querySelector(`.${CSS.escape(name)} :is(button, input, textarea, summary)`)?.focus({ preventScroll: true });
  });
  ended.observe(page.querySelector("[data-testid=stApp]"), { attributes: true, attributeFilter: ["data-test-script-state"] });
  const free = new MutationObserver(([{ target }]) => {
    if (!target.disabled && page.activeElement === page.body && name) target.focus({ preventScroll: true });
  });
  page.addEventListener("focusin", ({ target }) => {
    name = called(target);
    free.disconnect();
    free.observe(target, { attributes: true, attributeFilter: ["disabled"] });
  }, { signal });
  page.addEventListener("pointerdown", () => { name = null; }, { signal });
  signal.addEventListener("abort", () => [ended, free].forEach((each) => each.disconnect()));
}

/** A window that a button opens stands at the end of the document: Tab leads from the button into it, and back. */
function within(event) {
  if (event.key !== "Tab") return;
  const { ownerDocument: page } = event.target;
  const body = page.querySelector("[data-testid=stPopoverBody]");
  const opener = page.querySelector("[data-testid=stPopover] button[aria-expanded=true]");
  if (!body || !opener) return;
  const stops = [...body.querySelectorAll(STOPS)].filter((stop) => stop.checkVisibility());
  if (event.target === opener && !event.shiftKey && stops.length) {
    event.preventDefault();
    stops[0].focus();
  } else if (body.contains(event.target) && event.target === stops.at(event.shiftKey ? 0 : -1)) {
    if (event.shiftKey) event.preventDefault();
    opener.focus();  // from where the browser goes on
  }
}

/** Enter in a line of fields that belong together presses the first of their buttons; what is typed next replaces it. */
function entered({ key, target, isComposing }) {
  if (key !== "Enter" || isComposing || target.tagName !== "INPUT" || target.role === "combobox") return;
  const button = target.closest("[class*=st-key-enter-]")?.querySelector("[data-testid=stButton] button");
  if (!button) return;
  button.click();
  target.select();
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

/** The finder is typed into as soon as it is there, also where the page is mounted anew before it comes. */
function foundIn(page, signal) {
  const arrived = new MutationObserver(typedInto);
  function typedInto() {
    const field = () => page.querySelector("[role=dialog] .st-key-finder input");
    if (!field()) return;
    sought.delete(page);
    arrived.disconnect();
    requestAnimationFrame(() => field()?.focus());
  }
  const seek = () => arrived.observe(page.body, { childList: true, subtree: true });
  page.addEventListener("click", ({ target }) => {
    if (!target.closest?.(".st-key-strip-find")) return;
    sought.add(page);
    seek();
  }, { signal });
  signal.addEventListener("abort", () => arrived.disconnect());
  if (!sought.has(page)) return;
  seek();
  typedInto();
}

/** What is found is gone through by arrows; Enter in the field goes to the first, once it is of all that is typed. */
function chosen(event) {
  const { key, target } = event;
  const page = target.ownerDocument;
  const list = page.querySelector(FOUND);
  const typing = target.closest?.(".st-key-finder input");
  if (!typing && !list?.contains(target)) return;
  const all = [...(list?.querySelectorAll("button") ?? [])];
  if (STEPS[key] && key.endsWith(typing ? "Down" : key.slice(5))) {
    event.preventDefault();
    const next = typing ? all[0] : all[all.indexOf(target) + STEPS[key]];
    (next ?? page.querySelector(".st-key-finder input"))?.focus();
  } else if (key === "Enter" && typing) toFirst(page, typing.value);
}

/** Go to the first of what is found for a text once it stands there, unless another is typed or the finder closes. */
function toFirst(page, text) {
  entering.get(page)?.abort();
  const ends = new AbortController();
  const { signal } = ends;
  entering.set(page, ends);
  const look = () => {
    const list = page.querySelector(FOUND);
    const there = list?.dataset.for === text;
    if (there || !page.querySelector("[role=dialog]")) ends.abort();
    if (there) list.querySelector("button")?.click();
  };
  const coming = new MutationObserver(look);
  signal.addEventListener("abort", () => coming.disconnect());
  page.addEventListener("input", () => ends.abort(), { signal });
  coming.observe(page.body, { childList: true, subtree: true });
  look();
}

/** Ctrl+K or ⌘K opens the finder; `?` opens the help, unless it is typed into something. */
function asked(page) {
  const open = (event, name) => {
    event.preventDefault();
    page.querySelector(`.st-key-strip-${name} button`)?.click();
  };
  return (event) => {
    const typing = event.target.closest?.("input, textarea, [contenteditable=true], [role=textbox]");
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) open(event, "find");
    else if (event.key === "?" && !typing) open(event, "help");
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

/** The newest mount that is not about to go away. */
function standing(page) {
  const going = ({ parentElement }) => (parentElement.host ?? parentElement).closest("[data-stale=true]");
  return mounts.get(page).findLast((mount) => !going(mount)) ?? mounts.get(page).at(-1);
}

/** One page is listened to once, however often it is mounted meanwhile; the newest that is still there is told. */
function listen(page) {
  const ends = new AbortController();
  const { signal } = ends;
  listening.set(page, ends);
  const press = (number) => number && standing(page).tell(number.dataset.about);
  page.addEventListener("click", ({ target }) => press(target.closest?.(NUMBER)), { signal });
  finished(page, press, signal);
  for (const heard of [walked, asked(page), within, entered, chosen]) page.addEventListener("keydown", heard, { signal });
  // What is typed into a field is told as it is left: a page that goes away leaves it.
  page.defaultView.addEventListener("beforeunload", () => page.activeElement?.blur(), { signal });
  held(page, signal);
  kept(page, signal);
  foundIn(page, signal);
  recoloured(page, (scheme) => standing(page).colour(scheme), signal);
  rejoined(page, () => standing(page).again(), signal);
  page.documentElement.dataset.hears = "";
}

function leave(page) {
  listening.get(page)?.abort();
  listening.delete(page);
  delete page.documentElement.dataset.hears;
}

/** Numbers are buttons in what the page writes as HTML, where nothing acts; what is done with one is told from here. */
export default function ({ parentElement, data, setTriggerValue }) {
  const page = parentElement.ownerDocument;
  spread(page);
  oneStep(page.defaultView);
  if (shown.has(page) && shown.get(page) !== data.page) begin(page);
  shown.set(page, data.page);
  const mount = {
    parentElement,
    tell: (about) => setTriggerValue("pressed", about),
    colour: (scheme) => setTriggerValue("scheme", scheme),
    again: () => setTriggerValue("again", true),
  };
  const others = () => (mounts.get(page) ?? []).filter((each) => each !== mount);
  mounts.set(page, [...others().filter((each) => each.parentElement !== parentElement), mount]);
  if (!listening.has(page)) listen(page);
  return () => {
    mounts.set(page, others());
    if (others().length === 0) leave(page);
  };
}
