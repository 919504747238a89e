package mailauth;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.Resolver;

/** The records of all cases; the judges' DNS server has the same ones. */
final class Zone implements Resolver {
    private final List<String[]> lines = new ArrayList<>();

    void add(String name, String type, String data) {
        lines.add(new String[] {name.toLowerCase(Locale.ROOT), type, data});
    }

    void write(Path file) throws IOException {
        Files.write(file, lines.stream().map(line -> String.join("\t", line)).toList());
    }

    static Zone read(Path file) throws IOException {
        Zone zone = new Zone();
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
            zone.lines.add(line.split("\t", 3));
        }
        return zone;
    }

    @Override
    public Answer ask(String name, RecordType type) {
        String wanted = name.toLowerCase(Locale.ROOT);
        List<DnsRecord> found = new ArrayList<>();
        Answer.Status status = Answer.Status.NO_NAME;
        for (String[] line : lines) {
            if (line[0].endsWith("." + wanted) && status == Answer.Status.NO_NAME) {
                status = Answer.Status.NO_DATA;
            }
            if (!line[0].equals(wanted)) {
                continue;
            }
            if (line[1].equals("SERVFAIL")) {
                return new Answer(name, type, Answer.Status.FAILED, false, List.of(), Duration.ZERO, "SERVFAIL");
            }
            status = Answer.Status.NO_DATA;
            if (line[1].equals(type.name())) {
                found.add(record(type, line[2]));
            }
        }
        return new Answer(
                name, type, found.isEmpty() ? status : Answer.Status.FOUND, false, found, Duration.ofMinutes(1), "");
    }

    private static DnsRecord record(RecordType type, String data) {
        return switch (type) {
            case A, AAAA -> new DnsRecord.Address(InetAddress.ofLiteral(data));
            case MX -> new DnsRecord.Mx(10, data);
            case PTR, NS -> new DnsRecord.Name(data);
            default -> new DnsRecord.Text(data);
        };
    }
}
