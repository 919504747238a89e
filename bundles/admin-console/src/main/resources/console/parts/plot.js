// A figure over time, drawn by uPlot in the theme's colours, with its newest value in words for who cannot see it.
import { LitElement, html, UPlot } from '../lib.js';
import { bytes } from './format.js';

const HEIGHT = 132;
/** Steps of an axis of bytes: round in KiB, MiB and so on. */
const BINARY = Array.from({ length: 50 }, (_, power) => 2 ** power);
const DARK = matchMedia('(prefers-color-scheme: dark)');

const clock = (seconds, step) => new Date(seconds * 1000).toLocaleTimeString(undefined,
  { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...(step < 60 ? { second: '2-digit' } : {}) });

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Resolves light-dark() and var() to what a canvas takes. */
function painted(name) {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  probe.hidden = true;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color || colour(name);
}

/** times: seconds; lines: [{name, values, colour: '--plot-1'}]; format: number → text. */
class Plot extends LitElement {
  static properties = { label: {}, times: { attribute: false }, lines: { attribute: false }, format: { attribute: false } };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.redraw = () => this.draw(true);
    window.addEventListener('mailbay-theme', this.redraw);
    DARK.addEventListener('change', this.redraw);
    this.watch = new ResizeObserver(() => this.chart?.setSize({ width: this.clientWidth, height: HEIGHT }));
    this.watch.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener('mailbay-theme', this.redraw);
    DARK.removeEventListener('change', this.redraw);
    this.watch.disconnect();
    this.chart?.destroy();
    this.chart = null;
  }

  updated() {
    this.draw(false);
  }

  draw(isAnew) {
    const data = [this.times, ...this.lines.map((line) => line.values)];
    const key = this.lines.map((line) => line.name).join();
    if (this.chart && !isAnew && key === this.drawn) {
      this.chart.setData(data);
      return;
    }
    this.drawn = key;
    this.chart?.destroy();
    const muted = painted('--muted');
    const grid = { stroke: painted('--grid'), width: 1 };
    const font = '11px system-ui, sans-serif';
    this.chart = new UPlot({
      width: this.clientWidth || 300, height: HEIGHT, legend: { show: false }, cursor: { show: false }, padding: [8, 8, 0, 0],
      scales: { y: { range: (_, least, most) => [Math.min(0, least ?? 0), (most || 1) * 1.1] } },
      axes: [
        { stroke: muted, grid: { show: false }, ticks: { show: false }, font, size: 24, space: 70, values: (_, marks) => marks.map((mark) => clock(mark, marks[1] - marks[0])) },
        { stroke: muted, grid, ticks: { show: false }, font, size: 58, space: 28, ...(this.format === bytes ? { incrs: BINARY } : {}), values: (_, marks) => marks.map(this.format) },
      ],
      series: [{}, ...this.lines.map((line) => ({ label: line.name, stroke: painted(line.colour), width: 1.75, points: { show: false },
        fill: this.lines.length === 1 ? painted(`${line.colour}-fill`) : undefined }))],
    }, data, this.querySelector('.canvas'));
  }

  render() {
    const newest = this.lines.map((line) => ({ ...line, now: line.values.findLast((value) => value !== null) }));
    return html`<div class="plot-head"><h3>${this.label}</h3><ul class="legend">${newest.map((line) => html`<li><span class="dot ${line.colour.slice(2)}" aria-hidden="true"></span>
      ${line.name} <b>${line.now === undefined ? '–' : this.format(line.now)}</b></li>`)}</ul></div>
      <div class="canvas" aria-hidden="true"></div>`;
  }
}
customElements.define('mb-plot', Plot);
