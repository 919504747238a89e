// Copies of everything, and the way back: of one account, while it is in use.
import { html, nothing } from '../lib.js';
import { get, path, post } from '../api.js';
import { Page, card, facts } from '../parts/page.js';
import { badge, bytes, count, time, when } from '../parts/format.js';
import { table } from '../parts/table.js';
import { openForm, show, sure } from '../parts/dialog.js';

class Backups extends Page {
  heading() {
    return 'Backups';
  }

  lead() {
    return 'Copies of everything, and what can be brought back from them or from an account’s own past.';
  }

  async load() {
    const [copies, check, upkeep, accounts] = await Promise.all([
      get('store/backup').catch((problem) => ({ problem })), get('store/check'), get('store/upkeep'), get('accounts', { limit: 1000 })]);
    return { copies, check, upkeep, accounts: accounts.items };
  }

  actions() {
    return html`<button type="button" @click=${this.restore}>Restore an account…</button>
      <button type="button" class="primary" @click=${this.make}>Make a copy now</button>`;
  }

  async make() {
    const isConfigured = !this.copies.problem;
    const made = await openForm({
      title: 'Make a copy of everything', label: 'Make the copy', intro: html`<p>The server goes on working meanwhile. With much mail this takes a while: leave this dialog open.</p>`,
      fields: [{ name: 'folder', label: 'Folder on the server', required: !isConfigured, hint: isConfigured ? 'Left empty: as configured.' : 'An absolute path. None is configured in [store.backup].' }],
      submit: (values) => post('store/backup', values),
    });
    if (made) {
      show({ title: 'The copy is made', intro: facts([['Copy', made.copy], ['Accounts', count(made.accounts)], ['Blobs', count(made.references)], ['Copied', bytes(made.blobBytes)]]) });
      await this.reload();
    }
  }

  async restore() {
    const copies = this.copies.items ?? [];
    const fields = [
      { name: 'account', label: 'Account', type: 'select', required: true, options: this.accounts.map((one) => ({ value: one.account, label: one.address })) },
      { name: 'copy', label: 'From', type: 'select', none: 'the account’s own past', options: copies.map((one) => ({ value: one.copy, label: `${one.copy} (${time(one.made)})` })) },
      { name: 'at', label: 'As it was at', type: 'datetime-local', step: 1, hint: 'Only for the account’s own past, which is kept for a limited time.' },
      { name: 'mode', label: 'What is younger', type: 'select', required: true, options: [{ value: 'keep', label: 'stays' }, { value: 'exact', label: 'is destroyed' }], value: 'keep' }];
    const asked = await openForm({
      title: 'Restore an account', label: 'Preview', fields, intro: html`<p>First you see what would happen; nothing is changed yet.</p>`,
      submit: async ({ account, copy, at, mode }) => {
        const body = copy ? { copy, mode } : { at: at ? new Date(at).toISOString() : '', mode };
        const where = path('store', 'accounts', account, copy ? 'restore-from-backup' : 'restore');
        return { where, body, preview: await post(where, { ...body, preview: true }), address: this.accounts.find((one) => one.account === account)?.address };
      },
    });
    if (!asked) return;
    const types = Object.entries(asked.preview.types ?? {});
    const done = await sure({
      title: `Restore ${asked.address}?`, label: 'Restore', what: html`<p>This is what will be done with the account, while it is in use:</p>
        <ul>${types.length === 0 ? html`<li>nothing: it is as it was.</li>` : types.map(([type, what]) => html`<li>${type}: ${
          typeof what === 'object' ? Object.entries(what).map(([name, number]) => `${number} ${name}`).join(', ') : what}</li>`)}</ul>
        ${asked.body.mode === 'exact' ? html`<p class="notice bad">What is younger is destroyed.</p>` : nothing}`,
      run: () => post(asked.where, { ...asked.body, preview: false }),
    });
    if (done) {
      show({ title: 'Restored', intro: html`<p>${asked.address} is as it was.</p>` });
      await this.reload();
    }
  }

  body() {
    const { copies, check, upkeep } = this;
    return html`
      ${copies.problem ? html`<p class="notice warn">${copies.problem.message}</p>` : card('Copies', table({
        label: 'copies', rows: copies.items, plain: true, empty: { title: 'No copies yet', text: 'Make one now, or let the server do it each night: [store.backup] in the configuration.' },
        columns: [
          { head: 'Copy', text: (row) => row.copy }, { head: 'Made', text: (row) => row.made, cell: (row) => when(row.made) },
          { head: 'Accounts', text: (row) => row.accounts, cell: (row) => count(row.accounts), isNumber: true },
          { head: 'Blobs', text: (row) => row.references, cell: (row) => count(row.references), isNumber: true }],
      }))}
      <div class="columns">
        ${card('Is everything sound?', html`<div class="pad"><p>${check.findings.length === 0 ? badge('no findings', 'good') : badge(`${check.findings.length} findings`, 'bad')}
          <span class="muted">${count(check.accountsChecked)} accounts checked${check.allCheckedAt ? html`, all of them ${when(check.allCheckedAt)}` : nothing}</span></p>
          ${check.findings.map((finding) => html`<p><b>${finding.code}</b> <code>${finding.account}</code>: ${finding.detail} ${finding.proposal}</p>`)}</div>`,
          html`<button type="button" @click=${this.look}>Check now</button>`)}
        ${card('Upkeep', html`<div class="pad"><p>${upkeep.damaged.length === 0 ? badge('no damaged blobs', 'good') : badge(`${upkeep.damaged.length} damaged blobs`, 'bad')}
          <span class="muted">${bytes(upkeep.compactedBytes ?? 0)} given back by compacting</span></p>
          ${upkeep.damaged.map((one) => html`<p><code>${one.blob}</code> ${one.reason}</p>`)}</div>`,
          html`<button type="button" @click=${() => this.act(() => post('store/upkeep/scrub'), 'All blobs are being read and compared with their hashes.')}>Read all blobs</button>`)}
      </div>`;
  }

  look() {
    this.act(async () => post('store/check'), 'Everything was checked.');
  }
}
customElements.define('page-backups', Backups);
