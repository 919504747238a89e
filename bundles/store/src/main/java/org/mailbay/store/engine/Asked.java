package org.mailbay.store.engine;

/**
 * That a transaction asked an outbox for something.
 *
 * @param due not before, in milliseconds since 1970; 0 is at once
 */
public record Asked(String topic, long due) {}
