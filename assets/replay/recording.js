// ---------------------------------------------------------------- the recording

const ROC_AUC = { title: "ROC AUC", guessing: 0.5, best: 1 }; // of recordings that name no score
const BELOW = 0.3; // how far below guessing, or the worst end, the axis of a score goes at most
const ABOVE = 1.6; // times the loss of guessing: so high the axis of a loss goes at most

function prepare(recording, live) {
  const lanes = recording.lanes.map(readLane);
  const ghosts = (recording.beneath ?? []).flatMap(({ lanes: own, differs }) =>
    own.map((lane) => ({ ...readLane(lane), differs })),
  );
  const metric = recording.metric ?? ROC_AUC;
  const race = { ...recording, metric, live, lanes, ghosts, all: [...lanes, ...ghosts] };
  const loss = recording.loss || lanes.some((lane) => lane.losses?.some(known));
  race.views = loss ? ["score", "loss"] : ["score"];
  race.dearest = Math.max(1e-6, ...race.all.map((lane) => lane.cpu.at(-1)));
  race.surfaces = recording.surface?.lanes.map(({ at, data }) => ({ wall: at, frames: data }));
  useClock(race, "seconds");
  useView(race, "score");
  race.summary = summary(race);
  return race;
}

function readLane(lane) {
  return { ...lane, rgb: rgb(lane.colour), wall: lane.times };
}

// What the seconds of a play stand for; everything that has a time follows.
function useClock(race, clock) {
  for (const lane of race.all) {
    lane.times = timesOf(lane, clock);
    lane.end = lane.times.at(-1);
  }
  race.surfaces?.forEach((surface, i) => {
    const { wall, times } = race.lanes[i];
    surface.at = surface.wall.map((t) => between(wall, times, t));
  });
  race.clock = clock;
  race.end = Math.max(1e-6, ...race.all.map((lane) => lane.end));
  race.wide = race.live ? roomy(race.end) : race.end;
  if (clock === "share" || race.end === 1e-6) race.wide = 1;
  const times = race.lanes.flatMap((lane) => lane.times);
  race.ticks = [...new Set([0, ...times, race.end])].sort((a, b) => a - b);
  if (race.view) useView(race, race.view);
}

function timesOf(lane, clock) {
  if (clock === "seconds") return lane.wall;
  if (clock === "cpu") return lane.cpu;
  return lane.cpu.map((cpu, i) => Math.min(1, lane.budget ? cpu / lane.budget : lane.steps[i] / lane.total));
}

// The end of an axis that grows now and then, not with every step.
function roomy(end) {
  const power = 10 ** Math.floor(Math.log10(end));
  return power * [1, 1.5, 2, 3, 5, 7.5, 10].find((times) => times * power >= end * 0.999);
}

// Which of its numbers a lane's line is made of.
function useView(race, view) {
  const loss = view === "loss";
  for (const lane of race.all) {
    lane.points = pairs(lane.times, loss ? lane.losses : lane.scores);
    lane.held = loss && !lane.differs ? pairs(lane.times, lane.held_losses ?? []) : [];
  }
  race.view = view;
  race.level = loss ? race.baseline_loss : race.baseline;
  race.range = (loss ? lossRange : scoreRange)(race);
}

function pairs(times, values) {
  return times.flatMap((t, i) => (known(values[i]) ? [[t, values[i]]] : []));
}

function scoreRange({ all: lanes, baseline, metric, live }) {
  const all = lanes.flatMap((lane) => lane.points.map((point) => point[1]));
  if (!all.length) return [0, 1];
  // R² can start far below zero: such a line then comes in along the lower edge.
  const floor = Math.min(metric.guessing ?? 0, ...lanes.flatMap((lane) => lane.points.at(-1)?.[1] ?? [])) - BELOW;
  const bounded = metric.guessing > 0;
  let least = bounded ? Math.min(...all) : Math.max(floor, Math.min(...all));
  const most = Math.max(...all);
  // A baseline far below would press the lines together; then it is only named.
  if (known(baseline) && least - baseline < 1.5 * (most - least)) least = Math.min(least, baseline);
  // The first steps of a race under way would stretch over the whole chart.
  if (live) least = Math.min(least, most - 0.1);
  const span = Math.max(0.02, most - least);
  const unit = niceStep(span / 4);
  const low = Math.max(bounded ? 0 : -Infinity, Math.floor((least - 0.04 * span) / unit) * unit);
  const high = Math.min(metric.best, Math.ceil((most + 0.04 * span) / unit) * unit);
  return [low, high > low ? high : low + unit];
}

// A loss starts at zero. One that runs away leaves through the upper edge.
function lossRange({ all: lanes, baseline_loss: level }) {
  const all = lanes.flatMap((lane) => [...lane.points, ...lane.held].map((point) => point[1]));
  const most = Math.max(0, ...all);
  const high = known(level) ? Math.min(Math.max(most, 1.1 * level), ABOVE * level) : most;
  const unit = niceStep(Math.max(1e-6, high) / 4);
  return [0, Math.ceil(high / unit - 1e-6) * unit];
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
