// Organisations: each owns its domains and users, and sees nothing of the others.
import { html, nothing } from '../lib.js';
import { List, bodySchema, get, patch, path, post, remove } from '../api.js';
import { Page, card } from '../parts/page.js';
import { bytes, count } from '../parts/format.js';
import { table } from '../parts/table.js';
import { changes, fieldsOf } from '../parts/form.js';
import { openForm, sure } from '../parts/dialog.js';

const LABELS = { maxUsers: { label: 'Users at most' }, maxDomains: { label: 'Domains at most' }, maxBytes: { label: 'Space' }, accountBytes: { label: 'Space of a user' } };
const limit = (value, show = count) => (value ? show(value) : html`<span class="muted">none</span>`);

class Tenants extends Page {
  heading() {
    return this.at[0] ?? 'Tenants';
  }

  lead() {
    return this.at[0] ? nothing : 'Organisations. Each owns its domains and users, and sees nothing of the others.';
  }

  up() {
    return this.at[0] ? { href: '#/tenants', label: 'Tenants' } : null;
  }

  async load(name) {
    if (!name) return { tenants: await new List('tenants').first() };
    const [tenant, usage, domains, accounts] = await Promise.all([get(path('tenants', name)), get(path('tenants', name, 'usage')),
      new List('domains', { tenant: name }).first(), new List('accounts', { tenant: name }).first()]);
    return { tenant, usage, domains, accounts };
  }

  actions() {
    return this.at[0] ? html`<button type="button" @click=${this.edit}>Change…</button>
        <button type="button" class="risky" @click=${this.drop}>Delete…</button>`
      : html`<button type="button" class="primary" @click=${this.make}>New tenant</button>`;
  }

  async make() {
    const schema = await bodySchema('createTenant');
    const made = await openForm({ title: 'New tenant', label: 'Create', fields: fieldsOf(schema, LABELS), submit: (values) => post('tenants', values) });
    if (made) location.hash = `#/tenants/${encodeURIComponent(made.name)}`;
  }

  async edit() {
    const was = this.tenant;
    const schema = await bodySchema('updateTenant');
    const fields = fieldsOf(schema, LABELS, was);
    const changed = await openForm({
      title: `Change ${was.name}`, fields, submit: (values) => patch(path('tenants', was.name), changes(fields, values, was), was) });
    if (changed?.name && changed.name !== was.name) location.hash = `#/tenants/${encodeURIComponent(changed.name)}`;
    else if (changed) this.reload();
  }

  drop() {
    const { name } = this.tenant;
    const [domains, users] = [this.domains.rows.length, this.accounts.rows.length];
    sure({
      title: `Delete tenant ${name}?`, label: 'Delete the tenant', typed: name,
      what: html`<p>${domains || users ? html`Its ${count(domains)} domains and ${count(users)} users go with it: nobody can log in or get mail at once, and the data is destroyed when its time is up.`
        : 'It has no domains and no users.'}</p>`,
      run: () => remove(path('tenants', name), domains || users ? { everything: true } : {}, this.tenant),
    }).then((done) => {
      if (done) location.hash = '#/tenants';
    });
  }

  body() {
    return this.at[0] ? this.one() : table({
      label: 'tenants', list: this.tenants, href: (row) => `#/tenants/${encodeURIComponent(row.name)}`,
      empty: { title: 'No tenants yet', text: 'A tenant owns domains and users. Begin with one for your own organisation.',
        action: html`<button type="button" class="primary" @click=${this.make}>New tenant</button>` },
      columns: [
        { head: 'Tenant', text: (row) => row.name },
        { head: 'Users at most', text: (row) => row.maxUsers ?? 0, cell: (row) => limit(row.maxUsers), isNumber: true },
        { head: 'Domains at most', text: (row) => row.maxDomains ?? 0, cell: (row) => limit(row.maxDomains), isNumber: true },
        { head: 'Space', text: (row) => row.maxBytes ?? 0, cell: (row) => limit(row.maxBytes, bytes), isNumber: true },
        { head: 'Space of a user', text: (row) => row.accountBytes ?? 0, cell: (row) => limit(row.accountBytes, bytes), isNumber: true }],
    });
  }

  of(most, show = count) {
    return most ? `of ${show(most)}` : 'no limit';
  }

  tile(name, figure, more) {
    return html`<div><div class="name">${name}</div><div class="figure">${figure}</div><div class="more">${more}</div></div>`;
  }

  one() {
    const { tenant, usage } = this;
    return html`<div class="tiles">
        ${this.tile('Users', count(usage.users), this.of(tenant.maxUsers))}${this.tile('Domains', count(usage.domains), this.of(tenant.maxDomains))}
        ${this.tile('Space used', bytes(usage.usedBytes), this.of(tenant.maxBytes, bytes))}
        ${this.tile('Space of a user', tenant.accountBytes ? bytes(tenant.accountBytes) : '–', tenant.accountBytes ? 'unless said otherwise' : 'as the server says')}
        ${this.tile('Removed users', count(usage.removedUsers), 'whose data is still there')}</div>
      <div class="columns">
        ${card('Domains', table({ label: 'domains', list: this.domains, plain: true, href: (row) => `#/domains/${encodeURIComponent(row.name)}`,
          empty: { title: 'No domains', text: 'Add one on the page Domains.' }, columns: [{ head: 'Domain', text: (row) => row.name }] }))}
        ${card('Users', table({ label: 'users', list: this.accounts, plain: true, href: (row) => `#/accounts/${encodeURIComponent(row.address)}`,
          empty: { title: 'No users', text: 'Add them on the page Users.' }, columns: [
            { head: 'Address', text: (row) => row.address }, { head: 'Name', text: (row) => row.name }] }))}
      </div>`;
  }
}
customElements.define('page-tenants', Tenants);
