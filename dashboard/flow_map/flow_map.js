/* The flow diagram: what is selected, what it touches up- and downstream, and the part of the picture in view.

   The SVG names its nodes <g class="node …" id="n:kind:id"> and its edges
   <g class="edge … s:<node id> t:<node id>" id="e:…">; nothing else in it is relied on. */

const SVG = "http://www.w3.org/2000/svg";
const DRAWN = new Set(
  ("svg g a title desc defs text tspan path polygon polyline ellipse circle rect line marker pattern clipPath " +
    "linearGradient radialGradient stop").split(" "),
);
const WRITTEN = new Set(
  ("id class d points x y x1 y1 x2 y2 dx dy cx cy r rx ry width height viewBox transform fill fill-opacity stroke stroke-width " +
    "stroke-dasharray stroke-opacity stroke-linecap stroke-linejoin opacity font-family font-size font-weight font-style " +
    "text-anchor text-decoration textLength dominant-baseline offset stop-color stop-opacity patternUnits patternTransform " +
    "preserveAspectRatio markerWidth markerHeight orient refX refY clip-path marker-end marker-start").split(" "),
);
const FARTHEST = 1;
const CLOSEST = 12;
const STEP = 1.25;
const STILL = 4;
const LARGEST_SCALE = 1.4;
const LEGIBLE = 11; // in pixels, above 8 points: the least height of letters that a drawing opens with
const MARGIN = 3;
const NARROW = 640;
const maps = new WeakMap();

/** A copy of the drawing that holds shapes and text and nothing that acts. */
function cleaned(svg) {
  const read = new DOMParser().parseFromString(svg, "image/svg+xml");
  if (read.querySelector("parsererror") || read.documentElement.localName !== "svg") return document.createElementNS(SVG, "svg");
  return copied(read.documentElement);
}

