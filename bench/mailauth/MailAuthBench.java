package mailauth;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.mailbay.mailauth.RawHeader;
import org.mailbay.mailauth.dkim.BodyHash;
import org.mailbay.mailauth.dkim.Canonicalization;
import org.mailbay.mailauth.dkim.DkimResult;
import org.mailbay.mailauth.dkim.DkimSigner;
import org.mailbay.mailauth.dkim.DkimVerdict;
import org.mailbay.mailauth.dkim.DkimVerifier;
import org.mailbay.mailauth.dkim.SignedFields;
import org.mailbay.mailauth.dkim.SigningKey;
import org.mailbay.mailauth.dmarc.Authors;
import org.mailbay.mailauth.dmarc.Dmarc;
import org.mailbay.mailauth.dmarc.DmarcResult;
import org.mailbay.mailauth.dmarc.Identifier;
import org.mailbay.mailauth.spf.Spf;
import org.mailbay.mailauth.spf.SpfResult;
import org.mailbay.mailauth.spf.SpfVerdict;
import org.mailbay.mime.Content;

/**
 * {@code make FOLDER SEED} writes zone, keys and messages, some of them for others to sign; {@code judge FOLDER} changes what is signed, as
 * somebody on the way would, and judges all of it. {@code judges.py} does the rest.
 */
public final class MailAuthBench {
    private final Path folder;
    private final Random random;
    private final List<String> cases = new ArrayList<>();
    private Map<String, KeyPair> keys = Map.of();

