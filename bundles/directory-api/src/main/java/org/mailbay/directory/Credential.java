package org.mailbay.directory;

/**
 * What a client logged in with: a password as it was set, or a token. It says nothing of the secret, and may be stored.
 *
 * @param address of the principal
 * @param version another one for every password that is set and every token that is issued; 1 to 100 of a-z, A-Z, 0-9 and dash
 */
public record Credential(String address, String version) {
    public Credential {
        if (!version.matches("[a-zA-Z0-9-]{1,100}")) {
            throw new IllegalArgumentException("version of a credential");
        }
    }
}
