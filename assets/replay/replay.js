// Plays a recorded race: lines, decision boundaries and costs on one clock.
// The recording is made by core/recording.py. Nothing here talks to the server.

const PLAY_S = 8; // seconds that a play takes at speed 1, however long the race was
const REST_S = 3; // pause at the end before a race that plays by itself starts again
const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];
const LEVELS = 250; // a surface's byte for probability 1
const FINE = 176; // pixels along each side of a drawn surface
const ROC_AUC = { title: "ROC AUC", guessing: 0.5, best: 1 }; // of recordings that name no score
const BELOW = 0.3; // how far below guessing, or the worst end, the axis goes at most
const SVG = "http://www.w3.org/2000/svg";
const ALERT = [224, 69, 123];

const players = new WeakMap();

export default function mount({ parentElement, data }) {
  const root = parentElement.querySelector(".replay");
  if (!root || !data) return () => {};
  let player = players.get(parentElement);
  if (!player || player.key !== data.recording.key || player.root !== root) {
    player?.stop();
    const kept = player?.key === data.recording.key ? player.state : null;
    player = createPlayer(root, data, kept);
    players.set(parentElement, player);
  }
  // A rerun may clean up an older mount after the newer one: only the newest may stop.
  const ticket = player.start();
  return () => player.stop(ticket);
}

// ---------------------------------------------------------------- the player

function createPlayer(root, { recording, autoplay, chart: height }, kept) {
  const race = prepare(recording);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const state = kept ?? {
    t: autoplay && !calm ? 0 : race.end,
    playing: autoplay && !calm,
    looping: autoplay && !calm,
    speed: 1,
    rest: 0,
    told: false,
  };
  const view = createView(root, race, height);
  let frame = 0;
  let last = 0;
  let ticket = 0;
  let seen = true;
  let watchers = [];

  const draw = () => view.draw(state);

  function tick(now) {
    frame = 0;
    const passed = Math.min(0.1, (now - last) / 1000);
    last = now;
    if (!state.playing) return;
    if (seen) advance(passed);
    draw();
    schedule();
  }

  function advance(passed) {
    if (state.t < race.end) {
      state.t = Math.min(race.end, state.t + passed * pace(race, state.speed));
      state.rest = 0;
    } else if (state.looping) {
      state.rest += passed;
      if (state.rest >= REST_S) state.t = 0;
    } else {
      state.playing = false;
    }
    if (state.t >= race.end) tellOnce();
  }

  function tellOnce() {
    if (!state.told) view.tell(race.summary);
    state.told = true;
  }

  function schedule() {
    if (state.playing && !frame) frame = requestAnimationFrame(tick);
  }

  function play() {
    if (state.t >= race.end) state.t = 0;
    state.playing = true;
    last = performance.now();
    schedule();
  }

  // Whoever takes the controls also ends the repeating.
  function act(change) {
    state.looping = false;
    change();
    draw();
  }

  function go(t) {
    state.playing = false;
    state.t = Math.max(0, Math.min(race.end, t));
    if (state.t >= race.end) tellOnce();
  }

  const step = (way) => go(neighbour(race.ticks, state.t, way));
  const toggle = () => (state.playing ? (state.playing = false) : play());

  view.controls.play.onclick = () => act(toggle);
  view.controls.back.onclick = () => act(() => step(-1));
  view.controls.next.onclick = () => act(() => step(1));
  view.controls.scrub.oninput = () =>
    act(() => go((Number(view.controls.scrub.value) / 1000) * race.end));
  view.controls.speed.onchange = () =>
    act(() => (state.speed = Number(view.controls.speed.value)));
  view.controls.scrub.onkeydown = (event) => {
    const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (way) act(() => step(way));
    else if (event.key === " ") act(toggle);
    else return;
    event.preventDefault();
  };

  function watch() {
    const sized = new ResizeObserver(() => (view.resize(), draw()));
    const shown = new IntersectionObserver((seenNow) => (seen = seenNow.at(-1).isIntersecting));
    const themed = (event) => event.target === root && (view.retheme(), draw());
    sized.observe(root);
    shown.observe(root);
    root.addEventListener("transitionend", themed);
    watchers = [
      () => sized.disconnect(),
      () => shown.disconnect(),
      () => root.removeEventListener("transitionend", themed),
    ];
  }

  return {
    key: recording.key,
    root,
    state,
    start() {
      ticket += 1;
      if (!watchers.length) watch();
      view.resize();
      view.retheme();
      draw();
      last = performance.now();
      schedule();
      return ticket;
    },
    stop(mine = ticket) {
      if (mine !== ticket) return;
      cancelAnimationFrame(frame);
      frame = 0;
      watchers.forEach((end) => end());
      watchers = [];
    },
  };
}

