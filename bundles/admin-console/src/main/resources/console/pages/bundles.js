// What runs, down to the component, and why one of them waits.
import { html, nothing } from '../lib.js';
import { get, path, post } from '../api.js';
import { Page } from '../parts/page.js';
import { badge } from '../parts/format.js';
import { table } from '../parts/table.js';
import { sure } from '../parts/dialog.js';

const KINDS = { active: 'good', resolved: 'plain', 'in use': 'good', starting: 'warn', stopping: 'warn', installed: 'bad', waiting: 'warn', failed: 'bad' };

const isOurs = (row) => row.name.startsWith('org.mailbay.');
/** Without a configuration that it requires, a component is simply not wanted. */
const isUnwanted = (one) => one.state === 'waiting' && one.reason.startsWith('waits for its configuration');
const which = (isAll) => html`<nav class="segments" aria-label="Which bundles"><a href="#/bundles" aria-current=${isAll ? nothing : 'page'}>Mailbay’s</a>
  <a href="#/bundles?all=1" aria-current=${isAll ? 'page' : nothing}>All</a></nav>`;

class Bundles extends Page {
  constructor() {
    super();
    this.refreshSeconds = 10;
  }

  heading() {
    return this.at[0] ?? 'Bundles';
  }

  lead() {
    return this.at[0] ? this.bundle()?.description ?? nothing : 'Every module that is installed, with its components. A component that waits says for what.';
  }

  up() {
    return this.at[0] ? { href: '#/bundles', label: 'Bundles' } : null;
  }

  actions() {
    const bundle = this.at[0] ? this.bundle() : undefined;
    return bundle && isOurs(bundle) && bundle.state === 'active'
      ? html`<button type="button" class="risky" @click=${() => this.disable(bundle)}>Disable…</button>` : nothing;
  }

  disable({ name }) {
    const short = name.replace(/^org\.mailbay\./, '');
    sure({
      title: `Disable ${short}?`, label: 'Disable', typed: short,
      what: 'It stops now and does not start again with the server, until it is enabled on the page Features. What uses it goes on without it, or waits.',
      run: () => post(path('features', name, 'disable')),
    }).then((done) => done && this.reload());
  }

  async load() {
    return { bundles: (await get('bundles', { limit: 1000 })).items };
  }

  bundle() {
    return this.bundles?.find((one) => one.name === this.at[0]);
  }

  body() {
    return this.at[0] ? this.one(this.bundle()) : this.all();
  }

  all() {
    return table({
      label: 'bundles', rows: this.bundles.filter((row) => this.query.get('all') || isOurs(row) || this.trouble(row)), tools: which(this.query.get('all')), href: (row) => `#/bundles/${encodeURIComponent(row.name)}`,
      columns: [
        { head: 'Bundle', text: (row) => row.name },
        { head: 'Version', text: (row) => row.version },
        { head: 'State', text: (row) => row.state, cell: (row) => badge(row.state, KINDS[row.state]) },
        { head: 'Components', text: (row) => row.components.length, isNumber: true },
        { head: 'Trouble', text: (row) => this.trouble(row), cell: (row) => (this.trouble(row) ? html`<span>${badge('!', 'warn')} ${this.trouble(row)}</span>` : nothing), isWide: true }],
    });
  }

  trouble(row) {
    return [row.reason, ...row.components.filter((one) => one.reason && !isUnwanted(one)).map((one) => `${one.name.split('.').pop()} ${one.reason}`)].filter(Boolean).join('; ');
  }

  one(bundle) {
    if (!bundle) return html`<div class="empty"><h2>No such bundle</h2><p>It may have been removed or replaced.</p></div>`;
    return html`${bundle.reason ? html`<p class="notice warn">${bundle.reason}</p>` : nothing}${table({
      label: 'components', rows: bundle.components, plain: true, empty: { title: 'No components', text: 'This bundle brings classes for others and runs nothing itself.' },
      columns: [
        { head: 'Component', text: (row) => row.name },
        { head: 'State', text: (row) => row.state, cell: (row) => badge(row.state, KINDS[row.state]) },
        { head: 'Why', text: (row) => row.reason ?? '', isWide: true },
        { head: 'Configuration', text: (row) => row.configuration ?? '', cell: (row) => (row.configuration ? html`<code>${row.configuration}</code>` : nothing) },
        { head: 'Services', text: (row) => (row.services ?? []).join(', '), isWide: true }],
    })}`;
  }
}
customElements.define('page-bundles', Bundles);
