package org.mailbay.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Messages of DNS as they are on the wire (RFC 1035 §4), without compression. */
final class DnsWire {
    static final int AUTHORITATIVE = 0x0400;
    static final int TRUNCATED = 0x0200;
    static final int SERVFAIL = 2;
    static final int NXDOMAIN = 3;
    static final int REFUSED = 5;

    private static final int RESPONSE = 0x8000;
    private static final int DESIRED = 0x0100;
    private static final int AVAILABLE = 0x0080;
    private static final int CHECKING_DISABLED = 0x0010;
    private static final int OPT = 41;
    private static final int SMALLEST = 512;

    private DnsWire() {}

    /**
     * What is asked.
     *
     * @param question its section, as it came
     * @param name lower case, with final dot
     * @param room bytes that an answer over UDP may have
     * @param proofs whether signatures are wanted (RFC 3225)
     */
    record Question(
            int id, int flags, byte[] question, String name, int type, boolean extended, int room, boolean proofs) {}

    /** Reads a question; throws {@link RuntimeException} for what is none. */
    static Question read(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message);
        int id = in.getShort() & 0xFFFF;
        int flags = in.getShort() & 0xFFFF;
        if ((flags & RESPONSE) != 0 || in.getShort() != 1) {
            throw new IllegalArgumentException("no question");
        }
        in.getInt();
        int additional = in.getShort();
        int from = in.position();
        StringBuilder name = new StringBuilder();
        for (int length = in.get(); length != 0; length = in.get()) {
            byte[] label = new byte[length];
            in.get(label);
            name.append(new String(label, StandardCharsets.ISO_8859_1)).append('.');
        }
        int type = in.getShort() & 0xFFFF;
        in.getShort();
        byte[] question = new byte[in.position() - from];
        in.get(from, question);
        boolean extended = false;
        boolean proofs = false;
        int room = SMALLEST;
        if (additional > 0 && in.remaining() >= 11 && in.get() == 0 && in.getShort() == OPT) { // RFC 6891 §6.1.2
            extended = true;
            room = Math.max(SMALLEST, in.getShort() & 0xFFFF);
            proofs = (in.getInt() & 0x8000) != 0;
        }
        String asked = name.isEmpty() ? "." : name.toString().toLowerCase(Locale.ROOT);
        return new Question(id, flags, question, asked, type, extended, room, proofs);
    }

    /** An answer. */
    static byte[] write(Question question, int flags, List<DnsLine> answer, List<DnsLine> authority) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(SMALLEST);
        two(out, question.id());
        two(out, flags | RESPONSE | AVAILABLE | question.flags() & (DESIRED | CHECKING_DISABLED));
        two(out, 1);
        two(out, answer.size());
        two(out, authority.size());
        two(out, question.extended() ? 1 : 0);
        out.writeBytes(question.question());
        answer.forEach(r -> record(out, r));
        authority.forEach(r -> record(out, r));
        if (question.extended()) {
            out.write(0);
            two(out, OPT);
            two(out, 1232);
            two(out, 0);
            two(out, question.proofs() ? 0x8000 : 0);
            two(out, 0);
        }
        return out.toByteArray();
    }

    /** A name: lower case, with final dot. */
    static String absolute(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower : lower + ".";
    }

    /** A name on the wire. */
    static byte[] name(String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String absolute = name.endsWith(".") ? name : name + ".";
        if (!absolute.equals(".")) {
            for (String label : absolute.split("\\.")) {
                byte[] octets = label.getBytes(StandardCharsets.ISO_8859_1);
                if (octets.length == 0 || octets.length > 63) {
                    throw new IllegalArgumentException("no name: " + name);
                }
                out.write(octets.length);
                out.writeBytes(octets);
            }
        }
        out.write(0);
        return out.toByteArray();
    }

    private static void record(ByteArrayOutputStream out, DnsLine line) {
        out.writeBytes(name(line.owner()));
        two(out, line.type());
        two(out, 1);
        two(out, line.ttl() >>> 16);
        two(out, line.ttl());
        two(out, line.data().length);
        out.writeBytes(line.data());
    }

    private static void two(ByteArrayOutputStream out, int value) {
        out.write(value >> 8);
        out.write(value);
    }
}
