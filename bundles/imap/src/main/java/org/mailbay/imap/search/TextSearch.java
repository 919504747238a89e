package org.mailbay.imap.search;

import java.io.IOException;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.mailbay.imap.search.SearchKey.Text;
import org.mailbay.mail.EmailFields;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.BodyParts;
import org.mailbay.mime.BodyText;
import org.mailbay.mime.HeaderField;
import org.mailbay.mime.HtmlText;
import org.mailbay.mime.Message;
import org.mailbay.mime.Part;
import org.mailbay.store.BlobInput;
import org.mailbay.store.TextQuery.Mode;

/**
 * Finds texts in bodies, or anywhere: by the index, and by reading what that has not seen yet.
 *
 * <p>Bodies are searched as they are read: decoded, HTML without its tags, the words of attachments as well. Deviates: the values of
 * fields that machines write for machines, such as Received, are not searched by TEXT (RFC 9051 §6.4.4 lets its matching be flexible).
 */
final class TextSearch {
    /** Messages that one search may read. */
    private static final int MOST_READ = 10_000;

    /** Bytes that one search may read. */
    private static final long MOST_BYTES = 512L << 20;

    /** Characters of one part that are read. */
    private static final int LONGEST = 1_000_000;

    private static final Set<String> ANYWHERE = anywhere();

    private final Index index;
    private final StoredEmails stored;
    private int read;
    private long bytes;

    TextSearch(Index index, StoredEmails stored) {
        this.index = index;
        this.stored = stored;
    }

    private static Set<String> anywhere() {
        Set<String> fields = new HashSet<>(EmailFields.TEXT);
        fields.add(EmailFields.HEADER);
        return Set.copyOf(fields);
    }

    /** Those of {@code among} that have the text. */
    BitSet match(Text text, BitSet among) throws IOException, SearchRefused {
        if (text.text().isEmpty()) {
            return among;
        }
        Mode mode = text.fuzzy() ? Mode.WORDS : Mode.SUBSTRING; // RFC 6203 §3
        Index.Answer answer = index.find(text.bodyOnly() ? EmailFields.BODIES : ANYWHERE, text.text(), mode, among);
        if (Index.takes(text.text())) {
            BitSet found = scanned(text, answer.unseen());
            found.or(answer.found());
            return found;
        }
        return scanned(text, answer.possible());
    }

    private BitSet scanned(Text text, BitSet candidates) throws IOException, SearchRefused {
        if (candidates.isEmpty()) {
            return new BitSet();
        }
        read += candidates.cardinality();
        if (read > MOST_READ) {
            throw tooMany();
        }
        List<Needle> wanted = text.fuzzy() ? Needle.words(text.text()) : List.of(new Needle(text.text()));
        return stored.filter(candidates, (_, row) -> {
            StoredEmail email = StoredEmail.fromBytes(row);
            bytes += email.message().size();
            if (bytes > MOST_BYTES) {
                throw tooMany();
            }
            for (Needle needle : wanted) {
                if ((text.bodyOnly() || !isInHeader(email, needle)) && !isInBody(email, email.message(), needle)) {
                    return false;
                }
            }
            return true;
        });
    }

    private static SearchRefused tooMany() {
        return new SearchRefused("INUSE", "The search index is being built: try again later"); // RFC 9051 §7.1
    }

    private boolean isInHeader(StoredEmail email, Needle needle) throws IOException {
        for (HeaderField field : stored.header(email).fields()) {
            if (!EmailFields.isTechnical(field.name().toLowerCase(Locale.ROOT)) && needle.isIn(field.text())) {
                return true;
            }
        }
        return false;
    }

    /** Attached messages count as what they say, however deep they lie: the parser bounds the depth. */
    private boolean isInBody(StoredEmail email, Message message, Needle needle) throws IOException {
        BodyParts parts = BodyParts.of(message);
        Set<Part> texts = new LinkedHashSet<>(parts.textBody());
        texts.addAll(parts.htmlBody());
        texts.addAll(parts.attachments());
        for (Part part : texts) {
            Message inner = part.message();
            boolean found = part.name().filter(needle::isIn).isPresent()
                    || (inner == null
                            ? part.contentType().isText() && needle.isIn(text(email, part))
                            : inner.summary().fields().stream().anyMatch(field -> needle.isIn(field.text()))
                                    || isInBody(email, inner, needle));
            if (found) {
                return true;
            }
        }
        return false;
    }

    private String text(StoredEmail email, Part part) throws IOException {
        boolean isHtml = part.contentType().is("text", "html");
        try (BlobInput input = stored.open(email, part.bodyStart(), part.size())) {
            BodyText text = BodyText.read(part, input.content(), (isHtml ? 8 : 3) * LONGEST);
            return isHtml ? HtmlText.of(text.value(), LONGEST) : text.value();
        }
    }
}
