// Users: who they are, what they may, what they hold, and the keys with which their programs log in.
import { html, nothing } from '../lib.js';
import { List, bodySchema, get, patch, path, post, put, remove } from '../api.js';
import { Page, card, facts } from '../parts/page.js';
import { badge, bytes, time, when, words } from '../parts/format.js';
import { table } from '../parts/table.js';
import { changes, fieldsOf } from '../parts/form.js';
import { openForm, showSecret, sure } from '../parts/dialog.js';

const ROLES = { SYSTEM_ADMINISTRATOR: 'system administrator', TENANT_ADMINISTRATOR: 'tenant administrator', DOMAIN_ADMINISTRATOR: 'domain administrator' };

const isSuspended = (row) => /suspended/i.test(row.state ?? '');
const role = (word) => ROLES[word.toUpperCase().replace(/-/g, '_')] ?? words(word);

class Accounts extends Page {
  heading() {
    return this.at[0] ?? 'Users';
  }

  lead() {
    return this.at[0] ? this.user?.name || nothing : 'Who has a mailbox here. Their other addresses, groups and lists are on the page Addresses.';
  }

  up() {
    return this.at[0] ? { href: '#/accounts', label: 'Users' } : null;
  }

  async load(address) {
    if (!address) return this.query.get('removed') ? { removed: await new List('removed-accounts').first() } : { users: await new List('accounts').first() };
    const [user, usage, keys] = await Promise.all([get(path('accounts', address)), this.me.may('getAccountUsage') ? get(path('accounts', address, 'usage')).catch(() => null) : null, this.keysOf(address)]);
    return { user, usage, keys };
  }

  async keysOf(address) {
    const kinds = ['app-passwords', 'tokens'];
    const lists = await Promise.all(kinds.map((kind) => get(path('accounts', address, kind)).then((page) => page.items ?? [], () => [])));
    return kinds.flatMap((kind, at) => lists[at].map((one) => ({ ...one, kind })));
  }

  actions() {
    const user = this.user;
    if (!this.at[0]) return html`<button type="button" class="primary" @click=${this.make}>New user</button>`;
    return html`<button type="button" @click=${this.edit}>Change…</button><button type="button" @click=${this.rename}>Rename…</button><button type="button" @click=${this.password}>Set password…</button>
      ${isSuspended(user) ? html`<button type="button" @click=${() => this.act(() => patch(path('accounts', user.address), { state: 'active' }, user), 'The user may log in again.')}>Let in again</button>`
        : html`<button type="button" class="risky" @click=${this.suspend}>Suspend…</button>`}
      <button type="button" class="risky" @click=${this.drop}>Delete…</button>`;
  }

  async make() {
    const schema = await bodySchema('createAccount');
    const made = await openForm({
      title: 'New user', label: 'Create',
      fields: fieldsOf(schema, { address: { type: 'email', placeholder: 'somebody@example.org' }, name: { hint: 'As others see it.' }, password: { hint: 'Tell it in person, and have it changed at the first log-in.' } }),
      submit: (values) => post('accounts', values),
    });
    if (made) location.hash = `#/accounts/${encodeURIComponent(made.address)}`;
  }

  async edit() {
    const was = this.user;
    const schema = await bodySchema('updateAccount');
    const fields = fieldsOf(schema, { state: null, domains: { label: 'Administers the domains', hint: 'Of a domain administrator, separated by commas.' } }, was);
    const changed = await openForm({
      title: `Change ${was.address}`, fields, submit: (values) => patch(path('accounts', was.address), changes(fields, values, was), was) });
    if (changed) this.reload();
  }

  async rename() {
    const was = this.user;
    const renamed = await openForm({
      title: `Rename ${was.address}`, label: 'Rename', intro: html`<p>The user gets another address and keeps all mail. All sessions end; mail to the old address is refused unless it becomes an alias.</p>`,
      fields: [{ name: 'address', label: 'New address', type: 'email', required: true, value: was.address }],
      submit: (values) => post(path('accounts', was.address, 'rename'), values),
    });
    if (renamed) location.hash = `#/accounts/${encodeURIComponent(renamed.address)}`;
  }

  password() {
    openForm({
      title: `New password of ${this.user.address}`, label: 'Set', intro: html`<p>Sessions that were opened with the old one end.</p>`,
      fields: [{ name: 'password', label: 'Password', type: 'password', required: true, autocomplete: 'new-password' }],
      submit: (values) => put(path('accounts', this.user.address, 'password'), values),
    }).then((done) => done && this.reload());
  }

  suspend() {
    const user = this.user;
    sure({
      title: `Suspend ${user.address}?`, label: 'Suspend', what: 'The user cannot log in any more and all sessions end. Mail still comes in, and nothing is lost.',
      run: () => patch(path('accounts', user.address), { state: 'suspended' }, user),
    }).then((done) => done && this.reload());
  }

  drop() {
    const { address } = this.user;
    sure({
      title: `Delete ${address}?`, label: 'Delete the user', typed: address,
      what: 'Mail to this address is refused at once, and nobody can log in. The data is kept for a while, in which the user can be brought back, and is then destroyed.',
      run: () => remove(path('accounts', address), {}, this.user),
    }).then((done) => {
      if (done) location.hash = '#/accounts';
    });
  }

