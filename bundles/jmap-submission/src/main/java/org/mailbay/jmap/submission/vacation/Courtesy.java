package org.mailbay.jmap.submission.vacation;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.mailbay.mime.EmailAddress;
import org.mailbay.mime.Header;
import org.mailbay.mime.HeaderField;

/** Whom one does not reply to automatically (RFC 3834 §2, RFC 5230 §4.5, §4.6). */
final class Courtesy {
    private static final Set<String> LIST_FIELDS = Set.of(
            "list-id",
            "list-help",
            "list-subscribe",
            "list-unsubscribe",
            "list-post",
            "list-owner",
            "list-archive"); // RFC 5230 §4.6: RFC 2369, RFC 2919

    private static final Set<String> ROBOTS =
            Set.of("mailer-daemon", "postmaster", "listserv", "majordomo", "noreply", "no-reply", "bounce", "bounces");

    private Courtesy() {}

    /** Whether an address is the user's. */
    @FunctionalInterface
    interface Own {
        boolean isOwn(String address) throws IOException;
    }

    /** Why {@code sender} gets no reply; empty when it gets one. */
    static String objection(Header header, String sender, Own own) throws IOException {
        if (sender.isEmpty() || sender.indexOf('@') < 1) {
            return "null-sender";
        }
        if (own.isOwn(sender)) {
            return "own-mail";
        }
        String local = sender.substring(0, sender.lastIndexOf('@')).toLowerCase(Locale.ROOT);
        if (ROBOTS.contains(local)
                || local.startsWith("owner-")
                || local.endsWith("-request")
                || local.endsWith("-owner")) {
            return "robot"; // RFC 5230 §4.6
        }
        for (HeaderField field : header.fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            String value = field.raw().strip().toLowerCase(Locale.ROOT);
            if (LIST_FIELDS.contains(name)) {
                return "list";
            }
            // RFC 3834 §5: anything but "no"
            if (name.equals("auto-submitted") && !value.split("[;\\s(]", 2)[0].equals("no")) {
                return "auto-submitted";
            }
            if (name.equals("precedence") && Set.of("bulk", "list", "junk").contains(value)) {
                return "bulk";
            }
            if (name.equals("x-auto-response-suppress") && (value.contains("all") || value.contains("oof"))) {
                return "suppressed";
            }
            if (name.equals("content-type") && value.startsWith("multipart/report")) {
                return "report";
            }
        }
        return isAddressed(header, own) ? "" : "not-addressed";
    }

    /** RFC 5230 §4.5: the user is named, not only in the envelope. */
    private static boolean isAddressed(Header header, Own own) throws IOException {
        for (String name : List.of("To", "Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc")) {
            for (HeaderField field : header.all(name)) {
                for (EmailAddress address : field.addresses()) {
                    if (own.isOwn(address.email())) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
