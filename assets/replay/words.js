// ---------------------------------------------------------------- words

const CLOCKS = [
  ["seconds", "Seconds", "Seconds on the clock of each lane"],
  ["cpu", "CPU seconds", "Seconds of work of one processor core"],
  ["share", "Share", "Share of the CPU seconds of the budget; without one, of the planned steps"],
];
const BUSY = 2; // times its CPU seconds that a lane took
const VIEWS = [
  ["score", "Score", "How good the answers are on rows held back"],
  ["loss", "Loss", "What the net makes small while it learns"],
];

function summary(race) {
  const told = race.lanes.map((lane) => {
    const score = lane.points.at(-1)?.[1];
    const with_ = score === undefined ? "" : ` with a live ${race.metric.title} of ${score.toFixed(3)}`;
    return `${lane.title} finished after ${seconds(lane.end)}${with_}, ${seconds(lane.cpu.at(-1))} of CPU time`;
  });
  if (race.live) return `A race under way on ${race.title}.`;
  return `Replay of a race on ${race.title}. ${told.join(". ")}.`;
}

// Where everybody is at one moment, for those who hear it.
function momentWords(race, t) {
  const told = race.lanes.map((lane) => {
    const i = reached(lane.points.map((point) => point[0]), t);
    const value = i < 0 ? "nothing yet" : lane.points[i][1].toFixed(3);
    return `${lane.title} ${value}`;
  });
  const what = race.view === "loss" ? "loss" : race.metric.title;
  return `At ${moment(race, t)}, ${what}: ${told.join(", ")}.`;
}

function seconds(value, end = value) {
  if (end >= 100) return `${value.toFixed(0)} s`;
  return `${value.toFixed(end >= 10 ? 1 : end >= 1 ? 2 : 3)} s`;
}

// A time of the clock in force, with its unit.
function moment(race, t) {
  if (race.clock === "share") return `${Math.round(100 * t)} %`;
  const told = seconds(t, race.end);
  return race.clock === "cpu" ? told.replace(" s", " CPU s") : told;
}

function clockAxis(race, wide) {
  if (race.clock === "seconds") return wasBusy(race) ? busyWords(wide) : "Seconds of training";
  if (race.clock === "cpu") return "CPU seconds of training";
  const { budget } = race.lanes[0];
  return known(budget) ? `Share of the budget of ${trim(budget)} CPU ${wide ? "seconds" : "s"}` : "Share of the planned steps";
}

// Where others keep the processor busy, seconds measure them as well.
function wasBusy(race) {
  return race.lanes.some((lane) => lane.wall.at(-1) > Math.max(1, BUSY * lane.cpu.at(-1)));
}

function busyWords(wide) {
  return wide ? "Seconds on a busy computer: CPU seconds are fairer" : "Seconds (busy computer)";
}

function viewTitle(race, width) {
  const [wide, wider] = [width > 250, width > 360];
  if (race.view === "loss") {
    const kind = race.classes.length ? "cross-entropy" : "squared error";
    return wide ? `Loss: ${kind}; thin line: on rows held back` : `Loss: ${kind}`;
  }
  const scored = new Set(race.lanes.map((lane) => lane.scored_on).filter(Boolean));
  const on = scored.size === 1 && wide ? ` on ${[...scored][0]}` : "";
  const best = wider ? ` · ${trim(race.metric.best)} is perfect` : "";
  return `Live score: ${race.metric.title}${on}${best}`;
}

function paceText(race, speed) {
  if (race.clock === "share") return "";
  const factor = pace(race, speed);
  const short = (x) => (x >= 10 ? Math.round(x).toLocaleString("en") : x.toFixed(1).replace(/\.0$/, ""));
  if (factor > 1.05) return `sped up ${short(factor)}×`;
  if (factor < 0.95) return `slowed down ${short(1 / factor)}×`;
  return "at its real speed";
}

function counted(n, unit) {
  return n === 1 ? unit : `${unit}s`;
}

// How a lane ended, unless the recording says it itself.
function ending(lane, race) {
  if (known(lane.told)) return lane.told;
  const last = Math.max(...race.lanes.map((other) => other.wall.at(-1)));
  return `${how(lane)} after ${seconds(lane.wall.at(-1), last)}${reachedIn(lane, race.metric)}`;
}

function how(lane) {
  if (lane.steps.at(-1) >= lane.total) return "Finished";
  const spent = known(lane.budget) && lane.cpu.at(-1) >= lane.budget;
  return spent ? `Stopped by its budget of ${trim(lane.budget)} CPU seconds` : `Stopped early, back at its best ${lane.unit},`;
}

function memory(megabytes) {
  return `${megabytes.toFixed(megabytes >= 10 ? 0 : 1)} MB`;
}

function hasFinished(lane) {
  return (lane.state ?? "finished") === "finished";
}

// A lane of another race is named by what differs; its colour says the model.
function laneName(lane) {
  return lane.differs ?? lane.title;
}

function reachedIn(lane, metric) {
  const part = lane.reached?.part ?? "test";
  const score = lane.reached ? lane.reached.score : lane.test?.roc_auc;
  return known(score) ? ` · ${part} ${metric.title} ${score.toFixed(3)}` : "";
}

function trim(value) {
  return Number(value.toPrecision(6)).toString();
}