function copied(element) {
  const copy = document.createElementNS(SVG, element.localName === "a" ? "g" : element.localName);
  for (const { name, value } of element.attributes) {
    if (WRITTEN.has(name) && !/url\(\s*['"]?[^#'"\s]/i.test(value)) copy.setAttribute(name, value);
  }
  for (const child of element.childNodes) {
    if (child.nodeType === Node.TEXT_NODE || child.nodeType === Node.CDATA_SECTION_NODE) copy.append(child.data);
    else if (child.nodeType === Node.ELEMENT_NODE && child.namespaceURI === SVG && DRAWN.has(child.localName)) copy.append(copied(child));
  }
  return copy;
}

function end(edge, letter, nodes) {
  const named = [...edge.classList].find((name) => name.startsWith(`${letter}:`))?.slice(2);
  return nodes.has(named) ? named : `n:${named}`;
}

/** What a part says: in one piece where the drawing tells it so, else line by line as it is drawn. */
const lines = (part) => {
  const told = part.querySelectorAll("desc");
  return [...(told.length ? told : part.querySelectorAll("text"))].map((text) => text.textContent.trim().replace(/,$/, "")).filter(Boolean).join(", ");
};

function isDark(element) {
  const [red, green, blue] = getComputedStyle(element).backgroundColor.match(/[\d.]+/g).map(Number);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128;
}

class FlowMap {
  constructor(root) {
    this.map = root.querySelector(".map");
    this.view = root.querySelector(".view");
    this.said = root.querySelector(".said");
    this.selected = null;
    this.pushed = 0;
    const does = { closer: () => this.zoom(STEP), farther: () => this.zoom(1 / STEP), fit: () => this.fit(), large: () => this.large(), save: () => this.save() };
    for (const button of root.querySelectorAll("button")) button.onclick = does[button.dataset.does];
    this.view.onkeydown = (event) => this.pressed(event);
    this.view.onpointerdown = (event) => this.grab(event);
    this.view.onclick = (event) => this.clicked(event);
    this.map.onfullscreenchange = () => this.turned();
    this.larger = root.querySelector('[data-does=large]');
    this.view.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
  }

  render({ data, setStateValue }) {
    const first = this.data === undefined;
    const redrawn = first || data.revision !== this.data.revision;
    this.data = data;
    this.tell = setStateValue;
    this.map.style.setProperty("--height", `${data.height}px`);
    this.map.classList.toggle("dark", isDark(this.map));
    this.larger.textContent = data.whole === data.svg ? "Full screen" : "Full map";
    if (redrawn) this.draw();
    const before = this.selected;
    if (first || data.pushed !== this.pushed) this.selected = data.selected;
    this.pushed = data.pushed;
    this.paint();
    // What the page had its way with is what the next run hears, whatever this window said before.
    if (!first && this.selected !== before) this.tell("selected", this.selected);
  }

  /** The whole screen has room for the whole drawing; a page may show a smaller one. */
  draw() {
    const focused = this.view.contains(this.view.getRootNode().activeElement);
    this.drawing = cleaned(this.map.matches(":fullscreen") ? this.data.whole : this.data.svg);
    this.view.setAttribute("aria-label", this.drawing.querySelector(":scope > title")?.textContent || "Flow diagram");
    this.titles();
    this.drawing.removeAttribute("width");
    this.drawing.removeAttribute("height");
    this.drawing.setAttribute("preserveAspectRatio", "xMidYMid meet");
    this.view.replaceChildren(this.drawing);
    this.drawing.dataset.whole = this.drawing.getAttribute("viewBox") ?? "0 0 1 1";
    this.refit();
    this.parts();
    document.fonts.ready.then(() => this.squeeze());
    const at = this.items.get(this.at) ?? this.inOrder()[0];
    if (at) this.rove(at, focused);
  }

  /** The frame that shows a drawing whole, without blowing a small one up. */
  roomy([x, y, width, height]) {
    const frame = this.view.getBoundingClientRect();
    const more = Math.max(1, Math.min(frame.width / width, frame.height / height) / LARGEST_SCALE);
    return [x - (width * (more - 1)) / 2, y - (height * (more - 1)) / 2, width * more, height * more];
  }

  /** To the whole screen, or back from it. */
  turned() {
    if (this.data.whole === this.data.svg) return this.refit();
    this.draw();
    this.paint();
  }

  /** Show all of it in a frame whose size has changed. */
  refit() {
    this.whole = this.roomy((this.drawing.dataset.whole ?? "0 0 1 1").split(/[\s,]+/).map(Number));
    this.fit();
    this.legible();
  }

  /** In a narrow window a drawing opens at its left, as large as its letters need; Fit shows all of it. */
  legible() {
    const frame = this.view.getBoundingClientRect();
    const sizes = [...this.drawing.querySelectorAll("text")].map((text) => parseFloat(getComputedStyle(text).fontSize));
    const [x, y, width, height] = this.whole;
    const scale = Math.min(frame.width / width, frame.height / height);
    const closer = Math.min(LEGIBLE / (Math.min(...sizes) * scale), CLOSEST);
    if (frame.width <= NARROW && closer > FARTHEST) this.zoom(closer, { x, y: y + height / 2 });
  }

  /** Graphviz writes the name of every part as a tooltip, where our ids would show; the label is on the part itself. */
  titles() {
    for (const title of this.drawing.querySelectorAll("title")) {
      title.parentNode.dataset.title = title.textContent;
      title.remove();
    }
  }

  parts() {
    const found = (kind) => new Map([...this.drawing.querySelectorAll(`g.${kind}[id]`)].map((part) => [part.id, part]));
    this.nodes = found("node");
    this.edges = new Map();
    for (const [id, part] of found("edge")) {
      const edge = { id, part, from: end(part, "s", this.nodes), to: end(part, "t", this.nodes) };
      if (this.nodes.has(edge.from) && this.nodes.has(edge.to)) this.edges.set(id, edge);
    }
    this.items = new Map([...this.nodes, ...[...this.edges.values()].map((edge) => [edge.id, edge.part])]);
    for (const [id, part] of this.items) {
      part.setAttribute("role", "button");
      part.setAttribute("tabindex", "-1");
      part.setAttribute("aria-label", this.label(id));
    }
    for (const { part } of this.edges.values()) this.widen(part);
  }

  label(id) {
    const edge = this.edges.get(id);
    if (!edge) return lines(this.nodes.get(id)) || id.replace(/^n:[^:]*:/, "");
    const said = lines(edge.part);
    return `${said ? `${said}: ` : "Line "}from ${this.label(edge.from)} to ${this.label(edge.to)}`;
  }

  /** A line is too thin to hit: an unseen wide one lies over it. How thick it is drawn says how much it weighs, and is kept. */
  widen(part) {
    const line = part.querySelector("path");
    if (!line) return;
    part.style.setProperty("--weight", line.getAttribute("stroke-width") ?? "1");
    const wide = line.cloneNode();
    wide.removeAttribute("id");
    wide.removeAttribute("stroke-width");
    wide.setAttribute("class", "wide");
    part.append(wide);
  }

  /** Graphviz measured another font: a name that turns out wider than its box is drawn narrower. */
  squeeze() {
    for (const part of this.nodes.values()) {
      const room = (part.querySelector("path, polygon, ellipse, rect")?.getBBox().width ?? Infinity) - 2 * MARGIN;
      for (const text of part.querySelectorAll("text")) {
        if (text.getComputedTextLength() <= room) continue;
        text.setAttribute("textLength", String(room));
        text.setAttribute("lengthAdjust", "spacingAndGlyphs");
      }
    }
  }

  reach(id) {
    const start = this.edges.get(id);
    const on = new Set([id]);
    for (const [near, far] of [["from", "to"], ["to", "from"]]) {
      const waiting = [start ? start[far] : id];
      const seen = new Set(waiting);
      while (waiting.length) {
        const at = waiting.pop();
        on.add(at);
        for (const edge of this.edges.values()) {
          if (edge[near] !== at) continue;
          on.add(edge.id);
          if (!seen.has(edge[far])) seen.add(edge[far]), waiting.push(edge[far]);
        }
      }
    }
    return on;
  }

  paint() {
    const chosen = this.items.has(this.selected) ? this.selected : null;
    const on = chosen ? this.reach(chosen) : new Set();
    const lit = new Set(this.data.lit);
    this.map.classList.toggle("dim", chosen !== null);
    this.map.classList.toggle("lighting", this.data.lit.some((id) => this.items.has(id)));
    for (const [id, part] of this.items) {
      part.setAttribute("aria-pressed", String(id === chosen));
      part.classList.toggle("selected", id === chosen);
      part.classList.toggle("off", chosen !== null && !on.has(id));
      part.classList.toggle("lit", lit.has(id));
    }
    const said = chosen ? `Selected: ${this.label(chosen)}` : "";
    if (this.said.textContent !== said) this.said.textContent = said;
  }

  select(id) {
    if (id === this.selected) return;
    this.selected = id;
    this.paint();
    this.tell("selected", id);
  }

  toggle(id) {
    this.select(id === this.selected ? null : id);
  }

  rove(part, focus) {
    this.items.get(this.at)?.setAttribute("tabindex", "-1");
    this.at = part.id;
    part.setAttribute("tabindex", "0");
    if (!focus) return;
    part.focus({ preventScroll: true });
    this.bringIntoView(part);
  }

  clicked(event) {
    if (this.moved) return;
    const part = event.target.closest("g[role=button]");
    if (part) this.rove(part, true), this.toggle(part.id);
    else this.select(null);
  }

  pressed(event) {
    const part = event.target.closest("g[role=button]");
    const does = {
      Enter: () => part && this.toggle(part.id),
      " ": () => part && this.toggle(part.id),
      Escape: () => this.select(null),
      "+": () => this.zoom(STEP),
      "=": () => this.zoom(STEP),
      "-": () => this.zoom(1 / STEP),
      0: () => this.fit(),
      f: () => this.large(),
      Home: () => this.walk(this.inOrder()[0]),
      End: () => this.walk(this.inOrder().at(-1)),
      ArrowRight: () => part && this.walk(this.along(part.id, "from", "to")),
      ArrowLeft: () => part && this.walk(this.along(part.id, "to", "from")),
      ArrowDown: () => part && this.walk(this.beside(part.id, 1)),
      ArrowUp: () => part && this.walk(this.beside(part.id, -1)),
    }[event.key];
    if (!does || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    does();
  }

  walk(part) {
    if (part) this.rove(part, true);
  }

  /** From a node to its first flow that way, from a flow to the node at its end; a node without one gives the nearest that way. */
  along(id, near, far) {
    const edge = this.edges.get(id);
    if (edge) return this.nodes.get(edge[far]);
    const flows = this.flowsAt(id, near, far);
    return flows[0]?.part ?? this.nearest(id, near === "from" ? 1 : -1);
  }

  flowsAt(id, near, far) {
    const height = (edge) => this.middle(this.nodes.get(edge[far])).y;
    return [...this.edges.values()].filter((edge) => edge[near] === id).sort((a, b) => height(a) - height(b));
  }

  nearest(id, direction) {
    const here = this.middle(this.nodes.get(id));
    const ahead = [...this.nodes.values()].filter((part) => direction * (this.middle(part).x - here.x) > 1);
    const far = (part) => Math.hypot(this.middle(part).x - here.x, this.middle(part).y - here.y);
    return ahead.sort((a, b) => far(a) - far(b))[0];
  }

  /** The next node above or below in the same column, or the next flow of the same node. */
  beside(id, direction) {
    const edge = this.edges.get(id);
    const row = edge ? this.flowsAt(edge.from, "from", "to").map((flow) => flow.part) : this.column(id);
    return row[row.findIndex((part) => part.id === id) + direction];
  }

  column(id) {
    const here = this.middle(this.nodes.get(id));
    const parts = [...this.nodes.values()].filter((part) => {
      const { x, width } = this.middle(part);
      return Math.abs(x - here.x) < (width + here.width) / 2;
    });
    return parts.sort((a, b) => this.middle(a).y - this.middle(b).y);
  }

  /** The nodes from left to right, and from the top down where they are as far left. */
  inOrder() {
    const place = new Map([...this.nodes.values()].map((part) => [part, this.middle(part)]));
    return [...place.keys()].sort((a, b) => place.get(a).x - place.get(b).x || place.get(a).y - place.get(b).y);
  }

  middle(part) {
    const { x, y, width, height } = part.getBBox();
    return { x: x + width / 2, y: y + height / 2, width };
  }

  show([x, y, width, height]) {
    this.shown = [x, y, width, height];
    this.drawing.setAttribute("viewBox", this.shown.map((number) => number.toFixed(2)).join(" "));
  }

  fit() {
    this.show(this.whole);
  }

  large() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.map.requestFullscreen();
  }

  /** Zoom by a factor about a point in the picture, its middle unless said. */
  zoom(factor, about) {
    const [x, y, width, height] = this.shown;
    const scale = this.whole[2] / width;
    const by = Math.min(Math.max(scale * factor, FARTHEST), CLOSEST) / scale;
    const point = about ?? { x: x + width / 2, y: y + height / 2 };
    this.show([point.x - (point.x - x) / by, point.y - (point.y - y) / by, width / by, height / by]);
    if (scale * by === FARTHEST) this.fit();
  }

  wheel(event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.zoom(STEP ** (-event.deltaY / 100), this.place(event));
  }

  place(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.drawing.getScreenCTM().inverse());
    return { x: at.x, y: at.y };
  }

  grab(event) {
    this.moved = false;
    if (event.button !== 0) return;
    const start = { x: event.clientX, y: event.clientY, shown: this.shown, scale: this.drawing.getScreenCTM().a };
    this.view.onpointermove = (move) => this.drag(move, start);
    this.view.onpointerup = this.view.onpointercancel = () => this.drop();
  }

  drag(event, { x, y, shown, scale }) {
    const [dx, dy] = [event.clientX - x, event.clientY - y];
    if (!this.moved && Math.hypot(dx, dy) < STILL) return;
    if (!this.moved) this.view.setPointerCapture(event.pointerId);
    this.moved = true;
    this.view.classList.add("dragged");
    this.show([shown[0] - dx / scale, shown[1] - dy / scale, shown[2], shown[3]]);
  }

  drop() {
    this.view.classList.remove("dragged");
    this.view.onpointermove = this.view.onpointerup = this.view.onpointercancel = null;
  }

  bringIntoView(part) {
    const [here, frame] = [part.getBoundingClientRect(), this.view.getBoundingClientRect()];
    const inside = here.left >= frame.left && here.right <= frame.right && here.top >= frame.top && here.bottom <= frame.bottom;
    if (inside) return;
    const scale = this.drawing.getScreenCTM().a;
    const [x, y, width, height] = this.shown;
    const right = (here.left + here.right - frame.left - frame.right) / 2 / scale;
    const down = (here.top + here.bottom - frame.top - frame.bottom) / 2 / scale;
    this.show([x + right, y + down, width, height]);
  }

  save() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([this.data.whole], { type: "image/svg+xml" }));
    link.download = `${this.data.name}.svg`;
    link.click();
    URL.revokeObjectURL(link.href);
  }
}

export default function (component) {
  const { parentElement } = component;
  if (!maps.has(parentElement)) maps.set(parentElement, new FlowMap(parentElement));
  maps.get(parentElement).render(component);
  return () => maps.delete(parentElement);
}
