// Two things that the interface around the pages leaves undone.
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
