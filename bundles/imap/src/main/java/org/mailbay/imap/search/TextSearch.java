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
import org.mailbay.mime.Header;
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
 * fields that machines write for machines, such as Received, are not searched by TEXT, and of attached messages that the index has seen
 * not what stands around addresses (RFC 9051 §6.4.4 lets its matching be flexible).
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
        BitSet found = Index.takes(text.text()) ? answer.found() : new BitSet();
        BitSet unsure = Index.takes(text.text()) ? answer.unseen() : answer.possible();
        BitSet headers = (BitSet) among.clone();
        headers.andNot(answer.possible());
        found = with(found, scanned(text, unsure));
        return text.bodyOnly() || text.fuzzy() ? found : with(found, inHeaders(text.text(), headers));
    }

    /** Those of {@code among} in whose header the text is, where the index does not have it: between addresses, and behind what is indexed. */
    private BitSet inHeaders(String text, BitSet among) throws IOException, SearchRefused {
        Needle needle = new Needle(text);
        BitSet cut = with(index.marked(EmailFields.CUT, among), index.marked(EmailFields.TWICE, among));
        BitSet found =
                cut.isEmpty() ? cut : stored.filter(cut, (_, row) -> isInHeader(StoredEmail.fromBytes(row), needle));
        if (!AddressFields.hasSyntax(text)) {
            return found;
        }
        String sure = AddressFields.longest(text);
        BitSet possible = sure.isEmpty()
                ? among
                : index.find(AddressFields.NAMES, sure, Mode.SUBSTRING, among).possible();
        return with(
                found,
                stored.filter(
                        possible,
                        (_, row) -> isIn(StoredEmail.fromBytes(row).message().summary(), needle)));
    }

    private static BitSet with(BitSet some, BitSet others) {
        BitSet both = (BitSet) some.clone();
        both.or(others);
        return both;
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
        return isIn(stored.header(email), needle);
    }

    private static boolean isIn(Header header, Needle needle) {
        for (HeaderField field : header.fields()) {
            if (!EmailFields.isTechnical(field.name().toLowerCase(Locale.ROOT)) && AddressFields.has(field, needle)) {
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
                            : isIn(inner.summary(), needle) || isInBody(email, inner, needle));
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
