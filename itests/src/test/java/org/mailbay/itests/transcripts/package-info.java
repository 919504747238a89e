/**
 * Transcripts: Markdown files of requests and the responses they must get, run against the assembled server. Start at {@link
 * TranscriptXIT}; the format is in the README of this folder's resources, {@code src/test/resources/transcripts}.
 */
package org.mailbay.itests.transcripts;
