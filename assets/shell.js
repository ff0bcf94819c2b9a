// Three things that the interface around the pages leaves undone.
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
