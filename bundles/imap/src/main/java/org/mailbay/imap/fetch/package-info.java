/**
 * What FETCH tells of messages: the items a client asks for and how each of them is written. Start at {@link FetchItems}, which reads
 * what is asked for, and {@link FetchAnswers}, which writes the answer for a message.
 *
 * <p>RFC 9051 §6.4.5 and §7.5.2 with RFC 3516, 7162, 8474, 8514, 8970 and 9586. Nothing is parsed again: what only columns know is
 * told from them, envelopes, structures and previews from the stored form, sections from ranges of the blob. A new item is a class
 * that implements {@link Item} and a line in {@link ItemReader}. One thread an answer; {@link Envelopes} are for all.
 */
@NullMarked
package org.mailbay.imap.fetch;

import org.jspecify.annotations.NullMarked;
