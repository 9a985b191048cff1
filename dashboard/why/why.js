const heard = new WeakMap();

/** Numbers are buttons in what the page writes as HTML, where nothing acts; a press of one is told from here. */
export default function ({ parentElement, setTriggerValue }) {
  const page = parentElement.ownerDocument;
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
