package org.mailbay.antispam.record;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Verdict;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;

/** Reads what {@link Pen} wrote. */
final class Eye {
    private final DataInputStream in;

    Eye(DataInputStream in) {
        this.in = in;
    }

    private int count() throws IOException {
        int count = in.readInt();
        if (count < 0) {
            throw new IOException("count " + count);
        }
        return count;
    }

    byte[] bytes() throws IOException {
        int length = count();
        byte[] value = in.readNBytes(length);
        if (value.length != length) {
            throw new EOFException();
        }
        return value;
    }

    String text() throws IOException {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    List<String> texts() throws IOException {
        List<String> values = new ArrayList<>();
        for (int n = count(); n > 0; n--) {
            values.add(text());
        }
        return values;
    }

    Candidate.Client client() throws IOException {
        return new Candidate.Client(InetAddress.getByAddress(bytes()), text(), text(), text());
    }

    List<AuthResult> results() throws IOException {
        List<AuthResult> results = new ArrayList<>();
        for (int n = count(); n > 0; n--) {
            String method = text();
            String result = text();
            String reason = text();
            SequencedMap<String, String> properties = new LinkedHashMap<>();
            for (int p = count(); p > 0; p--) {
                properties.put(text(), text());
            }
            results.add(new AuthResult(method, result, reason, properties));
        }
        return results;
    }

    Opinion opinion() throws IOException {
        return new Opinion(Opinion.Advice.valueOf(text()), in.readDouble(), text(), text(), results());
    }

    Verdict verdict() throws IOException {
        Verdict.Action action = Verdict.Action.valueOf(text());
        double points = in.readDouble();
        String status = text();
        String reply = text();
        List<Verdict.Said> opinions = new ArrayList<>();
        for (int n = count(); n > 0; n--) {
            opinions.add(new Verdict.Said(text(), opinion(), in.readLong(), text()));
        }
        return new Verdict(action, points, status, reply, opinions, List.of());
    }

    SequencedMap<Question, Answer> answers() throws IOException {
        SequencedMap<Question, Answer> answers = new LinkedHashMap<>();
        for (int n = count(); n > 0; n--) {
            Question question = new Question(text(), RecordType.valueOf(text()));
            String name = text();
            Answer.Status status = Answer.Status.valueOf(text());
            boolean authentic = in.readBoolean();
            Duration ttl = Duration.ofSeconds(in.readLong());
            String reason = text();
            List<DnsRecord> records = new ArrayList<>();
            for (int r = count(); r > 0; r--) {
                records.add(dns());
            }
            answers.put(question, new Answer(name, question.type(), status, authentic, records, ttl, reason));
        }
        return answers;
    }

    private DnsRecord dns() throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case 1 -> new DnsRecord.Address(InetAddress.getByAddress(bytes()));
            case 2 -> new DnsRecord.Mx(in.readInt(), text());
            case 3 -> new DnsRecord.Name(text());
            case 4 -> new DnsRecord.Text(text());
            case 5 -> new DnsRecord.Tlsa(in.readInt(), in.readInt(), in.readInt(), bytes());
            case 6 -> new DnsRecord.Caa(in.readInt(), text(), text());
            default -> throw new IOException("record of kind " + kind);
        };
    }
}
