/**
 * IMAP as dialogues: scripts of up to three sessions that watch each other, against the assembled server and against others. Start at
 * {@link ImapTranscriptXIT}; the format is in the README of {@code src/test/resources/imap}.
 */
package org.mailbay.itests.imap;