// Race seconds that pass in one second of play.
function pace(race, speed) {
  return (race.end / PLAY_S) * speed;
}

function neighbour(ticks, t, way) {
  const slack = 1e-9;
  if (way > 0) return ticks.find((tick) => tick > t + slack) ?? ticks.at(-1);
  return ticks.findLast((tick) => tick < t - slack) ?? 0;
}

// ---------------------------------------------------------------- the recording

function prepare(recording) {
  const lanes = recording.lanes.map((lane) => ({
    ...lane,
    rgb: rgb(lane.colour),
    end: lane.times.at(-1),
    points: lane.times.flatMap((t, i) => (lane.scores[i] === null ? [] : [[t, lane.scores[i]]])),
  }));
  const end = Math.max(1e-6, ...lanes.map((lane) => lane.end));
  const ticks = [...new Set([0, ...lanes.flatMap((lane) => lane.times)])].sort((a, b) => a - b);
  const metric = recording.metric ?? ROC_AUC;
  const race = { ...recording, metric, lanes, end, ticks, range: scoreRange(lanes, recording.baseline, metric) };
  race.surfaces = recording.surface?.lanes.map((lane) => ({ at: lane.at, frames: lane.data.map(bytes) }));
  race.summary = summary(race);
  return race;
}

function scoreRange(lanes, baseline, metric) {
  const all = lanes.flatMap((lane) => lane.points.map((point) => point[1]));
  if (!all.length) return [0, 1];
  // R² can start far below zero: such a line then comes in along the lower edge.
  const floor = Math.min(metric.guessing ?? 0, ...lanes.flatMap((lane) => lane.points.at(-1)?.[1] ?? [])) - BELOW;
  const bounded = metric.guessing > 0;
  let least = bounded ? Math.min(...all) : Math.max(floor, Math.min(...all));
  const most = Math.max(...all);
  // A baseline far below would press the lines together; then it is only named.
  if (known(baseline) && least - baseline < 1.5 * (most - least)) least = Math.min(least, baseline);
  const span = Math.max(0.02, most - least);
  const unit = niceStep(span / 4);
  const low = Math.max(bounded ? 0 : -Infinity, Math.floor((least - 0.04 * span) / unit) * unit);
  const high = Math.min(metric.best, Math.ceil((most + 0.04 * span) / unit) * unit);
  return [low, high > low ? high : low + unit];
}

function summary(race) {
  const told = race.lanes.map((lane) => {
    const score = lane.points.at(-1)?.[1];
    const reached = score === undefined ? "" : ` with a live ${race.metric.title} of ${score.toFixed(3)}`;
    return `${lane.title} finished after ${seconds(lane.end)}${reached}, ${seconds(lane.cpu.at(-1))} of CPU time`;
  });
  return `Replay of a race on ${race.title}. ${told.join(". ")}.`;
}

