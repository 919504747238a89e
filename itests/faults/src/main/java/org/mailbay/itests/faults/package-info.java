/**
 * A data type that fails when it is told to, in each of the ways in which real ones do; transcripts install it. Start at {@link
 * FaultType}.
 */
@NullMarked
package org.mailbay.itests.faults;

import org.jspecify.annotations.NullMarked;
