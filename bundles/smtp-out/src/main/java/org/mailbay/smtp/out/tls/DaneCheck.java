package org.mailbay.smtp.out.tls;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.mailbay.smtp.out.tls.Rule.TlsaRecord;

/** Holds a chain against TLSA records (RFC 7671 §5, RFC 7672 §3.1): one that fits is enough. */
final class DaneCheck {
    private static final int TRUST_ANCHOR = 2;

    private DaneCheck() {}

    static void check(Rule.Dane rule, X509Certificate[] chain) throws Distrust {
        Fault fault = Fault.VALIDATION_FAILURE;
        String why = "no certificate is the one that the TLSA records name";
        for (TlsaRecord record : rule.records()) {
            if (record.usage() == TRUST_ANCHOR) {
                try {
                    if (isIssued(record, rule.names(), chain)) {
                        return;
                    }
                } catch (Distrust e) {
                    fault = e.fault();
                    why = String.valueOf(e.getMessage());
                }
            } else if (matches(record, chain[0])) {
                return; // RFC 7672 §3.1.1: neither its names nor its dates count
            }
        }
        throw new Distrust(fault, why);
    }

    /** Usage 2: a certificate above the first fits, issued the first by way of those between, and the name is right. */
    private static boolean isIssued(TlsaRecord record, List<String> names, X509Certificate[] chain) throws Distrust {
        for (int i = 1; i < chain.length; i++) {
            if (matches(record, chain[i])) {
                validate(Arrays.asList(chain).subList(0, i), chain[i]);
                if (names.stream().noneMatch(name -> Names.isFor(chain[0], name))) { // RFC 7672 §3.2.2
                    throw new Distrust(Fault.CERTIFICATE_HOST_MISMATCH, "the certificate is not for " + names);
                }
                return true;
            }
        }
        return false;
    }

    private static void validate(List<X509Certificate> path, X509Certificate anchor) throws Distrust {
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
            parameters.setRevocationEnabled(false); // RFC 7672 §3.1.2: whoever publishes the record takes it back
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
        } catch (GeneralSecurityException e) {
            throw new Distrust(
                    Verifier.isExpired(e) ? Fault.CERTIFICATE_EXPIRED : Fault.CERTIFICATE_NOT_TRUSTED,
                    String.valueOf(e.getMessage()));
        }
    }

    // RFC 6698 §2.1.2, §2.1.3
    private static boolean matches(TlsaRecord record, X509Certificate certificate) {
        try {
            byte[] selected = record.selector() == 0
                    ? certificate.getEncoded()
                    : certificate.getPublicKey().getEncoded();
            byte[] compared = switch (record.matching()) {
                case 1 -> MessageDigest.getInstance("SHA-256").digest(selected);
                case 2 -> MessageDigest.getInstance("SHA-512").digest(selected);
                default -> selected;
            };
            return MessageDigest.isEqual(compared, HexFormat.of().parseHex(record.hex()));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
