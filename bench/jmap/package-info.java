/**
 * JMAP as clients use it, on mailboxes of 10,000 and 100,000 messages, beside Cyrus. Start at {@link jmap.JmapBench}.
 *
 * <p>Run from source, with the Jackson of the assembled server on the class path: see {@code bench/jmap/run}.
 */
package jmap;
