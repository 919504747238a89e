/**
 * The JMAP store over record and blob drivers. Start at {@link JmapStore}, then {@link Space} (an account) and {@link Writer}.
 *
 * <p>A write goes {@link Space} → {@link Writer} (queue, one leader) → {@link Tx} (changes, checked, on the newest image) → {@link
 * Group} (several transactions, one batch) → driver → the new image is published → callers return → listeners hear. Readers take the
 * published image and never wait. Drivers come and go behind {@link Slot}. RFC 8620 §1.2, §1.6, §5.1, §5.2; RFC 9051 §2.3.1.1.
 */
@NullMarked
package org.mailbay.store.engine;

import org.jspecify.annotations.NullMarked;
