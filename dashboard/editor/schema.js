/* What a JSON Schema allows at a place in a YAML text that may not be finished yet. */

const ITEM = Symbol("item");
const LINE = /^(\s*)((?:-\s+)*)(?:("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#:,[\]{}"'-][^#:]*?|-[^\s#:][^#:]*?)\s*:(?=\s|$))?(.*)$/;

const unquoted = (text) => text.replace(/^(["'])(.*)\1$/s, "$2");

function parsed(line) {
  const [, indent, dashes, key, rest] = LINE.exec(line);
  const dashColumns = [...dashes.matchAll(/-/g)].map((dash) => indent.length + dash.index);
  return { dashColumns, column: indent.length + dashes.length, key: key === undefined ? null : unquoted(key), rest };
}

const isBlank = (line) => /^\s*(#.*)?$/.test(line);

function siblings(lines, start, direction, column) {
  const keys = [];
  for (let n = start + direction; n >= 0 && n < lines.length; n += direction) {
    if (isBlank(lines[n])) continue;
    const line = parsed(lines[n]);
    const outermost = line.dashColumns[0] ?? line.column;
    if (line.column === column && line.key !== null && (direction < 0 || !line.dashColumns.length)) keys.push(line.key);
    if (outermost < column) break;
  }
  return keys;
}

function parents(lines, start, dashColumns, column) {
  const path = [];
  let need = column;
  let inSequence = false;
  const takeDashes = (columns) => {
    for (const dash of [...columns].reverse()) {
      if (dash >= need) continue;
      path.unshift(ITEM);
      need = dash;
      inSequence = true;
    }
  };
  takeDashes(dashColumns);
  for (let n = start - 1; n >= 0 && (need > 0 || inSequence); n -= 1) {
    if (isBlank(lines[n])) continue;
    const line = parsed(lines[n]);
    if (line.key !== null && (line.column < need || (inSequence && line.column === need && !line.dashColumns.length))) {
      path.unshift(line.key);
      need = line.column;
      inSequence = false;
    }
    takeDashes(line.dashColumns);
  }
  return path;
}

function flowPlace(text) {
  const open = [];
  let token = "";
  let quote = null;
  for (const character of text) {
    const top = open.at(-1);
    if (quote) {
      quote = character === quote ? null : quote;
      token += character;
    } else if ((character === '"' || character === "'") && !token.trim()) {
      quote = character;
      token = character;
    } else if (character === "{" || character === "[") {
      open.push({ kind: character, key: null, used: [] });
      token = "";
    } else if (character === "}" || character === "]") {
      open.pop();
      token = "";
    } else if (top?.kind === "{" && character === ":" && top.key === null) {
      top.key = unquoted(token.trim());
      top.used.push(top.key);
      token = "";
    } else if (top && character === ",") {
      top.key = null;
      token = "";
    } else token += character;
  }
  return { open, token: token.trimStart() };
}

/** The place at a column of a line: path of the container or value, what is typed so far, whether a key or a value is due. */
export function placeAt(lines, n, column) {
  const before = lines[n].slice(0, column);
  const line = parsed(before);
  const path = parents(lines, n, line.dashColumns, line.column);
  if (line.key !== null) path.push(line.key);
  const flow = flowPlace(line.rest);
  for (const level of flow.open.slice(0, -1)) path.push(level.kind === "[" ? ITEM : level.key);
  const top = flow.open.at(-1);
  if (top?.kind === "{" && top.key === null) return { path, wants: "key", typed: flow.token, used: top.used, inFlow: true };
  if (top) path.push(top.kind === "[" ? ITEM : top.key);
  if (top || line.key !== null) return { path, wants: "value", typed: flow.token, used: [], inFlow: Boolean(top) };
  const used = [...siblings(lines, n, -1, line.column), ...siblings(lines, n, 1, line.column)];
  return { path, wants: line.dashColumns.length ? "either" : "key", typed: line.rest, used, inFlow: false };
}

function pointed(root, reference) {
  const steps = reference.replace(/^#\/?/, "").split("/").filter(Boolean);
  return steps.reduce((at, step) => at?.[decodeURIComponent(step).replace(/~1/g, "/").replace(/~0/g, "~")], root);
}

/** Every plain schema that one with $ref, anyOf, oneOf and allOf stands for. */
function alternatives(root, schema, seen = new Set()) {
  if (!schema || typeof schema !== "object" || seen.has(schema)) return [];
  const met = new Set(seen).add(schema);
  const found = [schema];
  if (schema.$ref) found.push(...alternatives(root, pointed(root, schema.$ref), met));
  for (const word of ["anyOf", "oneOf", "allOf"]) {
    for (const choice of schema[word] ?? []) found.push(...alternatives(root, choice, met));
  }
  return found;
}

function below(schema, step) {
  if (step === ITEM) return [...(schema.prefixItems ?? []), schema.items];
  if (schema.properties && Object.hasOwn(schema.properties, step)) return [schema.properties[step]];
  const patterns = Object.entries(schema.patternProperties ?? {}).filter(([pattern]) => new RegExp(pattern, "u").test(step));
  return patterns.length ? patterns.map(([, found]) => found) : [schema.additionalProperties];
}

export function schemasAt(root, path) {
  return path.reduce(
    (schemas, step) => schemas.flatMap((schema) => below(schema, step)).flatMap((schema) => alternatives(root, schema)),
    alternatives(root, root),
  );
}

const isText = (text) => typeof text === "string" && text !== "";

/** What a key's schema says of itself, the nearest description first. */
export const described = (schemas) => schemas.map((schema) => schema.description).find(isText) ?? "";

export const kinds = (schemas) => [...new Set(schemas.flatMap((schema) => schema.type ?? []))].filter((kind) => kind !== "null");

export function allowedKeys(root, path) {
  const found = new Map();
  for (const schema of schemasAt(root, path)) {
    for (const [name, part] of Object.entries(schema.properties ?? {})) {
      const schemas = alternatives(root, part);
      const required = (schema.required ?? []).includes(name);
      if (!found.has(name)) found.set(name, { name, required, description: described(schemas), kinds: kinds(schemas) });
    }
  }
  return [...found.values()];
}

/** The values a place allows by enumeration, each once. */
export function allowedValues(root, path) {
  const found = new Map();
  for (const schema of schemasAt(root, path)) {
    const values = schema.enum ?? (Object.hasOwn(schema, "const") ? [schema.const] : schema.type === "boolean" ? [true, false] : []);
    for (const value of values) if (value !== null && typeof value !== "object") found.set(String(value), described([schema]));
  }
  return [...found].map(([name, description]) => ({ name, description }));
}

/** What the schema says of the key at a column of a line, or null. */
export function explained(root, lines, n, column) {
  const word = wordAt(lines[n], column);
  if (!word) return null;
  const place = placeAt(lines, n, word.from);
  const isKey = place.wants !== "value" && /^\s*:(\s|$)/.test(lines[n].slice(word.to));
  const path = isKey ? [...place.path, unquoted(word.text)] : place.path;
  const schemas = schemasAt(root, path);
  const values = allowedValues(root, path).map((value) => value.name);
  const description = described(schemas);
  const shown = isKey || values.includes(unquoted(word.text));
  return shown && (description || values.length) ? { ...word, description, kinds: kinds(schemas), values } : null;
}

function wordAt(line, column) {
  for (const match of line.matchAll(/"[^"]*"|'[^']*'|[\p{L}\p{N}_.-]*[\p{L}\p{N}_]/gu)) {
    const to = match.index + match[0].length;
    if (match.index <= column && column <= to) return { from: match.index, to, text: match[0] };
  }
  return null;
}
