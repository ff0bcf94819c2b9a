// ---------------------------------------------------------------- lines on one clock

const [ROOM_ABOVE, ROOM_BELOW] = [60, 60]; // the bar of the page, and the controls
const DASHES = { dash: "9 6", dot: "1 6", dashdot: "9 6 1 6", longdash: "16 7" };

function createChart(parent, race, height) {
  const box = add(parent, "div", { class: "chart", tabindex: 0, role: "img", "aria-label": `${race.summary} ${KEYS}` });
  const svg = add(box, "svg:svg", { "aria-hidden": "true" });
  const back = add(svg, "svg:g", {});
  const now = add(svg, "svg:line", { class: "now" });
  const frame = { width: 0, height: 0, scale: 0 };
  const beneath = race.ghosts.map((lane) => createGhost(svg, lane));
  const drawn = [...beneath, ...race.lanes.map((lane) => createLine(svg, lane, race))];
  const x = (t) => frame.left + (t / race.wide) * (frame.right - frame.left);
  const y = (v) => {
    const [low, high] = race.range;
    const level = frame.bottom - ((v - low) / (high - low)) * (frame.bottom - frame.top);
    return Math.max(frame.top, Math.min(level, frame.bottom));
  };

  function resize(anew) {
    const width = box.clientWidth || 320;
    const scale = typeScale();
    if (!anew && width === frame.width && scale === frame.scale) return;
    const names = width >= 430 * scale;
    Object.assign(frame, measure(width, height, names ? labelRoom(race, width) : 60, scale), { names, scale });
    set(svg, { viewBox: `0 0 ${width} ${frame.height}`, height: frame.height });
    drawAxes(back, race, frame, x, y);
    drawn.forEach((line) => line.resize(x, y));
  }

  function draw(t) {
    set(now, { x1: x(t), x2: x(t), y1: frame.top, y2: frame.bottom });
    show(!race.live, now);
    const heads = drawn.map((line) => line.draw(t, x, y));
    spread(heads.filter(Boolean), frame).forEach((head) => head.place(head.y, frame));
  }

  // Into sight, as little as needed, where most of it is out of sight.
  function reveal(behavior) {
    const { top, bottom, height: whole } = box.getBoundingClientRect();
    const seen = Math.min(bottom, innerHeight - ROOM_BELOW) - Math.max(top, ROOM_ABOVE);
    if (seen < 0.6 * whole) box.scrollIntoView({ block: "nearest", behavior });
  }

  return { resize, draw, reveal };
}

function measure(width, height, room, scale) {
  const tall = (height ?? Math.round(Math.min(382, Math.max(224, width * 0.58)))) * Math.sqrt(scale);
  return { width, height: tall, left: 40 * scale, right: width - Math.min(room * scale, 0.42 * width), top: 40 * scale, bottom: tall - 40 * scale };
}

function labelRoom(race, width) {
  const longest = Math.max(...race.all.map((lane) => laneName(lane).length));
  return Math.min(230, 72 + 7.8 * longest, 0.4 * width);
}

function drawAxes(back, race, frame, x, y) {
  back.replaceChildren();
  const { scale } = frame;
  for (const v of gridLines(...race.range, 6)) {
    add(back, "svg:line", { class: "rule", x1: frame.left, x2: frame.right, y1: y(v), y2: y(v) });
    add(back, "svg:text", { x: frame.left - 8, y: y(v) + 4 * scale, "text-anchor": "end" }, trim(v));
  }
  const wide = frame.right - frame.left;
  const lines = gridLines(0, race.wide, wide > 360 * scale ? 5 : 3);
  const unit = race.clock === "share" ? (t) => `${trim(100 * t)} %` : trim;
  for (const t of lines) {
    add(back, "svg:text", { x: x(t), y: frame.bottom + 17 * scale, "text-anchor": "middle" }, unit(t));
  }
  add(back, "svg:text", { x: 0, y: 12 * scale }, viewTitle(race, wide / scale));
  const axis = { x: (frame.left + frame.right) / 2, y: frame.bottom + 35 * scale, "text-anchor": "middle" };
  add(back, "svg:text", axis, clockAxis(race, wide > 300 * scale));
  drawBaseline(back, race, frame, y);
}

