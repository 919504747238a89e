/**
 * Records kept in an embedded Derby database per shard. Start at {@link org.mailbay.store.derby.DerbyDriver}, then {@link
 * org.mailbay.store.derby.Shard}.
 *
 * <p>Threading: callers may be virtual or interrupted and never enter Derby; a {@code Committer} thread carries out waiting batches in
 * groups, one transaction and one log flush each; a few {@code Readers} threads read. {@code Turns} keeps scans and commits of an
 * account apart, so that readers need no locks of Derby's.
 */
@NullMarked
package org.mailbay.store.derby;

import org.jspecify.annotations.NullMarked;
