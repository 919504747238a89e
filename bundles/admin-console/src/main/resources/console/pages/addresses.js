// Where mail to an address goes: other addresses of users, groups, lists, forwards, and all the rest of a domain.
import { html, nothing } from '../lib.js';
import { List, get, path, post, put, remove } from '../api.js';
import { Page, card } from '../parts/page.js';
import { badge } from '../parts/format.js';
import { table } from '../parts/table.js';
import { openForm, show, sure } from '../parts/dialog.js';

const split = (text) => String(text ?? '').split(/[\s,]+/).filter(Boolean);
const to = (hint) => ({ name: 'to', label: 'Goes to', type: 'area', rows: 3, required: true, hint, read: split });
const posting = (value) => ({ name: 'posting', label: 'Who may write to it', type: 'select', required: true, value,
  options: [{ value: 'anyone', label: 'anyone' }, { value: 'local', label: 'users of this server' }, { value: 'members', label: 'members' }, { value: 'owners', label: 'owners' }] });

const KINDS = {
  aliases: { title: 'Aliases', one: 'alias', text: 'Another address of a user, or of several.', fields: (row) => [{ ...to('Addresses, one a line.'), value: row?.to?.join('\n') }] },
  groups: { title: 'Groups', one: 'group', text: 'An address whose mail goes to all of its members.', fields: (row) => [posting(row?.posting ?? 'anyone')], hasMembers: true },
  lists: { title: 'Lists', one: 'list', text: 'A mailing list: like a group, with owners and the header fields of a list.', hasMembers: true,
    fields: (row) => [{ ...to('Addresses of those who answer for it.'), name: 'owners', label: 'Owners', value: row?.owners?.join('\n') }, posting(row?.posting ?? 'members')] },
  forwards: { title: 'Forwards', one: 'forward', text: 'Sends a user’s mail elsewhere, too or instead.', fields: (row) => [
    { ...to('Addresses, one a line.'), value: row?.to?.join('\n') }, { name: 'keep', label: 'Keep a copy here', type: 'checkbox', value: row?.keep ?? true }] },
  'catch-alls': { title: 'Catch-alls', one: 'catch-all', text: 'Takes the mail of a domain to addresses that nobody has.', placeholder: 'example.org',
    fields: (row) => [{ ...to('Addresses, one a line.'), value: row?.to?.join('\n') }] },
};

class Addresses extends Page {
  get kind() {
    return KINDS[this.at[0]] ? this.at[0] : 'aliases';
  }

  heading() {
    return this.at[1] ?? 'Addresses';
  }

  lead() {
    return this.at[1] ? nothing : KINDS[this.kind].text;
  }

  up() {
    return this.at[1] ? { href: `#/addresses/${this.kind}`, label: KINDS[this.kind].title } : null;
  }

  async load(_, name) {
    const where = path('routing', this.kind);
    if (!name) return { rules: await new List(where).first(), rule: null };
    return { rule: await get(path('routing', this.kind, name)), members: await new List(path('routing', this.kind, name, 'members')).first() };
  }

  actions() {
    const { one } = KINDS[this.kind];
    return this.at[1] ? html`<button type="button" @click=${() => this.edit(this.rule)}>Change…</button><button type="button" class="risky" @click=${() => this.drop(this.rule)}>Delete…</button>`
      : html`<button type="button" @click=${this.whatIf}>Where would it go?</button><button type="button" class="primary" @click=${() => this.edit()}>New ${one}</button>`;
  }

  async edit(row) {
    const { one, fields, placeholder, hasMembers } = KINDS[this.kind];
    const made = await openForm({
      title: row ? `Change ${row.name}` : `New ${one}`, label: row ? 'Save' : 'Create',
      fields: [...(row ? [] : [{ name: 'name', label: this.kind === 'catch-alls' ? 'Domain' : 'Address', required: true, placeholder: placeholder ?? 'somebody@example.org' }]), ...fields(row)],
      submit: ({ name, ...values }) => put(path('routing', this.kind, row?.name ?? name), values, row),
    });
    if (made && hasMembers && !row) location.hash = `#/addresses/${this.kind}/${encodeURIComponent(made.name)}`;
    else if (made) this.reload();
  }

