package org.mailbay.metrics;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes figures down.
 *
 * <p>A name has one kind and one help text. Labels are pairs of a name and a value, few values each: never an address, an id or a subject.
 */
@ProviderType
public interface Metrics {
    /** What only rises from the start of the process on; {@code name} ends in {@code _total}. */
    void counter(String name, String help, double value, String... labels);

    /** What rises and falls. */
    void gauge(String name, String help, double value, String... labels);
}
