package org.mailbay.imap.session;

import java.net.URI;

/**
 * What the server says of itself.
 *
 * @param admin how to reach the administrator: a URI (RFC 5464 §3.2.1.1); empty for nothing
 * @param comment for all users; empty for nothing
 * @param jmapUrl of the JMAP session (RFC 9698 §4); empty when there is none
 */
public record About(String admin, String comment, String jmapUrl) {
    public About {
        if (!admin.isEmpty() && !isUri(admin, "")) {
            throw new IllegalArgumentException("imap.adminUri is no URI, such as mailto:postmaster@example.org");
        }
        if (!jmapUrl.isEmpty() && !isUri(jmapUrl, "https") && !isUri(jmapUrl, "http")) {
            throw new IllegalArgumentException("imap.jmapUrl is no URL that begins with https://");
        }
    }

    /** @param scheme empty for any */
    private static boolean isUri(String text, String scheme) {
        try {
            URI uri = URI.create(text);
            boolean isAscii = text.chars().allMatch(c -> c > ' ' && c < 0x7f);
            return isAscii
                    && uri.isAbsolute()
                    && (scheme.isEmpty() || scheme.equals(uri.getScheme()) && uri.getHost() != null);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
