// Lays the thresholds of the form over the plane as lines that can be dragged or moved with the arrow keys.
(() => {
  'use strict';
  const NS = 'http://www.w3.org/2000/svg';
  const make = (name, attributes) => {
    const element = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const rounded = (value) => {
    const step = value >= 1000 ? 10 : value >= 100 ? 1 : value >= 10 ? 0.1 : 0.01;
    return Number((Math.round(value / step) * step).toPrecision(10));
  };
  const inputs = () => [...document.querySelectorAll('input[data-axis]')];

  document.addEventListener('drawn', ({ target, detail: view }) => {
    if (!('limits' in target.dataset)) return;
    const svg = target.querySelector('svg');
    const [left, top] = [view.origin()[0] + view.padding().left, view.origin()[1] + view.padding().top];
    const [width, height] = [view.width(), view.height()];
    const overlay = make('g', { transform: `translate(${left},${top})`, class: 'limits' });
    svg.append(overlay);

    // Knobs and labels of upright lines stand one under the other, so that lines at one place can both be taken.
    let row = 0;
    for (const input of inputs()) {
      const across = input.dataset.axis === 'x';
      const scale = view.scale(input.dataset.axis);
      const [low, high] = scale.domain();
      const line = make('g', {
        class: 'limit-handle', tabindex: '0', role: 'slider', 'aria-label': input.dataset.label,
        'aria-orientation': across ? 'horizontal' : 'vertical', 'aria-valuemin': rounded(low), 'aria-valuemax': rounded(high),
      });
      const grip = make('path', { class: 'grip', d: across ? `M0 0V${height}` : `M0 0H${width}` });
      const seen = make('path', { class: 'seen', d: across ? `M0 0V${height}` : `M0 0H${width}` });
      const knob = make('rect', across ? { x: -6, y: -5 + 14 * row, width: 12, height: 10, rx: 1 } : { x: width - 6, y: -6, width: 10, height: 12, rx: 1 });
      const text = make('text', across ? { x: 9, y: 4 + 14 * row++ } : { x: width - 12, y: -6, 'text-anchor': 'end' });
      line.append(grip, seen, knob, text);
      overlay.append(line);
      let value = Number(input.value);
      let sent = value;

      const show = () => {
        const at = Math.max(0, Math.min(across ? width : height, scale(value)));
        line.setAttribute('transform', across ? `translate(${at},0)` : `translate(0,${at})`);
        line.setAttribute('aria-valuenow', value);
        line.classList.toggle('moved', String(value) !== String(Number(input.dataset.enacted)));
        text.textContent = value.toLocaleString('en-US', { maximumFractionDigits: 4 });
        input.value = String(value);
      };
      const ask = () => {
        if (value === sent) return;
        sent = value;
        sessionStorage.setItem('limit', input.name);
        input.form.requestSubmit();
      };
      const set = (wanted) => { value = Math.max(rounded(low), Math.min(rounded(high), rounded(wanted))); show(); };

      line.addEventListener('pointerdown', (event) => {
        event.preventDefault();
        line.focus();
        line.setPointerCapture(event.pointerId);
        const box = svg.getBoundingClientRect();
        const ratio = box.width / svg.viewBox.baseVal.width || 1;
        const move = (moved) => {
          const at = across ? (moved.clientX - box.left) / ratio - left : (moved.clientY - box.top) / ratio - top;
          set(scale.invert(at));
        };
        const end = () => {
          line.removeEventListener('pointermove', move);
          line.removeEventListener('pointerup', end);
          line.removeEventListener('pointercancel', end);
          ask();
        };
        line.addEventListener('pointermove', move);
        line.addEventListener('pointerup', end);
        line.addEventListener('pointercancel', end);
      });
      let waiting = 0;
      line.addEventListener('keydown', (event) => {
        const step = { ArrowRight: 1.02, ArrowUp: 1.02, ArrowLeft: 1 / 1.02, ArrowDown: 1 / 1.02, PageUp: 1.2, PageDown: 1 / 1.2 }[event.key];
        if (event.key === 'Home' && input.dataset.enacted) set(Number(input.dataset.enacted));
        else if (step) set(value * step === value ? value + 0.01 : value * step);
        else if (event.key !== 'Enter') return;
        event.preventDefault();
        clearTimeout(waiting);
        waiting = setTimeout(ask, event.key === 'Enter' ? 0 : 700);
      });
      show();
      if (sessionStorage.getItem('limit') === input.name) {
        sessionStorage.removeItem('limit');
        line.focus({ preventScroll: true });
      }
    }
  });
})();
