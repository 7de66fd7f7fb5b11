// Runs before the page is drawn, so that a chosen scheme never flashes.
(() => {
  'use strict';
  const kept = (() => { try { return localStorage.getItem('scheme'); } catch { return null; } })();
  if (kept === 'dark' || kept === 'light') document.documentElement.dataset.theme = kept;
  document.documentElement.classList.add('scripted');
})();
