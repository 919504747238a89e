package org.mailbay.trace.kept;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.mailbay.trace.TraceEvent;

/** Events as bytes: one after the other, each with its version. What is too much is cut, and says so. */
final class StoredEvent {
    /** Bytes of one event at most. */
    static final int MAX_BYTES = 12_000;

    private static final int VERSION = 1;
    private static final int MAX_VALUE = 1_000;
    private static final int MAX_NAME = 64;
    private static final int MAX_FACTS = 60;
    private static final String CUT = "…";

    private StoredEvent() {}

    static byte[] bytes(TraceEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(event.time().getEpochSecond());
            out.writeInt(event.time().getNano());
            out.writeUTF(clean(event.part(), MAX_NAME));
            out.writeUTF(clean(event.what(), MAX_NAME));
            for (Map.Entry<String, String> fact : kept(event.facts()).entrySet()) {
                out.writeByte(1);
                out.writeUTF(fact.getKey());
                out.writeUTF(fact.getValue());
            }
            out.writeByte(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static SequencedMap<String, String> kept(Map<String, String> facts) {
        SequencedMap<String, String> kept = new LinkedHashMap<>();
        int room = MAX_BYTES - 1_000;
        for (Map.Entry<String, String> fact : facts.entrySet()) {
            String name = clean(fact.getKey(), MAX_NAME);
            String value = clean(fact.getValue(), MAX_VALUE);
            room -= 3 * (name.length() + value.length()) + 5;
            if (room < 0 || kept.size() == MAX_FACTS) {
                kept.put("cut", facts.size() - kept.size() + " more facts");
                break;
            }
            kept.put(name, value);
        }
        return kept;
    }

    /** Without control characters, which could write on an administrator's screen. */
    static String clean(String text, int max) {
        boolean isLong = text.length() > max;
        String cut = isLong ? text.substring(0, max - CUT.length()) + CUT : text;
        return cut.chars().noneMatch(StoredEvent::isControl)
                ? cut
                : cut.codePoints()
                        .map(c -> isControl(c) ? '?' : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    private static boolean isControl(int c) {
        return c < ' ' || c >= 0x7f && c < 0xa0;
    }

    /** The events of a value. */
    static List<TraceEvent> parse(byte[] value) throws IOException {
        List<TraceEvent> events = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(value))) {
            while (in.available() > 0) {
                int version = in.readByte();
                if (version != VERSION) {
                    throw new IOException("an event of version " + version + " was written by a newer server");
                }
                Instant time = Instant.ofEpochSecond(in.readLong(), in.readInt());
                String part = in.readUTF();
                String what = in.readUTF();
                SequencedMap<String, String> facts = new LinkedHashMap<>();
                while (in.readByte() != 0) {
                    facts.put(in.readUTF(), in.readUTF());
                }
                events.add(new TraceEvent(time, part, what, facts));
            }
        }
        return events;
    }
}
