package org.mailbay.admin.spi;

/** What somebody may administer, the widest first. */
public enum Role {
    /** The whole server. */
    SYSTEM_ADMINISTRATOR,
    /** One tenant. */
    TENANT_ADMINISTRATOR,
    /** Some domains of one tenant. */
    DOMAIN_ADMINISTRATOR,
    /** Nothing but what is their own: everybody who can log in. */
    USER
}
