package org.mailbay.directory;

import java.time.Instant;

/**
 * A user who was removed and whose data is still there.
 *
 * @param principal as it was
 * @param since when it was removed
 * @param until when the data goes
 */
public record Departed(Principal principal, Instant since, Instant until) {}
