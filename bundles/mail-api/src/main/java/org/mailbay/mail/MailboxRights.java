package org.mailbay.mail;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailbay.mail.Mail.OfMailbox;
import org.mailbay.store.AccountId;
import org.mailbay.store.Row;

/**
 * What a principal may do in a mailbox, as letters of RFC 4314 §2.1, so that JMAP and IMAP have the same.
 *
 * @param letters each once, in the order of {@code lrswipkxtea}
 */
public record MailboxRights(String letters) {
    /** Everything: the owner's. */
    public static final MailboxRights ALL = new MailboxRights("lrswipkxtea");

    /** Nothing. */
    public static final MailboxRights NONE = new MailboxRights("");

    /** RFC 8621 §2 (myRights) with the letters that each needs; {@code mayShare} as RFC 9670 §4 names it. */
    public enum Right {
        MAY_READ_ITEMS("mayReadItems", "lr"),
        MAY_ADD_ITEMS("mayAddItems", "i"),
        MAY_REMOVE_ITEMS("mayRemoveItems", "te"),
        MAY_SET_SEEN("maySetSeen", "s"),
        MAY_SET_KEYWORDS("maySetKeywords", "w"),
        MAY_CREATE_CHILD("mayCreateChild", "k"),
        MAY_RENAME("mayRename", "x"),
        MAY_DELETE("mayDelete", "x"),
        MAY_SUBMIT("maySubmit", "p"),
        MAY_SHARE("mayShare", "a");

        private final String property;

        private final String letters;

        Right(String property, String letters) {
            this.property = property;
            this.letters = letters;
        }

        /** Its name in JMAP. */
        public String property() {
            return property;
        }
    }

    public MailboxRights {
        StringBuilder ordered = new StringBuilder();
        for (char letter : "lrswipkxtea".toCharArray()) {
            if (letters.indexOf(letter) >= 0) {
                ordered.append(letter);
            }
        }
        if (ordered.length() != letters.length()) {
            throw new IllegalArgumentException("rights " + letters);
        }
        letters = ordered.toString();
    }

    /** Exactly these. */
    public static MailboxRights of(Set<Right> rights) {
        StringBuilder letters = new StringBuilder();
        for (Right right : rights) {
            for (char letter : right.letters.toCharArray()) {
                if (letters.indexOf(String.valueOf(letter)) < 0) {
                    letters.append(letter);
                }
            }
        }
        return new MailboxRights(letters.toString());
    }

    /** Whether {@code right} is among them. */
    public boolean has(Right right) {
        return hasAll(right.letters);
    }

    /** Whether all of these letters are among them. */
    public boolean hasAll(String wanted) {
        return wanted.chars().allMatch(letter -> letters.indexOf(letter) >= 0);
    }

    /** Whether one of these letters is among them. */
    public boolean hasAny(String wanted) {
        return wanted.chars().anyMatch(letter -> letters.indexOf(letter) >= 0);
    }

    /** Those that are among them. */
    public Set<Right> rights() {
        Set<Right> rights = EnumSet.noneOf(Right.class);
        for (Right right : Right.values()) {
            if (has(right)) {
                rights.add(right);
            }
        }
        return rights;
    }

    /** Whose rights to {@code mailbox} were given, by the account of the principal. */
    public static Map<AccountId, MailboxRights> shares(Row mailbox) {
        return shares(mailbox.get(OfMailbox.SHARES));
    }

    /** Reads the words of {@link OfMailbox#SHARES}. */
    public static Map<AccountId, MailboxRights> shares(Set<String> words) {
        Map<AccountId, MailboxRights> shares = new LinkedHashMap<>();
        for (String word : words) {
            int colon = word.indexOf(':');
            Optional<AccountId> account = AccountId.parse(word.substring(0, Math.max(0, colon)));
            account.ifPresent(id -> shares.put(id, new MailboxRights(word.substring(colon + 1))));
        }
        return shares;
    }

    /** {@code mailbox} with another list of who may do what; those who may nothing are left out. */
    public static Row with(Row mailbox, Map<AccountId, MailboxRights> shares) {
        return mailbox.with(
                OfMailbox.SHARES,
                shares.entrySet().stream()
                        .filter(share -> !share.getValue().letters.isEmpty())
                        .map(share -> share.getKey() + ":" + share.getValue().letters)
                        .toList());
    }
}