    private MailAuthBench(Path folder, long seed) {
        this.folder = folder;
        this.random = new Random(seed);
    }

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        Path folder = Path.of(arguments[1]);
        if (arguments[0].equals("make")) {
            new MailAuthBench(folder, Long.parseLong(arguments[2])).make();
        } else {
            judge(folder);
        }
    }

    private void make() throws IOException, GeneralSecurityException {
        keys = World.keys();
        World.writeKeys(folder, keys);
        World.zone(keys).write(folder.resolve("zone.tsv"));
        for (int i = 0; i < 80; i++) {
            String domain = Letter.pick(random, World.DOMAINS);
            add("mailbay", "", domain, Letter.pick(random, Letter.CHANGES));
        }
        for (String[] odd : Letter.oddities()) {
            add("odd", odd[1] + "|" + odd[0], Letter.pick(random, List.of("good-bench.org", "quarantine-bench.org")), "none");
        }
        List<String> others = List.of(
                "simple/simple|r2048", "simple/relaxed|r2048", "relaxed/simple|r2048", "relaxed/relaxed|r2048",
                "relaxed/relaxed|r1024", "relaxed/relaxed|e", "relaxed/simple|e", "relaxed/relaxed|l", "relaxed/relaxed|sha1");
        for (int i = 0; i < 90; i++) {
            add("dkimpy", others.get(i % others.size()), Letter.pick(random, World.DOMAINS), Letter.pick(random, Letter.CHANGES));
        }
        for (int i = 0; i < 40; i++) {
            add("opendkim", others.get(i % 5), Letter.pick(random, World.DOMAINS), Letter.pick(random, Letter.CHANGES));
        }
        for (int i = 0; i < 80; i++) {
            add("nobody", "", World.DOMAINS.get(i % World.DOMAINS.size()), "none");
        }
        Files.write(folder.resolve("cases.tsv"), cases);
        System.out.println(cases.size() + " messages");
    }

    private void add(String signer, String how, String domain, String change) throws IOException, GeneralSecurityException {
        int number = cases.size();
        String message = Letter.of(random, domain, number);
        String sender = switch (random.nextInt(6)) {
            case 0 -> "";
            case 1 -> "bounce@" + Letter.pick(random, World.DOMAINS);
            default -> "ann@" + domain;
        };
        String helo = random.nextBoolean() ? "helo.good-bench.org" : "mail.none-bench.org";
        String address = Letter.pick(random, World.ADDRESSES);
        String signed = switch (signer) {
            case "mailbay" -> sign(message, domain, number % 3);
            case "odd" -> odd(message, domain, how);
            default -> message;
        };
        String id = String.format(Locale.ROOT, "%03d", number);
        Files.writeString(folder.resolve(id + ".in"), signed, StandardCharsets.ISO_8859_1);
        cases.add(String.join("\t", id, signer, how.isEmpty() ? "-" : how, domain, change, address, helo, sender.isEmpty() ? "<>" : sender));
    }

    private String sign(String message, String domain, int which) throws IOException {
        List<SigningKey> with = new ArrayList<>();
        if (which != 1) {
            with.add(new SigningKey(domain, "r2048", keys.get("r2048").getPrivate()));
        }
        if (which != 0) {
            with.add(new SigningKey(domain, "e", keys.get("e").getPrivate()));
        }
        return String.join("", new DkimSigner(InstantSource.system()).sign(content(message), with)) + message;
    }

    /** Signs with tags that no signer of ours writes. */
    private String odd(String message, String domain, String how) throws IOException, GeneralSecurityException {
        String[] parts = how.split("\\|", 2);
        String tags = parts[1].replace("@D", "@" + domain).replace("sub.D", "sub." + domain);
        String[] canonical = parts[0].split("/");
        Canonicalization head = Canonicalization.valueOf(canonical[0].toUpperCase(Locale.ROOT));
        Canonicalization body = Canonicalization.valueOf(canonical[1].toUpperCase(Locale.ROOT));
        String length = tags.replaceAll(".*; l=(\\d+).*|.*", "$1");
        Content content = content(message);
        RawHeader header = RawHeader.read(content);
        BodyHash hash = new BodyHash(body, length.isEmpty() ? -1 : Long.parseLong(length));
        DkimVerifier.hash(content, header, List.of(hash));
        boolean isEd = tags.startsWith("s=e;");
        String field = "DKIM-Signature: " + (tags.contains("v=") ? "" : "v=1; ") + "a="
                + (isEd ? "ed25519" : "rsa") + "-sha256; c=" + parts[0] + "; d=" + domain + ";\r\n " + tags + ";\r\n bh="
                + Base64.getEncoder().encodeToString(hash.finish()) + ";\r\n b=";
        List<String> names = List.of(tags.replaceAll(".*h=([^;]*).*", "$1").split("\\s*:\\s*"));
        byte[] data = SignedFields.bytes(header, names, field, -1, head);
        String selector = tags.substring(2, tags.indexOf(';'));
        KeyPair key = keys.getOrDefault(selector, keys.get("r2048"));
        Signature signer = Signature.getInstance(isEd ? "Ed25519" : "SHA256withRSA");
        signer.initSign(key.getPrivate());
        signer.update(isEd ? BodyHash.sha256().digest(data) : data);
        return field + Base64.getEncoder().encodeToString(signer.sign()) + "\r\n" + message;
    }

    private static Content content(String octets) {
        byte[] bytes = octets.getBytes(StandardCharsets.ISO_8859_1);
        return new Content() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }

    private static void judge(Path folder) throws IOException {
        Zone zone = Zone.read(folder.resolve("zone.tsv"));
        List<String> judged = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("cases.tsv"))) {
            String[] field = line.split("\t");
            Path signed = folder.resolve(field[0] + ".signed");
            Path source = Files.exists(signed) ? signed : folder.resolve(field[0] + ".in");
            String message = Letter.change(Files.readString(source, StandardCharsets.ISO_8859_1), field[4]);
            Files.writeString(folder.resolve(field[0] + ".eml"), message, StandardCharsets.ISO_8859_1);
            judged.add(judge(zone, field, message));
        }
        Files.write(folder.resolve("ours.tsv"), judged);
    }

    private static String judge(Zone zone, String[] field, String message) throws IOException {
        Content content = content(message);
        RawHeader header = RawHeader.read(content);
        SpfResult spf = new Spf(zone, "mx.peer-bench.org", InstantSource.system())
                .check(InetAddress.ofLiteral(field[5]), field[6], field[7].equals("<>") ? "" : field[7]);
        List<DkimResult> dkim =
                new DkimVerifier(zone, InstantSource.system(), DkimVerifier.Bounds.DEFAULT).verify(content, header);
        List<Identifier> identifiers = new ArrayList<>();
        identifiers.add(new Identifier(Identifier.Method.SPF, spf.domain(), standing(spf.verdict().name())));
        StringBuilder each = new StringBuilder();
        StringBuilder passed = new StringBuilder();
        for (DkimResult result : dkim) {
            identifiers.add(new Identifier(Identifier.Method.DKIM, result.domain(), standing(result.verdict().name())));
            each.append(each.isEmpty() ? "" : ",").append(result.verdict().word());
            if (result.verdict() == DkimVerdict.PASS) {
                passed.append(passed.isEmpty() ? "" : ",").append(result.domain());
            }
        }
        DmarcResult dmarc = new Dmarc(zone).check(Authors.of(header), identifiers);
        String reasons = String.join(",", dkim.stream().map(r -> r.reason().replace(',', ' ')).toList());
        boolean isTold = spf.verdict() == SpfVerdict.PASS;
        return String.join(
                "\t",
                field[0],
                spf.verdict().word(),
                each.isEmpty() ? "none" : each.toString(),
                dmarc.verdict().word() + ":" + dmarc.wanted().word(),
                isTold ? spf.domain() : "-",
                passed.isEmpty() ? "-" : passed.toString(),
                dmarc.domain().isEmpty() ? "-" : dmarc.domain(),
                reasons.isEmpty() ? "-" : reasons);
    }

    private static Identifier.Standing standing(String verdict) {
        return switch (verdict) {
            case "PASS" -> Identifier.Standing.PASS;
            case "TEMPERROR" -> Identifier.Standing.TEMPERROR;
            default -> Identifier.Standing.OTHER;
        };
    }
}
