package org.mailbay.imap.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mailbay.mime.DecodedStream;
import org.mailbay.mime.EmailAddress;
import org.mailbay.mime.HeaderField;
import org.mailbay.mime.Message;
import org.mailbay.mime.Part;
import org.mailbay.mime.TransferEncoding;

/** Every answer about every message is one that a strict client reads, and its sections are the bytes of the message. */
class FetchFuzzTest {
    private int parts;

    @Test
    void tortureMessages() throws IOException, URISyntaxException {
        URI one = Objects.requireNonNull(getClass().getResource("/testmsgs/basic-plain.msg"))
                .toURI();
        String jar = one.toString().substring(0, one.toString().indexOf('!'));
        int messages = 0;
        try (FileSystem files = FileSystems.newFileSystem(URI.create(jar), Map.of())) {
            for (String folder : List.of("/testmsgs", "/mimetools-testmsgs")) {
                for (Path file : files(files.getPath(folder))) {
                    messages++;
                    check(file.toString(), Files.readAllBytes(file));
                }
            }
        }
        assertThat(messages).isGreaterThan(100);
        assertThat(parts).isGreaterThan(300);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void messagesMadeByChance() {
        long seed = System.nanoTime();
        Random seeds = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            long one = seeds.nextLong();
            check("seed " + one, Messages.random(new Random(one)));
        }
        assertThat(parts).isGreaterThan(3_000);
    }

