/**
 * Certificates from PEM files. Start at {@link PemCertificates}.
 *
 * <p>A {@link Pair} is a chain with its key; {@link Pairs} are all of them at one moment, chosen from by server name;
 * {@link SelfSigned} makes the one that is used until the operator brings others (RFC 5280).
 *
 * <p>Threads: one virtual thread looks at the files; everything it publishes is immutable.
 */
@NullMarked
package org.mailbay.tls.files;

import org.jspecify.annotations.NullMarked;