function drawBaseline(back, race, frame, y) {
  const { level } = race;
  if (known(level)) {
    const shown = level >= race.range[0];
    const at = shown ? y(level) : frame.bottom;
    const text = shown ? "guessing" : `guessing scores ${trim(level)}, below this edge`;
    add(back, "svg:line", { class: "base", x1: frame.left, x2: frame.right, y1: at, y2: at });
    add(back, "svg:text", { x: frame.right, y: at - 6, "text-anchor": "end" }, text);
  }
  const without = race.lanes.filter((lane) => !lane.points.length).map((lane) => lane.title);
  if (race.view === "loss" && without.length) {
    const told = `${without.join(", ")}: no loss, it does not learn in small steps`;
    add(back, "svg:text", { x: frame.left + 6, y: frame.bottom - 8 * frame.scale }, told);
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

function createLine(svg, lane, race) {
  const dashed = DASHES[lane.dash] ? `stroke-dasharray:${DASHES[lane.dash]};` : "";
  const group = add(svg, "svg:g", {});
  const colour = { style: `stroke:${lane.colour}` };
  const ahead = add(group, "svg:polyline", { class: "to-come", ...colour });
  const held = add(group, "svg:polyline", { class: "held", ...colour });
  const line = add(group, "svg:polyline", { class: "line", style: `${dashed}stroke:${lane.colour}` });
  const after = add(group, "svg:line", { class: "after", ...colour });
  const label = createLabel(group, lane);
  const flag = createFlag(group);
  const halo = add(group, "svg:circle", { class: "halo", r: 12, style: `fill:${lane.colour}` });
  const head = add(group, "svg:path", { class: "head", d: markerPath(lane.marker, 6), style: paint(lane.marker, lane.colour) });
  let [path, second] = [onScreen([]), onScreen([])];

  function resize(x, y) {
    path = onScreen(lane.points, x, y);
    second = onScreen(lane.held, x, y);
    set(ahead, { points: path.join(" ") });
  }

  function draw(t, x) {
    const i = reached(path.times, t);
    const done = t >= lane.end - 1e-9;
    show(i >= 0, line, head, halo, held);
    label.show(i >= 0);
    show(i >= 0 && done && hasFinished(lane), flag);
    show(i >= 0 && hasFinished(lane) && t > lane.end, after);
    if (i < 0) return null;
    const at = tip(path, i, t);
    set(line, { points: soFar(path, t).join(" ") });
    set(held, { points: soFar(second, t).join(" ") });
    set(head, { transform: `translate(${at})` });
    set(halo, { cx: at[0], cy: at[1] });
    show(!done || !hasFinished(lane), halo);
    // At the chart's edge it waves inwards, where no label stands.
    const way = lane.end > 0.9 * race.wide ? " scale(-1 1)" : "";
    set(flag, { transform: `translate(${at})${way}` });
    set(after, { x1: at[0] + 10, x2: Math.max(at[0] + 10, x(t)), y1: at[1], y2: at[1] });
    const from = done ? Math.max(x(t), at[0]) : at[0];
    const place = (free, frame) => label.place([from, at[1]], lane.points[i][1], free, frame);
    return { y: at[1], gap: 19, place };
  }

  return { resize, draw };
}

// A lane of another finished race, drawn beneath for comparison.
function createGhost(svg, lane) {
  const group = add(svg, "svg:g", { class: "beneath" });
  const line = add(group, "svg:polyline", { class: "ghost-line", style: `stroke:${lane.colour}` });
  const label = createLabel(group, lane);
  const head = add(group, "svg:circle", { class: "ghost-head", r: 3.5, style: `stroke:${lane.colour}` });
  let path = onScreen([]);

  function draw(t, x) {
    const i = reached(path.times, t);
    show(i >= 0, line, head);
    label.show(i >= 0);
    if (i < 0) return null;
    const at = tip(path, i, t);
    set(line, { points: soFar(path, t).join(" ") });
    set(head, { cx: at[0], cy: at[1] });
    const from = t >= lane.end - 1e-9 ? Math.max(x(t), at[0]) : at[0];
    const place = (free, frame) => label.place([from, at[1]], lane.points[i][1], free, frame);
    return { y: at[1], gap: 16, place };
  }

  return { resize: (x, y) => (path = onScreen(lane.points, x, y)), draw };
}

function createLabel(group, lane) {
  const lead = add(group, "svg:line", { class: "lead", style: `stroke:${lane.colour}` });
  const mark = add(group, "svg:path", { d: markerPath(lane.marker, 3.5), style: paint(lane.marker, lane.colour) });
  const label = add(group, "svg:text", { class: "label" });
  const name = add(label, "svg:tspan", {});
  const value = add(label, "svg:tspan", { class: "value" });
  return {
    show: (visible) => show(visible, label, lead, mark),
    place([edge, level], score, free, frame) {
      const title = laneName(lane);
      const room = Math.floor((frame.width - frame.right) / (7.8 * frame.scale)) - 7;
      write(name, frame.names ? `${title.length > room ? `${title.slice(0, room - 1)}…` : title} ` : "");
      write(value, score.toFixed(frame.names ? 3 : 2));
      set(label, { x: edge + 26, y: free + 4.5 * frame.scale });
      set(mark, { transform: `translate(${edge + 19} ${free})` });
      set(lead, { x1: edge + 7, y1: level, x2: edge + 14, y2: free });
      show(Math.abs(free - level) > 3, lead);
    },
  };
}

function onScreen(points, x, y) {
  const path = points.map(([t, v]) => [x(t), y(v)]);
  path.times = points.map((point) => point[0]);
  return path;
}

// A line up to now: its recorded points, and on towards the next one.
function soFar(path, t) {
  const i = reached(path.times, t);
  return i < 0 ? [] : [...path.slice(0, i + 1), tip(path, i, t)];
}

function tip(path, i, t) {
  if (i >= path.length - 1) return path[i];
  const { times } = path;
  const share = (t - times[i]) / Math.max(1e-12, times[i + 1] - times[i]);
  return [0, 1].map((k) => path[i][k] + share * (path[i + 1][k] - path[i][k]));
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
  const sorted = heads.sort((a, b) => a.y - b.y);
  const gap = (head) => head.gap * frame.scale;
  sorted.forEach((head, i) => {
    if (i) head.y = Math.max(head.y, sorted[i - 1].y + gap(head));
  });
  const last = frame.bottom - 4;
  for (let i = sorted.length - 1; i >= 0; i -= 1) {
    const most = i === sorted.length - 1 ? last : sorted[i + 1].y - gap(sorted[i + 1]);
    sorted[i].y = Math.min(sorted[i].y, most);
  }
  return sorted;
}
