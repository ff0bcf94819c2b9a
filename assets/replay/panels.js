// ---------------------------------------------------------------- decision boundaries

function createPanels(parent, race, pair) {
  const box = add(parent, "div", { class: race.lanes.length > 1 ? "panels with-key" : "panels" });
  const maps = race.lanes.map((lane, i) => createPanel(box, race, (name) => {
    glyph(name, lane.marker, lane.colour);
    add(name, "span", {}, lane.title);
  }, `Answers of ${lane.title} all over the plane`, i));
  const apart = race.lanes.length > 1 ? createApart(box, race, pair) : null;
  const drawn = race.lanes.map(() => -2);
  let stale = true;

  function draw(t) {
    const frames = race.surfaces.map((lane) => reached(lane.at, t));
    const moved = frames.map((frame, i) => stale || frame !== drawn[i]);
    maps.forEach((map, i) => moved[i] && map.draw(pixels(race, i, frames[i])));
    if (apart && (pair.some((i) => moved[i]) || apart.chosen())) apart.draw(frames);
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

// Where two lanes would decide differently; of more than two, a person picks which.
function createApart(box, race, pair) {
  let frames = [];
  let fresh = false;
  const panel = createPanel(box, race, (name) => add(name, "span", {}, "Where they disagree"), "Where two models disagree");
  const key = add(box, "div", { class: "key" });
  const share = add(key, "span", { class: "big" });
  const told = add(key, "span", {});
  if (race.lanes.length > 2 && !race.live) createPicks(key, race, pair, () => ((fresh = true), draw(frames)));
  const list = add(key, "ul", {});
  for (const own of race.classes) {
    const item = add(list, "li", {});
    glyph(item, own.marker, own.colour);
    add(item, "span", {}, own.name);
  }

  function draw(now) {
    frames = now;
    fresh = false;
    const apart = disagreement(race, frames, pair);
    panel.draw(apart?.image, true);
    write(share, apart ? `${(100 * apart.share).toFixed(apart.share < 0.1 ? 1 : 0)} %` : "–");
    const [one, other] = pair.map((i) => race.lanes[i].title);
    write(told, `of the area: ${one} and ${other} would decide differently`);
  }

  return { panel, draw, chosen: () => fresh };
}

function createPicks(parent, race, pair, changed) {
  const box = add(parent, "span", { class: "picks" });
  pair.forEach((lane, place) => {
    const pick = add(box, "select", { "aria-label": place ? "Compared with" : "Compare" });
    race.lanes.forEach((other, i) => add(pick, "option", { value: i }, other.title));
    pick.value = String(lane);
    pick.onchange = () => {
      pair[place] = Number(pick.value);
      changed();
    };
  });
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
  pen.lineWidth = unit * 0.7;
  // White in the dark as well: points have the colours of what lies below them.
  pen.strokeStyle = "rgba(255, 255, 255, 0.75)";
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
