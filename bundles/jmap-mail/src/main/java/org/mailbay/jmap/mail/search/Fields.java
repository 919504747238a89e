package org.mailbay.jmap.mail.search;

import java.util.Set;

/** The fields of an email's document: what a filter can ask for alone. */
public final class Fields {
    public static final String FROM = "from";
    public static final String TO = "to";
    public static final String CC = "cc";
    public static final String BCC = "bcc";
    public static final String SUBJECT = "subject";
    public static final String BODY = "body";

    /** Names and words of attachments. */
    public static final String ATTACHMENT = "attachment";

    /** Values of header fields that have none of the fields above. */
    public static final String HEADER = "header";

    /** One word for the name of each header field, see {@link HeaderNames}. */
    public static final String HEADER_NAME = "headername";

    /** RFC 8621 §4.4.1, text. */
    public static final Set<String> TEXT = Set.of(FROM, TO, CC, BCC, SUBJECT, BODY, ATTACHMENT);

    /** RFC 8621 §4.4.1, body. */
    public static final Set<String> BODIES = Set.of(BODY, ATTACHMENT);

    private Fields() {}
}
