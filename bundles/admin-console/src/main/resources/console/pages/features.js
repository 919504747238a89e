// What is installed, and its exchange while the server runs: what an update touches and asks for is shown before it is made.
import { html, nothing } from '../lib.js';
import { get, path, post, remove, upload } from '../api.js';
import { Page, card, facts } from '../parts/page.js';
import { badge, time, words } from '../parts/format.js';
import { table } from '../parts/table.js';
import { openForm, show, sure } from '../parts/dialog.js';

const KINDS = { active: 'good', 'in use': 'good', stopped: 'warn', disabled: 'warn', unresolved: 'bad', starting: 'warn', stopping: 'warn' };
const JAR = 'application/java-archive';
const MODES = { 'side-by-side': 'side by side: without a gap', exclusive: 'one after the other: away for a moment', new: 'new' };

const CANARY_SECONDS = 600;
const SHARES = [5, 10, 25, 50].map((percent) => ({ value: String(percent), label: `${percent} % of new connections, for 10 minutes; taken back by itself when it fails more` }));
const OUTCOMES = { running: 'warn', promoted: 'good', withdrawn: 'bad' };

const short = (name) => name.replace(/^org\.mailbay\./, '');
const list = (values) => (values?.length ? html`<ul>${values.map((one) => html`<li>${typeof one === 'string' ? one : Object.values(one).join(' ')}</li>`)}</ul>` : html`<p class="muted">none</p>`);
const which = (isAll) => html`<nav class="segments" aria-label="Which features"><a href="#/features" aria-current=${isAll ? nothing : 'page'}>Mailbay’s and installed</a>
  <a href="#/features?all=1" aria-current=${isAll ? 'page' : nothing}>All</a></nav>`;

class Features extends Page {
  constructor() {
    super();
    this.refreshSeconds = 15;
  }

  heading() {
    return 'Features';
  }

  lead() {
    return 'What this server can do is made of bundles that are exchanged while it runs. Before anything is, you see what it would touch.';
  }

  async load() {
    const none = { items: null };
    const [features, signers, canaries] = await Promise.all([get('features'), this.me.may('listTrustedSigners') ? get('trusted-signers') : none,
      this.me.may('listCanaries') ? get('canaries') : none]);
    return { features: features.items, signers: signers.items, canaries: canaries.items ?? [] };
  }

  actions() {
    return html`<button type="button" class="primary" @click=${this.choose}>Install or update…</button>`;
  }

  async choose() {
    const chosen = await openForm({
      title: 'Install or update', label: 'Preview', intro: html`<p>Choose a bundle. You see what would happen; nothing is installed yet.</p>`,
      fields: [{ name: 'file', label: 'Bundle (.jar)', type: 'file', accept: '.jar', required: true }],
      submit: async ({ file }) => {
        if (!file) throw new Error('Choose a file first.');
        const bytes = await file.arrayBuffer();
        return { bytes, preview: await upload('features/preview', bytes, JAR) };
      },
    });
    if (chosen) this.confirm(chosen);
  }

  async confirm({ bytes, preview }) {
    const isNew = !preview.from;
    const isRefused = Boolean(preview.refused) || preview.missing?.length > 0;
    const more = preview.asksMore ?? [];
    const done = await openForm({
      title: isNew ? `Install ${short(preview.name)}?` : `Update ${short(preview.name)}?`, wide: true, isDanger: preview.mode === 'exclusive',
      label: isNew ? 'Install' : 'Update', intro: this.preview(preview),
      fields: isRefused ? [] : [...(more.length ? [{ name: 'accept', type: 'checkbox', label: `It may use ${more.join(', ')}` }] : []),
        ...(preview.canary ? [{ name: 'canary', label: 'First on a share', type: 'select', none: 'no: for everybody at once', options: SHARES }] : [])],
      submit: isRefused ? undefined : ({ accept, canary }) => upload('features', bytes, JAR, {
        ...(accept ? { accept: more.join(',') } : {}), ...(canary ? { canary, canarySeconds: CANARY_SECONDS } : {}) }),
    });
    if (done && done !== true) {
      show({ title: isNew ? 'Installed' : 'Updated', intro: facts([['Bundle', done.name], ['From', done.from], ['To', done.to], ['How', MODES[done.mode] ?? done.mode],
        ['Took', done.milliseconds === undefined ? '' : `${done.milliseconds} ms`], ['Threads left behind', done.threads?.join(', ')]]) });
      await this.reload();
    }
  }

