package org.mailbay.jmap.smime;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.smime.Verdict.Status;
import org.mailbay.jmap.spi.Extension;
import org.mailbay.mail.Mail;
import org.mailbay.mail.Mail.OfEmail;
import org.mailbay.mail.StoredEmail;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Ordinals;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** What Email/get and Email/query say of S/MIME (RFC 9219 §4.1, §4.3). */
@Component(configurationPid = "jmap.smime")
@Designate(ocd = SmimeExtension.Config.class)
public final class SmimeExtension implements Extension {
    /** What an operator can set. */
    @ObjectClassDefinition(name = "S/MIME", description = "Verifies the signatures of messages.")
    public @interface Config {
        @AttributeDefinition(
                description = "A file of PEM certificates of authorities that are trusted beside those of the Java"
                        + " platform; empty: none.")
        String trustFile() default "";
    }

    private static final String STATUS = "smimeStatus";

    private static final String AT_DELIVERY = "smimeStatusAtDelivery";

    private static final String ERRORS = "smimeErrors";

    private static final String VERIFIED_AT = "smimeVerifiedAt";

    private static final String HAS = "hasSmime";

    private static final String HAS_VERIFIED = "hasVerifiedSmime";

    private static final String HAS_VERIFIED_AT_DELIVERY = "hasVerifiedSmimeAtDelivery";

    private final SignatureCheck check;

    private final InstantSource clock;

    /** In the container. */
    @Activate
    public SmimeExtension(Config config) throws IOException {
        this(new SignatureCheck(new Trust(config.trustFile())), InstantSource.system());
    }

    SmimeExtension(SignatureCheck check, InstantSource clock) {
        this.check = check;
        this.clock = clock;
    }

    @Override
    public String capability() {
        return SmimeCapability.URN;
    }

    @Override
    public String type() {
        return Mail.EMAIL.name();
    }

    @Override
    public Set<String> properties() {
        return Set.of(STATUS, AT_DELIVERY, ERRORS, VERIFIED_AT);
    }

    @Override
    public void write(View view, ObjectId id, String property, JsonGenerator out) throws IOException {
        Objects emails = view.snapshot().objects(Mail.EMAIL);
        int ordinal = emails.ordinal(id);
        if (ordinal < 0 || emails.get(OfEmail.SMIME, ordinal) == 0) {
            out.writeNull(); // RFC 9219 §4.1: no S/MIME message
            return;
        }
        long verifiedAt = emails.get(OfEmail.SMIME_VERIFIED_AT, ordinal);
        switch (property) {
            case AT_DELIVERY -> {
                if (verifiedAt == 0) {
                    out.writeString(verify(view, id).status().text());
                } else {
                    out.writeString(
                            Status.of(emails.get(OfEmail.SMIME, ordinal)).text());
                }
            }
            case VERIFIED_AT -> {
                Instant at = verifiedAt == 0 ? clock.instant() : Instant.ofEpochMilli(verifiedAt);
                out.writeString(at.truncatedTo(ChronoUnit.SECONDS).toString());
            }
            case ERRORS -> {
                List<String> errors = verify(view, id).errors();
                if (errors.isEmpty()) {
                    out.writeNull();
                } else {
                    out.writeStartArray();
                    errors.forEach(out::writeString);
                    out.writeEndArray();
                }
            }
            // Now: a certificate may be over, or trusted, since it arrived.
            default -> out.writeString(verify(view, id).status().text());
        }
    }

    private Verdict verify(View view, ObjectId id) throws IOException {
        byte[] stored = view.account().bytes(id);
        return stored == null ? Verdict.UNKNOWN : check.verify(view, StoredEmail.fromBytes(stored), clock.instant());
    }

    @Override
    public Set<String> filters() {
        return Set.of(HAS, HAS_VERIFIED, HAS_VERIFIED_AT_DELIVERY);
    }

    /** Verified means as it arrived: what a query finds must not change with the clock. */
    @Override
    public Ordinals match(View view, String filter, JsonNode value, Ordinals among) throws MethodError {
        if (!value.isBoolean()) {
            throw MethodError.invalidArguments(filter + ": not a boolean");
        }
        Objects emails = view.snapshot().objects(Mail.EMAIL);
        Ordinals matches = among.filter(ordinal -> emails.get(OfEmail.SMIME, ordinal) != 0);
        if (!filter.equals(HAS)) {
            matches = matches.filter(ordinal -> emails.get(OfEmail.SMIME, ordinal) == Status.VERIFIED.number());
        }
        return value.booleanValue() ? matches : among.minus(matches);
    }
}
