package org.mailbay.jmap.mail;

import java.util.Set;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Of how many mailboxes and keywords an email can be (RFC 8621 §4.6): all of them stand in its row, which has an end. */
@Component(service = EmailLimits.class, configurationPid = "mail.limits")
@Designate(ocd = EmailLimits.Config.class)
public final class EmailLimits {
    /** With 1,000 memberships of at most 20 bytes and all keywords, a row is full by three quarters. */
    private static final int MOST_MAILBOXES = 1_000;

    private static final int MOST_KEYWORDS = 500;

    /** Octets of all keywords of an email. */
    public static final int KEYWORDS_SIZE = 8_000;

    private static final Pattern KEYWORD = Pattern.compile("[\\x21-\\x7e&&[^(){\\]%*\"\\\\]]{1,255}");

    /** What holds when nobody says otherwise. */
    public static final EmailLimits DEFAULT = new EmailLimits(MOST_MAILBOXES, 200);

    /** What an operator can set. */
    @ObjectClassDefinition(name = "Limits of emails", description = "How much can be said of one email.")
    public @interface Config {
        /** See {@link #mailboxes}. */
        @AttributeDefinition(description = "Mailboxes that one email can be in, 1 to 1000", min = "1", max = "1000")
        int mailboxesPerEmail() default 1_000;

        /** See {@link #keywords}. */
        @AttributeDefinition(description = "Keywords that one email can have, 10 to 500", min = "10", max = "500")
        int keywordsPerEmail() default 200;
    }

    private final int mailboxes;
    private final int keywords;

    /** In the container. */
    @Activate
    public EmailLimits(Config config) {
        this(config.mailboxesPerEmail(), config.keywordsPerEmail());
    }

    /**
     * Without a container.
     *
     * @throws IllegalArgumentException when a row could not hold that much
     */
    public EmailLimits(int mailboxes, int keywords) {
        if (mailboxes < 1 || mailboxes > MOST_MAILBOXES || keywords < 10 || keywords > MOST_KEYWORDS) {
            throw new IllegalArgumentException("emails of " + mailboxes + " mailboxes and " + keywords + " keywords");
        }
        this.mailboxes = mailboxes;
        this.keywords = keywords;
    }

    /** {@code maxMailboxesPerEmail} (RFC 8621 §1.3.1). */
    public int mailboxes() {
        return mailboxes;
    }

    /** Most keywords; their octets are bounded by {@link #KEYWORDS_SIZE}, too. */
    public int keywords() {
        return keywords;
    }

    /** Whether an email that had the keywords {@code before} can have these: more than may be only where they were there. */
    public boolean allow(Set<String> after, Set<String> before) {
        return before.containsAll(after)
                || after.size() <= keywords
                        && after.stream().mapToInt(String::length).sum() <= KEYWORDS_SIZE;
    }

    /** Whether a word, in any case, is a keyword (RFC 8621 §4.1.1: as IMAP's flag-keyword). */
    public static boolean isKeyword(String word) {
        return KEYWORD.matcher(word).matches();
    }
}
