// ---------------------------------------------------------------- work and cost of each lane

function createStrips(parent, race) {
  const box = add(parent, "div", { class: "strips" });
  const strips = race.lanes.map((lane) => createStrip(box, lane, race));
  const beneath = race.ghosts.length ? createBeneath(parent, race) : () => {};
  return { draw: (t) => (strips.forEach((strip) => strip(t)), beneath(t)) };
}

function createStrip(parent, lane, race) {
  const strip = add(parent, "div", { class: "strip" });
  const name = add(strip, "div", { class: "strip-name" });
  glyph(name, lane.marker, lane.colour);
  add(name, "span", {}, lane.title);
  const meters = add(strip, "div", { class: "meters" });
  const work = createMeter(meters, "Work", lane.colour);
  const cost = createMeter(meters, "Cost", lane.colour, "cost");
  add(strip, "div", { class: "strip-end" }, ending(lane, race));
  const grown = known(lane.peak_mb) ? ` · ${memory(lane.peak_mb)}` : "";
  return (t) => {
    const i = reached(lane.times, t);
    const steps = i < 0 ? 0 : lane.steps[i];
    const done = t >= lane.end - 1e-9;
    work(done && hasFinished(lane) ? 1 : Math.min(1, steps / lane.total), `${steps} of ${lane.total} ${counted(lane.total, lane.unit)}`);
    const cpu = cpuAt(lane, t);
    cost(cpu / race.dearest, `${seconds(cpu, race.dearest)} CPU${grown}`);
    strip.classList.toggle("done", done || known(lane.told));
  };
}

function cpuAt(lane, t) {
  return between(lane.times, lane.cpu, Math.min(t, lane.end));
}

// Costs share one scale, so that their bars can be compared; work ends full in each lane.
function createMeter(parent, label, colour, kind = "work") {
  add(parent, "span", { class: "meter-name" }, label);
  const bar = add(add(parent, "div", { class: `bar ${kind}`, "aria-hidden": "true" }), "i", {});
  const told = add(parent, "b", { class: "meter-value" });
  bar.style.background = colour;
  return (share, text) => {
    bar.style.transform = `scaleX(${share})`;
    write(told, text);
  };
}

function createBeneath(parent, race) {
  const box = add(parent, "div", { class: "beneath" });
  for (const other of race.beneath) {
    const title = add(box, "p", { class: "beneath-title" });
    add(title, "b", {}, `Beneath, dashed: ${other.title}. `);
    add(title, "span", {}, other.note);
  }
  const lines = race.ghosts.map((lane) => {
    const line = add(box, "p", { class: "beneath-lane" });
    glyph(line, lane.marker, lane.colour);
    add(line, "span", {}, `${lane.title}, ${lane.differs}`);
    const facts = add(line, "span", { class: "strip-facts" });
    return (t) => {
      const cpu = `${seconds(cpuAt(lane, t), race.dearest)} CPU`;
      write(facts, t >= lane.end - 1e-9 ? `${cpu}${reachedIn(lane, race.metric)}` : cpu);
    };
  });
  return (t) => lines.forEach((line) => line(t));
}
