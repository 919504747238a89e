package org.mailbay.jmap.core.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Enumeration;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which answers are sent as gzip (RFC 9110 §12.5.3).
 *
 * @param minBytes shorter ones are not: they would not save a packet. 0 = none is
 */
public record Compression(int minBytes) {
    /** Types that are text, whatever they are called; what is compressed already is not among them. */
    private static final Pattern TEXT = Pattern.compile(
            "(text/(?!event-stream).*|message/(rfc822|global)|image/(svg\\+xml|bmp)|application/([^;]*\\+)?(json|xml)"
                    + "|application/(javascript|sql|rtf|mbox|postscript|pgp-signature))(;.*)?");

    /** An answer that is compressed if this client takes it so; others who come by a cache learn that it depends on the client. */
    Answer answer(HttpServletRequest request, HttpServletResponse response) {
        response.addHeader("Vary", "Accept-Encoding");
        return new Answer(response, isAccepted(request) ? minBytes : 0);
    }

    /** Whether this client takes gzip. */
    boolean isAccepted(HttpServletRequest request) {
        boolean any = false;
        for (Enumeration<String> headers = request.getHeaders("Accept-Encoding"); headers.hasMoreElements(); ) {
            for (String item : headers.nextElement()
                    .toLowerCase(Locale.ROOT)
                    .replace(" ", "")
                    .split(",")) {
                int semicolon = item.indexOf(';');
                String coding = semicolon < 0 ? item : item.substring(0, semicolon);
                boolean wanted = semicolon < 0 || !item.substring(semicolon).matches(";q=0(\\.0{0,3})?");
                if (coding.equals("gzip") || coding.equals("x-gzip")) {
                    return wanted && minBytes > 0;
                }
                any |= coding.equals("*") && wanted;
            }
        }
        return any && minBytes > 0;
    }

    /** Whether content of this type becomes shorter. */
    static boolean isText(String type) {
        return TEXT.matcher(type.toLowerCase(Locale.ROOT)).matches();
    }
}
