// Everybody's own page: password, app passwords, sessions, vacation, quota.
import { html, nothing } from '../lib.js';
import { bodySchema, get, patch, path, post, put, remove } from '../api.js';
import { Page, card, facts } from '../parts/page.js';
import { badge, bytes, time, when } from '../parts/format.js';
import { table } from '../parts/table.js';
import { fieldsOf } from '../parts/form.js';
import { openForm, showSecret, sure } from '../parts/dialog.js';

const absent = () => null;

class Self extends Page {
  heading() {
    return 'My account';
  }

  lead() {
    return this.user ? this.user.address : nothing;
  }

  async load() {
    const [user, usage, keys, sessions, vacation] = await Promise.all([
      get('self'), get('self/usage').catch(absent), get('self/app-passwords').then((page) => page.items, absent),
      this.me.may('listOwnSessions') ? get('self/sessions').then((page) => page.items) : null, this.me.may('getOwnVacation') ? get('self/vacation').catch(absent) : null]);
    return { user, usage, keys, sessions, vacation };
  }

  body() {
    const { user, usage } = this;
    return html`
      <div class="columns">
        ${card('Who I am', facts([['Address', user.address], ['Name', user.name], ['Tenant', user.tenant],
          ['Space used', usage ? `${bytes(usage.usedBytes)}${usage.quotaBytes ? ` of ${bytes(usage.quotaBytes)}` : ''}` : '']]),
          html`<button type="button" @click=${this.password}>Change password…</button>`)}
        ${this.vacation ? card('Vacation', this.away(), html`<button type="button" @click=${this.editVacation}>Change…</button>`) : nothing}
      </div>
      ${this.keys ? card('App passwords', table({
        label: 'app passwords', rows: this.keys, plain: true, empty: { title: 'None', text: 'Give each program or device a password of its own: if it is lost, only that one is taken away.' },
        columns: [
          { head: 'Name', text: (row) => row.name },
          { head: 'May', text: (row) => (row.scopes ?? []).join(', '), cell: (row) => (row.scopes ?? []).map((one) => badge(one)) },
          { head: 'Made', text: (row) => row.created, cell: (row) => when(row.created) },
          { head: 'Ends', text: (row) => row.expires ?? '', cell: (row) => (row.expires ? time(row.expires) : html`<span class="muted">never</span>`) },
          { text: () => '', cell: (row) => html`<button type="button" class="risky" aria-label="Revoke ${row.name}" @click=${() => this.revoke(row)}>Revoke…</button>` }],
      }), html`<button type="button" @click=${this.issue}>New app password</button>`) : nothing}
      ${this.sessions ? card('Where I am logged in', table({
        label: 'sessions', rows: this.sessions, plain: true, empty: { title: 'Nowhere else' },
        columns: [
          { head: 'From', text: (row) => row.source ?? row.from ?? '', cell: (row) => html`${row.source ?? row.from} ${row.current ? badge('this one', 'good') : nothing}` },
          { head: 'Service', text: (row) => row.service ?? row.kind ?? 'console' },
          { head: 'Since', text: (row) => row.created ?? row.since ?? '', cell: (row) => when(row.created ?? row.since) },
          { head: 'Last used', text: (row) => row.used ?? '', cell: (row) => when(row.used) },
          { text: () => '', cell: (row) => (row.current ? nothing : html`<button type="button" class="risky" aria-label="End the session from ${row.source ?? row.from}"
            @click=${() => this.act(() => remove(path('self', 'sessions', row.id)), 'The session has ended.')}>End</button>`) }],
      })) : nothing}`;
  }

  away() {
    const { vacation } = this;
    return facts([['State', vacation.isEnabled ? badge('answers', 'good') : badge('off')], ['From', vacation.fromDate ? time(vacation.fromDate) : ''],
      ['Until', vacation.toDate ? time(vacation.toDate) : ''], ['Subject', vacation.subject], ['Text', vacation.textBody ? html`<pre>${vacation.textBody}</pre>` : '']]);
  }

  password() {
    openForm({
      title: 'Change password', label: 'Change', intro: html`<p>Your sessions end, this one too: log in again. App passwords stay as they are.</p>`,
      fields: [{ name: 'current', label: 'Present password', type: 'password', required: true, autocomplete: 'current-password' },
        { name: 'password', label: 'New password', type: 'password', required: true, autocomplete: 'new-password' },
        { name: 'again', label: 'New password again', type: 'password', required: true, autocomplete: 'new-password' }],
      submit: ({ current, password, again }) => {
        if (password !== again) throw new Error('The two new passwords differ.');
        return put('self/password', { current, password });
      },
    }).then((done) => done && this.reload());
  }

  async issue() {
    const schema = await bodySchema('createOwnAppPassword');
    const made = await openForm({
      title: 'New app password', label: 'Make',
      fields: fieldsOf(schema, { name: { hint: 'Which program or device it is for.' }, scopes: { label: 'May be used for', hint: 'Services such as imap, smtp, jmap, or * for everything.' },
        expires: { label: 'Ends' } }),
      submit: (values) => post('self/app-passwords', values),
    });
    if (!made) return;
    await showSecret({ title: 'It is shown this once', intro: 'Copy it into your program now: it cannot be shown again.', secret: made.secret });
    this.reload();
  }

  revoke(row) {
    sure({
      title: `Revoke ${row.name}?`, label: 'Revoke', what: 'The program that uses it cannot log in any more.', run: () => remove(path('self', 'app-passwords', row.id)),
    }).then((done) => done && this.reload());
  }

  editVacation() {
    const was = this.vacation;
    const local = (text) => (text ? new Date(new Date(text).getTime() - new Date(text).getTimezoneOffset() * 60_000).toISOString().slice(0, 16) : '');
    const instant = (text) => (text ? new Date(text).toISOString().replace(/\.\d+/, '') : null);
    openForm({
      title: 'Vacation', intro: html`<p>Who writes to you is answered once in a while, from the first moment to the last.</p>`,
      fields: [{ name: 'isEnabled', label: 'Answer for me', type: 'checkbox', value: was.isEnabled },
        { name: 'fromDate', label: 'From', type: 'datetime-local', value: local(was.fromDate), isKeptEmpty: true, read: instant },
        { name: 'toDate', label: 'Until', type: 'datetime-local', value: local(was.toDate), isKeptEmpty: true, read: instant },
        { name: 'subject', label: 'Subject', value: was.subject ?? '', isKeptEmpty: true, read: (text) => text || null },
        { name: 'textBody', label: 'Text', type: 'area', rows: 6, value: was.textBody ?? '', isKeptEmpty: true, read: (text) => text || null }],
      submit: (values) => patch('self/vacation', values, was),
    }).then((done) => done && this.reload());
  }
}
customElements.define('page-self', Self);
