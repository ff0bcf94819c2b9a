// Five things that the interface around the pages leaves undone.
const push = history.pushState.bind(history);
history.pushState = (state, title, url) => {
  const from = location.pathname;
  const to = new URL(url ?? location.href, location.href);
  // A page opened without an address is given one. That is no step of its own: without
  // this, going back would lead to the bare page, which is given its address again.
  const completed = to.pathname === from && !location.search && to.search;
  (completed ? history.replaceState.bind(history) : push)(state, title, url);
  // On a phone the list of pages covers the page that was chosen in it.
  if (to.pathname !== from && innerWidth < 768) {
    document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
  }
};

// Larger type for the back row, remembered here, and there before the first word is drawn.
{
  const page = document.documentElement.classList;
  page.toggle("projector", document.cookie.split("; ").includes("projector=1"));
  // The switch changes just after the click or key that it is told of.
  const follow = ({ target }) => {
    const box = target.closest?.(".st-key-projector")?.querySelector("input");
    if (!box) return;
    setTimeout(() => {
      page.toggle("projector", box.checked);
      document.cookie = `projector=${Number(box.checked)}; Path=/; Max-Age=15552000; SameSite=Lax`;
    }, 50);
  };
  document.addEventListener("click", follow, true);
  document.addEventListener("keyup", follow, true);
}

// A chart as a file: plotly draws it anew, in the colours of the page it stands on. Where
// text takes the page's colour, a file needs that colour itself. See pages/ui/tables.py.
document.addEventListener("click", ({ target }) => {
  const place = target.closest?.("button") && target.closest("[class*=st-key-save-]");
  const asked = place && /st-key-save-(png|svg)-(\S+)/.exec(place.className);
  if (!asked) return;
  const [, format, key] = asked;
  const panels = new RegExp(`(^|\\s)st-key-${key}(-\\d+)?(\\s|$)`);
  const charts = [...document.querySelectorAll(`[class*="st-key-${key}"]`)]
    .filter((one) => panels.test(one.className))
    .map((one) => one.querySelector(".js-plotly-plot"))
    .filter(Boolean);
  const ink = getComputedStyle(charts[0] ?? place).color;
  const inked = (value) => {
    if (typeof value === "string") return value.replaceAll("currentColor", ink);
    if (Array.isArray(value)) return value.map(inked);
    if (value?.constructor !== Object) return value;
    const known = Object.entries(value).map(([k, v]) => [k, inked(v)]);
    // a file is drawn without the fonts of this page: text has to be measured so
    if ("family" in value) known.push(["family", "Arial, sans-serif"]);
    return Object.fromEntries(known);
  };
  charts.forEach((chart, i) => {
    const { data, layout } = chart;
    const filename = charts.length > 1 ? `${key}-${i + 1}` : key;
    const size = { width: chart.clientWidth, height: chart.clientHeight, scale: 2 };
    chart._context.toImageButtonOptions = { format, filename, ...size };
    const paper = getComputedStyle(document.querySelector(".stApp")).backgroundColor;
    chart.data = inked(data);
    chart.layout = { ...inked(layout), paper_bgcolor: paper };
    chart.querySelector(".modebar-btn")?.click(); // reads both at once
    Object.assign(chart, { data, layout });
  });
}, true);
// The link that a browser is handed a file with is no click beside an open box.
addEventListener("click", (click) => {
  if (click.target.matches?.("a[download]")) click.stopPropagation();
}, true);
// When the server cannot be reached, in words for people rather than for developers.
{
  const told = new MutationObserver(() => {
    const box = document.querySelector("[data-testid=stDialog]");
    if (!box?.textContent.includes("Connection error")) return;
    const texts = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode;
      if (text.nodeValue === "Connection error") text.nodeValue = "The server cannot be reached";
      if (text.nodeValue.includes("not responding")) {
        text.nodeValue = "This page comes back by itself as soon as it can. What had finished is kept.";
      }
    }
  });
  addEventListener("DOMContentLoaded", () => told.observe(document.body, { childList: true }));
}
