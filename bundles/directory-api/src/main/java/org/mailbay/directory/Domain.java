package org.mailbay.directory;

import org.mailbay.store.TenantId;

/**
 * A mail domain.
 *
 * @param name lower-case, as A-labels (RFC 5890); unique
 */
public record Domain(String name, TenantId tenant) {}