    @Test
    void sectionsMadeByChance() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            Fetched fetched = Fetched.of(Messages.random(random));
            StringBuilder spec = new StringBuilder();
            for (int n = random.nextInt(5); n > 0; n--) {
                spec.append(1 + random.nextInt(4)).append(n > 1 ? "." : "");
            }
            String text = List.of("", "HEADER", "TEXT", "HEADER.FIELDS (from x)", "HEADER.FIELDS.NOT (SUBJECT)", "MIME")
                    .get(random.nextInt(spec.isEmpty() ? 5 : 6));
            spec.append(spec.isEmpty() || text.isEmpty() ? "" : ".").append(text);
            int from = random.nextInt(300);
            int length = 1 + random.nextInt(300);
            fetched.fetch("BODY[" + spec + "]");
            byte[] whole = Fetched.content(fetched.answered);
            fetched.fetch("BODY[" + spec + "]<" + from + "." + length + ">");
            assertThat(Fetched.content(fetched.answered))
                    .as("seed %d, %d: %s", seed, i, spec)
                    .isEqualTo(cut(whole, from, length));
            assertThat(fetched.outcome).isEqualTo(Outcome.DONE);
        }
    }

    private static byte @Nullable [] cut(byte @Nullable [] whole, int from, int length) {
        return whole == null
                ? null
                : Arrays.copyOfRange(whole, Math.min(from, whole.length), Math.min(whole.length, from + length));
    }

    private void check(String name, byte[] bytes) {
        Fetched fetched = Fetched.of(bytes);
        fetched.fetch("(ENVELOPE BODYSTRUCTURE BODY PREVIEW)");
        List<Object> values = Wire.read(fetched.answered);
        assertThat(values).as(name).hasSize(8);
        envelope(name, fetched.message, list(values.get(1)));
        structure(name, fetched.message.root(), list(values.get(3)), true);
        structure(name, fetched.message.root(), list(values.get(5)), false);
        assertThat(section(fetched, "")).as(name).isEqualTo(bytes);
        message(name, fetched, fetched.message, "");
    }

    /** What the sections of a message say is what lies in the message, and together they are the message. */
    private void message(String name, Fetched fetched, Message message, String path) {
        Part root = message.root();
        String before = path.isEmpty() ? "" : path + ".";
        byte[] header = section(fetched, before + "HEADER");
        byte[] text = section(fetched, before + "TEXT");
        byte[] whole = section(fetched, path);
        assertThat(concat(header, text)).as(name + " " + path).isEqualTo(whole);
        byte[] none = section(fetched, before + "HEADER.FIELDS.NOT (X-None)");
        assertThat(none).as(name + " " + path).isEqualTo(header);
        if (root.isMultipart()) {
            children(name, fetched, root, path);
        } else {
            part(name, fetched, root, before + "1");
        }
    }

    private void children(String name, Fetched fetched, Part multipart, String path) {
        int number = 0;
        for (Part child : multipart.children()) {
            part(name, fetched, child, (path.isEmpty() ? "" : path + ".") + ++number);
        }
        assertThat(section(fetched, (path.isEmpty() ? "" : path + ".") + (number + 1)))
                .isNull();
    }

    private void part(String name, Fetched fetched, Part part, String path) {
        parts++;
        String as = name + " " + path;
        byte[] mime = section(fetched, path + ".MIME");
        byte[] body = section(fetched, path);
        assertThat(concat(mime, body))
                .as(as)
                .isEqualTo(Arrays.copyOfRange(fetched.bytes, (int) part.headerStart(), (int) part.bodyEnd()));
        fetched.fetch("BINARY[" + path + "]");
        byte[] decoded = Fetched.content(fetched.answered);
        if (part.encoding() == TransferEncoding.UNKNOWN) {
            assertThat(decoded).as(as).isNull();
        } else {
            assertThat(decoded).as(as).isEqualTo(decode(part, Objects.requireNonNull(body)));
            assertThat(fetched.fetch("BINARY.SIZE[" + path + "]")).endsWith("] " + decoded.length + ")");
        }
        if (part.isMultipart()) {
            children(name, fetched, part, path);
        } else if (part.message() != null) {
            message(name, fetched, part.message(), path);
        }
    }

    private static byte[] decode(Part part, byte[] body) {
        try {
            return DecodedStream.of(part, new ByteArrayInputStream(body)).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte @Nullable [] section(Fetched fetched, String section) {
        fetched.fetch("BODY[" + section + "]");
        return Fetched.content(fetched.answered);
    }

    private static byte[] concat(byte @Nullable [] one, byte @Nullable [] two) {
        byte[] both = Arrays.copyOf(Objects.requireNonNull(one), one.length + Objects.requireNonNull(two).length);
        System.arraycopy(two, 0, both, one.length, two.length);
        return both;
    }

    private static List<?> list(Object value) {
        return (List<?>) value;
    }

    private void envelope(String name, Message message, List<?> envelope) {
        assertThat(envelope).as(name).hasSize(10);
        addresses(name, message, "From", envelope.get(2));
        addresses(name, message, "To", envelope.get(5));
        addresses(name, message, "Cc", envelope.get(6));
        addresses(name, message, "Bcc", envelope.get(7));
    }

    /** The parser of JMAP's addresses finds as many. */
    private static void addresses(String name, Message message, String field, Object told) {
        List<EmailAddress> expected =
                message.summary().last(field).map(HeaderField::addresses).orElse(List.of());
        List<String> found = new ArrayList<>();
        if (told instanceof List<?> addresses) {
            for (Object each : addresses) {
                List<?> address = list(each);
                assertThat(address).as(name).hasSize(4);
                if (address.get(3) instanceof String host) {
                    found.add(address.get(2) + "@" + host);
                }
            }
        } else {
            assertThat(told).as(name).isEqualTo(Wire.Atom.NIL);
        }
        assertThat(found).as(name + " " + field + " " + expected).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            String email = expected.get(i).email();
            if (email.matches("[\\x21-\\x7e&&[^\"\\\\@]]+@[\\x21-\\x7e&&[^\"\\\\@]]+")) {
                assertThat(found.get(i)).as(name).isEqualTo(email);
            }
        }
    }

    private void structure(String name, Part part, List<?> told, boolean extensible) {
        if (part.isMultipart()) {
            int count = part.children().size();
            assertThat(told).as(name).hasSize(count + (extensible ? 5 : 1));
            for (int i = 0; i < count; i++) {
                structure(name, part.children().get(i), list(told.get(i)), extensible);
            }
            assertThat(told.get(count)).as(name).isEqualTo(part.contentType().subtype());
            return;
        }
        boolean isMessage = part.mediaType().equals("message/rfc822");
        int size = 7 + (isMessage ? 3 : part.contentType().isText() ? 1 : 0) + (extensible ? 4 : 0);
        assertThat(told).as(name).hasSize(size);
        assertThat(told.get(0) + "/" + told.get(1)).as(name).isEqualTo(part.mediaType());
        assertThat(told.get(6)).as(name).isEqualTo(new Wire.Atom(String.valueOf(part.size())));
        Message inside = part.message();
        if (isMessage && inside != null) {
            envelope(name, inside, list(told.get(7)));
            structure(name, inside.root(), list(told.get(8)), extensible);
        }
    }
}
