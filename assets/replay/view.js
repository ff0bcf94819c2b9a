// ---------------------------------------------------------------- the view

const SVG = "http://www.w3.org/2000/svg";
const KEYS = "Space plays and pauses, arrow keys step, Home and End go to the start and the end.";

function createView(root, race, height, pair) {
  root.replaceChildren();
  set(root, { role: "group", "aria-label": "Replay of the race" });
  const options = createOptions(root, race);
  const stage = add(root, "div", {});
  const controls = createControls(root, race);
  const teller = add(root, "p", { class: "unseen", "aria-live": "polite" });
  let chart, strips, panels;

  // What a hand may be on, the switches and the controls, stays where it is.
  function fill(other) {
    race = other;
    stage.replaceChildren();
    stage.className = race.surfaces ? "stage planar" : "stage";
    const left = add(stage, "div", {});
    chart = createChart(left, race, height);
    strips = createStrips(left, race);
    panels = race.surfaces ? createPanels(stage, race, pair) : null;
    chart.resize();
    panels?.resize();
  }

  fill(race);
  return {
    controls,
    options,
    fill,
    reveal: (behavior) => chart.reveal(behavior),
    resize: (anew = false) => (chart.resize(anew), panels?.resize()),
    retheme: () => panels?.retheme(),
    tell: (text) => write(teller, text),
    draw(state) {
      options.draw(state);
      chart.draw(state.t);
      strips.draw(state.t);
      panels?.draw(state.t);
      controls.draw(state, race);
    },
  };
}

function add(parent, tag, attributes, text) {
  const node = tag.startsWith("svg:")
    ? document.createElementNS(SVG, tag.slice(4))
    : document.createElement(tag);
  set(node, attributes);
  if (text !== undefined) node.textContent = text;
  parent.append(node);
  return node;
}

function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
}

// Rewriting equal text would wake the browser's layout for nothing.
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function show(visible, ...nodes) {
  for (const node of nodes) node.style.display = visible ? "" : "none";
}

// Pixels of type relative to the usual: a projector switch makes all of it larger.
function typeScale() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
}

// ---------------------------------------------------------------- markers

const CORNERS = {
  square: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
  diamond: [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]],
  "triangle-up": [[0, -1.25], [1.2, 0.95], [-1.2, 0.95]],
  "triangle-down": [[0, 1.25], [1.2, -0.95], [-1.2, -0.95]],
  cross: [[-0.4, -1.2], [0.4, -1.2], [0.4, -0.4], [1.2, -0.4], [1.2, 0.4], [0.4, 0.4], [0.4, 1.2], [-0.4, 1.2], [-0.4, 0.4], [-1.2, 0.4], [-1.2, -0.4], [-0.4, -0.4]],
  star: around(10, (i) => (i % 2 ? 0.6 : 1.4)),
  hexagon: around(6, () => 1.15),
  pentagon: around(5, () => 1.15),
};
CORNERS.x = CORNERS.cross.map(([x, y]) => [(x - y) * 0.71, (x + y) * 0.71]);

function around(n, radius) {
  return Array.from({ length: n }, (_, i) => {
    const angle = (2 * Math.PI * i) / n - Math.PI / 2;
    return [radius(i) * Math.cos(angle), radius(i) * Math.sin(angle)];
  });
}

function markerPath(symbol, r, x = 0, y = 0) {
  const corners = CORNERS[symbol.replace("-open", "")];
  if (!corners) return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
  return `M${corners.map(([dx, dy]) => `${(x + r * dx).toFixed(2)} ${(y + r * dy).toFixed(2)}`).join("L")}Z`;
}

function paint(symbol, colour) {
  return symbol.endsWith("-open")
    ? `fill:var(--paper);stroke:${colour};stroke-width:2`
    : `fill:${colour}`;
}

function glyph(parent, symbol, colour) {
  const box = add(parent, "svg:svg", { class: "glyph", viewBox: "-8 -8 16 16", "aria-hidden": "true" });
  add(box, "svg:path", { d: markerPath(symbol, 5), style: paint(symbol, colour) });
}
