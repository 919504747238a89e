package org.mailbay.tls.files;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes the few forms of ASN.1 that a certificate needs, in DER (X.690). */
final class Der {
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int UTF8_STRING = 0x0c;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;

    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT);
    private static final DateTimeFormatter GENERALIZED = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT);

    private Der() {}

    /** A value of type {@code tag} whose content is {@code parts} one after the other. */
    static byte[] of(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
        out.write(tag);
        if (length < 128) {
            out.write(length);
        } else {
            byte[] size = BigInteger.valueOf(length).toByteArray();
            int skip = size[0] == 0 ? 1 : 0;
            out.write(0x80 | (size.length - skip));
            out.write(size, skip, size.length - skip);
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] integer(BigInteger value) {
        return of(0x02, value.toByteArray());
    }

    static byte[] yes() {
        return of(0x01, new byte[] {(byte) 0xff});
    }

    static byte[] bits(byte[] bytes, int unused) {
        return of(BIT_STRING, new byte[] {(byte) unused}, bytes);
    }

    static byte[] text(int tag, String text) {
        return of(tag, text.getBytes(StandardCharsets.UTF_8));
    }

    /** @param dotted such as {@code 2.5.4.3} */
    static byte[] oid(String dotted) {
        String[] arcs = dotted.split("\\.");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            int arc = Integer.parseInt(arcs[i]);
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arc >>> shift != 0) {
                    out.write(0x80 | (arc >>> shift & 0x7f));
                }
            }
            out.write(arc & 0x7f);
        }
        return of(0x06, out.toByteArray());
    }

    // RFC 5280 §4.1.2.5: two digits for the year through 2049, four afterwards.
    static byte[] time(Instant instant) {
        LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        return time.getYear() < 2050 ? text(0x17, UTC.format(time)) : text(0x18, GENERALIZED.format(time));
    }

    /** The first value inside the SEQUENCE {@code bytes}, such as the algorithm of a public key. */
    static byte[] first(byte[] bytes) {
        int inner = content(bytes, 0);
        int end = content(bytes, inner) + length(bytes, inner);
        byte[] value = new byte[end - inner];
        System.arraycopy(bytes, inner, value, 0, value.length);
        return value;
    }

    private static int content(byte[] bytes, int at) {
        int size = bytes[at + 1] & 0xff;
        return at + 2 + (size < 128 ? 0 : size & 0x7f);
    }

    private static int length(byte[] bytes, int at) {
        int size = bytes[at + 1] & 0xff;
        if (size < 128) {
            return size;
        }
        int length = 0;
        for (int i = 0; i < (size & 0x7f); i++) {
            length = length << 8 | bytes[at + 2 + i] & 0xff;
        }
        return length;
    }
}
