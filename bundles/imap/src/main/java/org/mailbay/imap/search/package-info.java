/**
 * Finds, sorts and threads the messages of a mailbox. Start at {@link SearchProgram}, which is read from a command, and {@link Searcher},
 * which runs it; {@link SearchAnswer} writes what was found.
 *
 * <p>What is a flag, a date or a size is answered from the account's snapshot; what is a text from the search index, and what that has not
 * seen yet from the messages themselves. RFC 9051 §6.4.4, RFC 5256, and the extensions that {@link SearchKey} and {@link SearchOptions}
 * name. Programs are values; a searcher is for one thread.
 */
@NullMarked
package org.mailbay.imap.search;

import org.jspecify.annotations.NullMarked;