function bytes(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function known(value) {
  return value !== null && value !== undefined;
}

function rgb(hex) {
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
}

// Index of the last entry that is not later than t, or -1.
function reached(times, t) {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= t + 1e-9) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function between(times, values, t) {
  const i = reached(times, t);
  if (i >= times.length - 1) return values.at(-1);
  const [t0, v0] = i < 0 ? [0, 0] : [times[i], values[i]];
  return v0 + ((values[i + 1] - v0) * (t - t0)) / Math.max(1e-12, times[i + 1] - t0);
}

// ---------------------------------------------------------------- words

function seconds(value, end = value) {
  if (end >= 100) return `${value.toFixed(0)} s`;
  return `${value.toFixed(end >= 10 ? 1 : end >= 1 ? 2 : 3)} s`;
}

function paceText(race, speed) {
  const factor = pace(race, speed);
  const short = (x) => (x >= 10 ? Math.round(x).toLocaleString("en") : x.toFixed(1).replace(/\.0$/, ""));
  if (factor > 1.05) return `sped up ${short(factor)}×`;
  if (factor < 0.95) return `slowed down ${short(1 / factor)}×`;
  return "at its real speed";
}

function counted(n, unit) {
  return n === 1 ? unit : `${unit}s`;
}

// ---------------------------------------------------------------- the view

function createView(root, race, height) {
  root.replaceChildren();
  const stage = add(root, "div", { class: race.surfaces ? "stage planar" : "stage" });
  const left = add(stage, "div", {});
  const chart = createChart(left, race, height);
  const strips = createStrips(left, race);
  const panels = race.surfaces ? createPanels(stage, race) : null;
  const controls = createControls(root, race);
  const teller = add(root, "p", { class: "unseen", "aria-live": "polite" });
  return {
    controls,
    resize: () => (chart.resize(), panels?.resize()),
    retheme: () => panels?.retheme(),
    tell: (text) => (teller.textContent = text),
    draw(state) {
      chart.draw(state.t);
      strips.draw(state.t);
      panels?.draw(state.t);
      controls.draw(state);
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

// ---------------------------------------------------------------- score against seconds

const DASHES = { dash: "9 6", dot: "1 6", dashdot: "9 6 1 6", longdash: "16 7" };

function createChart(parent, race, height) {
  const box = add(parent, "div", { class: "chart" });
  const svg = add(box, "svg:svg", { role: "img", "aria-label": race.summary });
  const back = add(svg, "svg:g", {});
  const now = add(svg, "svg:line", { class: "now" });
  const drawn = race.lanes.map((lane) => createLine(svg, lane, race.end));
  const frame = { width: 0, height: 0 };
  const x = (t) => frame.left + (t / race.end) * (frame.right - frame.left);
  const y = (v) => {
    const [low, high] = race.range;
    const level = frame.bottom - ((v - low) / (high - low)) * (frame.bottom - frame.top);
    return Math.min(level, frame.bottom);
  };

  function resize() {
    const width = box.clientWidth || 320;
    if (width === frame.width) return;
    const names = width >= 430;
    Object.assign(frame, measure(width, height, names ? labelRoom(race) : 50), { names });
    set(svg, { viewBox: `0 0 ${width} ${frame.height}`, height: frame.height });
    drawAxes(back, race, frame, x, y);
    drawn.forEach((line) => line.resize(x, y));
  }

  function draw(t) {
    set(now, { x1: x(t), x2: x(t), y1: frame.top, y2: frame.bottom });
    const heads = drawn.map((line) => line.draw(t, x, y));
    spread(heads.filter(Boolean), frame).forEach((head) => head.place(head.y, frame.names));
  }

  return { resize, draw };
}

function measure(width, height, room) {
  const tall = height ?? Math.round(Math.min(370, Math.max(210, width * 0.58)));
  return { width, height: tall, left: 40, right: width - room, top: 26, bottom: tall - 40 };
}

function labelRoom(race) {
  const longest = Math.max(...race.lanes.map((lane) => lane.title.length));
  return Math.min(220, 62 + 7.8 * longest);
}

function drawAxes(back, race, frame, x, y) {
  back.replaceChildren();
  for (const v of gridLines(...race.range, 6)) {
    add(back, "svg:line", { class: "rule", x1: frame.left, x2: frame.right, y1: y(v), y2: y(v) });
    add(back, "svg:text", { x: frame.left - 8, y: y(v) + 4, "text-anchor": "end" }, trim(v));
  }
  const wide = frame.right - frame.left;
  for (const t of gridLines(0, race.end, wide > 360 ? 5 : 3)) {
    add(back, "svg:text", { x: x(t), y: frame.bottom + 17, "text-anchor": "middle" }, trim(t));
  }
  const scored = new Set(race.lanes.map((lane) => lane.scored_on).filter(Boolean));
  const on = scored.size === 1 && wide > 250 ? ` on ${[...scored][0]}` : "";
  add(back, "svg:text", { x: 0, y: 12 }, `Live score: ${race.metric.title}${on}`);
  add(back, "svg:text", { x: (frame.left + frame.right) / 2, y: frame.bottom + 35, "text-anchor": "middle" }, "Seconds of training");
  if (known(race.baseline)) {
    const shown = race.baseline >= race.range[0];
    const level = shown ? y(race.baseline) : frame.bottom;
    const text = shown ? "guessing" : `guessing scores ${trim(race.baseline)}, below this edge`;
    add(back, "svg:line", { class: "base", x1: frame.left, x2: frame.right, y1: level, y2: level });
    add(back, "svg:text", { x: frame.right, y: level - 6, "text-anchor": "end" }, text);
  }
}

function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * [1, 2, 5, 10].find((times) => times * power >= rough * 0.999);
}

function gridLines(low, high, about) {
  const unit = niceStep((high - low) / about);
  const lines = [];
  for (let i = Math.ceil(low / unit - 1e-6); i * unit <= high + unit * 1e-6; i += 1) lines.push(i * unit);
  return lines;
}

function trim(value) {
  return Number(value.toPrecision(6)).toString();
}

function createLine(svg, lane, end) {
  const dashed = DASHES[lane.dash] ? `stroke-dasharray:${DASHES[lane.dash]};` : "";
  const group = add(svg, "svg:g", {});
  const ghost = add(group, "svg:polyline", { class: "to-come", style: `stroke:${lane.colour}` });
  const line = add(group, "svg:polyline", { class: "line", style: `${dashed}stroke:${lane.colour}` });
  const after = add(group, "svg:line", { class: "after", style: `stroke:${lane.colour}` });
  const lead = add(group, "svg:line", { class: "lead", style: `stroke:${lane.colour}` });
  const flag = createFlag(group);
  const halo = add(group, "svg:circle", { class: "halo", r: 12, style: `fill:${lane.colour}` });
  const head = add(group, "svg:path", { class: "head", d: markerPath(lane.marker, 6), style: paint(lane.marker, lane.colour) });
  const label = add(group, "svg:text", { class: "label" });
  const name = add(label, "svg:tspan", {});
  const value = add(label, "svg:tspan", { class: "value" });
  const times = lane.points.map((point) => point[0]);
  let pixels = [];

  function resize(x, y) {
    pixels = lane.points.map(([t, v]) => [x(t), y(v)]);
    set(ghost, { points: pixels.join(" ") });
  }

  function draw(t, x, y) {
    const i = reached(times, t);
    const done = t >= lane.end - 1e-9;
    show(i >= 0, line, head, label, halo, lead);
    show(i >= 0 && done, flag);
    show(i >= 0 && t > lane.end, after);
    if (i < 0) return null;
    const at = tip(i, t);
    set(line, { points: [...pixels.slice(0, i + 1), at].join(" ") });
    set(head, { transform: `translate(${at[0]} ${at[1]})` });
    set(halo, { cx: at[0], cy: at[1] });
    show(!done, halo);
    // At the chart's edge it waves inwards, where no label stands.
    const way = lane.end > 0.9 * end ? " scale(-1 1)" : "";
    set(flag, { transform: `translate(${at[0]} ${at[1]})${way}` });
    set(after, { x1: at[0] + 10, x2: Math.max(at[0] + 10, x(t)), y1: at[1], y2: at[1] });
    const from = done ? Math.max(x(t), at[0]) : at[0];
    return { y: at[1], place: (free, names) => place([from, at[1]], lane.points[i][1], free, names) };
  }

  function place([edge, level], score, free, names) {
    write(name, names ? `${lane.title} ` : "");
    write(value, score.toFixed(names ? 3 : 2));
    set(label, { x: edge + 16, y: free + 4.5 });
    set(lead, { x1: edge + 7, y1: level, x2: edge + 14, y2: free });
    show(Math.abs(free - level) > 3, lead);
  }

  // The line's end now: the last recorded point, and on towards the next one.
  function tip(i, t) {
    if (i >= times.length - 1) return pixels[i];
    const share = (t - times[i]) / Math.max(1e-12, times[i + 1] - times[i]);
    return [0, 1].map((k) => pixels[i][k] + share * (pixels[i + 1][k] - pixels[i][k]));
  }

  return { resize, draw };
}

function show(visible, ...nodes) {
  for (const node of nodes) node.style.display = visible ? "" : "none";
}

function createFlag(parent) {
  const flag = add(parent, "svg:g", {});
  add(flag, "svg:line", { class: "pole", x1: 0, x2: 0, y1: -7, y2: -27 });
  for (let i = 0; i < 12; i += 1) {
    const [column, row] = [i % 4, Math.floor(i / 4)];
    const tone = (column + row) % 2 ? "flag-light" : "flag-dark";
    add(flag, "svg:rect", { class: tone, x: column * 4, y: -27 + row * 4, width: 4, height: 4 });
  }
  add(flag, "svg:rect", { class: "flag-edge", x: 0, y: -27, width: 16, height: 12 });
  return flag;
}

// Labels that would cover each other move apart, and none leaves the chart.
function spread(heads, frame) {
  const gap = 19;
  const sorted = heads.sort((a, b) => a.y - b.y);
  sorted.forEach((head, i) => {
    if (i) head.y = Math.max(head.y, sorted[i - 1].y + gap);
  });
  const over = (sorted.at(-1)?.y ?? 0) - (frame.bottom - 4);
  for (let i = sorted.length - 1; over > 0 && i >= 0; i -= 1) {
    const most = i === sorted.length - 1 ? frame.bottom - 4 : sorted[i + 1].y - gap;
    sorted[i].y = Math.min(sorted[i].y, most);
  }
  return sorted;
}

// ---------------------------------------------------------------- work and cost of each lane

function createStrips(parent, race) {
  const box = add(parent, "div", { class: "strips" });
  const strips = race.lanes.map((lane) => createStrip(box, lane, race.end, race.metric));
  return { draw: (t) => strips.forEach((strip) => strip(t)) };
}

function createStrip(parent, lane, end, metric) {
  const strip = add(parent, "div", { class: "strip" });
  const top = add(strip, "div", { class: "strip-top" });
  const name = add(top, "span", { class: "strip-name" });
  glyph(name, lane.marker, lane.colour);
  add(name, "span", {}, lane.title);
  const facts = add(top, "span", { class: "strip-facts" });
  const done = add(facts, "b", {});
  const of = add(facts, "span", {});
  const cpu = add(facts, "b", {});
  add(facts, "span", {}, " CPU");
  const bar = add(add(strip, "div", { class: "bar", "aria-hidden": "true" }), "i", {});
  bar.style.background = lane.colour;
  add(strip, "div", { class: "strip-end" }, `${ending(lane)} after ${seconds(lane.end, end)}${reachedIn(lane, metric)}`);
  return (t) => {
    const i = reached(lane.times, t);
    const steps = i < 0 ? 0 : lane.steps[i];
    write(done, `${steps}`);
    write(of, ` of ${lane.total} ${counted(lane.total, lane.unit)} · `);
    write(cpu, seconds(between(lane.times, lane.cpu, Math.min(t, lane.end)), lane.cpu.at(-1)));
    const ended = t >= lane.end - 1e-9;
    bar.style.transform = `scaleX(${ended ? 1 : Math.min(1, steps / lane.total)})`;
    strip.classList.toggle("done", t >= lane.end - 1e-9);
  };
}

function ending(lane) {
  if (lane.steps.at(-1) >= lane.total) return "Finished";
  return "Stopped early, back at its best epoch,";
}

function reachedIn(lane, metric) {
  const part = lane.reached?.part ?? "test";
  const score = lane.reached ? lane.reached.score : lane.test?.roc_auc;
  return known(score) ? ` · ${part} ${metric.title} ${score.toFixed(3)}` : "";
}

// ---------------------------------------------------------------- decision boundaries

function createPanels(parent, race) {
  const box = add(parent, "div", { class: race.lanes.length > 1 ? "panels with-key" : "panels" });
  const maps = race.lanes.map((lane, i) => createPanel(box, race, (name) => {
    glyph(name, lane.marker, lane.colour);
    add(name, "span", {}, lane.title);
  }, `Decision boundary of ${lane.title}`, i));
  const apart = race.lanes.length > 1 ? createApart(box, race) : null;
  const drawn = race.lanes.map(() => -2);
  let stale = true;

  function draw(t) {
    const frames = race.surfaces.map((lane) => reached(lane.at, t));
    maps.forEach((map, i) => (stale || frames[i] !== drawn[i]) && map.draw(pixels(race, i, frames[i])));
    const either = stale || frames[0] !== drawn[0] || frames[1] !== drawn[1];
    if (apart && either) apart.draw(frames);
    frames.forEach((frame, i) => (drawn[i] = frame));
    stale = false;
  }

  const all = apart ? [...maps, apart.panel] : maps;
  return {
    draw,
    resize: () => all.forEach((map) => map.resize() && (stale = true)),
    retheme: () => (stale = true),
  };
}

function createApart(box, race) {
  const label = "Where the first two models disagree";
  const panel = createPanel(box, race, (name) => add(name, "span", {}, "Where they disagree"), label);
  const key = add(box, "div", { class: "key" });
  const share = add(key, "span", { class: "big" });
  const two = race.lanes.length > 2 ? "the first two models" : "the two models";
  add(key, "span", {}, `of the area: ${two} would decide differently`);
  const list = add(key, "ul", {});
  for (const own of race.classes) {
    const item = add(list, "li", {});
    glyph(item, own.marker, own.colour);
    add(item, "span", {}, own.name);
  }
  return {
    panel,
    draw(frames) {
      const apart = disagreement(race, frames);
      panel.draw(apart?.image, true);
      write(share, apart ? `${(100 * apart.share).toFixed(apart.share < 0.1 ? 1 : 0)} %` : "–");
    },
  };
}

function createPanel(parent, race, caption, label) {
  const figure = add(parent, "figure", { class: "panel" });
  caption(add(figure, "figcaption", {}));
  const canvas = add(figure, "canvas", { role: "img", "aria-label": label });
  const pen = canvas.getContext("2d");
  const buffer = document.createElement("canvas");
  buffer.width = buffer.height = FINE;

  function resize() {
    const ratio = Math.min(3, window.devicePixelRatio || 1);
    const width = Math.round(canvas.clientWidth * ratio);
    const height = Math.round(canvas.clientHeight * ratio);
    if (!width || (canvas.width === width && canvas.height === height)) return false;
    Object.assign(canvas, { width, height });
    return true;
  }

  function draw(image, quiet = false) {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    if (image) {
      buffer.getContext("2d").putImageData(image, 0, 0);
      pen.imageSmoothingQuality = "high";
      pen.drawImage(buffer, 0, 0, canvas.width, canvas.height);
    }
    if (race.points) drawPoints(pen, canvas, race, quiet);
  }

  return { resize, draw };
}

function drawPoints(pen, canvas, race, quiet) {
  const [x0, y0, x1, y1] = race.surface.extent;
  const { x, y, code } = race.points;
  const unit = canvas.width / canvas.clientWidth || 1;
  const r = unit * (canvas.clientWidth > 150 ? 2.3 : 1.7) * (quiet ? 0.7 : 1);
  pen.lineWidth = unit * 0.8;
  pen.strokeStyle = getComputedStyle(canvas.closest(".replay")).getPropertyValue("--st-background-color") || "#fff";
  pen.globalAlpha = quiet ? 0.4 : 1;
  x.forEach((value, i) => {
    const own = race.classes[code[i]] ?? race.classes[0];
    const across = ((value - x0) / (x1 - x0)) * canvas.width;
    const down = ((y1 - y[i]) / (y1 - y0)) * canvas.height;
    const shape = new Path2D(markerPath(own.marker, r, across, down));
    pen.fillStyle = own.colour;
    pen.fill(shape);
    if (!quiet) pen.stroke(shape);
  });
  pen.globalAlpha = 1;
}

// A lane's surface, FINE times FINE values, as probabilities or class codes.
function fineSurface(race, lane, frame) {
  const cache = (race.fine ??= new Map());
  const name = `${lane}/${frame}`;
  if (!cache.has(name)) {
    if (cache.size > 24) cache.delete(cache.keys().next().value);
    const coarse = race.surfaces[lane].frames[frame];
    const size = race.surface.size;
    cache.set(name, race.classes.length > 2 ? votes(coarse, size, race.classes.length) : smooth(coarse, size));
  }
  return cache.get(name);
}

// Row 0 of the picture is its top, row 0 of the data its bottom.
function sample(size, visit) {
  const scale = (size - 1) / (FINE - 1);
  for (let row = 0; row < FINE; row += 1) {
    const v = (FINE - 1 - row) * scale;
    const j = Math.min(size - 2, Math.floor(v));
    for (let column = 0; column < FINE; column += 1) {
      const u = column * scale;
      const i = Math.min(size - 2, Math.floor(u));
      visit(row * FINE + column, j * size + i, u - i, v - j);
    }
  }
}

function smooth(coarse, size) {
  const fine = new Float32Array(FINE * FINE);
  sample(size, (at, k, a, b) => {
    const low = coarse[k] * (1 - a) + coarse[k + 1] * a;
    const high = coarse[k + size] * (1 - a) + coarse[k + size + 1] * a;
    fine[at] = (low * (1 - b) + high * b) / LEVELS;
  });
  return fine;
}

// Codes cannot be averaged: each neighbour votes with its nearness.
function votes(coarse, size, classes) {
  const fine = new Float32Array(FINE * FINE);
  const code = (k) => Math.round((coarse[k] / LEVELS) * (classes - 1));
  const weights = new Float32Array(classes);
  sample(size, (at, k, a, b) => {
    weights.fill(0);
    weights[code(k)] += (1 - a) * (1 - b);
    weights[code(k + 1)] += a * (1 - b);
    weights[code(k + size)] += (1 - a) * b;
    weights[code(k + size + 1)] += a * b;
    fine[at] = weights.indexOf(Math.max(...weights));
  });
  return fine;
}

function decided(race, value) {
  return race.classes.length > 2 ? value : value >= 0.5 ? 1 : 0;
}

function pixels(race, lane, frame) {
  if (frame < 0) return null;
  const fine = fineSurface(race, lane, frame);
  const colours = race.classes.map((own) => rgb(own.colour));
  const several = race.classes.length > 2;
  const image = new ImageData(FINE, FINE);
  for (let at = 0; at < fine.length; at += 1) {
    const own = decided(race, fine[at]);
    const sure = several ? 0.6 : Math.abs(2 * fine[at] - 1);
    const tint = colours[own] ?? colours[0];
    const edge = isEdge(race, fine, at, own);
    dye(image, at, tint, edge ? 1 : several ? 0.42 : 0.1 + 0.5 * sure);
  }
  return image;
}

function isEdge(race, fine, at, own) {
  const column = at % FINE;
  const right = column + 1 < FINE && decided(race, fine[at + 1]) !== own;
  const below = at + FINE < fine.length && decided(race, fine[at + FINE]) !== own;
  return right || below;
}

function disagreement(race, frames) {
  if (frames[0] < 0 || frames[1] < 0) return null;
  const [first, second] = [0, 1].map((lane) => fineSurface(race, lane, frames[lane]));
  const image = new ImageData(FINE, FINE);
  let count = 0;
  for (let at = 0; at < first.length; at += 1) {
    const apart = decided(race, first[at]) !== decided(race, second[at]);
    count += apart;
    const far = race.classes.length > 2 ? 0 : Math.min(1, Math.abs(first[at] - second[at]));
    dye(image, at, ALERT, apart ? 0.5 + 0.5 * far : 0.38 * far);
  }
  return { image, share: count / first.length };
}

function dye(image, at, [red, green, blue], opacity) {
  image.data.set([red, green, blue, Math.round(255 * opacity)], 4 * at);
}

// ---------------------------------------------------------------- the controls

const ICONS = {
  play: "M5 3v18l16-9z",
  pause: "M5 3h5v18H5zM14 3h5v18h-5z",
  back: "M4 4h3v16H4zM20 4v16L9 12z",
  next: "M17 4h3v16h-3zM4 4v16l11-8z",
};

function createControls(parent, race) {
  const box = add(parent, "div", { class: "controls", role: "group", "aria-label": "Replay controls" });
  const buttons = add(box, "div", { class: "buttons" });
  const back = button(buttons, "back", "Step back");
  const play = button(buttons, "play", "Play");
  const next = button(buttons, "next", "Step forward");
  const scrub = add(box, "input", { type: "range", min: 0, max: 1000, step: 1, "aria-label": "Moment of the race" });
  const clock = add(box, "span", { class: "clock" });
  const at = add(clock, "b", {});
  add(clock, "span", {}, ` of ${seconds(race.end)}`);
  const side = add(box, "span", { class: "speed" });
  const speed = add(side, "select", { "aria-label": "Speed" });
  for (const s of SPEEDS) add(speed, "option", { value: s }, `${s}×`);
  const pacing = add(side, "span", { class: "pace" });

  function draw(state) {
    const verb = state.playing ? "pause" : "play";
    if (play.dataset.verb !== verb) {
      play.dataset.verb = verb;
      set(play, { "aria-label": verb === "pause" ? "Pause" : "Play", title: verb === "pause" ? "Pause" : "Play" });
      set(play.querySelector("path"), { d: ICONS[verb] });
    }
    scrub.value = Math.round((1000 * state.t) / race.end);
    scrub.style.setProperty("--share", `${(100 * state.t) / race.end}%`);
    set(scrub, { "aria-valuetext": `${seconds(state.t, race.end)} of ${seconds(race.end)}` });
    write(at, seconds(state.t, race.end));
    speed.value = String(state.speed);
    write(pacing, paceText(race, state.speed));
    set(back, { "aria-disabled": state.t <= 0 });
    set(next, { "aria-disabled": state.t >= race.end });
  }

  return { back, play, next, scrub, speed, draw };
}

function button(parent, icon, label) {
  const node = add(parent, "button", { type: "button", class: icon, "aria-label": label, title: label });
  const picture = add(node, "svg:svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  add(picture, "svg:path", { d: ICONS[icon] });
  return node;
}
