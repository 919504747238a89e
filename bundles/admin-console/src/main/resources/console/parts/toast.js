// One line about what has just happened; read aloud by screen readers, and gone after a while.
import { LitElement, html, repeat } from '../lib.js';

const STAYS_MILLIS = 6_000;
const MOST = 4;
let host = null;
let last = 0;

class Toasts extends LitElement {
  constructor() {
    super();
    this.told = [];
    host = this;
  }

  createRenderRoot() {
    return this;
  }

  tell(text, isFailure) {
    const one = { id: ++last, text, isFailure };
    this.told = [...this.told.slice(1 - MOST), one];
    this.requestUpdate();
    if (!isFailure) setTimeout(() => this.drop(one), STAYS_MILLIS);
  }

  drop(one) {
    this.told = this.told.filter((other) => other !== one);
    this.requestUpdate();
  }

  render() {
    return html`<div class="toasts" role="status" aria-live="polite">
      ${repeat(this.told, (one) => one.id, (one) => html`<div class="toast ${one.isFailure ? 'bad' : ''}">
        <span>${one.text}</span>
        <button type="button" class="plain" aria-label="Dismiss" @click=${() => this.drop(one)}>✕</button></div>`)}
    </div>`;
  }
}
customElements.define('mb-toasts', Toasts);

export const toast = (text) => host?.tell(text, false);
export const fail = (problem) => host?.tell(problem.message, true);
