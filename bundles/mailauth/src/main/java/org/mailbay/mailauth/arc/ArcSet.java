package org.mailbay.mailauth.arc;

import java.util.List;
import org.mailbay.mailauth.RawField;
import org.mailbay.mailauth.RawHeader;
import org.mailbay.mailauth.TagList;
import org.mailbay.mailauth.dkim.DkimSignature;
import org.mailbay.mailauth.dkim.DkimSignature.Malformed;

/** The three fields of one instance (RFC 8617 §4.2), read. */
record ArcSet(RawField results, RawField message, RawField seal, DkimSignature signature, Seal sealed) {
    static final String RESULTS = "ARC-Authentication-Results";
    static final String MESSAGE = "ARC-Message-Signature";
    static final String SEAL = "ARC-Seal";

    /** RFC 8617 §4.2.1. */
    private static final int MOST = 50;

    /** RFC 8617 §4.1.3. */
    record Seal(String algorithm, String domain, String selector, byte[] signature, String status) {
        static Seal of(TagList tags) throws Malformed {
            if (tags.get("h").isPresent()) {
                throw new Malformed("a seal that names fields");
            }
            DkimSignature.number(tags, "t");
            return new Seal(
                    DkimSignature.required(tags, "a"),
                    DkimSignature.name(tags, "d"),
                    DkimSignature.name(tags, "s"),
                    DkimSignature.bytes(tags, "b"),
                    DkimSignature.required(tags, "cv"));
        }
    }

    /** All sets, the first instance first; empty when there are no fields of ARC at all. */
    static List<ArcSet> of(RawHeader header) throws Malformed {
        List<RawField> results = header.all(RESULTS);
        List<RawField> messages = header.all(MESSAGE);
        List<RawField> seals = header.all(SEAL);
        int count = seals.size();
        if (results.size() != count || messages.size() != count || count > MOST) {
            throw new Malformed("the chain is not whole");
        }
        ArcSet[] sets = new ArcSet[count];
        RawField[] sortedResults = sorted(results);
        RawField[] sortedMessages = sorted(messages);
        RawField[] sortedSeals = sorted(seals);
        for (int i = 0; i < count; i++) {
            sets[i] = new ArcSet(
                    sortedResults[i],
                    sortedMessages[i],
                    sortedSeals[i],
                    // RFC 8617 does not say it; its authors' suite of tests and other programs take this for the
                    // default
                    DkimSignature.of(tags(sortedMessages[i]), "relaxed/relaxed"),
                    Seal.of(tags(sortedSeals[i])));
        }
        return List.of(sets);
    }

    /** By instance: each of 1 to n must be there once. */
    private static RawField[] sorted(List<RawField> fields) throws Malformed {
        RawField[] sorted = new RawField[fields.size()];
        for (RawField field : fields) {
            int instance = instance(field);
            if (instance < 1 || instance > sorted.length || sorted[instance - 1] != null) {
                throw new Malformed("the instances are not in a row");
            }
            sorted[instance - 1] = field;
        }
        return sorted;
    }

    private static int instance(RawField field) throws Malformed {
        String value = field.value();
        TagList tags;
        if (field.is(RESULTS)) {
            // RFC 8617 §4.1.1: the instance stands before everything else
            int end = value.indexOf(';');
            if (end < 0) {
                throw new Malformed("results without instance");
            }
            tags = TagList.parse(value.substring(0, end)).orElseThrow(() -> new Malformed("results without instance"));
        } else {
            tags = tags(field);
        }
        return (int) Math.min(Integer.MAX_VALUE, DkimSignature.number(tags, "i"));
    }

    private static TagList tags(RawField field) throws Malformed {
        return TagList.parse(field.raw().substring(field.raw().indexOf(':') + 1))
                .orElseThrow(() -> new Malformed(field.name() + " cannot be read"));
    }

    /** What was found out, without the instance. */
    String found() {
        String value = results.value();
        return TagList.strip(value.substring(value.indexOf(';') + 1));
    }
}
