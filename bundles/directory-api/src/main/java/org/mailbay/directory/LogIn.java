package org.mailbay.directory;

/**
 * Somebody who was let in.
 *
 * @param credential with what: whoever stays longer than a request asks {@link Directory#isValid} whether it still opens the door
 */
public record LogIn(Principal principal, Credential credential) {}
