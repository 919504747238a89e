// A page that another bundle added: its module is loaded when it is first opened, and its element shown.
import { LitElement, html } from '../lib.js';

class Added extends LitElement {
  static properties = { page: { attribute: false }, at: { attribute: false }, query: { attribute: false }, me: { attribute: false } };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.load();
  }

  async load() {
    const tag = `page-${this.page.name}`;
    try {
      await import(this.page.module);
      if (!customElements.get(tag)) throw new Error(`it does not define the element ${tag}`);
      this.element = document.createElement(tag);
    } catch (failure) {
      this.failure = failure;
    }
    this.requestUpdate();
  }

  render() {
    if (this.failure) {
      return html`<header class="head"><h1 tabindex="-1">${this.page.title}</h1></header>
        <div class="notice bad" role="alert"><p>This page comes from another bundle, and ${this.page.module} cannot be used: ${this.failure.message}</p></div>`;
    }
    if (!this.element) return html`<p class="loading" role="status">Loading…</p>`;
    return html`${Object.assign(this.element, { at: this.at, query: this.query, me: this.me })}`;
  }
}
customElements.define('mb-added', Added);
