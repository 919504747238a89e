// Mail domains, and the DNS records that each needs, with what DNS says now.
import { html, nothing } from '../lib.js';
import { List, bodySchema, get, path, post, remove } from '../api.js';
import { Page, card, copyButton } from '../parts/page.js';
import { badge } from '../parts/format.js';
import { table } from '../parts/table.js';
import { fieldsOf } from '../parts/form.js';
import { openForm, sure } from '../parts/dialog.js';

const STATES = { ok: ['set', 'good'], missing: ['missing', 'bad'], different: ['different', 'warn'], failed: ['cannot be asked', 'warn'] };

class Domains extends Page {
  heading() {
    return this.at[0] ?? 'Domains';
  }

  lead() {
    return this.at[0] ? 'What DNS has to say about this domain, and what it says now.' : 'The domains whose mail this server takes and sends.';
  }

  up() {
    return this.at[0] ? { href: '#/domains', label: 'Domains' } : null;
  }

  async load(name) {
    if (!name) return { domains: await new List('domains').first() };
    const [domain, records, keys] = await Promise.all([
      get(path('domains', name)),
      get(path('dns', 'domains', name)).catch((problem) => ({ problem })),
      this.me.may('getDkimKeys') ? get(path('dkim', name)) : { items: [] }]);
    return { domain, records, keys: keys.items ?? [] };
  }

  actions() {
    return this.at[0] ? html`<button type="button" @click=${() => this.act(() => this.askAgain(), 'Asked again.')}>Check again</button>
        <button type="button" class="risky" @click=${this.drop}>Delete…</button>`
      : html`<button type="button" class="primary" @click=${this.make}>New domain</button>`;
  }

  // Keys sign from when DNS has them: the server looks by itself only now and then.
  async askAgain() {
    if (this.me.may('flushDns')) await post('dns/flush');
    if (this.me.may('checkDkimKeys')) await post('dkim/check');
  }

  async make() {
    const [schema, tenants] = await Promise.all([bodySchema('createDomain'), this.me.may('listTenants') ? get('tenants', { limit: 1000 }) : { items: [] }]);
    const names = tenants.items.map((one) => one.name);
    const made = await openForm({
      title: 'New domain', label: 'Create',
      fields: fieldsOf(schema, { name: { label: 'Domain', placeholder: 'example.org' },
        tenant: names.length ? { type: 'select', required: true, options: names, value: names[0] } : {} }),
      submit: (values) => post('domains', values),
    });
    if (made) location.hash = `#/domains/${encodeURIComponent(made.name)}`;
  }

  async drop() {
    const { name } = this.domain;
    const users = (await new List('accounts', { domain: name }).first()).rows.length;
    sure({
      title: `Delete domain ${name}?`, label: 'Delete the domain', typed: name,
      what: html`<p>Mail to ${name} is refused from then on.${users ? html` Its ${users} users go with it: nobody can log in at once, and the data is destroyed when its time is up.` : nothing}</p>`,
      run: () => remove(path('domains', name), users ? { everything: true } : {}, this.domain),
    }).then((done) => {
      if (done) location.hash = '#/domains';
    });
  }

  body() {
    return this.at[0] ? this.one() : table({
      label: 'domains', list: this.domains, href: (row) => `#/domains/${encodeURIComponent(row.name)}`,
      empty: { title: 'No domains yet', text: 'Add the domain that your addresses end in; then set its DNS records from its page.',
        action: html`<button type="button" class="primary" @click=${this.make}>New domain</button>` },
      columns: [
        { head: 'Domain', text: (row) => row.name },
        { head: 'Tenant', text: (row) => row.tenant, cell: (row) => html`<a href="#/tenants/${encodeURIComponent(row.tenant)}">${row.tenant}</a>` },
        ...(this.domains.rows.some((row) => row.users !== undefined) ? [{ head: 'Users', text: (row) => row.users, isNumber: true }] : [])],
    });
  }

  one() {
    const { records } = this;
    const wanted = records.items ?? records.records ?? [];
    const missing = wanted.filter((row) => row.required && row.state !== 'ok').length;
    return html`
      ${records.problem ? html`<p class="notice warn">The records cannot be told: ${records.problem.message}</p>`
        : missing ? html`<p class="notice warn"><b>${missing} needed ${missing === 1 ? 'record is' : 'records are'} not set.</b> Copy each into your zone; a change may take as long to be seen as the old record was to be kept.</p>`
          : html`<p class="notice good"><b>Everything that is needed is set.</b></p>`}
      ${card('DNS records', table({
        label: 'DNS records', rows: wanted, plain: true, empty: { title: 'No records', text: 'No feature asks for one.' },
        columns: [
          { head: 'Name', text: (row) => row.name, cell: (row) => html`<code>${row.name}</code>${copyButton(row.name, `name ${row.name}`)}` },
          { head: 'Type', text: (row) => row.type },
          { head: 'Value', text: (row) => row.value, isWide: true, cell: (row) => html`<code>${row.value}</code>${copyButton(row.value, `value of ${row.name} ${row.type}`)}` },
          { head: 'State', text: (row) => row.state, cell: (row) => html`${badge(...(STATES[row.state] ?? [row.state]))}${this.found(row)}` },
          { head: 'What for', text: (row) => row.purpose, cell: (row) => html`${row.purpose}${row.required ? nothing : html` <span class="muted">(optional)</span>`}`, isWide: true }],
      }))}
      ${card('DKIM keys', table({
        label: 'DKIM keys', rows: this.keys, plain: true, empty: { title: 'No keys', text: 'Mail of this domain is not signed.' },
        columns: [
          { head: 'Selector', text: (row) => row.selector },
          { head: 'Kind', text: (row) => row.kind },
          { head: 'State', text: (row) => row.state, cell: (row) => badge(row.state, row.state === 'signing' ? 'good' : 'plain') },
          { head: 'In DNS', text: (row) => row.published, cell: (row) => badge(row.published, row.published === 'yes' ? 'good' : 'warn') },
          { text: () => '', cell: (row) => (row.state === 'retired' ? nothing : html`
            <button type="button" aria-label="Sign with ${row.selector}" @click=${() => this.act(() => post(path('dkim', row.domain, row.selector, 'use')), 'Mail is signed with it.')}>Sign with it</button>
            <button type="button" class="risky" aria-label="Retire ${row.selector}" @click=${() => this.retire(row)}>Retire…</button>`) }],
      }), this.keys.length ? html`<button type="button" @click=${this.rotate}>New key…</button>` : nothing)}`;
  }

  found(row) {
    const says = [].concat(row.found ?? row.now ?? []);
    return row.state === 'different' && says.length ? html`<div class="small muted">DNS says: <code>${says.join(' · ')}</code></div>` : nothing;
  }

  rotate() {
    sure({
      title: 'Make new DKIM keys?', label: 'Make new keys', what: `New keys are made for ${this.domain.name}. Signing goes on with the present ones until the new records are in DNS: you have to publish them.`,
      run: () => post(path('dkim', this.domain.name, 'rotate')),
    }).then((done) => done && this.reload());
  }

  retire(row) {
    sure({
      title: `Retire key ${row.selector}?`, label: 'Retire', what: 'Nothing is signed with it any more, for good. Leave its record in DNS for some days, for mail that is on its way.',
      run: () => post(path('dkim', row.domain, row.selector, 'retire')),
    }).then((done) => done && this.reload());
  }
}
customElements.define('page-domains', Domains);
