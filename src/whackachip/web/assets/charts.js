// Draws the charts that a page names: Vega-Lite through the interpreter, which needs no eval, in the colours of the page.
(() => {
  'use strict';
  const views = new Map();
  let theme = null;

  const side = () => {
    const chosen = document.documentElement.dataset.theme;
    return chosen || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  };

  const painted = (value, colours) => {
    if (typeof value === 'string') return value.startsWith('@') ? colours[value.slice(1)] || value : value;
    if (Array.isArray(value)) return value.map((inner) => painted(inner, colours));
    if (value && typeof value === 'object') {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, painted(inner, colours)]));
    }
    return value;
  };

  const config = (colours) => {
    const shared = painted(theme.config, colours);
    const axis = { ...shared.axis, labelFontSize: 12, titleFontSize: 13, labelOverlap: 'greedy', labelSeparation: 8 };
    return { ...shared, font: `"Source Sans 3", ${theme.font}`, background: null, axis };
  };

  const tip = (() => {
    let box = null;
    return (handler, event, item, value) => {
      if (!box) {
        box = document.createElement('div');
        box.className = 'tip';
        box.setAttribute('role', 'status');
        document.body.append(box);
      }
      box.hidden = !value;
      if (!value) return;
      box.replaceChildren(...String(value).split('\n').map((line, place) => {
        const part = document.createElement(place ? 'div' : 'strong');
        part.textContent = line;
        return part;
      }));
      const left = Math.min(event.clientX + 14, innerWidth - box.offsetWidth - 8);
      box.style.left = `${Math.max(8, left) + scrollX}px`;
      box.style.top = `${event.clientY + 16 + scrollY}px`;
    };
  })();

  const draw = async (place) => {
    const spec = views.get(place)?.spec || await (await fetch(place.dataset.chart)).json();
    theme ||= await (await fetch('/assets/theme.json')).json();
    const colours = theme[side()];
    const full = { $schema: 'https://vega.github.io/schema/vega-lite/v6.json', config: config(colours), ...painted(spec, colours) };
    if (full.width === 'container') full.width = Math.max(280, place.clientWidth);
    const compiled = vegaLite.compile(full).spec;
    views.get(place)?.view.finalize();
    place.replaceChildren();
    const view = new vega.View(vega.parse(compiled, null, { ast: true }), {
      expr: vegaInterpreter, renderer: 'svg', container: place, hover: true, tooltip: tip, logLevel: vega.Error,
      loader: vega.loader({ target: '_self' }),
    });
    await view.runAsync();
    // The place itself says what it shows; Vega's names for its parts would say nothing more.
    for (const part of place.querySelectorAll('svg [role], svg [aria-roledescription]')) {
      for (const name of ['role', 'aria-roledescription', 'aria-label']) part.removeAttribute(name);
    }
    views.set(place, { spec, view, width: place.clientWidth });
    place.dataset.drawn = 'yes';
    place.dispatchEvent(new CustomEvent('drawn', { bubbles: true, detail: view }));
  };

  const all = () => {
    for (const place of views.keys()) if (!place.isConnected) { views.get(place).view.finalize(); views.delete(place); }
    for (const place of document.querySelectorAll('[data-chart]')) if (!views.has(place)) draw(place);
  };

  const again = () => { for (const place of [...views.keys()]) if (place.isConnected) draw(place); };
  let waiting = 0;
  addEventListener('resize', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      for (const [place, known] of views) if (place.isConnected && place.clientWidth !== known.width) draw(place);
    }, 150);
  });
  document.addEventListener('page', all);
  document.addEventListener('scheme', again);
  all();
})();
