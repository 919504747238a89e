package org.mailbay.smtp.session;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What an operator can set, table {@code smtp}. */
@ObjectClassDefinition(name = "SMTP", description = "Receiving and submitting mail by SMTP, receiving by LMTP")
public @interface Config {
    @AttributeDefinition(description = "Name the server greets with; empty: the machine's name")
    String hostname() default "";

    @AttributeDefinition(description = "Largest message in bytes, announced as SIZE", min = "65536")
    long maxMessageBytes() default 52_428_800;

    @AttributeDefinition(description = "Recipients in one transaction; RFC 5321 asks for at least 100", min = "100")
    int maxRecipients() default 1_000;

    @AttributeDefinition(description = "Errors after which a client is sent away", min = "1")
    int maxErrors() default 20;

    @AttributeDefinition(description = "Longest time for the content of one message, in seconds", min = "1")
    int dataTimeoutSeconds() default 1_800;

    @AttributeDefinition(description = "Longest header of a message, in bytes", min = "16384", max = "524288")
    int maxHeaderBytes() default 262_144;

    @AttributeDefinition(description = "Recipients one user may send to by SMTP in an hour; 0: any number", min = "0")
    int maxRecipientsInHour() default 2_000;

    @AttributeDefinition(
            description = "For how many days a user may have a message held before it goes (FUTURERELEASE); 0: none",
            min = "0",
            max = "3650")
    int maxHoldDays() default 60;

    @AttributeDefinition(
            description = "Highest priority a user may give a message (MT-PRIORITY)",
            min = "-9",
            max = "9")
    int maxPriority() default 4;

    @AttributeDefinition(description = "Failed log-ins after which a client is sent away", min = "1")
    int maxAuthFailures() default 3;

    @AttributeDefinition(description = "How long a client waits after a failed log-in, in seconds", min = "0")
    int authDelaySeconds() default 2;

    @AttributeDefinition(description = "Whether the address a user sends from is left out of the Received field")
    boolean hideClient() default true;

    @AttributeDefinition(
            description =
                    "Whether what a user submits is filed in the mailbox of role sent; most programs do that themselves")
    boolean sentCopy() default false;

    @AttributeDefinition(
            description =
                    "Whether what comes by LMTP is judged; the server beside this one took it from we know not whom, so only what the message itself says counts")
    boolean judgeLmtp() default true;

    @AttributeDefinition(description = "How long a client waits for a part that is being replaced, in seconds")
    int patienceSeconds() default 20;

    @AttributeDefinition(description = "How long an update of another part waits for messages under way, in seconds")
    int drainSeconds() default 20;
}
