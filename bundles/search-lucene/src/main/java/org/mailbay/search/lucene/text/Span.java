package org.mailbay.search.lucene.text;

/**
 * A part of a text that matches.
 *
 * @param start first character
 * @param end behind the last one
 * @param part which part of the query it matches
 */
record Span(int start, int end, int part) {}
