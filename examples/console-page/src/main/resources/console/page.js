// Who has how much mail: a page of a third party, made of the console's own parts. Everything it shows it asks of /admin/v1.
import { html } from '/admin/console/lib.js';
import { get, path } from '/admin/console/api.js';
import { Page } from '/admin/console/parts/page.js';
import { bytes } from '/admin/console/parts/format.js';
import { table } from '/admin/console/parts/table.js';

const MOST = 50;

class Usage extends Page {
  heading() {
    return 'Usage';
  }

  lead() {
    return `How much mail the first ${MOST} users have.`;
  }

  // Called when the page is opened, and when its address (#/NAME/…) changes; what it gives becomes properties of the page.
  async load() {
    const accounts = (await get('accounts', { limit: MOST })).items;
    const rows = await Promise.all(accounts.map(async (one) => ({ ...one, ...await get(path('accounts', one.address, 'usage')) })));
    return { rows: rows.sort((one, other) => other.usedBytes - one.usedBytes) };
  }

  body() {
    return html`${table({
      label: 'users', rows: this.rows, href: (row) => `#/accounts/${encodeURIComponent(row.address)}`,
      empty: { title: 'No users', text: 'Users show up here as soon as there are some.' },
      columns: [
        { head: 'User', text: (row) => row.address },
        { head: 'Mail', text: (row) => row.usedBytes, cell: (row) => bytes(row.usedBytes), isNumber: true },
        { head: 'May have', text: (row) => row.quotaBytes ?? 0, cell: (row) => (row.quotaBytes ? bytes(row.quotaBytes) : 'no limit'), isNumber: true }],
    })}`;
  }
}
customElements.define('page-example-usage', Usage);
