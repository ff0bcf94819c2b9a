// Plays a recorded race: lines, decision boundaries and costs on one clock.
// The recording is made by core/recording.py. Nothing here talks to the server.
// With `live` it is a race under way (core/onair.py), shown as far as it is.
// pages/ui/replay.py joins the files of this folder into one module, this one first.

const PLAY_S = 8; // seconds that a play takes at speed 1, however long the race was
const REST_S = 3; // pause at the end before a race that plays by itself starts again

// What was chosen last, for every race that is drawn after it.
const chosen = { clock: "seconds", view: "score" };

const players = new WeakMap();

export default function mount({ parentElement, data }) {
  const root = parentElement.querySelector(".replay");
  if (!root || !data) return () => {};
  let player = players.get(parentElement);
  const before = player;
  const recording = read(data.recording);
  const stays = player?.live && data.live && player.root === root;
  const shown = shownIn(recording);
  if (stays && player.shown !== shown) player.update(recording);
  if (!stays && (!player || player.live || player.shown !== shown || player.root !== root)) {
    player?.stop();
    const kept = player?.key === recording.key || player?.state.held ? player.state : null;
    player = createPlayer(root, { ...data, recording }, kept);
    players.set(parentElement, player);
  }
  // A rerun may clean up an older mount after the newer one: only the newest may stop.
  const ticket = player.start();
  if (before && before !== player && data.live && goesOn(recording)) player.reveal();
  return () => player.stop(ticket);
}

// A recording comes as text, and the points of a race under way as text within it.
function read(text) {
  const recording = JSON.parse(text);
  if (typeof recording.points === "string") recording.points = JSON.parse(recording.points);
  return recording;
}

// A race, and what lies beneath it.
function shownIn(recording) {
  return [recording.key, ...(recording.beneath ?? []).map((other) => other.key)].join("/");
}

function createPlayer(root, { recording, autoplay, chart: height, live = false }, kept) {
  dress(root);
  let race = prepare(recording, live);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const state = kept ?? {
    share: autoplay && !calm ? 0 : 1,
    playing: autoplay && !calm,
    looping: autoplay && !calm,
    speed: 1,
    rest: 0,
    told: false,
    held: false,
    pair: [0, 1],
    ...chosen,
  };
  setUp();
  state.t = state.held && !live ? Math.min(state.t, race.end) : state.share * race.end;
  state.held = state.held && live;
  const view = createView(root, race, height, state.pair);
  let newest = recording;
  let frame = 0;
  let last = 0;
  let ticket = 0;
  let seen = true;
  let watchers = [];

  function draw() {
    state.share = state.t / race.end;
    view.draw(state);
  }

  function setUp() {
    useClock(race, state.clock);
    useView(race, race.views.includes(state.view) ? state.view : "score");
  }

  // Puts another recording of the same race under way in the place of this one, unless
  // somebody holds the picture.
  function replace(other) {
    newest = other;
    if (state.held && !isCutShort(other)) return;
    const starts = !goesOn(recording) && goesOn(other);
    state.held = false;
    recording = other;
    race = prepare(recording, live);
    setUp();
    view.fill(race);
    state.t = race.end;
    draw();
    if (starts) reveal();
  }

  // Whoever starts a race sees it.
  function reveal() {
    view.reveal(calm ? "instant" : "smooth");
  }

  function hold() {
    if (!goesOn(newest)) return;
    state.held = !state.held;
    if (!state.held) replace(newest);
    draw();
    view.tell(momentWords(race, state.t));
  }

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
    view.tell(momentWords(race, state.t));
  }

  function toggle() {
    if (!state.playing) return play();
    state.playing = false;
    return view.tell(momentWords(race, state.t));
  }

  const step = (way) => go(neighbour(race.ticks, state.t, way));

  view.controls.play.onclick = () => (live ? hold() : act(toggle));
  view.controls.back.onclick = () => act(() => step(-1));
  view.controls.next.onclick = () => act(() => step(1));
  view.controls.scrub.oninput = () =>
    act(() => go((Number(view.controls.scrub.value) / 1000) * race.end));
  view.controls.speed.onchange = () =>
    act(() => (state.speed = Number(view.controls.speed.value)));
  view.options.onclock = (clock) =>
    act(() => {
      const share = state.t / race.end;
      useClock(race, (state.clock = chosen.clock = clock));
      state.t = share * race.end;
      view.resize(true);
    });
  view.options.onview = (shown) =>
    act(() => {
      useView(race, (state.view = chosen.view = shown));
      view.resize(true);
    });
  root.onkeydown = (event) => {
    const done = live ? event.key === " " && hold : keys[event.key];
    if (!done || isTaken(event)) return;
    if (live) hold();
    else act(done);
    event.preventDefault();
  };
  const keys = {
    " ": toggle,
    ArrowLeft: () => step(-1),
    ArrowDown: () => step(-1),
    ArrowRight: () => step(1),
    ArrowUp: () => step(1),
    Home: () => go(0),
    End: () => go(race.end),
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
    get key() {
      return recording.key;
    },
    get shown() {
      return shownIn(recording);
    },
    root,
    state,
    live,
    update: replace,
    reveal,
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

// The style comes with the script, once, and not with every run of the page.
const sheet = new CSSStyleSheet();

function dress(root) {
  const scope = root.getRootNode();
  if (scope.adoptedStyleSheets.includes(sheet)) return;
  sheet.replaceSync(STYLE);
  scope.adoptedStyleSheets.push(sheet);
}

// Radio buttons and lists have arrow keys of their own, buttons the space bar.
function isTaken(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  const own = event.target.closest?.("select, button, [type=radio]");
  return Boolean(own) && (own.tagName !== "BUTTON" || event.key === " ");
}

// Whether anything is still learning, and whether it ended before its time.
function goesOn({ lanes }) {
  return lanes.some((lane) => ["queued", "running"].includes(lane.state));
}

function isCutShort(race) {
  return !goesOn(race) && race.lanes.some((lane) => !hasFinished(lane));
}

// How far the clock in force moves in one second of play.
function pace(race, speed) {
  return (race.end / PLAY_S) * speed;
}

function neighbour(ticks, t, way) {
  const slack = 1e-9;
  if (way > 0) return ticks.find((tick) => tick > t + slack) ?? ticks.at(-1);
  return ticks.findLast((tick) => tick < t - slack) ?? 0;
}
