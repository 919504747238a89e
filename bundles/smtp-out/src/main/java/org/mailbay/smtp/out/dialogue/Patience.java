package org.mailbay.smtp.out.dialogue;

import java.time.Duration;

/**
 * How long a step may take (RFC 5321 §4.5.3.2), from its beginning to its end however the bytes drip.
 *
 * @param greeting also of a TLS handshake
 * @param command EHLO, MAIL, RCPT and what else is short
 * @param dataInitiation from DATA to 354
 * @param dataBlock of 64 KiB
 * @param dataEnd from the final dot to the reply
 * @param message of one transaction in all
 */
public record Patience(
        Duration greeting,
        Duration command,
        Duration dataInitiation,
        Duration dataBlock,
        Duration dataEnd,
        Duration message) {}
