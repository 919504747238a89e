package org.mailbay.imap.mailbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.grammar.Out;

/**
 * Flags as keywords of JMAP and the mark deleted (RFC 9051 §2.3.2, RFC 8621 §4.1.1).
 *
 * @param keywords in lower case
 * @param deleted {@code \Deleted}, which belongs to the message in this mailbox
 */
public record Flags(Set<String> keywords, boolean deleted) {
    /** System flags by what they are in JMAP. */
    private static final Map<String, String> SYSTEM =
            Map.of("$answered", "\\Answered", "$flagged", "\\Flagged", "$draft", "\\Draft", "$seen", "\\Seen");

    private static final Map<String, String> KEYWORDS =
            Map.of("\\answered", "$answered", "\\flagged", "$flagged", "\\draft", "$draft", "\\seen", "$seen");

    /** As the IANA registry spells them, where that is not in lower case as the store has them (RFC 5788 §3, RFC 9979 §3.1). */
    private static final Map<String, String> SPELLINGS = Stream.of(
                    "$Forwarded",
                    "$MDNSent",
                    "$Junk",
                    "$NotJunk",
                    "$Phishing",
                    "$Important",
                    "$SubmitPending",
                    "$Submitted",
                    "$MailFlagBit0",
                    "$MailFlagBit1",
                    "$MailFlagBit2")
            .collect(Collectors.toUnmodifiableMap(word -> word.toLowerCase(Locale.ROOT), word -> word));

    /** What every mailbox has: in the order of RFC 9051. */
    public static final String ALL = "\\Answered \\Flagged \\Deleted \\Seen \\Draft";

    /** RFC 8621 §4.1.1, which no flag keyword of IMAP passes either. */
    private static final int MAX_LENGTH = 255;

    public Flags {
        keywords = Set.copyOf(keywords);
    }

    /**
     * Reads flags as a client wrote them; {@code \Recent} is the server's to set and is ignored in what a client copies.
     *
     * @throws Malformed for a system flag that there is not, or a keyword that cannot be one
     */
    public static Flags of(Iterable<String> flags) throws Malformed {
        Set<String> keywords = new TreeSet<>();
        boolean deleted = false;
        for (String flag : flags) {
            String lower = flag.toLowerCase(Locale.ROOT);
            if (lower.equals("\\deleted")) {
                deleted = true;
            } else if (lower.startsWith("\\")) {
                String keyword = KEYWORDS.get(lower);
                if (keyword != null) {
                    keywords.add(keyword);
                } else if (!lower.equals("\\recent")) {
                    throw new Malformed("unknown system flag");
                }
            } else {
                if (lower.length() > MAX_LENGTH || !lower.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
                    throw new Malformed("a keyword that cannot be one");
                }
                keywords.add(lower);
            }
        }
        return new Flags(keywords, deleted);
    }

    /** The flag that a keyword is. */
    public static String flag(String keyword) {
        String system = SYSTEM.get(keyword);
        return system != null ? system : SPELLINGS.getOrDefault(keyword, keyword);
    }

    /** The keyword that a flag is, in lower case; {@code \Deleted} and {@code \Recent} are none. */
    public static String keyword(String flag) {
        String lower = flag.toLowerCase(Locale.ROOT);
        return KEYWORDS.getOrDefault(lower, lower);
    }

    /** Writes {@code (\Seen …)}. */
    public static void write(Out out, Set<String> keywords, boolean deleted, boolean recent) {
        out.raw("(");
        String between = "";
        if (deleted) {
            out.raw("\\Deleted");
            between = " ";
        }
        if (recent) {
            out.raw(between).raw("\\Recent");
            between = " ";
        }
        for (String keyword : keywords) {
            out.raw(between).raw(flag(keyword));
            between = " ";
        }
        out.raw(")");
    }

    /** Each, as a client reads it. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        if (deleted) {
            words.add("\\Deleted");
        }
        keywords.forEach(keyword -> words.add(flag(keyword)));
        return words;
    }
}
