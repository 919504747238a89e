package org.mailbay.tls.files;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.flag;
import static org.mailbay.admin.spi.Shape.instant;
import static org.mailbay.admin.spi.Shape.list;
import static org.mailbay.admin.spi.Shape.object;
import static org.mailbay.admin.spi.Shape.optional;
import static org.mailbay.admin.spi.Shape.text;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code GET /admin/v1/certificates}: what clients are shown, until when, and which files are of no use. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=certificates")
public final class CertificatesResource implements AdminResource {
    private static final Shape.Fields CERTIFICATE = object(
            field("name", text(), "of the files"),
            field("source", text(), "the folder they are in"),
            optional("trouble", text(0, 10_000), "why the files as they are now cannot be used"),
            optional("names", list(text()), "host names that it is for"),
            optional("subject", text(), "whose it is"),
            optional("issuer", text(), "who vouches for it"),
            optional("notBefore", instant(), "valid from"),
            optional("notAfter", instant(), "valid until: the earliest end in the chain"),
            optional("key", text(), "kind and size of the key"),
            optional("sha256", text(), "fingerprint"),
            optional("selfSigned", flag(), "whether it vouches for itself"));

    private final PemCertificates certificates;

    @Activate
    public CertificatesResource(@Reference PemCertificates certificates) {
        this.certificates = certificates;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.get("", "listCertificates", "The certificates that clients are shown")
                .pages(CERTIFICATE)
                .needs(Need.system("certificates.read"))
                .by(request -> AdminResponse.page(request, all(), row -> String.valueOf(row.get("name")), row -> row)));
    }

    private List<Map<String, Object>> all() {
        List<Map<String, Object>> shown = new ArrayList<>();
        Map<String, String> troubles = certificates.troubles();
        for (Pair pair : certificates.pairs().pairs()) {
            shown.add(show(pair, troubles.getOrDefault(pair.name(), "")));
        }
        troubles.forEach((name, why) -> {
            if (certificates.pairs().byName(name).isEmpty()) {
                shown.add(row(name, why));
            }
        });
        shown.sort(Comparator.comparing(row -> String.valueOf(row.get("name"))));
        return shown;
    }

    private Map<String, Object> row(String name, String trouble) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", name);
        row.put("source", certificates.directory().toString());
        if (!trouble.isEmpty()) {
            row.put("trouble", trouble);
        }
        return row;
    }

    private Map<String, Object> show(Pair pair, String trouble) {
        X509Certificate first = pair.chain().getFirst();
        Map<String, Object> row = row(pair.name(), trouble);
        row.put("names", pair.names().stream().sorted().toList());
        row.put("subject", first.getSubjectX500Principal().getName());
        row.put("issuer", first.getIssuerX500Principal().getName());
        row.put("notBefore", first.getNotBefore().toInstant().toString());
        row.put("notAfter", pair.notAfter().toString());
        row.put("key", key(first));
        row.put("sha256", fingerprint(first));
        row.put("selfSigned", first.getSubjectX500Principal().equals(first.getIssuerX500Principal()));
        return row;
    }

    private static String key(X509Certificate certificate) {
        return switch (certificate.getPublicKey()) {
            case RSAKey rsa -> "RSA " + rsa.getModulus().bitLength();
            case ECKey ec -> "EC " + ec.getParams().getOrder().bitLength();
            default -> certificate.getPublicKey().getAlgorithm();
        };
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.ofDelimiter(":")
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read has no bytes", e);
        }
    }
}