  drop(row) {
    sure({
      title: `Delete ${row.name}?`, label: 'Delete', what: `Mail to ${row.name} no longer goes where it did; if nobody else has the address, it is refused.`,
      run: () => remove(path('routing', this.kind, row.name), {}, row),
    }).then((done) => {
      if (done && this.at[1]) location.hash = `#/addresses/${this.kind}`;
      else if (done) this.reload();
    });
  }

  whatIf() {
    openForm({
      title: 'Where would it go?', label: 'Ask', intro: html`<p>What would happen to a message to an address, without sending one.</p>`,
      fields: [{ name: 'to', label: 'To', type: 'email', required: true }, { name: 'from', label: 'From', type: 'email' },
        { name: 'client', label: 'From which IP address', hint: 'Also asks what judges mail.' }],
      submit: async (values) => {
        const answer = await get('what-if', values);
        show({ title: values.to, wide: true, intro: html`<pre class="block" tabindex="0">${JSON.stringify(answer, null, 2)}</pre>` });
      },
    });
  }

  body() {
    if (this.at[1]) return this.one();
    const kind = KINDS[this.kind];
    return html`<nav class="bar segments" aria-label="Kinds of addresses">${Object.entries(KINDS).map(([name, { title }]) => html`<a href="#/addresses/${name}"
        aria-current=${this.kind === name ? 'page' : nothing}>${title}</a>`)}</nav>
      ${table({
        label: kind.title, list: this.rules, href: kind.hasMembers ? (row) => `#/addresses/${this.kind}/${encodeURIComponent(row.name)}` : undefined,
        empty: { title: `No ${kind.title.toLowerCase()}`, text: kind.text },
        columns: [
          { head: this.kind === 'catch-alls' ? 'Domain' : 'Address', text: (row) => row.name },
          ...(kind.hasMembers ? [{ head: 'Members', text: (row) => row.members, isNumber: true }, { head: 'Who may write', text: (row) => row.posting, cell: (row) => badge(row.posting) }]
            : [{ head: 'Goes to', text: (row) => (row.to ?? []).join(', '), isWide: true }]),
          ...(this.kind === 'forwards' ? [{ head: 'Copy here', text: (row) => (row.keep ? 'yes' : 'no') }] : []),
          { text: () => '', cell: (row) => html`<button type="button" aria-label="Change ${row.name}" @click=${() => this.edit(row)}>Change…</button>
            <button type="button" class="risky" aria-label="Delete ${row.name}" @click=${() => this.drop(row)}>Delete…</button>` }],
      })}`;
  }

  one() {
    const name = this.rule.name;
    const change = (body) => post(path('routing', this.kind, name, 'members'), body);
    return card('Members', table({
      label: 'members', rows: this.members.rows.map((one) => ({ name: one.address ?? one.name ?? one })), empty: { title: 'No members', text: 'Mail to this address reaches nobody yet.' },
      columns: [
        { head: 'Address', text: (row) => row.name },
        { text: () => '', cell: (row) => html`<button type="button" class="risky" aria-label="Take ${row.name} out" @click=${() => this.act(() => change({ remove: [row.name] }), `${row.name} is no member any more.`)}>Take out</button>` }],
    }), html`<button type="button" @click=${() => openForm({
      title: `Add members to ${name}`, label: 'Add', fields: [{ name: 'add', label: 'Addresses', type: 'area', rows: 5, required: true, hint: 'One a line.', read: split }], submit: change,
    }).then((done) => done && this.reload())}>Add members</button>`);
  }
}
customElements.define('page-addresses', Addresses);
