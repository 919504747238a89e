package org.mailbay.jmap.mail.search;

import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.View;
import org.mailbay.mail.EmailFields;
import org.mailbay.mail.Mail;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.Header;
import org.mailbay.mime.HeaderField;
import org.mailbay.mime.NormalForm;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Ordinals;
import org.mailbay.store.TextQuery;
import tools.jackson.databind.JsonNode;

/**
 * The filter {@code header} (RFC 8621 §4.4.1): by a field's name, or by name and text.
 *
 * <p>The index says which emails have the field, and where it can, which may have the text; the header itself decides.
 */
public final class HeaderFilter {
    /** Headers that are read for one query, by all of its filters together. */
    private static final int MOST_READ = 20_000;

    /** Longer names would be found nowhere: the parser keeps none. */
    private static final int LONGEST_NAME = 500;

    private static final int SLICE = 500;
    /** Shorter texts are not looked up. */
    private static final int SHORTEST = 3;

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

    private final String name;
    private final @Nullable String text;
    /** The text as it is compared. */
    private final Needle wanted;

    private HeaderFilter(String name, @Nullable String text) {
        this.name = name;
        this.text = text;
        wanted = new Needle(fold(text == null ? "" : text));
    }

    /** What the filters of one query may still read. One thread. */
    public static final class Budget {
        private int headers = MOST_READ;

        private void spend(int more) throws MethodError {
            if (more > headers) {
                throw new MethodError(
                        MethodError.UNSUPPORTED_FILTER,
                        "more than " + MOST_READ + " emails have such a field: narrow the filter by other conditions");
            }
            headers -= more;
        }
    }

    /** Reads the filter's value. */
    public static HeaderFilter parse(JsonNode value) throws MethodError {
        boolean valid = value.isArray() && (value.size() == 1 || value.size() == 2);
        for (JsonNode element : value) {
            valid &= element.isString();
        }
        if (!valid || value.get(0).stringValue().isBlank()) {
            throw MethodError.invalidArguments("header is no array of a name, or a name and a text");
        }
        String name = value.get(0).stringValue().strip();
        String text = value.size() == 1 ? null : value.get(1).stringValue();
        if (name.length() > LONGEST_NAME || text != null && text.length() > TextQuery.MAX_LENGTH) {
            throw MethodError.invalidArguments("header: more than " + LONGEST_NAME + " characters of a name, or "
                    + TextQuery.MAX_LENGTH + " to look for");
        }
        return new HeaderFilter(name, text);
    }

    /** Those of {@code among} that have it. */
    public Ordinals match(View view, Ordinals among, Budget budget) throws MethodError, IOException {
        String lower = name.toLowerCase(Locale.ROOT);
        TextQuery named = new TextQuery(Set.of(EmailFields.HEADER_NAME), EmailFields.word(name), TextQuery.Mode.WORDS);
        Ordinals having = TextFilter.find(view, named, among);
        if (text == null || text.isBlank() || having.size() == 0) {
            return having;
        }
        if (EmailFields.ENVELOPE.contains(lower)) {
            return TextFilter.find(view, TextFilter.query(Set.of(lower), text, TextQuery.Mode.SUBSTRING), having);
        }
        return verified(view, EmailFields.isTechnical(lower) ? having : narrowed(view, having), budget);
    }

    private Ordinals narrowed(View view, Ordinals having) throws MethodError, IOException {
        String inside = text == null ? "" : text.strip();
        if (inside.length() < SHORTEST) {
            return having;
        }
        TextQuery cut = new TextQuery(Set.of(EmailFields.HEADER_NAME), EmailFields.CUT, TextQuery.Mode.WORDS);
        return TextFilter.find(
                        view, TextFilter.query(Set.of(EmailFields.HEADER), inside, TextQuery.Mode.SUBSTRING), having)
                .or(TextFilter.find(view, cut, having));
    }

    private Ordinals verified(View view, Ordinals candidates, Budget budget) throws MethodError, IOException {
        budget.spend(candidates.size());
        Objects emails = view.snapshot().objects(Mail.EMAIL);
        int[] ordinals = candidates.toArray();
        Set<Integer> matches = new TreeSet<>();
        for (int from = 0; from < ordinals.length; from += SLICE) {
            List<ObjectId> ids = new ArrayList<>();
            for (int i = from; i < Math.min(ordinals.length, from + SLICE); i++) {
                ids.add(emails.id(ordinals[i]));
            }
            List<byte @Nullable []> rows = view.account().bytes(ids);
            for (int i = 0; i < ids.size(); i++) {
                byte[] row = rows.get(i);
                if (row != null && matches(view, StoredEmail.fromBytes(row))) {
                    matches.add(ordinals[from + i]);
                }
            }
        }
        return candidates.filter(matches::contains);
    }

    private boolean matches(View view, StoredEmail email) throws IOException {
        Header summary = email.message().summary();
        Header header = summary.last(name).isPresent()
                ? summary
                : EmailText.read(view.account().blobs(), email);
        return header.all(name).stream().map(HeaderField::text).anyMatch(value -> wanted.isIn(fold(value)));
    }

    /** Without accents, case and differences of blanks. */
    private static String fold(String value) {
        String plain = MARKS.matcher(NormalForm.of(value, Normalizer.Form.NFKD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
        return plain.replaceAll("\\s+", " ").strip();
    }
}
