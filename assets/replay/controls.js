// ---------------------------------------------------------------- the controls

const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];
const ICONS = {
  play: "M5 3v18l16-9z",
  pause: "M5 3h5v18H5zM14 3h5v18h-5z",
  back: "M4 4h3v16H4zM20 4v16L9 12z",
  next: "M17 4h3v16h-3zM4 4v16l11-8z",
};

// A race under way cannot be paused, its picture can.
const HOLD = { pause: "Hold the picture", play: "Go on live" };

function createControls(parent, race) {
  const kind = race.live ? "controls live" : "controls";
  const box = add(parent, "div", { class: kind, role: "group", "aria-label": "Replay controls" });
  const buttons = add(box, "div", { class: "buttons" });
  const back = button(buttons, "back", "Step back");
  const play = button(buttons, "play", "Play");
  const next = button(buttons, "next", "Step forward");
  const scrub = add(box, "input", { type: "range", min: 0, max: 1000, step: 1, "aria-label": "Moment of the race" });
  const clock = add(box, "span", { class: "clock" });
  const at = add(clock, "b", {});
  const whole = add(clock, "span", {});
  const side = add(box, "span", { class: "speed" });
  const speed = add(side, "select", { "aria-label": "Speed" });
  for (const s of SPEEDS) add(speed, "option", { value: s }, `${s}×`);
  const pacing = add(side, "span", { class: "pace" });

  function draw(state, race) {
    box.classList.toggle("going", goesOn(race) && race.end > 1e-6);
    const moves = race.live ? !state.held : state.playing;
    const verb = moves ? "pause" : "play";
    if (play.dataset.verb !== verb) {
      play.dataset.verb = verb;
      const label = race.live ? HOLD[verb] : moves ? "Pause" : "Play";
      set(play, { "aria-label": label, title: label });
      set(play.querySelector("path"), { d: ICONS[verb] });
    }
    scrub.value = Math.round((1000 * state.t) / race.end);
    scrub.style.setProperty("--share", `${(100 * state.t) / race.end}%`);
    set(scrub, { "aria-valuetext": `${moment(race, state.t)} of ${moment(race, race.end)}` });
    write(at, moment(race, state.t));
    const held = state.held ? " · held, training goes on" : "";
    write(whole, race.live ? held : ` of ${moment(race, race.end)}`);
    speed.value = String(state.speed);
    write(pacing, paceText(race, state.speed));
    set(back, { "aria-disabled": state.t <= 0 });
    set(next, { "aria-disabled": state.t >= race.end });
  }

  return { back, play, next, scrub, speed, draw };
}

// Switches above the picture: what is drawn, and on which clock.
function createOptions(parent, race) {
  const box = add(parent, "div", { class: "options" });
  const options = { onview: () => {}, onclock: () => {} };
  const views = VIEWS.filter(([view]) => race.views.includes(view));
  const shown = views.length > 1 ? createSwitch(box, "Line", views, (view) => options.onview(view)) : () => {};
  const clock = createSwitch(box, "Clock", CLOCKS, (own) => options.onclock(own));
  options.draw = (state) => (shown(state.view), clock(state.clock));
  return options;
}

let switches = 0; // radio buttons of two replays on one page must not share a name

function createSwitch(parent, label, choices, choose) {
  const box = add(parent, "fieldset", { class: "switch" });
  add(box, "legend", { class: "unseen" }, label);
  switches += 1;
  const radios = choices.map(([value, title, help]) => {
    const item = add(box, "label", { title: help });
    const radio = add(item, "input", { type: "radio", name: `${label}-${switches}`, value });
    add(item, "span", {}, title);
    radio.onchange = () => choose(value);
    return radio;
  });
  return (value) => radios.forEach((radio) => (radio.checked = radio.value === value));
}

function button(parent, icon, label) {
  const node = add(parent, "button", { type: "button", class: icon, "aria-label": label, title: label });
  const picture = add(node, "svg:svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  add(picture, "svg:path", { d: ICONS[icon] });
  return node;
}
