package org.mailbay.mailauth.dkim;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.mailbay.mailauth.RawHeader;
import org.mailbay.mime.Content;

/** Signs messages (RFC 6376 §5): relaxed/relaxed, SHA-256. */
public final class DkimSigner {
    /** Signed once more than they are there: nobody can add one (RFC 6376 §8.15). */
    private static final List<String> CLOSED = List.of(
            "From",
            "To",
            "Cc",
            "Subject",
            "Date",
            "Message-ID",
            "Reply-To",
            "In-Reply-To",
            "References",
            "MIME-Version",
            "Content-Type",
            "Content-Transfer-Encoding");

    /** Signed as often as they are there (RFC 6376 §5.4.1): mailing lists and people who pass mail on add them. */
    private static final List<String> OPEN = List.of(
            "Sender",
            "Content-ID",
            "Content-Description",
            "Content-Disposition",
            "Resent-Date",
            "Resent-From",
            "Resent-To",
            "Resent-Cc",
            "List-Id",
            "List-Help",
            "List-Unsubscribe",
            "List-Unsubscribe-Post", // RFC 8058 §3.1
            "List-Subscribe",
            "List-Post",
            "List-Owner",
            "List-Archive",
            "Auto-Submitted",
            "TLS-Required",
            "Autocrypt");

    private static final int LINE = 76;

    private final InstantSource clock;

    public DkimSigner(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * One DKIM-Signature field for each key, with its CRLF: to be put before the message in this order.
     *
     * @throws IOException also when a key cannot be used
     */
    public List<String> sign(Content content, List<SigningKey> keys) throws IOException {
        RawHeader header = RawHeader.read(content);
        if (!header.isWhole()) {
            throw new IOException("the header is too large to be signed");
        }
        List<String> names = names(header);
        BodyHash hash = new BodyHash(Canonicalization.RELAXED, -1);
        DkimVerifier.hash(content, header, List.of(hash));
        String bodyHash = Base64.getEncoder().encodeToString(hash.finish());
        List<String> fields = new ArrayList<>(keys.size());
        try {
            for (SigningKey key : keys) {
                String field = unsigned(key, names, bodyHash);
                byte[] data = SignedFields.bytes(header, names, field, -1, Canonicalization.RELAXED);
                String signature = Base64.getEncoder().encodeToString(key.sign(data));
                StringBuilder out = new StringBuilder(field);
                // The blanks are no part of the value, and not signed
                for (int i = 0; i < signature.length(); i += LINE - 2) {
                    out.append(i == 0 ? "" : "\r\n\t");
                    out.append(signature, i, Math.min(signature.length(), i + LINE - 2));
                }
                fields.add(out.append("\r\n").toString());
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("a key cannot be used", e);
        }
        return fields;
    }

    private String unsigned(SigningKey key, List<String> names, String bodyHash) {
        StringBuilder out = new StringBuilder("DKIM-Signature: v=1; a=")
                .append(key.algorithm())
                .append("; c=relaxed/relaxed;\r\n\td=")
                .append(key.domain())
                .append("; s=")
                .append(key.selector())
                .append("; t=")
                .append(clock.instant().getEpochSecond())
                .append(";\r\n\th=");
        int line = 3;
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i) + (i + 1 < names.size() ? ":" : ";");
            if (line + name.length() > LINE) {
                out.append("\r\n\t ");
                line = 2;
            }
            out.append(name);
            line += name.length();
        }
        return out.append("\r\n\tbh=").append(bodyHash).append(";\r\n\tb=").toString();
    }

    private static List<String> names(RawHeader header) {
        List<String> names = new ArrayList<>();
        for (String name : CLOSED) {
            add(names, name, header.all(name).size() + 1);
        }
        for (String name : OPEN) {
            add(names, name, header.all(name).size());
        }
        return names;
    }

    private static void add(List<String> names, String name, int times) {
        for (int i = 0; i < times; i++) {
            names.add(name);
        }
    }
}
