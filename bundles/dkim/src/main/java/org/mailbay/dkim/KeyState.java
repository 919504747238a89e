package org.mailbay.dkim;

import java.util.Locale;

/** What becomes of a key. */
enum KeyState {
    /** Its record is to be published; it signs when DNS has had it for long enough. */
    WAITING,
    SIGNING,
    /** Signs no more; its record stays until mail that it signed has arrived everywhere. */
    RETIRED;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
