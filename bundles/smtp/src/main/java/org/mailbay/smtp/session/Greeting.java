package org.mailbay.smtp.session;

/**
 * Who the client said it was.
 *
 * @param name empty before it did
 * @param extended whether by EHLO or LHLO
 */
public record Greeting(String name, boolean extended) {
    static final Greeting NONE = new Greeting("", false);
}
