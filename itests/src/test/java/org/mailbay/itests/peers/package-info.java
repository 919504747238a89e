/** Mail servers of others, unmodified, as next servers and as clients; each skipped where it is not installed. Start at {@link org.mailbay.itests.peers.PeerDialogues}. */
@NullMarked
package org.mailbay.itests.peers;

import org.jspecify.annotations.NullMarked;
