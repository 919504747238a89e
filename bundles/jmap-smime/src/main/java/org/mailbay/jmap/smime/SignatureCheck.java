package org.mailbay.jmap.smime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataParser;
import org.bouncycastle.cms.CMSTypedStream;
import org.bouncycastle.cms.CMSVerifierCertificateNotValidException;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.util.Store;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.View;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.DecodedStream;
import org.mailbay.mime.Message;
import org.mailbay.mime.Part;
import org.mailbay.store.BlobInput;

/** Verifies the signature of a message (RFC 8551): the content is read as a stream, of any size; the signature itself is bounded. */
final class SignatureCheck {
    /** Bytes of a detached signature with its certificates. */
    private static final int MAX_SIGNATURE = 1 << 20;

    private static final int MAX_CERTIFICATES = 50;

    private static final String EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4";

    private static final String ANY_USAGE = "2.5.29.37.0";

    /** Reads ranges of the message. */
    interface Source {
        /** Opens {@code length} bytes from {@code from}; empty when the message is gone. */
        Optional<BlobInput> open(long from, long length) throws IOException;
    }

    private final Trust trust;

    SignatureCheck(Trust trust) {
        this.trust = trust;
    }

    /** Verifies what a view can read. */
    Verdict verify(View view, StoredEmail email, Instant at) throws IOException {
        return verify(email.message(), (from, length) -> view.open(email.blob(), from, length), at);
    }

    /**
     * Verifies.
     *
     * @param at when the certificates must be valid
     */
    Verdict verify(Message message, Source source, Instant at) throws IOException {
        Part root = message.root();
        if (root.isMultipart()) {
            if (root.children().size() != 2) {
                return Verdict.failed(List.of("a signed message has two parts"));
            }
            Part signed = root.children().getFirst();
            Part signature = root.children().getLast();
            byte[] bytes = bytes(signature, source);
            try (BlobInput content = open(source, signed.headerStart(), signed.bodyEnd() - signed.headerStart())) {
                return verify(message, bytes, new CMSTypedStream(content.content()), at);
            }
        }
        String type = root.contentType().parameter("smime-type").orElse("signed-data");
        if (!type.toLowerCase(Locale.ROOT).equals("signed-data")) {
            return Verdict.UNKNOWN; // RFC 9219 §4.1: encrypted, which only the reader can undo
        }
        try (BlobInput body = open(source, root.bodyStart(), root.size())) {
            return verify(message, DecodedStream.of(root, body.content()), at);
        }
    }

    private static BlobInput open(Source source, long from, long length) throws IOException {
        return source.open(from, length).orElseThrow(() -> new IOException("the message is gone"));
    }

    private static byte[] bytes(Part part, Source source) throws IOException {
        if (part.size() > MAX_SIGNATURE) {
            return new byte[0];
        }
        try (BlobInput body = open(source, part.bodyStart(), part.size())) {
            return DecodedStream.of(part, body.content()).readNBytes(MAX_SIGNATURE);
        }
    }

    private Verdict verify(Message message, byte[] signature, CMSTypedStream content, Instant at) throws IOException {
        try {
            CMSSignedDataParser parser = new CMSSignedDataParser(
                    new JcaDigestCalculatorProviderBuilder().build(), content, new ByteArrayInputStream(signature));
            return verify(message, parser, at);
        } catch (CMSException | OperatorCreationException | RuntimeException e) {
            return Verdict.failed(List.of("no signature that can be read"));
        }
    }

    private Verdict verify(Message message, InputStream enveloping, Instant at) throws IOException {
        try {
            CMSSignedDataParser parser =
                    new CMSSignedDataParser(new JcaDigestCalculatorProviderBuilder().build(), enveloping);
            if (parser.getSignedContent() == null) {
                return Verdict.UNKNOWN;
            }
            return verify(message, parser, at);
        } catch (CMSException | OperatorCreationException | RuntimeException e) {
            return Verdict.UNKNOWN;
        }
    }

    @SuppressWarnings("unchecked") // the library's own are without generics
    private Verdict verify(Message message, CMSSignedDataParser parser, Instant at) throws IOException, CMSException {
        parser.getSignedContent().drain();
        Collection<SignerInformation> signers = parser.getSignerInfos().getSigners();
        if (signers.isEmpty()) {
            return Verdict.failed(List.of("nobody has signed"));
        }
        Store<X509CertificateHolder> certificates = parser.getCertificates();
        List<String> errors = new ArrayList<>();
        for (SignerInformation signer : signers) {
            String error = problem(message, signer, certificates, at);
            if (error == null) {
                return Verdict.VERIFIED;
            }
            errors.add(error);
        }
        return Verdict.failed(errors.subList(0, Math.min(errors.size(), 10)));
    }

    /** Null when all is well. */
    @SuppressWarnings("unchecked") // as above
    private @Nullable String problem(
            Message message, SignerInformation signer, Store<X509CertificateHolder> certificates, Instant at) {
        try {
            Collection<X509CertificateHolder> found = certificates.getMatches(signer.getSID());
            if (found.isEmpty()) {
                return "the signer's certificate is missing";
            }
            X509Certificate certificate = java(found.iterator().next());
            if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(certificate))) {
                return "the message was changed after it was signed";
            }
            List<String> usages = certificate.getExtendedKeyUsage();
            if (usages != null && !usages.contains(EMAIL_PROTECTION) && !usages.contains(ANY_USAGE)) {
                return "the certificate is not one for mail";
            }
            if (!addresses(certificate).contains(from(message))) {
                return "the certificate is another one's than the sender's"; // RFC 8551 §3.5.2, §3.1
            }
            List<X509Certificate> others = new ArrayList<>();
            for (X509CertificateHolder other : certificates.getMatches(null)) {
                if (others.size() < MAX_CERTIFICATES) {
                    others.add(java(other));
                }
            }
            trust.check(certificate, others, at);
            return null;
        } catch (CMSVerifierCertificateNotValidException e) {
            return "the certificate was not valid when it was used";
        } catch (CMSException | OperatorCreationException e) {
            return "the message was changed after it was signed, or the signature is of a kind that is not known";
        } catch (GeneralSecurityException e) {
            return "the certificate is not trusted";
        }
    }

    private static X509Certificate java(X509CertificateHolder holder) throws CertificateException {
        return new JcaX509CertificateConverter().getCertificate(holder);
    }

    private static String from(Message message) {
        return message.summary()
                .last("From")
                .map(field -> field.addresses())
                .filter(addresses -> addresses.size() == 1)
                .map(addresses -> addresses.getFirst().email().toLowerCase(Locale.ROOT))
                .orElse("");
    }

    /** The mail addresses of a certificate: subjectAltName, else the subject's (RFC 8550 §3). */
    private static List<String> addresses(X509Certificate certificate) throws CertificateException {
        List<String> addresses = new ArrayList<>();
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        if (names != null) {
            for (List<?> name : names) {
                if (name.getFirst().equals(1) && name.get(1) instanceof String address) {
                    addresses.add(address.toLowerCase(Locale.ROOT));
                }
            }
        }
        for (RDN rdn : new JcaX509CertificateHolder(certificate).getSubject().getRDNs(BCStyle.EmailAddress)) {
            addresses.add(rdn.getFirst().getValue().toString().toLowerCase(Locale.ROOT));
        }
        return addresses;
    }
}
