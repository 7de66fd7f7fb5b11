// What every page can do beyond reading: choose light or dark, copy a line, keep the place after an answer.
(() => {
  'use strict';
  const root = document.documentElement;
  const dark = () => root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;

  const label = () => {
    for (const button of document.querySelectorAll('[data-scheme]')) {
      button.hidden = false;
      button.textContent = dark() ? 'Light' : 'Dark';
      button.setAttribute('aria-label', dark() ? 'Switch to light colours' : 'Switch to dark colours');
    }
  };

  const announce = () => document.dispatchEvent(new CustomEvent('scheme'));

  document.addEventListener('click', async (event) => {
    const scheme = event.target.closest('[data-scheme]');
    if (scheme) {
      root.dataset.theme = dark() ? 'light' : 'dark';
      try { localStorage.setItem('scheme', root.dataset.theme); } catch { /* kept for this page only */ }
      label();
      announce();
    }
    const copy = event.target.closest('[data-copy]');
    if (copy) {
      const from = document.getElementById(copy.dataset.copy);
      const text = from.href || from.textContent;
      try {
        await navigator.clipboard.writeText(text);
        copy.textContent = 'copied';
      } catch {
        getSelection().selectAllChildren(from);
        copy.textContent = 'selected';
      }
      setTimeout(() => { copy.textContent = 'copy'; }, 1500);
    }
  });

  const phone = matchMedia('(max-width: 46rem)');  // as in the style sheet

  const ready = () => {
    label();
    // On a phone the rest of a question that has its answer would stand before it for a whole screen.
    if (phone.matches && document.getElementById('again')) {
      for (const rest of document.querySelectorAll('details.more[open]')) rest.open = false;
    }
    for (const button of document.querySelectorAll('[data-copy]')) button.hidden = false;
    document.dispatchEvent(new CustomEvent('page'));
  };

  // What says nothing, or stands at its enacted value, need not stand in the address.
  document.addEventListener('submit', ({ target: form }) => {
    if (form.method !== 'get') return;
    const silent = [...form.elements].filter((field) => field.name && !field.disabled && field.name !== 'q' &&
      (field.value === '' || field.value === field.dataset.enacted));
    for (const field of silent) field.disabled = true;
    setTimeout(() => { for (const field of silent) field.disabled = false; }, 0);
  }, true);

  // A figure is laid out for the screen that asks for it.
  document.addEventListener('htmx:config:request', ({ detail: { ctx } }) => {
    if (phone.matches && ctx.target?.matches('.picture')) ctx.request.body.set('narrow', 'true');
  });
  phone.addEventListener('change', () => {
    for (const place of document.querySelectorAll('.picture[hx-get]')) {
      htmx.ajax('GET', place.getAttribute('hx-get'), { target: place, swap: 'innerHTML' });
    }
  });

  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { label(); announce(); });
  document.addEventListener('htmx:after:swap', ready);
  document.addEventListener('change', (event) => {
    // A choice in a form that asks at once needs no button.
    if (event.target.matches('select[name=x], select[name=y]')) event.target.form.requestSubmit();
  });
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', ready); else ready();
})();
