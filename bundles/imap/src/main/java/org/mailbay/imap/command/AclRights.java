package org.mailbay.imap.command;

import org.mailbay.imap.grammar.Malformed;
import org.mailbay.mail.MailboxRights;

/** Rights as clients write and read them (RFC 4314 §2.1), with the two of RFC 2086 that stand for others. */
final class AclRights {
    /** The obsolete "create" and "delete": what each stands for (RFC 4314 §2.1.1, the first of its two ways). */
    private static final String CREATE = "kx";

    private static final String DELETE = "te";

    private AclRights() {}

    /** Rights with the obsolete ones that old clients look for, of which they hold a member (RFC 4314 §2.1.1). */
    static String shown(MailboxRights rights) {
        return rights.letters() + (rights.hasAny(CREATE) ? "c" : "") + (rights.hasAny(DELETE) ? "d" : "");
    }

    /** A change of rights, as SETACL has it. */
    record Change(char mode, MailboxRights rights) {
        /** Reads {@code +rights}, {@code -rights} or {@code rights}. */
        static Change of(String text) throws Malformed {
            char mode = text.startsWith("+") || text.startsWith("-") ? text.charAt(0) : '=';
            StringBuilder letters = new StringBuilder();
            for (char letter : text.substring(mode == '=' ? 0 : 1).toCharArray()) {
                String meant = switch (letter) {
                    case 'c' -> CREATE;
                    case 'd' -> DELETE;
                    default -> String.valueOf(letter);
                };
                if (!MailboxRights.ALL.hasAll(meant)) {
                    throw new Malformed("a right that there is not"); // RFC 4314 §3.1: never ignored
                }
                add(letters, meant);
            }
            return new Change(mode, new MailboxRights(letters.toString()));
        }

        /** What comes of rights. */
        MailboxRights applied(MailboxRights before) {
            StringBuilder letters = new StringBuilder();
            for (char letter : MailboxRights.ALL.letters().toCharArray()) {
                String one = String.valueOf(letter);
                boolean is = rights.hasAll(one);
                boolean was = before.hasAll(one);
                if (mode == '=' ? is : mode == '+' ? was || is : was && !is) {
                    letters.append(letter);
                }
            }
            return new MailboxRights(letters.toString());
        }

        private static void add(StringBuilder letters, String more) {
            for (char letter : more.toCharArray()) {
                if (letters.indexOf(String.valueOf(letter)) < 0) {
                    letters.append(letter);
                }
            }
        }
    }
}
