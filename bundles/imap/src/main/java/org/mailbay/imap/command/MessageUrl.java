package org.mailbay.imap.command;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.fetch.PartRange;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.imap.mailbox.Namespaces.Place;
import org.mailbay.imap.mailbox.View;
import org.mailbay.imap.session.Refused;
import org.mailbay.imap.session.Turn;
import org.mailbay.mail.MailboxRights.Right;
import org.mailbay.mail.StoredEmail;
import org.mailbay.store.Account;
import org.mailbay.store.BlobInput;

/**
 * A message or a part of one on this server, as a relative URL (RFC 5092 §7.2): {@code /INBOX;UIDVALIDITY=1/;UID=20/;SECTION=1.2}.
 *
 * @param uidValidity 0 when it does not say
 * @param section as in FETCH; empty for the whole message
 * @param from first byte of that (RFC 5092 §3.2.1, PARTIAL)
 * @param length at most
 */
record MessageUrl(String text, String mailbox, long uidValidity, long uid, String section, long from, long length) {
    private static final Pattern FORM = Pattern.compile(
            "/([^;/]+(?:/[^;/]+)*)(?:;UIDVALIDITY=(\\d{1,10}))?/;UID=(\\d{1,10})(?:/;SECTION=([^;/]+))?(?:/;PARTIAL=(\\d{1,18})(?:\\.(\\d{1,18}))?)?",
            Pattern.CASE_INSENSITIVE);

    static MessageUrl of(String url) throws Refused {
        Matcher matcher = FORM.matcher(url);
        if (url.length() > 2_000 || !matcher.matches()) {
            throw bad(url);
        }
        try {
            String mailbox = Normalizer.normalize(decoded(matcher.group(1)), Normalizer.Form.NFC);
            return new MessageUrl(
                    url,
                    mailbox.equalsIgnoreCase("INBOX") ? "INBOX" : mailbox,
                    number(matcher.group(2)),
                    number(matcher.group(3)),
                    matcher.group(4) == null ? "" : decoded(matcher.group(4)),
                    number(matcher.group(5)),
                    matcher.group(6) == null ? Long.MAX_VALUE : number(matcher.group(6)));
        } catch (IllegalArgumentException e) {
            throw bad(url);
        }
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** RFC 4469 §4.1: the code names the URL. */
    private static Refused bad(String url) {
        String shown = url.length() <= 200 && url.matches("[!#-\\[\\]-~]+") ? " \"" + url + '"' : " \"\"";
        return new Refused("BADURL" + shown, "No such message, or no such part of it");
    }

    /** Opens what it names; the caller closes it. */
    BlobInput open(Turn turn) throws Refused, IOException {
        Place place = turn.namespaces().find(mailbox).orElseThrow(() -> bad(text));
        if (uidValidity != 0 && uidValidity != place.number()
                || !place.account()
                        .rights(place.space().snapshot(), place.number())
                        .has(Right.MAY_READ_ITEMS)) {
            throw bad(text);
        }
        Account account = place.account().account();
        View view = turn.client().services().views().newest(account, place.number());
        int sequence = view.sequence(uid);
        byte[] stored = sequence == 0
                ? null
                : account.bytes(List.of(view.email(sequence))).getFirst();
        if (stored == null) {
            throw bad(text);
        }
        StoredEmail email = StoredEmail.fromBytes(stored);
        try {
            PartRange range = PartRange.of(email.message(), section).orElseThrow(() -> bad(text));
            long skipped = Math.min(from, range.length());
            long taken = Math.min(length, range.length() - skipped);
            Optional<BlobInput> opened = account.blobs().open(email.blob(), range.from() + skipped, taken);
            return opened.orElseThrow(() -> bad(text));
        } catch (Malformed e) {
            throw bad(text);
        }
    }
}
