// What the theme leaves to do for those who use the keyboard or a screen reader: wide tables take the
// focus, so that they can be scrolled; copy buttons and the levels of the menu are not landmarks.
function finish() {
  document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset pre > code").forEach((box) => {
    box.tabIndex = 0;
  });
  document.querySelectorAll(".md-code__nav, .md-nav .md-nav[aria-labelledby]").forEach((nav) => {
    nav.setAttribute("role", "none");
    nav.removeAttribute("aria-labelledby");
    nav.removeAttribute("aria-expanded");
  });
}

new MutationObserver(finish).observe(document.body, { childList: true, subtree: true });
finish();
