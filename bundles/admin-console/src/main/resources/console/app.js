// The console's frame: log-in, navigation, theme, and the page that the address names (#/PAGE/THING?NAME=VALUE).
import { LitElement, html, nothing, keyed } from './lib.js';
import * as api from './api.js';
import { PAGES } from './pages.js';
import { icon } from './parts/icons.js';
import './parts/toast.js';
import './parts/added.js';
import './pages/overview.js';
import './pages/queue.js';
import './pages/trace.js';
import './pages/quarantine.js';
import './pages/tenants.js';
import './pages/domains.js';
import './pages/accounts.js';
import './pages/addresses.js';
import './pages/features.js';
import './pages/bundles.js';
import './pages/settings.js';
import './pages/certificates.js';
import './pages/backups.js';
import './pages/logs.js';
import './pages/audit.js';
import './pages/self.js';

const THEMES = ['auto', 'light', 'dark'];

function route() {
  const [where, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  let segments = [];
  try {
    segments = where.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    segments = []; // an address that somebody mangled
  }
  return { name: segments[0] ?? '', at: segments.slice(1), query: new URLSearchParams(query) };
}

class App extends LitElement {
  constructor() {
    super();
    this.state = 'starting';
    this.me = null;
    this.pages = [];
    this.failure = null;
    this.isOpen = false;
    this.isBusy = false;
    this.theme = document.documentElement.dataset.theme ?? 'auto';
    this.route = route();
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    window.addEventListener('hashchange', () => {
      for (const dialog of document.querySelectorAll('mb-dialog')) dialog.leave();
      this.go();
    });
    window.addEventListener('mailbay-logged-out', () => this.ended());
    window.addEventListener('keydown', (event) => this.key(event));
    this.start();
  }

  async start() {
    try {
      const me = await api.session();
      if (me) await this.enter(me);
      else this.show('log-in');
    } catch (problem) {
      this.failure = problem;
      this.show('log-in');
    }
  }

  async enter(me) {
    const { items } = await api.get('');
    const known = new Set(items.flatMap((one) => one.operations));
    this.me = { ...me, may: (operation) => known.has(operation) };
    const added = known.has('listConsolePages') ? (await api.get('console-pages')).items : [];
    this.pages = [...PAGES, ...added.map((page) => ({ ...page, icon: 'features' }))].filter((page) => known.has(page.needs));
    this.failure = null;
    this.show('in');
    this.go();
  }

  ended() {
    if (this.state !== 'in') return;
    this.me = null;
    this.failure = new Error('Your session has ended. Log in again to go on.');
    for (const dialog of document.querySelectorAll('mb-dialog')) dialog.remove();
    this.show('log-in');
  }

  show(state) {
    this.state = state;
    this.requestUpdate();
  }

  async go() {
    const before = this.route;
    this.route = route();
    this.isOpen = false;
    this.requestUpdate();
    if (this.state !== 'in') return;
    await this.updateComplete;
    const page = this.page();
    document.title = page ? `${[...this.route.at].reverse().concat(page.title).join(' · ')} – Mailbay` : 'Mailbay';
    if (before.name !== this.route.name || before.at.join('/') !== this.route.at.join('/')) {
      window.scrollTo(0, 0);
      this.querySelector('main h1')?.focus({ preventScroll: true });
    }
  }

  key(event) {
    if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.target.closest?.('input, textarea, select, dialog')) {
      const filter = this.querySelector('main input[type=search]');
      if (filter) {
        event.preventDefault();
        filter.focus();
      }
    }
    if (event.key === 'Escape' && this.isOpen) {
      this.isOpen = false;
      this.requestUpdate();
      this.querySelector('.burger')?.focus();
    }
  }

  page() {
    return this.pages.find((page) => page.name === this.route.name) ?? (this.route.name ? undefined : this.pages[0]);
  }

  async logIn(event) {
    event.preventDefault();
    if (this.isBusy) return;
    this.isBusy = true;
    this.failure = null;
    this.requestUpdate();
    try {
      await this.enter(await api.logIn(event.target.elements.name.value.trim(), event.target.elements.password.value));
    } catch (problem) {
      this.failure = problem;
      this.updateComplete.then(() => this.querySelector('[role=alert]')?.focus());
    }
    this.isBusy = false;
    this.requestUpdate();
  }

  async logOut() {
    try {
      await api.logOut();
    } catch (problem) {
      if (problem.status !== 401) {
        this.failure = problem;
      }
    }
    this.me = null;
    location.hash = '';
    this.show('log-in');
  }

  turnTheme() {
    this.theme = THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length];
    if (this.theme === 'auto') {
      delete document.documentElement.dataset.theme;
      localStorage.removeItem('mailbay.theme');
    } else {
      document.documentElement.dataset.theme = this.theme;
      localStorage.setItem('mailbay.theme', this.theme);
    }
    this.requestUpdate();
    requestAnimationFrame(() => window.dispatchEvent(new Event('mailbay-theme')));
  }

  render() {
    switch (this.state) {
      case 'in': return this.frame();
      case 'log-in': return this.door();
      default: return html`<main class="door"><p role="status">Loading…</p></main>`;
    }
  }

  door() {
    return html`<main class="door">
      <form class="card" @submit=${this.logIn}>
        <div class="brand"><img src="/admin/console/icon.svg" alt="" width="40" height="40"><h1>Mailbay</h1></div>
        ${this.failure ? html`<p class="notice bad" role="alert" tabindex="-1">${this.failure.message}</p>` : nothing}
        <div class="field"><label for="log-in-name">Address</label>
          <input id="log-in-name" name="name" required autocomplete="username" autocapitalize="off" spellcheck="false" autofocus></div>
        <div class="field"><label for="log-in-password">Password</label>
          <input id="log-in-password" name="password" type="password" required autocomplete="current-password"></div>
        <button type="submit" class="primary" aria-busy=${this.isBusy}>${this.isBusy ? 'Please wait…' : 'Log in'}</button>
      </form>
      ${this.themeButton()}
    </main><mb-toasts></mb-toasts>`;
  }

  themeButton() {
    return html`<button type="button" class="plain theme" @click=${this.turnTheme} title="Theme: ${this.theme}">${icon(this.theme)}<span>Theme: ${this.theme}</span></button>`;
  }

  link(page, current) {
    return html`<li><a href="#/${page.name}" aria-current=${current === page ? 'page' : nothing}>${icon(page.icon ?? page.name)}<span>${page.title}</span></a></li>`;
  }

  navigation(current) {
    return html`<nav id="navigation" aria-label="Pages" class=${this.isOpen ? 'open' : ''}>
      ${[...new Set(this.pages.map((page) => page.group))].map((group) => {
        const pages = this.pages.filter((page) => page.group === group);
        return html`${group ? html`<h2>${group}</h2>` : nothing}<ul>${pages.map((page) => this.link(page, current))}</ul>`;
      })}
      <div class="foot">
        <p class="who" title=${this.me.actor}>${this.me.actor}</p>
        ${this.themeButton()}
        <button type="button" class="plain" @click=${this.logOut}>${icon('leave')}<span>Log out</span></button>
      </div>
    </nav>`;
  }

  frame() {
    const page = this.page();
    return html`
      <a class="skip" href="#main" @click=${(event) => {
        event.preventDefault();
        this.querySelector('main').focus();
      }}>Skip to content</a>
      <header class="top">
        <button type="button" class="plain burger" aria-expanded=${this.isOpen} aria-controls="navigation" aria-label="Navigation" @click=${() => {
          this.isOpen = !this.isOpen;
          this.requestUpdate();
        }}>${icon(this.isOpen ? 'close' : 'menu')}</button>
        <a class="brand" href="#/"><img src="/admin/console/icon.svg" alt="" width="26" height="26"><span>Mailbay</span></a>
      </header>
      ${this.navigation(page)}
      <main id="main" tabindex="-1">${keyed(page?.name, this.content(page))}</main>
      <mb-toasts></mb-toasts>`;
  }

  content(page) {
    const { at, query } = this.route;
    const me = this.me;
    if (page?.module) return html`<mb-added .page=${page} .at=${at} .query=${query} .me=${me}></mb-added>`;
    switch (page?.name) {
      case 'overview': return html`<page-overview .at=${at} .query=${query} .me=${me}></page-overview>`;
      case 'queue': return html`<page-queue .at=${at} .query=${query} .me=${me}></page-queue>`;
      case 'trace': return html`<page-trace .at=${at} .query=${query} .me=${me}></page-trace>`;
      case 'quarantine': return html`<page-quarantine .at=${at} .query=${query} .me=${me}></page-quarantine>`;
      case 'tenants': return html`<page-tenants .at=${at} .query=${query} .me=${me}></page-tenants>`;
      case 'domains': return html`<page-domains .at=${at} .query=${query} .me=${me}></page-domains>`;
      case 'accounts': return html`<page-accounts .at=${at} .query=${query} .me=${me}></page-accounts>`;
      case 'addresses': return html`<page-addresses .at=${at} .query=${query} .me=${me}></page-addresses>`;
      case 'features': return html`<page-features .at=${at} .query=${query} .me=${me}></page-features>`;
      case 'bundles': return html`<page-bundles .at=${at} .query=${query} .me=${me}></page-bundles>`;
      case 'settings': return html`<page-settings .at=${at} .query=${query} .me=${me}></page-settings>`;
      case 'certificates': return html`<page-certificates .at=${at} .query=${query} .me=${me}></page-certificates>`;
      case 'backups': return html`<page-backups .at=${at} .query=${query} .me=${me}></page-backups>`;
      case 'logs': return html`<page-logs .at=${at} .query=${query} .me=${me}></page-logs>`;
      case 'audit': return html`<page-audit .at=${at} .query=${query} .me=${me}></page-audit>`;
      case 'self': return html`<page-self .at=${at} .query=${query} .me=${me}></page-self>`;
      default: return html`<header class="head"><h1 tabindex="-1">No such page</h1></header>
        <p>There is nothing here for you under this address. <a href="#/">Go to the first page.</a></p>`;
    }
  }
}
customElements.define('mb-app', App);
