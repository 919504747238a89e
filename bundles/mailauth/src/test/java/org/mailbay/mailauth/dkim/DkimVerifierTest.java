package org.mailbay.mailauth.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mailbay.mailauth.RawHeader;
import org.mailbay.mailauth.Zone;
import org.mailbay.mailauth.dkim.DkimVerifier.Bounds;
import org.mailbay.mime.Content;

/** Signs, changes and verifies. */
final class DkimVerifierTest {
    private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");

    private static final String MESSAGE = """
            From: Ann <ann@example.org>
            To: bob@example.com
            Subject: signed
            Date: Mon, 23 Nov 2026 00:00:00 +0000
            Message-ID: <1@example.org>

            Hello  Bob,

            this is it.
            """;

    private static KeyPair rsa;
    private static KeyPair weak;
    private static KeyPair ed25519;

    private final Zone zone = new Zone()
            .txt("r._domainkey.example.org", DkimKey.record(rsa.getPublic()))
            .txt("e._domainkey.example.org", DkimKey.record(ed25519.getPublic()));

    @BeforeAll
    static void makeKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        rsa = generator.generateKeyPair();
        generator.initialize(768);
        weak = generator.generateKeyPair();
        ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    private static String signed(String message) throws IOException {
        List<String> fields = new DkimSigner(() -> NOW)
                .sign(
                        Zone.message(message),
                        List.of(
                                new SigningKey("example.org", "r", rsa.getPrivate()),
                                new SigningKey("example.org", "e", ed25519.getPrivate())));
        assertThat(fields)
                .hasSize(2)
                .allSatisfy(field -> assertThat(field.lines()).allMatch(line -> line.length() < 79));
        return String.join("", fields) + message;
    }

    private List<DkimResult> verify(String message) throws IOException {
        return new DkimVerifier(zone, () -> NOW, Bounds.DEFAULT).verify(Zone.message(message));
    }

    private List<DkimVerdict> verdicts(String message) throws IOException {
        return verify(message).stream().map(DkimResult::verdict).toList();
    }

    @Test
    void whatIsSignedPasses() throws IOException {
        List<DkimResult> results = verify(signed(MESSAGE));
        assertThat(results).extracting(DkimResult::verdict).containsExactly(DkimVerdict.PASS, DkimVerdict.PASS);
        assertThat(results).extracting(DkimResult::algorithm).containsExactly("rsa-sha256", "ed25519-sha256");
        assertThat(results).extracting(DkimResult::keyBits).containsExactly(2048, 256);
        assertThat(results).extracting(DkimResult::domain).containsOnly("example.org");
    }

    @Test
    void blanksMayChangeWordsMayNot() throws IOException {
        String signed = signed(MESSAGE);
        assertThat(verdicts(signed.replace("Hello  Bob,", "Hello Bob,  "))).containsOnly(DkimVerdict.PASS);
        assertThat(verdicts(signed + "\n\n\n")).containsOnly(DkimVerdict.PASS);
        assertThat(verdicts("Received: from x\n" + signed)).containsOnly(DkimVerdict.PASS);
        assertThat(verdicts(signed.replace("this", "that"))).containsOnly(DkimVerdict.FAIL);
        assertThat(verdicts(signed + "more")).containsOnly(DkimVerdict.FAIL);
    }

    @Test
    void fieldsThatWereNotThereCannotBeAdded() throws IOException {
        String signed = signed(MESSAGE);
        for (String name : List.of("Subject", "To", "Cc", "Reply-To", "Content-Type", "Date")) {
            assertThat(verdicts(name + ": x@example.net\n" + signed)).as(name).containsOnly(DkimVerdict.FAIL);
        }
    }

    @Test
    void twoAuthorsAreNone() throws IOException {
        assertThat(verdicts("From: x@example.net\n" + signed(MESSAGE))).containsOnly(DkimVerdict.PERMERROR);
        String once = "From: ann@example.org\n\n";
        assertThat(verdicts("From: x@example.net\n" + signed(once).replace("From:From", "From")))
                .containsOnly(DkimVerdict.PERMERROR);
    }

