package org.mailbay.imap.fetch;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Out;
import org.mailbay.mime.HeaderField;
import org.mailbay.mime.Message;

/**
 * Writes the envelope of a message from the bytes of its header fields: RFC 9051 §7.5.2.
 *
 * <p>Between {@link #begin} and {@link #end} it is shown the fields. What it holds then is short of the copies of From that stand for
 * Sender and Reply-To: those are made when it is written out. What it holds is the same for every client.
 */
final class EnvelopeWriter implements Message.FieldVisitor {
    private static final int DATE = 0;
    private static final int SUBJECT = 1;
    private static final int FROM = 2;
    private static final int SENDER = 3;
    private static final int REPLY_TO = 4;
    private static final int TO = 5;
    private static final int CC = 6;
    private static final int BCC = 7;
    private static final int IN_REPLY_TO = 8;
    private static final int MESSAGE_ID = 9;
    private static final int FIELDS = 10;

    private final byte[] @Nullable [] values = new byte @Nullable [FIELDS][];
    private final int[] starts = new int[FIELDS];
    private final int[] ends = new int[FIELDS];
    private final AddressWriter addresses = new AddressWriter();
    private final Bytes unfolded = new Bytes();

    private final Bytes bytes = new Bytes();
    /** Where From stands. */
    private int from;
    /** The end of From, and where a copy of it goes when there is no Sender. */
    private int sender;
    /** The end of Sender, and where a copy of From goes when there is no Reply-To. */
    private int replyTo;

    private boolean copiedToSender;
    private boolean copiedToReplyTo;

    void begin() {
        Arrays.fill(values, null);
    }

    /** The whole envelope of a message that is at hand. */
    static void write(Message message, Bytes out) {
        EnvelopeWriter writer = new EnvelopeWriter();
        for (HeaderField field : message.summary().fields()) {
            byte[] value = field.value();
            writer.field(field.name(), value, 0, value.length);
        }
        writer.end();
        writer.writeTo(out);
    }

    @Override
    public void field(String name, byte[] in, int start, int end) {
        int slot = slot(name);
        if (slot < 0) {
            slot = slot(spelled(name));
        }
        if (slot >= 0) {
            values[slot] = in;
            starts[slot] = start;
            ends[slot] = end;
        }
    }

    private static int slot(String name) {
        return switch (name) {
            case "Date" -> DATE;
            case "Subject" -> SUBJECT;
            case "From" -> FROM;
            case "Sender" -> SENDER;
            case "Reply-To" -> REPLY_TO;
            case "To" -> TO;
            case "Cc" -> CC;
            case "Bcc" -> BCC;
            case "In-Reply-To" -> IN_REPLY_TO;
            case "Message-ID" -> MESSAGE_ID;
            default -> -1;
        };
    }

    private static String spelled(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "date" -> "Date";
            case "subject" -> "Subject";
            case "from" -> "From";
            case "sender" -> "Sender";
            case "reply-to" -> "Reply-To";
            case "to" -> "To";
            case "cc" -> "Cc";
            case "bcc" -> "Bcc";
            case "in-reply-to" -> "In-Reply-To";
            case "message-id" -> "Message-ID";
            default -> "";
        };
    }

    void end() {
        bytes.clear();
        bytes.add('(');
        text(DATE);
        text(SUBJECT);
        from = bytes.length();
        if (!list(FROM)) {
            bytes.add("NIL");
        }
        sender = bytes.length();
        copiedToSender = !following(SENDER); // RFC 9051 §7.5.2: absent or empty, it is From
        replyTo = bytes.length();
        copiedToReplyTo = !following(REPLY_TO);
        for (int slot = TO; slot <= BCC; slot++) {
            if (!following(slot)) {
                bytes.add(" NIL");
            }
        }
        bytes.add(' ');
        text(IN_REPLY_TO);
        text(MESSAGE_ID);
        bytes.truncate(bytes.length() - 1);
        bytes.add(')');
        Arrays.fill(values, null);
    }

    private boolean following(int slot) {
        int before = bytes.length();
        bytes.add(' ');
        boolean any = list(slot);
        if (!any) {
            bytes.truncate(before);
        }
        return any;
    }

    private boolean list(int slot) {
        byte[] value = values[slot];
        return value != null && addresses.write(value, starts[slot], ends[slot], bytes);
    }

    /** The value unfolded (RFC 5322 §2.2.3) in the bytes it has, then a space; NIL when there is no such field. */
    private void text(int slot) {
        byte[] in = values[slot];
        if (in == null) {
            bytes.add("NIL ");
            return;
        }
        int start = starts[slot];
        int end = ends[slot];
        while (start < end && isBlank(in[start])) {
            start++;
        }
        while (end > start && isBlank(in[end - 1])) {
            end--;
        }
        boolean folded = false;
        for (int i = start; i < end; i++) {
            folded |= in[i] == '\r' || in[i] == '\n';
        }
        if (folded) {
            unfold(in, start, end);
            bytes.string(unfolded.array(), 0, unfolded.length());
        } else {
            bytes.string(in, start, end - start);
        }
        bytes.add(' ');
    }

    private void unfold(byte[] in, int start, int end) {
        unfolded.clear();
        for (int i = start; i < end; i++) {
            if (in[i] == '\r') {
                if (in[i + 1] != '\n') { // never the last one: that is no blank
                    unfolded.add(' ');
                }
            } else if (in[i] != '\n') {
                unfolded.add(in[i]);
            }
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    void writeTo(Out out) {
        byte[] b = bytes.array();
        out.raw(b, 0, sender);
        if (copiedToSender) {
            out.space().raw(b, from, sender - from);
        }
        out.raw(b, sender, replyTo - sender);
        if (copiedToReplyTo) {
            out.space().raw(b, from, sender - from);
        }
        out.raw(b, replyTo, bytes.length() - replyTo);
    }

    void writeTo(Bytes out) {
        byte[] b = bytes.array();
        out.add(b, 0, sender);
        if (copiedToSender) {
            out.add(' ').add(b, from, sender - from);
        }
        out.add(b, sender, replyTo - sender);
        if (copiedToReplyTo) {
            out.add(' ').add(b, from, sender - from);
        }
        out.add(b, replyTo, bytes.length() - replyTo);
    }

    /** Bytes that {@link #save} takes. */
    int savedSize() {
        return SAVED_HEADER + bytes.length();
    }

    private static final int SAVED_HEADER = 7;

    /** The longest that can be saved. */
    static final int LONGEST_SAVED = 0xffff;

    /** Writes what {@link #load} reads. */
    void save(byte[] to, int at) {
        to[at] = (byte) ((copiedToSender ? 1 : 0) | (copiedToReplyTo ? 2 : 0));
        two(to, at + 1, from);
        two(to, at + 3, sender);
        two(to, at + 5, replyTo);
        System.arraycopy(bytes.array(), 0, to, at + SAVED_HEADER, bytes.length());
    }

    /** Holds what was saved. */
    void load(byte[] saved, int at, int size) {
        copiedToSender = (saved[at] & 1) != 0;
        copiedToReplyTo = (saved[at] & 2) != 0;
        from = two(saved, at + 1);
        sender = two(saved, at + 3);
        replyTo = two(saved, at + 5);
        bytes.clear();
        bytes.add(saved, at + SAVED_HEADER, size - SAVED_HEADER);
    }

    private static void two(byte[] to, int at, int value) {
        to[at] = (byte) (value >>> 8);
        to[at + 1] = (byte) value;
    }

    private static int two(byte[] in, int at) {
        return (in[at] & 0xff) << 8 | in[at + 1] & 0xff;
    }
}
