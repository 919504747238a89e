/** What IMAP clients do, on a mailbox of 100,000 messages, in turn with Dovecot and Cyrus. */
package imap;
