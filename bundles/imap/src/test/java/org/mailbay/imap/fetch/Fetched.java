package org.mailbay.imap.fetch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.Out;
import org.mailbay.mail.Mail;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.Message;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobRef;
import org.mailbay.store.ObjectId;

/** A message in memory, which remembers what was read of it. */
final class Fetched implements FetchedMessage {
    static final AccountId ACCOUNT = new AccountId(7);

    final byte[] bytes;
    final Message message;
    final List<String> reads = new ArrayList<>();
    Outcome outcome = Outcome.DONE;
    String preview = "";
    boolean gone;
    boolean blobGone;
    boolean broken;
    /** Bytes that are missing at the end of what is opened. */
    int missing;

    private Fetched(byte[] bytes) {
        this.bytes = bytes;
        this.message = Message.parse(bytes);
    }

    /** Of bytes as they are. */
    static Fetched of(byte[] bytes) {
        return new Fetched(bytes);
    }

    /** Of lines in ISO 8859-1 that end with LF here. */
    static Fetched of(String lines) {
        return of(lines.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What is answered to this client, without the line's end. */
    String fetch(String items) {
        return fetch(items, false, new Envelopes(0));
    }

    String fetch(String items, boolean utf8, Envelopes envelopes) {
        try {
            Input in = Input.of(items, utf8);
            FetchItems read = FetchItems.read(in);
            in.end();
            return text(answer(read, utf8, envelopes, false));
        } catch (Malformed | IOException e) {
            throw new AssertionError(items, e);
        }
    }

    byte[] answer(FetchItems items, boolean utf8, Envelopes envelopes, boolean uidOnly) throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        Out out = new Out(sent::writeBytes, utf8);
        try {
            outcome = new FetchAnswers(items, out, envelopes, ACCOUNT, uidOnly).write(this);
        } finally {
            out.flush();
            answered = sent.toByteArray();
        }
        return answered;
    }

    byte[] answered = {};

    /** The value of the one item asked for. */
    String value(String item) {
        String answer = fetch(item);
        String name = answer.substring("* 3 FETCH (".length());
        return name.substring(
                name.indexOf(' ', name.contains("(") && name.contains("FIELDS") ? name.indexOf(']') : 0) + 1,
                name.length() - 1);
    }

    /** The bytes of the literal or string that one item is answered with; null for NIL. */
    static byte @Nullable [] content(byte[] answer) {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        if (text.endsWith(" NIL)\r\n")) {
            return null;
        }
        if (text.endsWith(" \"\")\r\n")) {
            return new byte[0];
        }
        int open = text.indexOf('{');
        int from = text.indexOf("}\r\n", open) + 3;
        int size = Integer.parseInt(text.substring(open + 1, from - 3));
        if (text.length() != from + size + 3) {
            throw new AssertionError("announced " + size + ": " + text);
        }
        return Arrays.copyOfRange(answer, from, from + size);
    }

    static String text(byte[] answer) {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        return text.endsWith("\r\n") ? text.substring(0, text.length() - 2) : text;
    }

    @Override
    public long sequence() {
        return 3;
    }

    @Override
    public long uid() {
        return 99;
    }

    @Override
    public byte[] flags() {
        return "(\\Seen $Junk)".getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public long receivedAt() {
        return 837_571_465_000L;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public long modSeq() {
        return 12_345;
    }

    @Override
    public long savedAt() {
        return -1;
    }

    @Override
    public ObjectId email() {
        return new ObjectId(Mail.EMAIL.letter(), 33);
    }

    @Override
    public ObjectId thread() {
        return new ObjectId(Mail.THREAD.letter(), 32);
    }

    @Override
    public byte @Nullable [] stored() {
        reads.add("stored");
        return gone ? null : new StoredEmail(new BlobRef(new byte[32], bytes.length), preview, message).toBytes();
    }

    @Override
    public @Nullable InputStream open(long from, long length) throws IOException {
        reads.add(from + "+" + length);
        if (broken) {
            throw new IOException("the disk is gone");
        }
        if (from < 0 || length < 1 || from + length > bytes.length) {
            throw new UncheckedIOException(new IOException(from + "+" + length + " of " + bytes.length));
        }
        return blobGone ? null : new ByteArrayInputStream(bytes, (int) from, (int) length - missing);
    }
}
