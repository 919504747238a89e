package org.mailbay.jmap.core.http;

import java.util.regex.Pattern;

/** Media types as clients name them (RFC 6838 §4.2); nothing else may get into a header. */
final class MediaType {
    private static final String TOKEN = "[A-Za-z0-9!#$&^_.+-]{1,127}";

    private static final Pattern SANE = Pattern.compile(
            TOKEN + "/" + TOKEN + "( ?; ?" + TOKEN + "=(" + TOKEN + "|\"[A-Za-z0-9 !#$&^_.+/:=-]{0,127}\")){0,8}");

    private MediaType() {}

    /** Whether it is a type, perhaps with a few parameters. */
    static boolean isSane(String type) {
        return type.length() <= 512 && SANE.matcher(type).matches();
    }
}
