package org.mailbay.imap.search;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.mailbay.imap.search.SearchKey.Field;
import org.mailbay.mail.EmailFields;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.Header;
import org.mailbay.mime.HeaderField;
import org.mailbay.store.TextQuery.Mode;

/** Finds texts in header fields: the index says where they may be, the header itself decides where the index cannot. */
final class FieldSearch {
    /** Longer names would be found nowhere: the parser keeps none. */
    private static final int LONGEST_NAME = 500;

    /** So many messages are rather asked whether they have the field than read. */
    private static final int MANY = 50;

    private final Index index;
    private final StoredEmails stored;

    FieldSearch(Index index, StoredEmails stored) {
        this.index = index;
        this.stored = stored;
    }

    /** Those of {@code among} that have the field with the text. */
    BitSet match(Field field, BitSet among) throws IOException, SearchRefused {
        String name = field.name().toLowerCase(Locale.ROOT);
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            return new BitSet();
        }
        if (field.text().isBlank()) {
            return having(field, name, among);
        }
        if (field.fuzzy() && EmailFields.ENVELOPE.contains(name) && Index.takes(field.text())) {
            Index.Answer answer = index.find(Set.of(name), field.text(), Mode.WORDS, among);
            return with(answer.found(), verified(field, Needle.words(field.text()), answer.unseen()));
        }
        return EmailFields.ENVELOPE.contains(name) ? envelope(field, name, among) : other(field, name, among);
    }

    /** RFC 9051 §6.4.4: an empty string asks whether there is such a field. */
    private BitSet having(Field field, String name, BitSet among) throws IOException, SearchRefused {
        Index.Answer answer = index.find(Set.of(EmailFields.HEADER_NAME), EmailFields.word(name), Mode.WORDS, among);
        return with(answer.found(), verified(field, List.of(new Needle("")), answer.unseen()));
    }

    private BitSet envelope(Field field, String name, BitSet among) throws IOException, SearchRefused {
        List<Needle> wanted = List.of(new Needle(field.text().strip()));
        boolean whole = Index.takes(field.text());
        String sure = AddressFields.NAMES.contains(name)
                ? AddressFields.longest(field.text())
                : field.text().strip();
        if (whole && sure.equals(field.text().strip())) {
            Index.Answer answer = index.find(Set.of(name), sure, Mode.SUBSTRING, among);
            BitSet unsure = index.marked(EmailFields.TWICE, among);
            unsure.andNot(answer.found());
            unsure.or(answer.unseen());
            return with(answer.found(), verified(field, wanted, unsure));
        }
        BitSet possible = sure.isEmpty()
                ? having(new Field(field.name(), "", false), name, among)
                : index.find(Set.of(name), sure, Mode.SUBSTRING, among).possible();
        return verified(field, wanted, with(possible, index.marked(EmailFields.TWICE, among)));
    }

    private BitSet other(Field field, String name, BitSet among) throws IOException, SearchRefused {
        List<Needle> wanted = field.fuzzy()
                ? Needle.words(field.text())
                : List.of(new Needle(field.text().strip()));
        BitSet possible = among;
        if (!EmailFields.isTechnical(name)) {
            Mode mode = field.fuzzy() ? Mode.WORDS : Mode.SUBSTRING;
            possible = with(
                    index.find(Set.of(EmailFields.HEADER), field.text().strip(), mode, among)
                            .possible(),
                    index.marked(EmailFields.CUT, among));
        }
        if (possible.cardinality() > MANY) {
            possible = index.find(Set.of(EmailFields.HEADER_NAME), EmailFields.word(name), Mode.WORDS, possible)
                    .possible();
        }
        return verified(field, wanted, possible);
    }

    private static BitSet with(BitSet some, BitSet others) {
        BitSet both = (BitSet) some.clone();
        both.or(others);
        return both;
    }

    private BitSet verified(Field field, List<Needle> wanted, BitSet candidates) throws IOException, SearchRefused {
        if (candidates.isEmpty()) {
            return candidates;
        }
        return stored.filter(candidates, (_, row) -> {
            StoredEmail email = StoredEmail.fromBytes(row);
            // The summary has the last field of a name: what it lacks another one may have.
            return matches(email.message().summary(), field, wanted) || matches(stored.header(email), field, wanted);
        });
    }

    private static boolean matches(Header header, Field field, List<Needle> wanted) {
        for (HeaderField one : header.all(field.name())) {
            if (wanted.stream().allMatch(needle -> AddressFields.has(one, needle))) {
                return true;
            }
        }
        return false;
    }
}
