package org.mailbay.sasl;

import java.io.IOException;

/**
 * Where one client is let in, or not: what mechanisms ask a directory. Methods may take their time; they throw when the directory failed.
 *
 * @param <W> who is let in
 */
public interface Door<W> {
    /** Who a name and a password belong to. */
    Answer<W> password(String name, String password) throws IOException;

    /** Who a bearer token was issued to (RFC 6750). */
    Answer<W> token(String token) throws IOException;

    /**
     * What a SCRAM client is compared with.
     *
     * @return {@link ScramVerifier#madeUp} for who is unknown or has none
     */
    ScramVerifier verifier(String name, ScramHash hash) throws IOException;

    /**
     * The end of a SCRAM exchange.
     *
     * @param verifier that the client was compared with: one that is no longer the user's lets nobody in
     * @param isProven whether the client knew the password
     */
    Answer<W> scram(String name, ScramHash hash, ScramVerifier verifier, boolean isProven) throws IOException;

    /** Whether {@code who} may act as {@code name}, which it gave as its authorization identity (RFC 4422 §3.4.1). */
    boolean mayActAs(W who, String name) throws IOException;
}