  preview(preview) {
    return html`
      ${preview.refused ? html`<p class="notice bad"><b>It is refused:</b> ${preview.refused.detail}</p>` : nothing}
      ${preview.missing?.length ? html`<div class="notice bad"><b>It cannot run here. It misses:</b>${list(preview.missing)}</div>` : nothing}
      ${preview.closes?.length ? html`<div class="notice warn"><b>Connections that are closed:</b>${list(preview.closes)}</div>` : nothing}
      ${facts([['From', preview.from || 'not installed'], ['To', preview.to], ['How', MODES[preview.mode] ?? preview.mode], ['Signature', this.signature(preview.signature)]])}
      <div class="columns">
        <div><h3>It may use</h3>${preview.declares === false ? html`<p class="muted">It does not say.</p>` : list(preview.uses)}
          ${preview.asksMore?.length ? html`<p class="notice warn"><b>More than the one that runs:</b> ${preview.asksMore.join(', ')}</p>` : nothing}
          ${preview.asksLess?.length ? html`<p class="muted">No longer: ${preview.asksLess.join(', ')}</p>` : nothing}</div>
        <div><h3>Bundles that restart with it</h3>${list(preview.affected)}<h3>Bundles that use it</h3>${list(preview.users)}</div>
      </div>
      ${this.touched(preview)}`;
  }

  touched({ components = {}, sessions = [] }) {
    const lines = [['Components that start again', components.restarts], ['Components that stop', components.stops], ['Components that start', components.starts]].filter(([, names]) => names?.length);
    return html`${lines.map(([title, names]) => html`<details><summary>${title}: ${names.length}</summary>${list(names)}</details>`)}
      ${sessions.length ? html`<h3>Connections</h3>${list(sessions.map((one) => `${one.protocol}: ${one.connections}, ${one.fate}`))}` : nothing}`;
  }

  signature(said) {
    return said === undefined || said === null ? '' : typeof said === 'string' ? said : Object.values(said).filter((one) => typeof one !== 'object').join(' · ');
  }

