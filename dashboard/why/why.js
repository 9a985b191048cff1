const heard = new WeakMap();

/** What Streamlit lays over the page stands beside it and not in it, and has its colours only where the whole document does. */
function spread(page) {
  const app = page.querySelector("[data-testid=stApp]");
  if (app) page.documentElement.style.colorScheme = getComputedStyle(app).colorScheme;
}

/** Numbers are buttons in what the page writes as HTML, where nothing acts; a press of one is told from here. */
export default function ({ parentElement, setTriggerValue }) {
  const page = parentElement.ownerDocument;
  spread(page);
  heard.get(page)?.abort();
  const ends = new AbortController();
  heard.set(page, ends);
  const pressed = (event) => {
    const number = event.target.closest?.(".dr button[data-about]");
    if (number) setTriggerValue("pressed", number.dataset.about);
  };
  page.addEventListener("click", pressed, { signal: ends.signal });
  return () => ends.abort();
}