  body() {
    if (this.at[0]) return this.one();
    const isRemoved = Boolean(this.query.get('removed'));
    const tools = html`<nav class="segments" aria-label="Which users"><a href="#/accounts" aria-current=${isRemoved ? nothing : 'page'}>Users</a>
      <a href="#/accounts?removed=1" aria-current=${isRemoved ? 'page' : nothing}>Removed</a></nav>`;
    return isRemoved ? this.gone(tools) : table({
      label: 'users', tools, list: this.users, href: (row) => `#/accounts/${encodeURIComponent(row.address)}`,
      empty: { title: 'No users yet', text: 'Make a domain first, then the users whose addresses end in it.', action: html`<button type="button" class="primary" @click=${this.make}>New user</button>` },
      columns: [
        { head: 'Address', text: (row) => row.address },
        { head: 'Name', text: (row) => row.name ?? '' },
        { head: 'Tenant', text: (row) => row.tenant ?? '' },
        { head: 'Role', text: (row) => (row.roles ?? []).map(role).join(', '), cell: (row) => (row.roles?.length ? row.roles.map((one) => badge(role(one), 'good')) : html`<span class="muted">user</span>`) },
        { head: 'State', text: (row) => (isSuspended(row) ? 'suspended' : 'active'), cell: (row) => (isSuspended(row) ? badge('suspended', 'warn') : badge('active')) }],
    });
  }

  gone(tools) {
    return table({
      label: 'removed users', list: this.removed, tools, empty: { title: 'Nobody was removed', text: 'Who is removed stays here until the data goes, and can be brought back.' },
      columns: [
        { head: 'Address', text: (row) => row.address }, { head: 'Name', text: (row) => row.name ?? '' }, { head: 'Tenant', text: (row) => row.tenant ?? '' },
        { head: 'Removed', text: (row) => row.since, cell: (row) => when(row.since) }, { head: 'Data goes', text: (row) => row.until, cell: (row) => when(row.until) },
        { text: () => '', cell: (row) => html`<button type="button" aria-label="Bring ${row.address} back" @click=${() => this.back(row)}>Bring back…</button>
          <button type="button" class="risky" aria-label="Destroy the data of ${row.address}" @click=${() => this.purge(row)}>Destroy…</button>` }],
    });
  }

  back(row) {
    openForm({
      title: `Bring ${row.address} back`, label: 'Bring back', intro: html`<p>With all mail, the password and the keys.</p>`,
      fields: [{ name: 'address', label: 'Under another address', type: 'email', hint: 'Left empty: the same as before.' }],
      submit: (values) => post(path('removed-accounts', row.account, 'restore'), values),
    }).then((done) => done && this.reload());
  }

  purge(row) {
    sure({
      title: `Destroy the data of ${row.address}?`, label: 'Destroy', typed: row.address, what: 'All mail and everything else of this user goes now, and cannot be brought back but from a copy.',
      run: () => remove(path('removed-accounts', row.account)),
    }).then((done) => done && this.reload());
  }

  one() {
    const { user, usage } = this;
    return html`<section class="card">${facts([
      ['Address', user.address], ['Name', user.name], ['Tenant', html`<a href="#/tenants/${encodeURIComponent(user.tenant)}">${user.tenant}</a>`],
      ['Roles', user.roles?.length ? user.roles.map((one) => badge(role(one), 'good')) : 'user'], ['Of the domains', user.domains?.join(', ')],
      ['State', isSuspended(user) ? badge('suspended', 'warn') : badge('active', 'good')],
      ['Holds', usage ? bytes(usage.usedBytes) : ''], ['May hold', usage ? html`${usage.quotaBytes ? bytes(usage.quotaBytes) : 'no limit'} <span class="muted">(says the ${usage.quotaSource})</span>` : ''],
      ['Account', html`<code>${user.account}</code>`]])}</section>
      ${card('App passwords and tokens', table({
        label: 'keys', rows: this.keys, plain: true, empty: { title: 'None', text: 'App passwords let a program log in without the user’s own password; tokens are for the API.' },
        columns: [
          { head: 'Name', text: (row) => row.name },
          { head: 'Kind', text: (row) => (row.kind === 'tokens' ? 'token' : 'app password') },
          { head: 'May', text: (row) => (row.scopes ?? []).join(', '), cell: (row) => (row.scopes ?? []).map((one) => badge(one)) },
          { head: 'Made', text: (row) => row.created ?? '', cell: (row) => when(row.created) },
          { head: 'Ends', text: (row) => row.expires ?? '', cell: (row) => (row.expires ? time(row.expires) : html`<span class="muted">never</span>`) },
          { text: () => '', cell: (row) => html`<button type="button" class="risky" aria-label="Revoke ${row.name ?? row.id}" @click=${() => this.revoke(row)}>Revoke…</button>` }],
      }), html`<button type="button" @click=${() => this.issue('app-passwords', 'createAccountAppPassword', 'New app password')}>New app password</button>
        <button type="button" @click=${() => this.issue('tokens', 'createAccountToken', 'New token')}>New token</button>`)}`;
  }

  async issue(kind, operation, title) {
    const schema = await bodySchema(operation);
    const made = await openForm({
      title, label: 'Make', fields: fieldsOf(schema, {
        scopes: { label: 'May be used for', hint: kind === 'tokens' ? 'Rights such as accounts.read or queue.*, or * for everything.' : 'Services such as imap, smtp, jmap, or * for everything.' },
        expires: { label: 'Ends' } }),
      submit: (values) => post(path('accounts', this.user.address, kind), values),
    });
    if (!made) return;
    await showSecret({ title: 'It is shown this once', intro: 'Copy it now: the server keeps nothing from which it could be shown again.', secret: made.secret });
    this.reload();
  }

  revoke(row) {
    sure({
      title: `Revoke ${row.name ?? row.id}?`, label: 'Revoke', what: 'Whatever logs in with it cannot any more, and its sessions end.',
      run: () => remove(path('accounts', this.user.address, row.kind, row.id)),
    }).then((done) => done && this.reload());
  }
}
customElements.define('page-accounts', Accounts);