  body() {
    const isAll = this.query.get('all');
    return html`${this.canaries.length ? html`${card('On trial', table({
      label: 'trials', rows: this.canaries.map((row) => ({ ...row, id: `${row.name} ${row.begun}` })), plain: true,
      columns: [
        { head: 'Feature', text: (row) => short(row.name) }, { head: 'From', text: (row) => row.from }, { head: 'To', text: (row) => row.to },
        { head: 'Share', text: (row) => row.percent, cell: (row) => `${row.percent} %`, isNumber: true },
        { head: 'Outcome', text: (row) => row.outcome, cell: (row) => badge(row.outcome, OUTCOMES[row.outcome]) },
        { head: 'Until', text: (row) => row.until, cell: (row) => time(row.until) },
        { head: 'Why', text: (row) => row.why, isWide: true },
        { text: () => '', cell: (row) => (row.outcome !== 'running' ? nothing : html`
          <button type="button" aria-label="Promote ${short(row.name)}" @click=${() => this.act(() => post(path('canaries', row.name, 'promote')), 'It serves all.')}>Promote</button>
          <button type="button" class="risky" aria-label="Withdraw ${short(row.name)}" @click=${() => this.act(() => post(path('canaries', row.name, 'withdraw')), 'It was taken back.')}>Withdraw</button>`) }],
    }))}<br>` : nothing}${table({
      label: 'features', tools: which(isAll), rows: this.features.filter((row) => isAll || row.name.startsWith('org.mailbay.') || row.origin !== 'shipped').map((row) => ({ ...row, id: `${row.name} ${row.version}` })),
      columns: [
        { head: 'Feature', text: (row) => short(row.name), cell: (row) => html`<a href="#/bundles/${encodeURIComponent(row.name)}">${short(row.name)}</a>` },
        { head: 'Version', text: (row) => row.version },
        { head: 'State', text: (row) => row.state, cell: (row) => badge(row.state, KINDS[row.state]) },
        { head: 'Origin', text: (row) => row.origin },
        { head: 'Update', text: (row) => row.update, cell: (row) => (row.update === 'stopped' ? 'while stopped' : words(row.update ?? '').toLowerCase()) },
        { head: 'Before', text: (row) => row.former ?? '' },
        { text: () => '', cell: (row) => this.tools(row) }],
    })}
    ${this.signers ? html`<br>${card('Whose bundles may be installed', table({
      label: 'trusted signers', rows: this.signers.map((row) => ({ ...row, id: row.fingerprint })), plain: true,
      empty: { title: 'Nobody', text: 'A bundle has to be signed by somebody who is trusted here. Add the certificate of the author, or of an authority that vouches for authors.' },
      columns: [
        { head: 'Signer', text: (row) => row.signer }, { head: 'Kind', text: (row) => (row.authority ? 'authority' : 'author') },
        { head: 'Until', text: (row) => row.until, cell: (row) => time(row.until) },
        { head: 'SHA-256', text: (row) => row.fingerprint, cell: (row) => html`<code>${row.fingerprint}</code>`, isWide: true },
        { text: () => '', cell: (row) => html`<button type="button" class="risky" aria-label="Distrust ${row.signer}" @click=${() => this.distrust(row)}>Distrust…</button>` }],
    }), html`<button type="button" @click=${this.trust}>Trust a signer…</button>`)}` : nothing}`;
  }

  tools(row) {
    const name = short(row.name);
    return html`
      ${row.state === 'disabled' ? html`<button type="button" aria-label="Enable ${name}" @click=${() => this.act(() => post(path('features', row.name, 'enable')), `${name} runs.`)}>Enable</button>` : nothing}
      ${row.former ? html`<button type="button" aria-label="Roll ${name} back" @click=${() => this.rollBack(row)}>Roll back…</button>` : nothing}
      ${row.origin === 'installed' ? html`<button type="button" class="risky" aria-label="Remove ${name}" @click=${() => this.drop(row)}>Remove…</button>` : nothing}`;
  }

  rollBack(row) {
    sure({
      title: `Roll ${short(row.name)} back?`, label: 'Roll back', what: `Version ${row.version} is exchanged for ${row.former}, which ran before, in the same way as by an update.`,
      run: () => post(path('features', row.name, 'rollback')),
    }).then((done) => done && this.reload());
  }

  drop(row) {
    sure({
      title: `Remove ${short(row.name)}?`, label: 'Remove', typed: short(row.name), what: 'It is stopped and taken out for good; what uses it goes on without it, or waits for another.',
      run: () => remove(path('features', row.name)),
    }).then((done) => done && this.reload());
  }

  trust() {
    openForm({
      title: 'Trust a signer', label: 'Trust', isDanger: true, intro: html`<p>Every bundle that this certificate signed, or vouches for, can be installed here from then on. A bundle runs with all the rights of the server.</p>`,
      fields: [{ name: 'file', label: 'Certificate (.pem)', type: 'file', accept: '.pem,.crt,.cer', required: true }],
      submit: async ({ file }) => {
        if (!file) throw new Error('Choose a file first.');
        return upload('trusted-signers', await file.arrayBuffer(), 'application/x-pem-file');
      },
    }).then((done) => done && this.reload());
  }

  distrust(row) {
    sure({
      title: 'Distrust this signer?', label: 'Distrust', what: `No more bundles of ${row.signer} can be installed. Those that are there stay.`,
      run: () => remove(path('trusted-signers', row.fingerprint)),
    }).then((done) => done && this.reload());
  }
}
customElements.define('page-features', Features);
