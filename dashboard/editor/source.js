/* The map editor: text in, text out, problems at their place, and the language of the map from its JSON Schema. */

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, completionStatus, startCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, foldGutter, foldKeymap, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { lintGutter, lintKeymap, nextDiagnostic, openLintPanel, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Annotation, Compartment, EditorState, Prec } from "@codemirror/state";
import { crosshairCursor, drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, hoverTooltip, keymap, lineNumbers, rectangularSelection } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { allowedKeys, allowedValues, explained, placeAt } from "./schema.js";

const SENT_AFTER = 350;
const FromPython = Annotation.define();
const editors = new WeakMap();

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--st-blue-text-color)" },
  { tag: [tags.string, tags.content], color: "var(--st-text-color)" },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword, tags.literal], color: "var(--st-violet-text-color)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--st-gray-text-color)", fontStyle: "italic" },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: "var(--st-gray-text-color)" },
  { tag: [tags.typeName, tags.labelName, tags.meta], color: "var(--st-green-text-color)" },
]);

const plain = (text) => text.replace(/\r\n?/g, "\n");
const linesOf = (state) => state.doc.toString().split("\n");

function isFreeText(state, at) {
  const name = syntaxTree(state).resolveInner(at, -1).name;
  return /^(Comment|BlockLiteral|BlockLiteralContent)$/.test(name);
}

function keyOption(key, place, indent) {
  const nests = !place.inFlow && key.kinds.length > 0 && key.kinds.every((kind) => kind === "object");
  return {
    label: key.name,
    type: "property",
    detail: key.required ? "required" : key.kinds.join(" or "),
    info: key.description || undefined,
    boost: key.required ? 50 : 0,
    apply: key.name + (nests ? `:\n${" ".repeat(indent + 2)}` : ": "),
  };
}

const valueOption = (value) => ({ label: value.name, type: "enum", info: value.description || undefined });

function completions(schema) {
  return (context) => {
    const { state, pos } = context;
    if (isFreeText(state, pos)) return null;
    const line = state.doc.lineAt(pos);
    const place = placeAt(linesOf(state), line.number - 1, pos - line.from);
    const from = pos - place.typed.length;
    const keys = place.wants === "value" ? [] : allowedKeys(schema(), place.path).filter((key) => !place.used.includes(key.name));
    const values = place.wants === "key" ? [] : allowedValues(schema(), place.path);
    const options = [...keys.map((key) => keyOption(key, place, from - line.from)), ...values.map(valueOption)];
    const asked = context.explicit || place.typed !== "" || place.wants === "value";
    return options.length && asked ? { from, options, validFor: /^[\w.-]*$/ } : null;
  };
}

function note(found) {
  const box = document.createElement("div");
  box.className = "note";
  const add = (className, text) => {
    const part = document.createElement("div");
    part.className = className;
    part.textContent = text;
    box.append(part);
  };
  add("name", found.text + (found.kinds.length ? ` · ${found.kinds.join(" or ")}` : ""));
  if (found.description) add("what", found.description);
  if (found.values.length) add("values", `One of: ${found.values.join(", ")}`);
  return box;
}

function hover(schema) {
  return hoverTooltip((view, pos) => {
    if (isFreeText(view.state, pos)) return null;
    const line = view.state.doc.lineAt(pos);
    const found = explained(schema(), linesOf(view.state), line.number - 1, pos - line.from);
    return found && { pos: line.from + found.from, end: line.from + found.to, above: true, create: () => ({ dom: note(found) }) };
  });
}

/** Python counts characters where the browser counts UTF-16 units: the offset of a 1-based column in a line. */
function offset(doc, line, column) {
  const within = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const characters = [...within.text].slice(0, Math.max(column, 1) - 1).join("");
  return within.from + characters.length;
}

function marked(doc, problem) {
  const from = offset(doc, problem.line, problem.column);
  const word = /^[^\s,:[\]{}]+/.exec(doc.lineAt(from).text.slice(from - doc.lineAt(from).from));
  const to = problem.end_column ? offset(doc, problem.line, problem.end_column) : from + (word ? word[0].length : 0);
  return { from, to: Math.max(to, from), severity: problem.severity, message: problem.message, source: `line ${problem.line}` };
}

