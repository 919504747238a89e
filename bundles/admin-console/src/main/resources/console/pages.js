// The pages by the word that is in their path, in the order of the navigation; {@code needs} names the operation of the API without which there is none.
export const PAGES = [
  { name: 'overview', title: 'Overview', group: '', needs: 'getHealth' },
  { name: 'queue', title: 'Queue', group: 'Mail', needs: 'listQueue' },
  { name: 'trace', title: 'Where is my mail', group: 'Mail', needs: 'listTraces' },
  { name: 'quarantine', title: 'Spam', group: 'Mail', needs: 'listAntispamStages', icon: 'spam' },
  { name: 'tenants', title: 'Tenants', group: 'Directory', needs: 'listTenants' },
  { name: 'domains', title: 'Domains', group: 'Directory', needs: 'listDomains' },
  { name: 'accounts', title: 'Users', group: 'Directory', needs: 'listAccounts' },
  { name: 'addresses', title: 'Addresses', group: 'Directory', needs: 'listAliases' },
  { name: 'features', title: 'Features', group: 'Server', needs: 'listFeatures' },
  { name: 'bundles', title: 'Bundles', group: 'Server', needs: 'listBundles' },
  { name: 'settings', title: 'Settings', group: 'Server', needs: 'getConfig' },
  { name: 'certificates', title: 'Certificates', group: 'Server', needs: 'listCertificates' },
  { name: 'backups', title: 'Backups', group: 'Server', needs: 'listBackups' },
  { name: 'logs', title: 'Logs', group: 'Server', needs: 'listLogs' },
  { name: 'audit', title: 'Audit', group: 'Server', needs: 'listAudit' },
  { name: 'self', title: 'My account', group: 'Me', needs: 'getSelf' },
];
