package org.mailbay.antispam.record;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.Verdict;
import org.mailbay.dns.Answer;

/** The stored form of {@link Recorded}: a version, then everything in its order, deflated. */
final class RecordedForm {
    private static final int VERSION = 1;

    private RecordedForm() {}

    /**
     * Writes.
     *
     * @param candidate whose content is not looked at
     * @param message its first bytes; null when there is none in this phase
     * @param size of the whole message
     */
    static byte[] write(
            Phase phase,
            Candidate candidate,
            @Nullable Bytes message,
            long size,
            Map<Question, Answer> answers,
            Verdict verdict)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(VERSION);
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes, deflater, 8_192))) {
            Pen pen = new Pen(out);
            pen.text(phase.name());
            pen.text(candidate.traceId());
            out.writeLong(candidate.received().toEpochMilli());
            pen.client(candidate.client());
            pen.text(candidate.sender());
            pen.texts(candidate.recipients());
            pen.results(candidate.results());
            out.writeBoolean(message != null);
            if (message != null) {
                out.writeLong(size);
                pen.bytes(message.array());
            }
            out.writeInt(answers.size());
            for (Map.Entry<Question, Answer> answer : answers.entrySet()) {
                pen.answer(answer.getKey(), answer.getValue());
            }
            pen.verdict(verdict);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    static Recorded read(byte[] form) throws IOException {
        if (form.length == 0 || form[0] != VERSION) {
            throw new IOException("a recorded candidate of another version");
        }
        try (DataInputStream in =
                new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(form, 1, form.length - 1)))) {
            Eye eye = new Eye(in);
            Phase phase = Phase.valueOf(eye.text());
            String traceId = eye.text();
            Instant received = Instant.ofEpochMilli(in.readLong());
            Candidate.Client client = eye.client();
            String sender = eye.text();
            List<String> recipients = eye.texts();
            List<AuthResult> results = eye.results();
            boolean whole = true;
            Candidate.Body body = null;
            if (in.readBoolean()) {
                long size = in.readLong();
                Bytes message = new Bytes(eye.bytes());
                whole = message.size() == size;
                body = message.body();
            }
            SequencedMap<Question, Answer> answers = eye.answers();
            Verdict verdict = eye.verdict();
            Candidate candidate = new Candidate(traceId, received, client, sender, recipients, body, results);
            return new Recorded(phase, candidate, whole, answers, verdict);
        } catch (IllegalArgumentException e) {
            throw new IOException("a damaged recorded candidate", e);
        }
    }
}
