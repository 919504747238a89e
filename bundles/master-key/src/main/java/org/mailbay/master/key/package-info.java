/**
 * The master key from a file, an environment variable or a command: {@link org.mailbay.master.key.Keeper} reads and follows it, {@link
 * org.mailbay.master.key.Keys} wraps and unwraps.
 *
 * <p>AES-256-GCM (NIST SP 800-38D) with the purpose as additional data. Keys are named in logs by a fingerprint, never shown. Any thread.
 */
@NullMarked
package org.mailbay.master.key;

import org.jspecify.annotations.NullMarked;