function difference(before, after) {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from += 1;
  let tail = 0;
  while (tail < shorter - from && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return { from, to: before.length - tail, insert: after.slice(from, after.length - tail) };
}

function isDark(element) {
  const [red, green, blue] = getComputedStyle(element).backgroundColor.match(/[\d.]+/g).map(Number);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128;
}

class Editor {
  constructor(root, first) {
    this.host = root.querySelector(".editor");
    this.problems = root.querySelector(".problems");
    this.revision = first.revision;
    this.went = first.goto?.rev ?? 0;
    this.theme = new Compartment();
    this.sent = plain(first.text);
    this.data = first;
    this.view = new EditorView({ root, parent: this.host.querySelector(".text"), state: this.state(first.text) });
    this.host.addEventListener("keydown", (event) => event.stopPropagation());
    this.problems.onclick = () => this.openProblems();
    if (first.goto) this.go(first.goto);
  }

  state(text) {
    const schema = () => this.data.schema;
    return EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(), highlightActiveLineGutter(), foldGutter(), lintGutter(), history(), drawSelection(), indentOnInput(),
        EditorState.allowMultipleSelections.of(true), rectangularSelection(), crosshairCursor(), highlightActiveLine(),
        EditorView.lineWrapping, bracketMatching(), closeBrackets(), highlightSelectionMatches(), search({ top: true }), indentUnit.of("  "),
        yaml(), syntaxHighlighting(colours), hover(schema),
        autocompletion({ override: [completions(schema)], icons: false }),
        Prec.highest(EditorView.domEventHandlers({ keydown: (event, view) => this.leave(event, view), blur: () => this.send() })),
        Prec.high(keymap.of([{ key: "Mod-Enter", run: () => this.send() }])),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...searchKeymap, ...lintKeymap, ...historyKeymap, ...foldKeymap,
          ...defaultKeymap, indentWithTab]),
        EditorView.contentAttributes.of({ "aria-label": this.data.label, "aria-describedby": "keys" }),
        EditorView.updateListener.of((update) => this.changed(update)),
        this.theme.of(EditorView.darkTheme.of(isDark(this.host))),
      ],
    });
  }

  /** Esc sets Tab free until another key is pressed, so nobody is caught in the text. */
  leave(event, view) {
    if (event.key === "Escape") view.setTabFocusMode(completionStatus(view.state) === null);
    else if (event.key !== "Tab" && event.key !== "Shift") view.setTabFocusMode(false);
    return false;
  }

  changed(update) {
    if (!update.docChanged || update.transactions.some((change) => change.annotation(FromPython))) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), SENT_AFTER);
    if (update.transactions.some((change) => change.isUserEvent("input.complete")) && this.awaitsValue()) {
      setTimeout(() => startCompletion(this.view));
    }
  }

  awaitsValue() {
    const { state } = this.view;
    const line = state.doc.lineAt(state.selection.main.head);
    return /:\s$/.test(state.sliceDoc(line.from, state.selection.main.head));
  }

  send() {
    clearTimeout(this.timer);
    const text = this.view.state.doc.toString();
    if (text === this.sent) return true;
    this.sent = text;
    this.tell("draft", { text, revision: this.revision });
    return true;
  }

  render({ data, setStateValue }) {
    this.tell = setStateValue;
    this.data = data;
    this.host.style.setProperty("--height", `${data.height}px`);
    this.view.dispatch({ effects: this.theme.reconfigure(EditorView.darkTheme.of(isDark(this.host))) });
    if (data.revision > this.revision) this.replace(data);
    if (this.view.state.doc.toString() === plain(data.text)) this.showProblems(data.diagnostics);
    if (data.goto && data.goto.rev > this.went) this.go(data.goto);
  }

  replace({ text, revision }) {
    clearTimeout(this.timer);
    this.revision = revision;
    this.sent = plain(text);
    this.view.dispatch({ changes: difference(this.view.state.doc.toString(), this.sent), annotations: FromPython.of(true), userEvent: "replace" });
  }

  showProblems(problems) {
    const { doc } = this.view.state;
    const found = problems.map((problem) => marked(doc, problem)).sort((a, b) => a.from - b.from);
    this.view.dispatch(setDiagnostics(this.view.state, found));
    const said = found.length === 0 ? "No problems" : found.length === 1 ? "1 problem" : `${found.length} problems`;
    if (this.problems.textContent !== said) this.problems.textContent = said;
    this.problems.disabled = found.length === 0;
  }

  openProblems() {
    openLintPanel(this.view);
    nextDiagnostic(this.view);
    this.view.dom.querySelector(".cm-panel-lint ul")?.focus();
  }

  go({ line, column, rev }) {
    this.went = rev;
    const at = offset(this.view.state.doc, line, column);
    this.view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
    this.view.focus();
  }

  close() {
    this.send();
    this.view.destroy();
  }
}

export default function (component) {
  const { parentElement, data } = component;
  if (!editors.has(parentElement)) editors.set(parentElement, new Editor(parentElement, data));
  const editor = editors.get(parentElement);
  editor.render(component);
  return () => {
    editor.close();
    editors.delete(parentElement);
  };
}
