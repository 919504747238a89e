// The one place where libraries are named.
export { LitElement, html, nothing, svg } from './lib/lit/index.js';
export { repeat } from './lib/lit-html/directives/repeat.js';
export { live } from './lib/lit-html/directives/live.js';
export { keyed } from './lib/lit-html/directives/keyed.js';
export { default as UPlot } from './lib/uplot/dist/uPlot.esm.js';
