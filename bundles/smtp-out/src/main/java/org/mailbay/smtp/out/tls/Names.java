package org.mailbay.smtp.out.tls;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Whether a certificate is a server's (RFC 6125 §6.4): by its alternative names only, as RFC 8461 §4.1 wants it. */
final class Names {
    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    private Names() {}

    static boolean isFor(X509Certificate certificate, String host) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names != null && names.stream().anyMatch(name -> isFor(name, host));
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private static boolean isFor(List<?> name, String host) {
        if (!(name.get(0) instanceof Integer kind) || !(name.get(1) instanceof String value)) {
            return false;
        }
        return switch (kind) {
            case DNS -> matches(value.toLowerCase(Locale.ROOT), host.toLowerCase(Locale.ROOT));
            case ADDRESS -> isAddress(value, host);
            default -> false;
        };
    }

    /** Whether a pattern, of which the whole first label may be a star, is a name; RFC 8461 §4.1. */
    static boolean matches(String pattern, String name) {
        if (pattern.startsWith("*.")) {
            int dot = name.indexOf('.');
            return dot > 0 && name.substring(dot).equals(pattern.substring(1));
        }
        return pattern.equals(name);
    }

    private static boolean isAddress(String value, String host) {
        try {
            String bare = host.replace("[", "").replace("]", "");
            return InetAddress.ofLiteral(value).equals(InetAddress.ofLiteral(bare));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
