// What all pages have in common: they load, fail visibly, load again, and are told by their path which thing to show.
import { LitElement, html, nothing } from '../lib.js';
import { icon } from './icons.js';
import { fail, toast } from './toast.js';

export class Page extends LitElement {
  static properties = { at: { attribute: false }, query: { attribute: false }, me: { attribute: false } };

  constructor() {
    super();
    this.at = [];
    this.query = new URLSearchParams();
    this.failure = null;
    this.isLoaded = false;
    this.turn = 0;
    this.refreshSeconds = 0;
    this.timer = 0;
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.refreshSeconds) {
      this.timer = setInterval(() => {
        if (document.visibilityState === 'visible' && !document.querySelector('dialog[open]')) this.reload();
      }, this.refreshSeconds * 1000);
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
    this.turn++;
  }

  willUpdate(changed) {
    if (changed.has('at') || changed.has('query')) {
      if (this.isLoaded && changed.has('at')) this.isLoaded = false;
      this.reload();
    }
  }

  /** Asks for what is shown; what an older turn brings is dropped. */
  async reload() {
    const turn = ++this.turn;
    try {
      const loaded = await this.load(...this.at);
      if (turn !== this.turn) return;
      Object.assign(this, loaded);
      this.failure = null;
      this.isLoaded = true;
    } catch (problem) {
      if (turn !== this.turn) return;
      if (!problem.status && problem.status !== 0) throw problem;
      this.failure = problem;
    }
    this.requestUpdate();
  }

  /** Does something, says so, and shows how things are then. */
  async act(run, said) {
    try {
      const answer = await run();
      if (said) toast(said);
      await this.reload();
      return answer;
    } catch (problem) {
      fail(problem);
      return undefined;
    }
  }

  /** @abstract */
  async load() {
    return {};
  }

  heading() {
    return '';
  }

  lead() {
    return nothing;
  }

  up() {
    return null;
  }

  actions() {
    return nothing;
  }

  render() {
    const up = this.up();
    return html`
      <header class="head">
        <div>
          ${up ? html`<a class="up" href=${up.href}>${icon('back')}${up.label}</a>` : nothing}
          <h1 tabindex="-1">${this.heading()}</h1>
          ${this.lead() === nothing ? nothing : html`<p class="lead">${this.lead()}</p>`}
        </div>
        <div class="actions">${this.isLoaded ? this.actions() : nothing}</div>
      </header>
      ${this.failure ? html`<div class="notice bad" role="alert"><p>${this.failure.message}</p>
        ${this.failure.trace ? html`<p class="small">Trace ${this.failure.trace}</p>` : nothing}
        <button type="button" @click=${() => this.reload()}>Try again</button></div>` : nothing}
      ${this.isLoaded ? this.body() : this.failure ? nothing : html`<p class="loading" role="status">Loading…</p>`}`;
  }
}

/** Names and values below each other. */
export const facts = (pairs) => html`<dl class="facts">${pairs.filter(([, value]) => value !== undefined && value !== '' && value !== null).map(([name, value]) => html`<div class=${name === 'SHA-256' ? 'whole' : ''}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

export const card = (title, body, tools = nothing) => html`<section class="card"><header><h2>${title}</h2><div class="actions">${tools}</div></header>${body}</section>`;

export const copyButton = (text, what) => html`<button type="button" class="plain copy" aria-label="Copy ${what}" title="Copy" @click=${async () => {
  await navigator.clipboard.writeText(text);
  toast('Copied.');
}}>${icon('copy')}</button>`;
