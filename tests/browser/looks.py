"""What a page must not do at any width: run out of the window, or lay one line of text upon another."""

from __future__ import annotations

from playwright.sync_api import Page

# Lines of text are compared as they are painted: cut to every scrolling or clipping box around them, and without what is meant to
# lie above the page (fixed and sticky bars, opened menus). 40 % of the lower line is more than the tightest line height needs.
_FAULTS = """() => {
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const faults = over > 0 ? [`${over} px too wide`] : [];
  const lines = [];
  const above = new Set(['fixed', 'sticky']);
  const walk = document.createTreeWalker(document.querySelector('#main') || document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode, words = text.data.trim();
    if (!words || !text.parentElement.checkVisibility({checkVisibilityCSS: true})) continue;
    let box = {left: 0, top: -1e6, right: innerWidth, bottom: 1e6}, skip = false;
    for (let e = text.parentElement; e && e !== document.body; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (above.has(style.position) || e.matches('.menu__pop, .sr, option')) { skip = true; break }
      if (style.overflowX !== 'visible' || style.overflowY !== 'visible') {
        const r = e.getBoundingClientRect();
        box = {left: Math.max(box.left, r.left), top: Math.max(box.top, r.top),
               right: Math.min(box.right, r.right), bottom: Math.min(box.bottom, r.bottom)};
      }
    }
    if (skip) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const r of range.getClientRects()) {
      const line = {left: Math.max(r.left, box.left), top: Math.max(r.top, box.top),
                    right: Math.min(r.right, box.right), bottom: Math.min(r.bottom, box.bottom), words};
      if (line.right - line.left > 2 && line.bottom - line.top > 4) lines.push(line);
    }
  }
  lines.sort((a, b) => a.top - b.top);
  lines.forEach((a, i) => {
    for (let j = i + 1; j < lines.length && lines[j].top < a.bottom; j++) {
      const b = lines[j];
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - b.top;
      if (wide > 3 && high > .4 * (b.bottom - b.top)) {
        faults.push(`“${a.words.slice(0, 30)}” lies upon “${b.words.slice(0, 30)}”`);
      }
    }
  });
  return faults;
}"""


def faults(page: Page, width: int, height: int) -> list[str]:
    """What is wrong with the page in a window of this size, a line each; the window keeps the size."""
    page.set_viewport_size({"width": width, "height": height})
    found: list[str] = page.evaluate(_FAULTS)
    return [f"{page.url} at {width} px: {fault}" for fault in found]
