package org.mailbay.admin.spi;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A page that a bundle adds to the web console. A service.
 *
 * <p>Its file {@code page.js}, an ES module, defines the custom element {@code page-NAME}, which gets the properties {@code at} (what
 * follows the name in the address), {@code query} and {@code me}. Everything it shows it asks of {@code /admin/v1}, as the console's own
 * pages do; the console's modules ({@code /admin/console/lib.js}, {@code api.js}, {@code parts/…}) are there to be imported. The console's
 * content security policy holds: no inline script or style, nothing from elsewhere.
 */
@ConsumerType
public interface ConsolePage {
    /** The file that the console loads when the page is opened. */
    String MODULE = "page.js";

    /** What stands in the navigation: the same for as long as the service is there. */
    Entry entry();

    /**
     * A file of the page; by default one of the bundle's folder {@code console}.
     *
     * @param name such as {@code page.js}, {@code lines.svg}: letters, digits, dots, dashes, no folders
     * @return null when there is none
     */
    default byte @Nullable [] file(String name) throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/console/" + name)) {
            return in == null ? null : in.readAllBytes();
        }
    }

    /**
     * An entry of the navigation.
     *
     * @param name in the address, {@code #/NAME}; with a dash, so that it is none of the console's own: your name, a dash, what it is
     * @param title for people
     * @param group under which heading: one of the console's ({@code Mail}, {@code Directory}, {@code Server}) or another one
     * @param needs the id of the operation without which the page is of no use: who may not ask for it does not see the page
     */
    record Entry(String name, String title, String group, String needs) {
        public Entry {
            if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)+") || name.length() > 60) {
                throw new IllegalArgumentException("name of a page: a-z, 0-9 and at least one dash");
            }
            if (title.isBlank() || title.length() > 40 || group.length() > 40 || needs.isBlank()) {
                throw new IllegalArgumentException(
                        "A page has a title, of at most 40 characters, and needs something.");
            }
        }
    }
}
