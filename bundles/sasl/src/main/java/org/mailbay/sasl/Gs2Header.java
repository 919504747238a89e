package org.mailbay.sasl;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What SCRAM and OAUTHBEARER messages begin with (RFC 5801 §4).
 *
 * @param flag {@code n}: the client binds no channel; {@code y}: it would, but believes that the server cannot; {@code p}: it does
 * @param binding type of the channel binding; empty but with {@code p}
 * @param authorization as whom the client wants to act; may be empty
 * @param length in characters, both commas included
 */
record Gs2Header(char flag, String binding, String authorization, int length) {
    private static final Pattern FORM =
            Pattern.compile("\\A(?:([ny])|p=([A-Za-z0-9.-]{1,64})),(?:a=([^,\0]{1,3072}))?,");

    static Gs2Header parse(String message) throws MalformedException {
        Matcher matcher = FORM.matcher(message);
        if (!matcher.find()) {
            throw new MalformedException("GS2 header expected");
        }
        String binding = matcher.group(2);
        String authorization = matcher.group(3);
        return new Gs2Header(
                binding == null ? matcher.group(1).charAt(0) : 'p',
                binding == null ? "" : binding,
                authorization == null ? "" : Text.name(unescaped(authorization)),
                matcher.end());
    }

    boolean isWithoutBinding() {
        return flag != 'p';
    }

    /** RFC 5802 §5.1: comma and equals sign of a name; the sign alone is an error. */
    static String unescaped(String name) throws MalformedException {
        String rest = name.replace("=2C", "").replace("=3D", "");
        if (rest.indexOf('=') >= 0) {
            throw new MalformedException("=2C or =3D expected");
        }
        return name.replace("=2C", ",").replace("=3D", "=");
    }

    /** The other way. */
    static String escaped(String name) {
        return name.replace("=", "=3D").replace(",", "=2C");
    }
}
