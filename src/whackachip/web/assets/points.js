// Points of a chart for the keyboard: arrow keys go from one to the next, Enter opens it, and the table's row is told too.
(() => {
  'use strict';
  const NS = 'http://www.w3.org/2000/svg';
  const KEYS = { ArrowRight: ['x', 1], ArrowLeft: ['x', -1], ArrowUp: ['y', -1], ArrowDown: ['y', 1] };
  const places = new Map();

  // The drawn points, each with its place in the picture; the same chip is drawn once.
  const found = (view) => {
    const [left, top] = [view.origin()[0] + view.padding().left, view.origin()[1] + view.padding().top];
    const points = [];
    const walk = (items) => {
      for (const item of items || []) {
        if (item.datum?.tip && item.datum.url && item.mark?.marktype === 'symbol') {
          points.push({ x: item.x + left, y: item.y + top, tip: item.datum.tip, url: item.datum.url });
        } else if (item.items) walk(item.items);
      }
    };
    walk(view.scenegraph().root.items);
    return points;
  };

  const show = (known, point) => {
    known.at = point;
    known.ring?.remove();
    known.ring = null;
    known.told.textContent = point ? point.tip.split('\n').join(' · ') : '';
    if (!point) return;
    known.ring = document.createElementNS(NS, 'circle');
    for (const [name, value] of Object.entries({ class: 'ring', cx: point.x, cy: point.y, r: 8 })) known.ring.setAttribute(name, value);
    known.place.querySelector('svg').append(known.ring);
  };

  // The next point in the order of one axis, so that the same key comes past every chip.
  const next = (known, axis, step) => {
    const other = axis === 'x' ? 'y' : 'x';
    const from = known.at;
    if (!from) return [...known.points].sort((a, b) => a.x - b.x)[0];
    const order = [...known.points].sort((a, b) => a[axis] - b[axis] || a[other] - b[other]);
    return order[order.indexOf(from) + step] || from;
  };

  document.addEventListener('drawn', ({ target, detail: view }) => {
    const told = document.getElementById(target.dataset.points || '');
    if (!told) return;
    const before = places.get(target)?.at;
    const known = { place: target, told, points: found(view), at: null, ring: null };
    places.set(target, known);
    if (before) show(known, known.points.find((point) => point.url === before.url) || null);
  });

  document.addEventListener('keydown', (event) => {
    const known = places.get(event.target);
    if (!known?.points.length) return;
    if (event.key in KEYS) show(known, next(known, ...KEYS[event.key]));
    else if (event.key === 'Home' || event.key === 'End') {
      const order = [...known.points].sort((a, b) => a.x - b.x);
      show(known, order.at(event.key === 'Home' ? 0 : -1));
    } else if (event.key === 'Escape') show(known, null);
    else if (event.key === 'Enter' && known.at) location.assign(known.at.url);
    else return;
    event.preventDefault();
  });

  // A row of the table that has the focus, or the pointer, shows its point.
  const row = ({ target }) => {
    const link = target.closest?.('tr')?.querySelector('th[scope=row] a[href]');
    if (!link) return;
    const url = new URL(link.href).pathname;
    for (const known of places.values()) {
      const point = known.place.isConnected && known.points.find((one) => one.url === url);
      if (point) show(known, point);
    }
  };
  document.addEventListener('focusin', row);
  document.addEventListener('pointerover', row);
})();
