// ---------------------------------------------------------------- surfaces into pictures

const LEVELS = 250; // a surface's byte for probability 1
const FINE = 176; // pixels along each side of a drawn surface
const ALERT = [224, 69, 123];

// A lane's surface, FINE times FINE values, as probabilities or class codes.
function fineSurface(race, lane, frame) {
  const cache = (race.fine ??= new Map());
  const name = `${lane}/${frame}`;
  if (!cache.has(name)) {
    if (cache.size > 24) cache.delete(cache.keys().next().value);
    const coarse = bytes(race.surfaces[lane].frames[frame]);
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

function disagreement(race, frames, pair) {
  if (!pair.every((lane) => frames[lane] >= 0)) return null;
  const [first, second] = pair.map((lane) => fineSurface(race, lane, frames[lane]));
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
