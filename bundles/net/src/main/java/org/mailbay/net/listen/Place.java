package org.mailbay.net.listen;

import java.util.function.UnaryOperator;

/**
 * How this server was started.
 *
 * @param portBase added to every configured port; 0 for the standard ports
 * @param loopback whether a listener without a host binds to loopback only
 * @param demo whether binding beyond loopback is refused
 */
record Place(int portBase, boolean loopback, boolean demo) {
    /** @param property of the framework; null when it is not set */
    static Place of(UnaryOperator<String> property) {
        String base = property.apply("mailbay.ports");
        return new Place(
                base == null || base.isBlank() ? 0 : Integer.parseInt(base.strip()),
                Boolean.parseBoolean(property.apply("mailbay.loopback")),
                Boolean.parseBoolean(property.apply("mailbay.demo")));
    }
}