    @Test
    void noFinalLineEndAndNoBody() throws IOException {
        assertThat(verdicts(signed(MESSAGE.stripTrailing()))).containsOnly(DkimVerdict.PASS);
        assertThat(verdicts(signed("From: ann@example.org\n\n"))).containsOnly(DkimVerdict.PASS);
        assertThat(verdicts(signed("From: ann@example.org\n"))).containsOnly(DkimVerdict.PASS);
    }

    @Test
    void keysThatAreNotThere() throws IOException {
        String signed = signed(MESSAGE);
        Zone none =
                new Zone().silent("r._domainkey.example.org").txt("e._domainkey.example.org", "v=DKIM1; k=ed25519; p=");
        assertThat(new DkimVerifier(none, () -> NOW, Bounds.DEFAULT).verify(Zone.message(signed)))
                .extracting(DkimResult::verdict)
                .containsExactly(DkimVerdict.TEMPERROR, DkimVerdict.PERMERROR);
    }

    /** Signs by hand, so that odd things can be signed. */
    private static String sign(String tags, String message, KeyPair key) throws GeneralSecurityException, IOException {
        Content content = Zone.message(message);
        RawHeader header = RawHeader.read(content);
        BodyHash hash = new BodyHash(Canonicalization.SIMPLE, tags.contains("l=4;") ? 4 : -1);
        DkimVerifier.hash(content, header, List.of(hash));
        String field =
                "DKIM-Signature: v=1; " + tags + " bh=" + Base64.getEncoder().encodeToString(hash.finish()) + "; b=";
        int h = tags.indexOf("h=") + 2;
        List<String> names = List.of(tags.substring(h, tags.indexOf(';', h)).split(":"));
        byte[] data = SignedFields.bytes(header, names, field, -1, Canonicalization.SIMPLE);
        java.security.Signature signer = java.security.Signature.getInstance("SHA256withRSA");
        signer.initSign(key.getPrivate());
        signer.update(data);
        return field + Base64.getEncoder().encodeToString(signer.sign()) + "\n" + message;
    }

    private DkimVerdict odd(String tags) throws GeneralSecurityException, IOException {
        return verdicts(sign(tags, MESSAGE, rsa)).getFirst();
    }

    @Test
    void tagsAreObeyed() throws GeneralSecurityException, IOException {
        String usual = "a=rsa-sha256; d=example.org; s=r; h=From:Subject;";
        long now = NOW.getEpochSecond();
        assertThat(odd(usual)).isEqualTo(DkimVerdict.PASS);
        assertThat(odd("a=rsa-sha256; d=example.org; s=r; h=Subject;")).isEqualTo(DkimVerdict.PERMERROR);
        assertThat(odd(usual + " i=ann@mail.example.org;")).isEqualTo(DkimVerdict.PASS);
        assertThat(odd(usual + " i=ann@example.com;")).isEqualTo(DkimVerdict.PERMERROR);
        assertThat(odd(usual + " t=1; x=" + (now + 1) + ";")).isEqualTo(DkimVerdict.PASS);
        assertThat(odd(usual + " t=1; x=" + (now - 1_000) + ";")).isEqualTo(DkimVerdict.FAIL);
        assertThat(odd(usual + " t=5; x=4;")).isEqualTo(DkimVerdict.NEUTRAL);
        assertThat(odd(usual + " q=dns/other;")).isEqualTo(DkimVerdict.NEUTRAL);
        assertThat(odd(usual + " d=example.org;")).isEqualTo(DkimVerdict.NEUTRAL);
        assertThat(odd(usual + " l=4;")).isEqualTo(DkimVerdict.POLICY);
        assertThat(odd(usual + " l=4000;")).isEqualTo(DkimVerdict.FAIL);
        assertThat(odd(usual.replace("rsa-sha256", "rsa-sha1"))).isEqualTo(DkimVerdict.POLICY);
        assertThat(odd(usual.replace("rsa-sha256", "rsa-sha512"))).isEqualTo(DkimVerdict.NEUTRAL);
        assertThat(odd(usual.replace("s=r", "s=missing"))).isEqualTo(DkimVerdict.PERMERROR);
    }

