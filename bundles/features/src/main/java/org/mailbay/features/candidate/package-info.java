/**
 * Jars that shall run, looked at before anything is touched. Start at {@link Candidate}.
 */
@NullMarked
package org.mailbay.features.candidate;

import org.jspecify.annotations.NullMarked;
