package org.mailbay.imap.grammar;

/**
 * Which of many results are wanted (RFC 9394 §3.1), counted from 1.
 *
 * @param from the first of them
 * @param to the last of them, at least {@code from}
 * @param last whether they are counted from the end, the newest being 1
 */
public record Window(long from, long to, boolean last) {}