    @Test
    void keysSayWhatTheyAreFor() throws GeneralSecurityException, IOException {
        String usual = "a=rsa-sha256; d=example.org; h=From; i=@mail.example.org; s=";
        String key = DkimKey.record(rsa.getPublic());
        zone.txt("sub._domainkey.example.org", key + "; t=s")
                .txt("web._domainkey.example.org", key + "; s=web")
                .txt("sha1._domainkey.example.org", key + "; h=sha1")
                .txt("test._domainkey.example.org", key + "; t=y")
                .txt("weak._domainkey.example.org", DkimKey.record(weak.getPublic()));
        assertThat(odd(usual + "r;")).isEqualTo(DkimVerdict.PASS);
        assertThat(odd(usual + "sub;")).isEqualTo(DkimVerdict.PERMERROR);
        assertThat(odd(usual + "web;")).isEqualTo(DkimVerdict.PERMERROR);
        assertThat(odd(usual + "sha1;")).isEqualTo(DkimVerdict.PERMERROR);
        assertThat(verify(sign(usual + "test;", MESSAGE, rsa)).getFirst().isTesting())
                .isTrue();
        DkimResult short768 = verify(sign(usual + "weak;", MESSAGE, weak)).getFirst();
        assertThat(short768.verdict()).isEqualTo(DkimVerdict.POLICY);
        assertThat(short768.reason()).isEqualTo("the key has 768 bits");
        assertThatThrownBy(() -> new SigningKey("example.org", "weak", weak.getPrivate()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void manySignaturesAreNotAllLookedAt() throws IOException {
        String one = signed(MESSAGE).replace(MESSAGE, "");
        List<DkimResult> results = verify(one.repeat(50) + MESSAGE);
        assertThat(results).hasSize(9);
        assertThat(results.getLast().reason()).isEqualTo("92 more signatures were not looked at");
    }

    @Test
    void bytesOfChanceDoNotPassAndDoNotThrow() throws IOException {
        long seed = new Random().nextLong();
        System.getLogger("test").log(System.Logger.Level.INFO, "seed {0}", Long.toString(seed));
        Random random = new Random(seed);
        String signed = signed(MESSAGE).replace("\n", "\r\n").replace("\r\r", "\r");
        int body = signed.indexOf("\r\n\r\n");
        int from = signed.indexOf("From: ");
        for (int i = 0; i < 2_000; i++) {
            StringBuilder changed = new StringBuilder(signed);
            int at = random.nextInt(signed.length());
            changed.setCharAt(at, (char) random.nextInt(256));
            List<DkimResult> results =
                    new DkimVerifier(zone, () -> NOW, Bounds.DEFAULT).verify(Zone.content(changed.toString()));
            boolean isText = at > from && at < body && Character.isLetter(signed.charAt(at));
            if (isText && Character.isLetter(changed.charAt(at)) && !same(signed, changed, at)) {
                assertThat(results).as("at %d", at).noneMatch(r -> r.verdict() == DkimVerdict.PASS);
            }
        }
    }

    /** Names of fields are the same in any case. */
    private static boolean same(String one, CharSequence other, int at) {
        return Character.toLowerCase(one.charAt(at)) == Character.toLowerCase(other.charAt(at));
    }

    @Test
    void bodiesInPiecesHashTheSame() {
        Random random = new Random(4711);
        for (Canonicalization how : Canonicalization.values()) {
            byte[] bytes = new byte[5_000];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) "ab \t\r\n".charAt(random.nextInt(6));
            }
            BodyHash whole = new BodyHash(how, -1);
            whole.write(bytes, 0, bytes.length);
            List<byte[]> hashes = new ArrayList<>(List.of(whole.finish()));
            BodyHash pieces = new BodyHash(how, -1);
            for (int at = 0; at < bytes.length; ) {
                int to = Math.min(bytes.length, at + 1 + random.nextInt(7));
                pieces.write(bytes, at, to);
                at = to;
            }
            assertThat(pieces.finish()).isEqualTo(hashes.getFirst());
        }
    }
}
