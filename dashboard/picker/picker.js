const drawn = new WeakMap();
let groups = 0;

function part(name, text) {
  const made = document.createElement("span");
  made.className = name;
  made.textContent = text;
  return made;
}

/** What is chosen among, each group under its name. */
function rows(choices, group) {
  return choices.flatMap((each, place) => [
    ...(each.group && each.group !== choices[place - 1]?.group ? [part("group", each.group)] : []),
    choice(each, group),
  ]);
}

/** A radio button where one of them stays chosen, a plain button where each press leads somewhere. */
function choice({ id, mark, title, below }, group) {
  const made = document.createElement(group ? "label" : "button");
  made.className = "choice";
  if (group) {
    const input = document.createElement("input");
    Object.assign(input, { type: "radio", name: group, value: id });
    made.append(input);
  } else {
    made.type = "button";
    made.dataset.id = id;
  }
  if (mark) made.append(part("mark", mark));
  made.append(part("title", title));
  if (below) made.append(part("below", below));
  return made;
}

export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  const box = parentElement.querySelector(".picker");
  box.style.setProperty("--height", `${data.height}px`);
  box.setAttribute("aria-label", data.label);
  box.setAttribute("role", data.leads ? "group" : "radiogroup");
  const content = JSON.stringify([data.leads, data.choices]);
  if (drawn.get(box) !== content) {
    const group = data.leads ? null : `picker-${(groups += 1)}`;
    box.replaceChildren(...rows(data.choices, group));
    drawn.set(box, content);
  }
  for (const input of box.querySelectorAll("input")) input.checked = input.value === data.chosen;
  box.onchange = (event) => setStateValue("chosen", event.target.value);
  box.onclick = (event) => {
    const pressed = event.target.closest("button");
    if (pressed) setTriggerValue("pressed", pressed.dataset.id);
  };
}
